"""Addresses inside chapters, looks of the page, minutes left. Text in, text out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields

# The library reckons minutes with the same speed (library.services.taking).
WORDS_A_MINUTE = 220
PLACE = re.compile(r"[cpt][1-9][0-9]{0,5}\Z")

_link = re.compile(r'(\s(?:src|href|poster|xlink:href))="(r/[^"]*|#c[0-9]+(?::[^"]*)?)"')
# Chapters were cleaned when the book came in. Should a copy ever come round that (a restored
# backup of another program, a hole in the cleaner), these never reach a page: the content policy
# stops scripts and strangers' addresses, but not a <meta> that leads away or a form.
_never = re.compile(
    r"<(/?)(script|meta|base|link|form|iframe|object|embed|frame|frameset|applet|style|input"
    r"|button|textarea|select|template|dialog|noscript)\b",
    re.IGNORECASE,
)


def linked(
    html: str,
    *,
    chapter: str,
    resource: Callable[[str], str],
    place: Callable[[str], str],
    is_page: bool = False,
) -> str:
    """A chapter of a reading copy with real addresses in it.

    `resource("r/1.jpg")` and `place("c3")` give addresses. Links inside `chapter` stay fragments;
    links to others get the fragment of the element behind the address. Tags that have no business
    in a chapter are turned into harmless ones; a whole page (`is_page`) is shown in a sandbox and
    keeps its head.
    """

    def address(match: re.Match[str]) -> str:
        attribute, target = match.groups()
        if target.startswith("r/"):
            return f'{attribute}="{resource(target)}"'
        other, colon, _anchor = target[1:].partition(":")
        if other == chapter:
            return match.group()
        return f'{attribute}="{place(other)}{target if colon else ""}"'

    return _link.sub(address, html if is_page else _never.sub(r"<\1span data-was=\2 ", html))


def minutes(words: int) -> int:
    """How long reading `words` takes, at least one minute when there are any."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


@dataclass(frozen=True, slots=True)
class Looks:
    """How a person likes pages to look. Kept in a cookie, so that the first paint has it already.

    Steps: size 1 to 9 (4 is usual), lines 1 to 5, margins 1 to 4. `paper` "" follows the system.
    `way` "" lets the device decide between scrolling and turning pages.
    """

    size: int = 4
    lines: int = 3
    margins: int = 2
    font: str = ""
    paper: str = ""
    way: str = ""
    justified: bool = False

    def cookie(self) -> str:
        """Seven values, each in its place: `4.3.2.serif.giay.cuon.0`."""
        values = [getattr(self, field.name) for field in fields(self)]
        return ".".join(str(int(v)) if isinstance(v, bool) else str(v) for v in values)


# Letters that a reader may copy or share at once. The law on intellectual property (50/2005/QH11, as changed by
# 07/2022/QH15, article 25) allows to quote “reasonably”, with author and source, and gives no number; 500 is ours, a
# long paragraph. Where the licence lets everybody pass the work on, two pages.
QUOTED = 500
QUOTED_OPEN = 4000

FONTS = ("", "system", "serif")
PAPERS = ("", "sang", "giay", "toi")
WAYS = ("", "cuon", "lat")


def looks_of(cookie: str) -> Looks:
    """The looks that `cookie` says; what it says badly is as usual."""
    values = [*cookie.split("."), *[""] * 7][:7]
    usual = Looks()
    return Looks(
        size=_step(values[0], 9, usual.size),
        lines=_step(values[1], 5, usual.lines),
        margins=_step(values[2], 4, usual.margins),
        font=values[3] if values[3] in FONTS else usual.font,
        paper=values[4] if values[4] in PAPERS else usual.paper,
        way=values[5] if values[5] in WAYS else usual.way,
        justified=values[6] == "1",
    )


def _step(value: str, most: int, usual: int) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) == 1 else 0
    return number if 1 <= number <= most else usual


@dataclass(frozen=True, slots=True)
class Kept:
    """A place kept on the device: `<edition in hex>.c7.1234`."""

    edition: str
    chapter: str
    offset: int


def kept_of(cookie: str) -> Kept | None:
    """The place that `cookie` says, or None."""
    edition, _dot, rest = cookie.partition(".")
    chapter, _dot, offset = rest.partition(".")
    if not re.fullmatch(r"[0-9a-f]{32}", edition) or not PLACE.match(chapter):
        return None
    number = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 10 else 0  # noqa: PLR2004
    return Kept(edition, chapter, number)
