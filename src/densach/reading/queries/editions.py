"""Which edition of a work to open, and what the page for it needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from densach.library.models import Edition, EditionFile, TextPart, Work
from densach.library.queries.files import file_with_token

from ..errors import NoSuchPlace, NothingToOpen

Purpose = EditionFile.Purpose
BOOKS = ("EPUB", "HTML", "DOCX", "ODT", "MARKDOWN", "TEXT")
LEAVES = ("PDF", "PICTURES")
# The letter that places in an edition of each kind begin with.
LETTERS = {"book": "c", "leaves": "p", "sound": "t", "film": "t"}
# What a reader most likely wants first: text that fits any screen, then pictures of pages.
BEST_FIRST = (*BOOKS, *LEAVES, "VIDEO", "AUDIO")


@dataclass(frozen=True)
class Opened:
    """An edition with its files, as the reading pages use it."""

    work: Work
    edition: Edition
    others: tuple[Edition, ...]  # further editions of the work that can be opened too
    is_best: bool

    @property
    def kind(self) -> str:
        """`book`, `leaves` (page pictures), `sound` or `film`: each has its page."""
        return _kind(self.edition)

    @property
    def language(self) -> str:
        """Of the text, else unknown."""
        return self.edition.language or self.work.language

    @cached_property
    def files(self) -> list[EditionFile]:
        """In order: by purpose, then position."""
        return sorted(self.edition.files.all(), key=lambda f: (f.purpose, f.position, f.pk))

    def file_for(self, purpose: str) -> EditionFile | None:
        """The first file for `purpose`."""
        return next((file for file in self.files if file.purpose == purpose), None)

    def files_for(self, purpose: str) -> list[EditionFile]:
        """All files for `purpose`, in order."""
        return [file for file in self.files if file.purpose == purpose]

    @property
    def reading(self) -> EditionFile:
        """The reading copy. Raises NothingToOpen."""
        found = self.file_for(Purpose.READING)
        if found is None:
            raise NothingToOpen(title=self.work.title)
        return found

    @property
    def leaves(self) -> EditionFile:
        """The file whose token stands in the addresses of page pictures. Raises NothingToOpen."""
        if not self.files:
            raise NothingToOpen(title=self.work.title)
        return self.file_for(Purpose.MAIN) or self.files[0]

    @property
    def tracks(self) -> list[dict[str, Any]]:
        """Parts of a recording as the importer noted them: token, title, seconds, chapters …"""
        return cast("list[dict[str, Any]]", self.edition.manifest.get("tracks", []))


def work_called(slug: str) -> Work | None:
    """The work with this name in addresses, with what permissions and pages ask. One query."""
    return (
        Work.objects.select_related("organization", "licence", "merged_into", "cover")
        .filter(slug=slug)
        .first()
    )


def open_edition(work: Work, *, wanted: str = "", place: str = "") -> Opened:
    """The edition whose id (hex or with dashes) is `wanted`, else the best. Two queries.

    `place` (`p7`) decides where nothing is wanted: search finds words in any edition and tells
    only the place. Raises NothingToOpen.
    """
    files = Prefetch("files", EditionFile.objects.select_related("stored"))
    editions = _in_order(work.editions.prefetch_related(files))
    if not editions:
        raise NothingToOpen(title=work.title)
    name = wanted.replace("-", "")
    chosen = next((e for e in editions if e.pk.hex == name), None)
    if chosen is None and place:
        chosen = next((e for e in editions if LETTERS[_kind(e)] == place[0]), None)
    chosen = chosen or editions[0]
    return Opened(
        work=work,
        edition=chosen,
        others=tuple(e for e in editions if e is not chosen),
        is_best=chosen is editions[0],
    )


def openings(works: "QuerySet[Work]") -> list[Opened]:
    """The best edition of each of `works` that can be opened. Three queries, whatever their number."""
    files = Prefetch("editions__files", EditionFile.objects.select_related("stored"))
    found = works.select_related("organization", "cover").prefetch_related("editions", files)
    ordered = ((work, _in_order(work.editions.all())) for work in found)
    return [
        Opened(work, editions[0], tuple(editions[1:]), is_best=True)
        for work, editions in ordered
        if editions
    ]


def edition_with(edition_id: UUID) -> Edition | None:
    """An edition with its work and the work's organisation. One query."""
    return Edition.objects.select_related("work__organization").filter(pk=edition_id).first()


def file_called(work_slug: str, token: UUID) -> EditionFile | None:
    """A file of a work by its token, with the work for checking who may have it. One query."""
    file = file_with_token(token)
    return file if file is not None and file.edition.work.slug == work_slug else None


def text_of(edition: Edition, place: str) -> str:
    """The plain text of a page or track, "" when it has none. One query."""
    part = TextPart.objects.filter(edition=edition, place=place).only("text").first()
    return part.text if part else ""


def page_number(opened: Opened, place: str) -> int:
    """`p7` → 7. Raises NoSuchPlace for pages that are not there."""
    number = int(place[1:]) if place.startswith("p") else 0
    if not 1 <= number <= max(opened.edition.pages or 0, 1):
        raise NoSuchPlace(title=opened.work.title)
    return number


def _kind(edition: Edition) -> str:
    if edition.format in BOOKS:
        return "book"
    if edition.format in LEAVES:
        return "leaves"
    return "film" if edition.format == "VIDEO" else "sound"


def can_open(edition: Edition) -> bool:
    """Whether the reading pages can show it. Its files must be there already (prefetched)."""
    if edition.format in BOOKS:
        return any(file.purpose == Purpose.READING for file in edition.files.all())
    return edition.format in BEST_FIRST and bool(edition.files.all())


def _in_order(editions: Iterable[Edition]) -> list[Edition]:
    """Those that can be opened, what a reader most likely wants first."""
    return sorted(filter(can_open, editions), key=_preference)


def _preference(edition: Edition) -> tuple[bool, int, float]:
    same = edition.language in ("", edition.work.language)
    return not same, BEST_FIRST.index(edition.format), -edition.created_at.timestamp()
