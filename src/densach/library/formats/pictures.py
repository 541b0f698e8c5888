"""Pictures: one picture, a CBZ, a zip or a folder of pictures → a picture book.

    bundle.py           files that belong together, in natural order
    pictures_open.py    opening a picture safely
    pictures_about.py   ComicInfo.xml
    pictures_copy.py    the pages copy that the reader shows
    pictures_clean.py   the source without private tags, to be downloaded

The manifest: {"pages": [[width, height] …], "labels": [], "direction": "ltr"|"rtl",
"toc": [{"title", "place", "children"}], "texts": [alternative text of each page] where there are
any}. Places are p1, p2 … A text file beside a picture (`03.txt`, `03.md` beside `03.jpg`) is the
text of its page: read aloud, searched, and shown to those who do not see the picture.
"""

import io
import re
from pathlib import Path, PurePath

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from densach.core.errors import DomainError

from . import pictures_clean, pictures_copy
from .bundle import Bundle
from .errors import NothingToRead
from .model import Extracted, Part
from .pictures_about import About, comic_info
from .pictures_open import SUFFIXES, media_type_of, opened
from .remarks import remark, said
from .settling import settle

TEXT_SUFFIXES = {".txt", ".md"}
PICTURE_BYTES = 200 << 20
MOST_PAGES = 5_000
NAMED_IN_WARNINGS = 5
COVER = re.compile(r"^(?:bia|bìa|cover|front|folder)\b", re.IGNORECASE)


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """The picture book. Pages that cannot be read are left out and named in a warning.

    Raises NothingToRead, and the refusal of the first picture when none can be read.
    """
    copy = scratch / "pages.zip"
    with Bundle(path, name=name) as bundle:
        told = _told(bundle)
        names = bundle.names if bundle.is_single else _in_order(bundle)
        if not names:
            raise NothingToRead
        kept, cover, lost = _copy(bundle, names[:MOST_PAGES], copy)
        texts = [_text_beside(bundle, picture) for picture in kept]
        mended = _clean(bundle, path, kept, out=scratch / f"clean{PurePath(name).suffix[:10]}")
    book = Extracted(
        format="PICTURES", media_type=media_type_of(path), kind="PICTURE_BOOK",
        title=told.title, people=told.people, language=told.language, publisher=told.publisher,
        published=told.published, year=told.year, identifiers=told.identifiers,
        subjects=told.subjects, series=told.series, series_number=told.series_number,
        description=told.description, source=told.source, cover=cover, pages=len(kept),
        reading=copy,
        mended=mended,
    )  # fmt: skip
    book.manifest = _manifest(copy, told, kept, texts)
    book.parts = [
        Part(title=told.marks.get(number, ""), place=f"p{number}", text=text)
        for number, text in enumerate(texts, start=1)
        if text
    ]
    _warn(book, lost, left=len(names) - MOST_PAGES)
    settle(book, path, name=name)
    return book


def _told(bundle: Bundle) -> About:
    """Of ComicInfo.xml, wherever it lies in the bundle."""
    for entry in bundle.names:
        if PurePath(entry).name.lower() == "comicinfo.xml":
            return comic_info(bundle.read(entry))
    return About()


def _in_order(bundle: Bundle) -> list[str]:
    """Pictures in natural order; one that is called cover comes first."""
    names = bundle.with_suffix(SUFFIXES)
    top = min((entry.count("/") for entry in names), default=0)
    return sorted(
        names, key=lambda entry: entry.count("/") > top or not COVER.match(PurePath(entry).stem)
    )


def _copy(
    bundle: Bundle, names: list[str], copy: Path
) -> tuple[list[str], bytes, list[tuple[str, DomainError]]]:
    """Write the pages copy: names of the pages kept, the first page, what was left out and why."""
    kept: list[str] = []
    lost: list[tuple[str, DomainError]] = []
    cover = b""
    with pictures_copy.Writer(copy) as writer:
        for entry in names:
            shown = PurePath(entry).name
            try:
                data = bundle.read(entry, limit=PICTURE_BYTES)
                image = opened(io.BytesIO(data), name=shown, longest=pictures_copy.STRIP_HEIGHT)
            except DomainError as refusal:
                lost.append((shown, refusal))
                continue
            page = writer.page(image)
            cover = cover or page
            kept.append(entry)
        writer.finish({})
    if not kept:
        raise lost[0][1]
    return kept, cover, lost


def _text_beside(bundle: Bundle, picture: str) -> str:
    """The text in a file of the same name beside the picture."""
    from .captions import text_of

    stem = PurePath(picture).with_suffix("")
    for suffix in sorted(TEXT_SUFFIXES):
        entry = f"{stem.as_posix()}{suffix}"
        if entry in bundle.names:
            return text_of(bundle.read(entry), name=entry).strip()
    return ""


def _clean(bundle: Bundle, path: Path, kept: list[str], *, out: Path) -> Path | None:
    """A copy to keep instead of the source where its pictures tell places, names, cameras."""
    if path.is_dir():
        return None  # of a folder only the pages copy is kept
    return out if pictures_clean.clean_copy(bundle, kept, out, limit=PICTURE_BYTES) else None


def _manifest(copy: Path, told: About, kept: list[str], texts: list[str]) -> dict[str, object]:
    manifest: dict[str, object] = {
        "pages": pictures_copy.index_of(copy)["pages"],
        "labels": [],
        "direction": told.direction,
        "toc": [
            {"title": mark, "place": f"p{page}", "children": []}
            for page, mark in sorted(told.marks.items())
            if page <= len(kept)
        ],
    }
    if any(texts):
        manifest["texts"] = texts
    return manifest


def _warn(book: Extracted, lost: list[tuple[str, DomainError]], *, left: int) -> None:
    for _name, refusal in lost[:NAMED_IN_WARNINGS]:
        book.warnings.append(remark(_("Left out: %(reason)s"), reason=said(refusal)))
    if len(lost) > NAMED_IN_WARNINGS:
        message = ngettext_lazy(
            "%(count)d more picture was left out.",
            "%(count)d more pictures were left out.",
            "count",
        )
        book.warnings.append(remark(message, count=len(lost) - NAMED_IN_WARNINGS))
    if left > 0:
        message = _("Only the first %(most)d pictures were taken; %(left)d are left.")
        book.warnings.append(remark(message, most=MOST_PAGES, left=left))
