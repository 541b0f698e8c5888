"""What people type about works and shelves."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from densach.people.models import Organization
from densach.search.text import fold_key

from .models import Audience, Kind, Level, Licence, Work
from .services.works import Correction

THIS_CENTURY_AND_NEXT = 2100
# What people write for a relator, folded; the first of each code is what the form shows.
ROLES = {
    "aut": ("tác giả", "author", "tg"), "trl": ("dịch", "người dịch", "translator"),
    "ill": ("minh hoạ", "vẽ", "illustrator"), "edt": ("biên tập", "chủ biên", "editor"),
    "nrt": ("đọc", "người đọc", "narrator"), "com": ("sưu tầm", "biên soạn", "compiler"),
    "ann": ("chú giải", "annotator"), "aui": ("giới thiệu", "đề tựa"),
    "cmp": ("nhạc", "nhạc sĩ", "composer"), "pht": ("ảnh", "photographer"),
    "ctb": ("cộng tác", "contributor"), "drt": ("đạo diễn", "director"),
    "pbl": ("nhà xuất bản", "publisher"),
}  # fmt: skip
ROLE_BY_WORD = {fold_key(word): code for code, words in ROLES.items() for word in (*words, code)}
LANGUAGES = (
    "vi", "en", "fr", "zh", "km", "lo", "th", "hmn", "tai", "kjg", "tyz", "nut", "rad", "bdq",
    "cjm", "jra", "mnn", "ja", "ko", "ru", "de", "es", "ar", "he", "la", "mul",
)  # fmt: skip


class ShelfForm(forms.Form):
    """A shelf's words."""

    title = forms.CharField(label=_("Name of the shelf"), max_length=200)
    text = forms.CharField(
        label=_("What stands here, and for whom"),
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    is_public = forms.BooleanField(label=_("Readers see it"), required=False, initial=True)


def licence_choices() -> list[tuple[str, str]]:
    """Licences by name, in the language of the page. One query."""
    name = "name_vi" if (get_language() or "").startswith("vi") else "name"
    return [
        ("", str(_("Not stated"))),
        *Licence.objects.order_by("-is_open", "name").values_list("code", name),
    ]


class WorkForm(forms.Form):
    """A work's fields. `people`: one a line, “Name” or “Name | role”; `subjects`: one a line."""

    title = forms.CharField(label=_("Title"), max_length=500)
    subtitle = forms.CharField(label=_("Subtitle"), max_length=500, required=False)
    people = forms.CharField(
        label=_("Authors and others"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. For others than authors add the part they had: Đào Duy Anh | chú giải"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=35,
        help_text=_("A code such as vi, en, hmn (Mông), kjg (Khơ Mú)"),
        widget=forms.TextInput(attrs={"list": "cac-tieng"}),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("For whom"), choices=Level.choices, required=False)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=-3000, max_value=THIS_CENTURY_AND_NEXT
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    subjects = forms.CharField(
        label=_("Subjects"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line"),
    )  # fmt: skip
    series = forms.CharField(label=_("Series"), max_length=300, required=False)
    series_number = forms.CharField(label=_("Number in the series"), max_length=30, required=False)
    ddc = forms.CharField(label=_("DDC number"), max_length=60, required=False)
    licence = forms.ChoiceField(label=_("Licence"), required=False)
    rights_note = forms.CharField(label=_("Note on rights"), max_length=500, required=False)
    source = forms.CharField(label=_("Source"), max_length=500, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    organization = forms.ChoiceField(label=_("Place that keeps it"), required=False)

    def __init__(self, *args: Any, places: list[Organization] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places or []}
        self.fields["licence"].choices = licence_choices()  # type: ignore[attr-defined]
        names = [(key, place.name) for key, place in self.places.items()]
        self.fields["organization"].choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Members' works need a place whose members they are for."""
        data = super().clean() or {}
        if data.get("audience") == Audience.ORGANIZATION and not data.get("organization"):
            self.add_error("organization", _("Choose the place whose members may read it."))
        return data

    def clean_people(self) -> list[tuple[str, str]]:
        """Names with relator codes, in order. An unknown part is said by line."""
        people = []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1):
            name, _bar, part = (piece.strip() for piece in line.partition("|"))
            if not name:
                continue
            code = ROLE_BY_WORD.get(fold_key(part), "") if part else "aut"
            if not code:
                words = ", ".join(words[0] for words in ROLES.values())
                message = _(
                    "Line %(number)d: the part “%(part)s” is not known. Known are: %(words)s."
                )
                raise forms.ValidationError(
                    message % {"number": number, "part": part, "words": words}
                )
            people.append((name[:300], code))
        return people

    def clean_subjects(self) -> list[str]:
        """Headings, one a line, without empty lines."""
        return [
            line.strip()[:255]
            for line in self.cleaned_data["subjects"].splitlines()
            if line.strip()
        ]

    def correction(self) -> Correction:
        """What the valid form says."""
        data = self.cleaned_data
        return Correction(
            fields=data,
            people=data["people"],
            subjects=data["subjects"],
            licence=data["licence"],
            organization=self.places.get(data["organization"]),
        )


def initial_of(work: Work) -> dict[str, Any]:
    """The form's values for a work. Two queries."""
    fields = {name: getattr(work, name) for name in WorkForm.base_fields if hasattr(work, name)}
    people = work.contributions.select_related("agent").order_by("position", "pk")
    return {
        **fields,
        "people": "\n".join(_person_line(c.agent.name, c.role) for c in people),
        "subjects": "\n".join(work.subjects.order_by("name").values_list("name", flat=True)),
        "licence": work.licence_id or "",
        "organization": str(work.organization_id or ""),
    }


def _person_line(name: str, role: str) -> str:
    return name if role == "aut" else f"{name} | {ROLES.get(role, (role,))[0]}"


class BulkForm(forms.Form):
    """One change for many works; what is left empty stays as it is in each."""

    level = forms.ChoiceField(label=_("For whom"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=35)
    licence = forms.ChoiceField(label=_("Licence"), required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), required=False)
    add_subjects = forms.CharField(
        label=_("Add subjects"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line"),
    )  # fmt: skip
    shelf = forms.ChoiceField(label=_("Put on the shelf"), required=False)

    def __init__(self, *args: Any, shelves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_is = ("", str(_("as it is")))
        choices: dict[str, list[tuple[str, Any]]] = {
            "level": [(v, label) for v, label in Level.choices if v],
            "kind": list(Kind.choices),
            "licence": licence_choices()[1:],
            "audience": [row for row in Audience.choices if row[0] != Audience.ORGANIZATION],
            "shelf": shelves,
        }
        for name, rows in choices.items():
            self.fields[name].choices = [as_is, *rows]  # type: ignore[attr-defined]

    def correction(self) -> Correction:
        """What the valid form changes in each work."""
        data = self.cleaned_data
        names = ("level", "kind", "language", "audience")
        subjects = [line.strip() for line in data["add_subjects"].splitlines() if line.strip()]
        return Correction(
            fields={name: data[name] for name in names if data[name]},
            subjects=subjects or None,
            licence=data["licence"] or None,
        )

    def changes_works(self) -> bool:
        """Whether anything but the shelf was filled in."""
        data = self.cleaned_data
        return any(value for name, value in data.items() if name != "shelf")
