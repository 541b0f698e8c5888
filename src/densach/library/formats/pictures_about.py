"""ComicInfo.xml: what comic programs (ComicRack, Komga, Kavita, calibre) write into a CBZ."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densach.core.errors import DomainError
from densach.core.markup import xml

from .model import Name

if TYPE_CHECKING:
    from lxml.etree import _Element

ROLES = {
    "Writer": "aut", "Penciller": "ill", "Inker": "ill", "Colorist": "clr", "CoverArtist": "art",
    "Letterer": "ltr", "Editor": "edt", "Translator": "trl",
}  # fmt: skip


@dataclass(slots=True)
class About:
    """As the file says; empty where it does not."""

    title: str = ""
    people: list[Name] = field(default_factory=list)
    language: str = ""
    publisher: str = ""
    published: str = ""
    year: int | None = None
    series: str = ""
    series_number: str = ""
    subjects: list[str] = field(default_factory=list)
    description: str = ""
    source: str = ""
    direction: str = "ltr"
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)  # page, from 1 → the name of its bookmark


def comic_info(data: bytes) -> About:
    """Of the bytes of a ComicInfo.xml. Broken or hostile XML tells nothing."""
    try:
        root = xml(data)
    except DomainError:
        return About()
    told = About(
        title=_text(root, "Title"), language=_text(root, "LanguageISO"),
        publisher=_text(root, "Publisher"), series=_text(root, "Series"),
        series_number=_text(root, "Number") or _text(root, "Volume"),
        description=_text(root, "Summary"),
    )  # fmt: skip
    web = _text(root, "Web").split(" ")[0]
    told.source = web if web.startswith(("http://", "https://")) else ""
    told.direction = "rtl" if _text(root, "Manga") == "YesAndRightToLeft" else "ltr"
    told.people = list(
        {
            (name, role): Name(name, role)
            for tag, role in ROLES.items()
            for name in _listed(root, tag)
        }.values()
    )
    told.subjects = list(dict.fromkeys(_listed(root, "Genre") + _listed(root, "Tags")))
    _when(told, root)
    isbn = re.sub(r"\D", "", _text(root, "GTIN"))
    if isbn.startswith(("978", "979")) and len(isbn) == 13:  # noqa: PLR2004  an ISBN's digits
        told.identifiers = [("ISBN", isbn)]
    for page in root.iter("Page"):
        number, mark = page.get("Image", ""), page.get("Bookmark", "").strip()
        if number.isdecimal() and mark:
            told.marks[int(number[:6]) + 1] = mark[:300]
    return told


def _when(told: About, root: "_Element") -> None:
    parts = [_text(root, tag) for tag in ("Year", "Month", "Day")]
    if re.fullmatch(r"1[4-9]\d\d|20\d\d|21\d\d", parts[0]):
        told.year = int(parts[0])
        known = [parts[0]]
        for part in parts[1:]:
            if not part.isdecimal() or not 0 < int(part[:2]) <= 31:  # noqa: PLR2004  days, months
                break
            known.append(f"{int(part[:2]):02d}")
        told.published = "-".join(known)


def _text(root: "_Element", tag: str) -> str:
    return " ".join((root.findtext(tag) or "").split())[:5000]


def _listed(root: "_Element", tag: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[,;]", _text(root, tag)) if piece.strip()]
