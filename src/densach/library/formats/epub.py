"""EPUB 2 and 3 → metadata, text by chapter, cover, reading copy."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError
from densach.core.unpack import Archive

from . import accents, documents, encodings, fonts, language, names, styles
from .addresses import resolve
from .binding import Binder, Leaf, Line, flat
from .chapters import word_count
from .epub_cover import cover
from .epub_metadata import read_metadata
from .epub_overlay import clips
from .epub_package import (
    ADOBE_FONTS,
    Item,
    NoChapters,
    Package,
    is_document,
    open_package,
)
from .epub_toc import contents
from .errors import NothingToRead
from .headings import is_heading_line
from .model import Extracted
from .remarks import remark

DOCUMENT_BYTES = 48 << 20
SHEET_BYTES = 4 << 20
DEFAULT_PAGE = (1024, 1366)
IMPORTS_DEEPEST = 4
# A page of a picture book has a few sentences; more is a laid-out book or magazine.
PICTURE_PAGE_LETTERS = 1_200
PICTURES_FEWEST = 5
PICTURE_WORDS = 120
VERTICAL = re.compile(r"(?:html|body)[^{}]*\{[^}]*writing-mode\s*:\s*(?:vertical-rl|tb-rl)")

WRONG_LANGUAGE = _("The file names another language than its text is in; the text was believed.")
NO_TITLE = _("The file names no title; one was taken from its text or its name.")
MENDED = _("Some chapters had mistakes in their markup and were mended.")
MISSING_FILES = _("Some files that the book lists are not in it.")
REPEATED = _("Some names are in the file twice; the first of each was taken.")


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read an EPUB. The reading copy is written under `scratch`.

    Raises the refusals of `epub_package`, `core.unpack` and `core.markup`, and NothingToRead.
    """
    with Archive(path) as archive:
        package = open_package(archive)
        extracted = Extracted(format="EPUB", media_type="application/epub+zip", kind="BOOK")
        read_metadata(package, extracted)
        book = _Book(package, BookFiles(package), extracted)
        book.bind(scratch / "reading.zip")
        extracted.cover = cover(package)
        _settle(book, name)
        return extracted


class BookFiles:
    """The files of an EPUB for binding; obfuscated fonts are made plain."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def find(self, name: str) -> str | None:
        """The entry that an address means."""
        return self._package.archive.find(name)

    def fetch(self, name: str, limit: int) -> bytes | None:
        """The bytes of an entry; None when they cannot be had."""
        try:
            data = self._package.archive.read(name, limit=limit)
        except (KeyError, DomainError):
            return None
        algorithm = self._package.fonts.get(name)
        return _plain_font(data, algorithm, self._package) if algorithm else data

    def stream(self, name: str) -> IO[bytes] | None:
        """An entry as a stream."""
        try:
            return self._package.archive.open(name)  # type: ignore[return-value]
        except (KeyError, DomainError):
            return None


@dataclass(slots=True)
class _Book:
    """An EPUB while it is being bound."""

    package: Package
    files: BookFiles
    extracted: Extracted
    sheets: dict[str, str] = field(default_factory=dict)
    mended: bool = False
    pictures: int = 0
    direction: str = ""

    def bind(self, target: Path) -> None:
        """Write the reading copy; fill parts, language and what was found on the way."""
        extracted, package = self.extracted, self.package
        keep_fonts = language.is_non_latin(extracted.language)
        with Binder(target, self.files, families=keep_fonts) as binder:
            toc = contents(package)
            beside = _listed_beside(package, toc)
            for item in sorted(package.spine, key=lambda item: not item.linear) + beside:
                leaf = self._leaf(item)
                if leaf is not None:
                    binder.add(leaf)
            if not binder.count:
                raise NoChapters
            self._choose_language(binder.sample())
            extracted.parts = binder.finish(
                toc=toc,
                language=extracted.language,
                direction=self.direction or package.direction,
                titled=extracted.title,
            )
            if not any(part.text for part in extracted.parts) and not binder.has_something:
                raise NothingToRead
            extracted.warnings += binder.warnings()
            self.pictures = binder.places.picture_count
        extracted.reading = target

    def _choose_language(self, sample: str) -> None:
        declared = self.extracted.language
        self.extracted.language = language.choose(declared, sample)
        if declared and declared.partition("-")[0] != self.extracted.language.partition("-")[0]:
            self.extracted.warnings.append(remark(WRONG_LANGUAGE))

    def _leaf(self, item: Item) -> Leaf | None:
        archive = self.package.archive
        data = archive.read(item.name, limit=DOCUMENT_BYTES)
        document = documents.parse(data)
        if document is None:
            return None
        self.mended = self.mended or document.mended
        sheets = self._sheets_of(document, item.name)
        recoded = document.recoded
        if _names_old_fonts(data) or any(_names_old_fonts(text.encode()) for _name, text in sheets):
            recoded = fonts.recode(document, sheets) or recoded
        self.extracted.recoded = self.extracted.recoded or recoded
        self._look_for_direction(document, sheets)
        fixed = item.fixed if item.fixed is not None else self.package.fixed
        return Leaf(
            name=item.name,
            body=document.body,
            title=documents.heading(document),
            sheets=sheets,
            viewport=self._page_size(document) if fixed else None,
            language=language.tag(document.language),
            clips=clips(self.package, item),
        )

    def _sheets_of(self, document: documents.Document, base: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for address, text in document.sheets:
            if text:
                found.append((base, text))
            else:
                self._load_sheet(base, address, found, 0)
        return found

    def _load_sheet(
        self, base: str, address: str, found: list[tuple[str, str]], depth: int
    ) -> None:
        """A sheet after the sheets that it imports."""
        resolved = resolve(base, address)
        name = self.files.find(resolved[0]) if resolved else None
        if name is None or depth > IMPORTS_DEEPEST:
            return
        if name not in self.sheets:
            data = self.files.fetch(name, SHEET_BYTES) or b""
            self.sheets[name] = encodings.decode(data).text if data else ""
        text = self.sheets[name]
        for imported in styles.imports(text):
            self._load_sheet(name, imported, found, depth + 1)
        if text and (name, text) not in found:
            found.append((name, text))

    def _look_for_direction(
        self, document: documents.Document, sheets: list[tuple[str, str]]
    ) -> None:
        if self.direction:
            return
        if any(VERTICAL.search(text) for _name, text in sheets):
            self.direction = "vertical-rl"
        elif document.direction.lower() == "rtl":
            self.direction = "rtl"

    def _page_size(self, document: documents.Document) -> tuple[int, int]:
        if document.viewport:
            return document.viewport
        for svg in document.body.iter("{*}svg"):
            view = svg.get("viewBox", svg.get("viewbox", "")).replace(",", " ").split()
            if len(view) == 4:  # noqa: PLR2004 - x, y, width, height
                size = documents.viewport(f"width={view[2]},height={view[3]}")
                if size:
                    return size
        for image in document.body.iter("{*}img"):
            size = documents.viewport(f"width={image.get('width')},height={image.get('height')}")
            if size:
                return size
        return DEFAULT_PAGE


def _names_old_fonts(data: bytes) -> bool:
    return b".Vn" in data or b"VNI-" in data


def _listed_beside(package: Package, toc: list[Line]) -> list[Item]:
    """Documents that the contents lead to although the spine leaves them out: forgotten chapters."""
    wanted = {line.target[0] for line in flat(toc) if line.target}
    known = {item.name for item in package.spine}
    return [
        item
        for item in package.items.values()
        if item.name in wanted - known and item is not package.nav and is_document(item)
    ]


def _settle(book: _Book, name: str) -> None:
    """What can only be said when all is read: a title, sorts of names, the kind."""
    extracted, package = book.extracted, book.package
    if not extracted.title:
        first = extracted.parts[0].title if extracted.parts else ""
        is_title = first and not is_heading_line(first)
        extracted.title = names.title(first) if is_title else names.from_file_name(name)
        extracted.warnings.append(remark(NO_TITLE))
    if extracted.language == "vi":
        accents.restore(extracted)
        names.settle_vietnamese(extracted)
    if _is_picture_book(book):
        extracted.kind = "PICTURE_BOOK"
    if book.mended or package.mended:
        extracted.warnings.append(remark(MENDED))
    if package.missing:
        extracted.warnings.append(remark(MISSING_FILES))
    if package.archive.repeated:
        extracted.warnings.append(remark(REPEATED))


def _is_picture_book(book: _Book) -> bool:
    """Fixed pages of few words each, or a picture every few sentences."""
    parts = book.extracted.parts
    if book.package.fixed:
        return all(len(part.text) < PICTURE_PAGE_LETTERS for part in parts)
    if book.pictures < PICTURES_FEWEST:
        return False
    return sum(word_count(part.text) for part in parts) < book.pictures * PICTURE_WORDS


def _plain_font(data: bytes, algorithm: str, package: Package) -> bytes:
    """A font without the obfuscation of IDPF or Adobe: its beginning XORed with the book's id."""
    value = package.unique_id
    if algorithm == ADOBE_FONTS:
        digits = re.sub(r"[^0-9A-Fa-f]", "", value)
        key, length = bytes.fromhex(digits[-32:].zfill(32)), 1024
    else:
        key, length = hashlib.sha1("".join(value.split()).encode()).digest(), 1040  # noqa: S324 - the EPUB standard's
    head = bytes(byte ^ key[at % len(key)] for at, byte in enumerate(data[:length]))
    return head + data[length:]
