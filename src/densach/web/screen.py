"""How the screen looks for one person: theme, size of letters, age.

Age is also kept with the person and then holds on every device; theme and size belong to the device.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

THEMES = {"": _("As the device"), "light": _("Light"), "dark": _("Dark")}
SIZES = {"": _("Normal"), "l": _("Large"), "xl": _("Very large")}
AGES = {
    "nhi": _("For small children: large letters, few words"),
    "": _("For everyone"),
    "lon": _("Large and calm, for tired eyes"),
}


@dataclass(frozen=True, slots=True)
class Screen:
    """Keys of THEMES, SIZES and AGES."""

    theme: str = ""
    size: str = ""
    age: str = ""

    @classmethod
    def from_cookie(cls, text: str) -> "Screen":
        """`theme.size.age`, each may be empty: `dark.l.nhi`. Unknown words are ignored."""
        return cls().choose(**dict(zip(("theme", "size", "age"), text.split("."), strict=False)))

    @property
    def cookie(self) -> str:
        """See `from_cookie`."""
        return f"{self.theme}.{self.size}.{self.age}"

    def choose(self, **choices: str) -> "Screen":
        """The same with those of `choices` that exist; others are left as they are."""
        known = {"theme": THEMES, "size": SIZES, "age": AGES}
        return replace(self, **{k: v for k, v in choices.items() if v in known.get(k, ())})
