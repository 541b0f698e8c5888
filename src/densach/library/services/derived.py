"""Pictures and words made from files when first asked for, and kept while there is room.

All lie under settings.DERIVED_FOLDER by the SHA-256 of what they were made from, so they may be
deleted at any time and never become wrong. Together they take at most DERIVED_BYTES: beyond it,
those not asked for longest go.
"""

import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from densach.core.files import path_of
from densach.core.models import StoredFile

from ..errors import DiskFull
from ..formats import covers, ocr, pdf_drawing, pdf_text, pictures_copy
from ..formats.errors import NoSuchPart
from ..models import Edition, EditionFile, Work
from ..queries.cards import cover_class, motif

Purpose = EditionFile.Purpose
Word = tuple[str, float, float, float, float]
DERIVED_BYTES = 2 << 30  # some 20,000 page pictures of phones
WRITTEN_BETWEEN_SWEEPS = 64 << 20
TOUCH_SECONDS = 60 * 60 * 6  # how exactly “not asked for longest” is known
RECOGNISED = "ocr.zip"  # name of the READING file that holds the words of recognised pages

_written = 0
_lock = threading.Lock()


def page_picture_file(
    edition: Edition, page: int, width: int, *, at: datetime, dark: bool = False
) -> Path:
    """Page `page` (from 1) of a PDF or picture book as WebP, about `width` pixels wide.

    `dark` is for PDF alone: pictures keep their colours at night. One query (two with
    `edition.files` not there). Raises NoSuchPart, the refusals of `pdf_drawing`, DiskFull.
    """
    source = _leaves(edition, page)
    width = min(pdf_drawing.WIDTHS, key=lambda known: abs(known - width))
    is_pdf = edition.format == "PDF"
    name = f"{page}-{width}{'-dark' if dark and is_pdf else ''}.webp"

    def make() -> bytes:
        with path_of(source) as path:
            if is_pdf:
                return pdf_drawing.page_picture(path, page, width=width, dark=dark)
            whole = pictures_copy.page_picture(path, page)
        return pictures_copy.narrower(whole, width=width)

    return _made(source, name, make, at=at)


def page_words(edition: Edition, page: int, *, at: datetime | None = None) -> list[Word]:
    """Words of a page with x, y, width, height in fractions of it: to select, search and mark.

    Recognised words of a scan where there are any; pages of picture books have none. `at` is now.
    Raises as `page_picture_file`.
    """
    recognised = _file(edition, Purpose.READING, name=RECOGNISED)
    if recognised is not None and page in edition.manifest.get("scanned", [page]):
        with path_of(recognised.stored) as path:
            try:
                return ocr.page_words(path, page)
            except NoSuchPart:
                pass  # a page that was not recognised: what the file itself holds
    if edition.format != "PDF":
        return []
    source = _leaves(edition, page)

    def make() -> bytes:
        with path_of(source) as path:
            return json.dumps(pdf_drawing.page_words(path, page), ensure_ascii=False).encode()

    kept = _made(source, f"{page}-words.json", make, at=at)
    return _in_unicode(json.loads(kept.read_bytes()), edition.manifest.get("encoding", ""))


def cover_file(work: Work, width: int, *, at: datetime | None = None) -> Path | StoredFile | None:
    """The cover as WebP: as it is kept, or made `width` wide where that is less; None: no cover.

    A work without a cover is shown by `drawn_cover`. No query when `work.cover` is there.
    """
    if work.cover is None:
        return None
    if width >= covers.WIDTHS[-1]:
        return work.cover
    source, smaller = work.cover, min(covers.WIDTHS, key=lambda known: abs(known - width))

    def make() -> bytes:
        with path_of(source) as path:
            return covers.small_cover(path.read_bytes(), width=smaller)

    return _made(source, f"cover-{smaller}.webp", make, at=at)


def drawn_cover(work: Work) -> str:
    """The typographic cover of a work as a whole SVG, like the one on its card. No query."""
    return covers.drawn_cover(
        work.title,
        work.people_line,
        work.kind,
        "",
        colour=int(cover_class(work.title).removeprefix("k")),
        motif=motif(work.kind, work.level),
    )


def sweep(*, most_bytes: int | None = None) -> int:
    """Delete what was not asked for longest until the rest takes nine tenths of `most_bytes`.

    How many bytes went. Nothing goes while all of it takes less than `most_bytes`.
    """
    most = getattr(settings, "DERIVED_BYTES", DERIVED_BYTES) if most_bytes is None else most_bytes
    found = []
    for folder, _folders, names in os.walk(settings.DERIVED_FOLDER):
        for name in names:
            path = Path(folder, name)
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            found.append((stat.st_atime, stat.st_size, path))
    total = sum(size for _asked, size, _path in found)
    gone = 0
    if total <= most:
        return 0
    for _asked, size, path in sorted(found):
        if total - gone <= most * 9 // 10:
            break
        path.unlink(missing_ok=True)
        gone += size
    return gone


def _leaves(edition: Edition, page: int) -> StoredFile:
    """The file that page `page` is drawn from: the PDF itself, or the pages copy. Or NoSuchPart."""
    purpose = {"PDF": Purpose.MAIN, "PICTURES": Purpose.READING}.get(edition.format)
    found = _file(edition, purpose) if purpose else None
    if found is None or not 1 <= page <= (edition.pages or 0):
        raise NoSuchPart(name=f"p{page}")
    return found.stored


def _file(edition: Edition, purpose: str, *, name: str = "") -> EditionFile | None:
    files = edition.files.select_related("stored").filter(purpose=purpose)
    files = files.filter(name=name) if name else files.exclude(name=RECOGNISED)
    return files.order_by("position", "pk").first()


def _in_unicode(words: list[list[str | float]], encoding: str) -> list[Word]:
    """Words of old fonts (.VnTime) as people write them today."""
    return [
        (pdf_text.recode_line(str(w), encoding) if encoding else str(w), *map(float, place))  # type: ignore[misc]
        for w, *place in words
    ]


def _made(source: StoredFile, name: str, make: Callable[[], bytes], *, at: datetime | None) -> Path:
    """The file `name` made from `source`: the one that is kept, else made now, whole or not at all."""
    folder = Path(settings.DERIVED_FOLDER) / source.sha256[:2] / source.sha256
    path = folder / name
    try:
        _asked_for(path, at)
    except FileNotFoundError:
        _write(path, make())
    return path


def _asked_for(path: Path, at: datetime | None) -> None:
    """Remember when it was asked for, as the time of last access. The time of change is its ETag."""
    stat = path.stat()
    now = at.timestamp() if at else stat.st_atime
    if now - stat.st_atime > TOUCH_SECONDS:
        os.utime(path, ns=(int(now * 1e9), stat.st_mtime_ns))


def _write(path: Path, data: bytes) -> None:
    global _written  # noqa: PLW0603  one counter for the process, guarded by its lock
    part = path.with_name(f".part-{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        free = shutil.disk_usage(settings.DERIVED_FOLDER).free
        raise DiskFull(free_mb=free >> 20) from error
    with _lock:
        _written += len(data)
        is_due, _written = _written >= WRITTEN_BETWEEN_SWEEPS, _written % WRITTEN_BETWEEN_SWEEPS
    if is_due:
        sweep()
