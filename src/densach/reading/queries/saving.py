"""What of an edition a device keeps for reading without a line: in which parts, and how much it is.

A device fetches a *plan*, then *parts*: several chapters or page pictures in one answer, some 256 KB
each, so that a weak line pays for few round trips and goes on at the part where it broke. What is large
by itself (tracks, films, sounds) it fetches by its own address, in ranges.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from densach.library.models import Edition, EditionFile
from densach.library.queries.reading_copies import ReadingCopy

from .editions import BOOKS, LEAVES, Opened, can_open

Purpose = EditionFile.Purpose
PART_BYTES = 256 << 10  # some five seconds at 400 kbit/s: what a broken line may cost
ALONE_BYTES = 512 << 10
PHONE_WIDTH = 720  # of page pictures; enough for a phone held upright
# Median of the page pictures of a phone's width: 20 to 50 KB for text, 122 to 137 KB for a scan with
# noise (measured on PDFs of both kinds).
PAGE_BYTES, SCAN_BYTES = 45 << 10, 120 << 10
AROUND_BYTES = 200  # what the template puts around a chapter
WORTH_PACKING = 0.9
FRAME_BYTES, COVER_BYTES = 4 << 10, 12 << 10


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a device keeps under an address of its own. `name`: c3, p7, r/1.png or ""."""

    kind: str  # frame, contents, cover, chapter, fixed, resource, page, captions, poster
    name: str
    bytes: int  # over the line, about
    is_text: bool = True  # whether compressing makes it smaller


@dataclass(frozen=True, slots=True)
class Alone:
    """A large file: fetched by its own address, kept under the address of `stands_for`."""

    file: EditionFile | None  # of the edition …
    resource: str  # … or of its reading copy: r/9.mp3
    bytes: int
    media_type: str
    stands_for: EditionFile | None = None


def bytes_of(opened: Opened) -> int:
    """How much comes over the line, about, without looking into any file. No query."""
    if opened.kind == "book":
        cover = COVER_BYTES if opened.work.cover_id else 0
        return opened.reading.stored.size_bytes + FRAME_BYTES + cover
    if opened.kind == "leaves":
        return (opened.edition.pages or 1) * page_bytes(opened.edition) + FRAME_BYTES
    return sum(file.stored.size_bytes for file, _key in tracks(opened)) + FRAME_BYTES


def page_bytes(edition: Edition) -> int:
    """Of one page picture, about."""
    scanned = edition.format == "PICTURES" or bool(edition.manifest.get("scanned"))
    return SCAN_BYTES if scanned else PAGE_BYTES


def version_of(opened: Opened) -> str:
    """Changes when the edition's files change, with nothing else."""
    files = sorted((file.purpose, file.stored_id) for file in opened.files)
    return hashlib.sha256(repr((opened.edition.pk.hex, files)).encode()).hexdigest()[:16]


def parts_of(opened: Opened, copy: ReadingCopy | None) -> list[list[Piece]]:
    """The pieces in their parts. The first is the frame of the page, which changes with the program."""
    first = [Piece("frame", "", FRAME_BYTES), Piece("contents", "", 1 << 10)]
    if opened.work.cover_id:
        first.append(Piece("cover", "", COVER_BYTES, is_text=False))
    return [first, *_packed(_pieces(opened, copy))]


def alone_of(opened: Opened, copy: ReadingCopy | None) -> list[Alone]:
    """The large files, in the order in which they are read or heard."""
    if opened.kind in {"sound", "film"}:
        return [
            Alone(file, "", file.stored.size_bytes, file.stored.media_type, stands_for=key)
            for file, key in tracks(opened)
        ]
    if copy is None:
        return []
    large = ((name, copy.weight(name)[0]) for name in copy.names)
    return [
        Alone(None, name, size, copy.open_resource(name)[2])
        for name, size in large
        if size > ALONE_BYTES
    ]


def tracks(opened: Opened) -> list[tuple[EditionFile, EditionFile]]:
    """(what is fetched, in whose place it is played): of a film the light version, where there is one."""
    whole = opened.files_for(Purpose.TRACK) or opened.files_for(Purpose.MAIN)
    light = opened.file_for(Purpose.SMALL)
    if light is not None and len(whole) == 1:
        return [(light, whole[0])]
    return [(file, file) for file in whole]


def editions_with(ids: Iterable[object]) -> list[Edition]:
    """Editions with their works and files, those that can be opened. Two queries."""
    files = Prefetch("files", EditionFile.objects.select_related("stored"))
    found = Edition.objects.select_related("work__organization", "work__merged_into", "work__cover")
    return [e for e in found.filter(pk__in=list(ids)).prefetch_related(files) if can_open(e)]


def _pieces(opened: Opened, copy: ReadingCopy | None) -> Iterator[Piece]:
    if opened.edition.format in BOOKS and copy is not None:
        fixed = copy.book["layout"] == "fixed"
        for chapter in copy.book["chapters"]:
            kind = "fixed" if fixed else "chapter"
            yield Piece(kind, chapter["id"], copy.weight(chapter["path"])[1] + AROUND_BYTES)
            if fixed:
                yield Piece("chapter", chapter["id"], AROUND_BYTES)
        for name in copy.names:
            size, packed = copy.weight(name)
            if size <= ALONE_BYTES:
                yield Piece("resource", name, packed, is_text=packed < size * WORTH_PACKING)
    elif opened.edition.format in LEAVES:
        size = page_bytes(opened.edition)
        for number in range(1, (opened.edition.pages or 1) + 1):
            yield Piece("page", f"p{number}", size, is_text=False)
    else:
        yield from (Piece("captions", file.token.hex, 4 << 10)
                    for file in opened.files_for(Purpose.SUBTITLES))  # fmt: skip
        if poster := opened.file_for(Purpose.POSTER):
            yield Piece("poster", poster.token.hex, poster.stored.size_bytes, is_text=False)


def _packed(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Texts with texts, pictures with pictures, in order, until a part is full."""
    part: list[Piece] = []
    for piece in pieces:
        full = sum(one.bytes for one in part) + piece.bytes > PART_BYTES
        if part and (full or part[-1].is_text != piece.is_text):
            yield part
            part = []
        part.append(piece)
    if part:
        yield part
