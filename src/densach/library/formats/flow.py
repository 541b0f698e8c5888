"""What every one-document format does at the end: chapters, reading copy, title, language, kind."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import accents, language, names
from .binding import Binder, Leaf, Line
from .chapters import word_count
from .errors import LongerThanAnyBook, NothingToRead
from .headings import cut_at_headings
from .model import Extracted
from .places import NoSource, Source
from .trees import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

FILE_BYTES = 32 << 20  # the longest novels in one file have 20 MB
BOOK_WORDS = 4_000  # shorter texts are documents: letters, plans, articles
TITLE_LETTERS = 200


@dataclass(slots=True)
class Manuscript:
    """One document, parsed and not yet cleaned. `body` is used up by `bind`."""

    body: "_Element"
    sheets: list[tuple[str, str]] = field(default_factory=list)
    source: Source = field(default_factory=NoSource)
    name: str = ""  # its address, where it has pictures beside it
    direction: str = "ltr"


def whole(path: Path) -> bytes:
    """The bytes of a file of text. Raises LongerThanAnyBook before it reads too many."""
    if path.stat().st_size > FILE_BYTES:
        raise LongerThanAnyBook(limit_mb=FILE_BYTES >> 20)
    return path.read_bytes()


def bind(manuscript: Manuscript, extracted: Extracted, *, name: str, scratch: Path) -> Extracted:
    """Cut `manuscript` into chapters, write the reading copy, settle title, language and kind.

    Raises NothingToRead.
    """
    first = _first_heading(manuscript.body)
    pieces, lines = cut_at_headings(manuscript.body)
    leaves = [
        Leaf(
            name=manuscript.name, body=piece, title=_first_heading(piece), sheets=manuscript.sheets
        )
        for piece in pieces
    ]
    target = scratch / "reading.zip"
    with Binder(target, manuscript.source) as binder:
        for leaf in leaves:
            binder.add(leaf)
        finish(
            binder,
            extracted,
            toc=_named(lines, manuscript.name),
            direction=manuscript.direction,
            title=first,
            name=name,
        )
    extracted.reading = target
    return extracted


def finish(
    binder: Binder,
    extracted: Extracted,
    *,
    toc: list[Line],
    direction: str,
    title: str,
    name: str,
) -> None:
    """Close the reading copy and settle what can only be said when all is read."""
    sample = binder.sample()
    if not sample.strip() and not binder.has_something:
        raise NothingToRead
    extracted.language = language.choose(extracted.language, sample)
    extracted.title = extracted.title or names.title(title)[:TITLE_LETTERS]
    extracted.title = extracted.title or names.from_file_name(name)
    extracted.parts = binder.finish(
        toc=toc, language=extracted.language, direction=direction, titled=extracted.title
    )
    extracted.warnings += binder.warnings()
    if extracted.language == "vi":
        accents.restore(extracted)
        names.settle_vietnamese(extracted)
    words = sum(word_count(part.text) for part in extracted.parts)
    if extracted.kind == "BOOK" and words < BOOK_WORDS:
        extracted.kind = "DOCUMENT"


def _named(lines: list[Line], name: str) -> list[Line]:
    return [
        Line(
            line.title, (name, line.target[1]) if line.target else None, _named(line.children, name)
        )
        for line in lines
    ]


def _first_heading(body: "_Element") -> str:
    for heading in body.iter("{*}h1", "{*}h2", "{*}h3"):
        text = text_of(heading)
        if text:
            return text
    return ""
