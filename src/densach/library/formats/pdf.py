"""PDF: metadata, text by page, contents; page pictures and words for the reader.

    pdf_about.py    what the file says about itself (pikepdf)
    pdf_text.py     text of pages made fit to read
    pdf_pages.py    pdfium: pictures, words, raw text
    pdf_drawing.py  pages for the web, drawn in processes of their own
    pdf_child.py    … and the program that these processes run

The manifest: {"pages": [[width, height] in points …], "labels": [… as printed, or empty list],
"toc": [{"title", "place": "p7", "children"}], "has_text": bool, "scanned": [page numbers whose
text is only a picture], "encoding": the old one of fonts such as .VnTime, or empty}. Places are p1, p2 …

Nothing in a PDF runs here, and page pictures cannot run anything; the file itself is only offered
as a download, and the librarian is told where it holds scripts.
"""

import io
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import pdf_pages, pdf_text
from .errors import Unreadable
from .model import Extracted, Part
from .pdf_about import About, about, isbns_in
from .pdf_drawing import page_picture, page_words
from .remarks import remark
from .settling import settle

__all__ = ["page_picture", "page_words", "read"]

MAX_PAGES = 20_000
MAX_CONTENTS = 5_000
BOOK_PAGES = 49  # UNESCO's recommendation of 1964: fewer are a pamphlet
COVER_WIDTH = 720
FRONT_PAGES = 6  # where the ISBN is printed, and at the end
SCAN_SHARE = 0.25  # of the page that pictures cover, where it has no text


class NotAPdf(Unreadable):
    """Something else under the name of a PDF."""

    code = "library.not_a_pdf"
    message = _("“%(name)s” is not a PDF, although it is called one.")
    advice = _("Open it on your computer to see what it is, then send the right file.")


class PdfLocked(Unreadable):
    """A password is needed to open the file."""

    code = "library.pdf_locked"
    message = _("“%(name)s” is locked with a password.")
    advice = _("Open it with the password, save it without one, then send it again.")


class PdfBroken(Unreadable):
    """So damaged that no page is left."""

    code = "library.pdf_broken"
    message = _("“%(name)s” is damaged: not one page of it can be opened.")
    advice = _("Copy or download it again from where it came from, then send it again.")


class TooManyPages(Unreadable):
    """More pages than a file may have."""

    code = "library.too_many_pages"
    message = _("“%(name)s” has %(pages)d pages; at most %(most)d are read.")
    advice = _("Split it into volumes, then send them.")


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """All that the file tells. Raises NotAPdf, PdfLocked, PdfBroken, TooManyPages."""
    told, mended = _examine(path, name=name, scratch=scratch)
    book = Extracted(
        format="PDF", media_type="application/pdf", kind="DOCUMENT", mended=mended,
        title=told.title, people=told.people, language=told.language,
        publisher=told.publisher, published=told.published, year=told.year,
        identifiers=told.identifiers, subjects=told.subjects, description=told.description,
        rights=told.rights, licence_url=told.licence_url,
        release_id=told.release_id, revised_at=told.revised_at,
    )  # fmt: skip
    with pdf_pages.document(mended or path) as pdf:
        _pages(book, pdf)
        book.cover = _cover(pdf)
    if not book.published and book.kind == "DOCUMENT" and book.manifest["has_text"]:
        # A paper is written when its file is made; a novel or a scan is not.
        book.published, book.year = told.made, told.made_year
    _warn(book, told)
    settle(book, path, name=name)
    return book


def _examine(path: Path, *, name: str, scratch: Path) -> tuple[About, Path | None]:
    """Metadata, and the path of a repaired copy where pdfium cannot open the file as it is."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pages > MAX_PAGES:
                raise TooManyPages(name=name, pages=pages, most=MAX_PAGES)
            told = about(pdf)
            if _opens(path, pages):
                return told, None
            mended = scratch / "mended.pdf"
            pdf.save(mended, fix_metadata_version=False)
    except pikepdf.PasswordError:
        raise PdfLocked(name=name) from None
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError) as error:
        if _opens(path, 1):  # pdfium is more forgiving now and then
            return About(), None
        with path.open("rb") as source:
            is_pdf = b"%PDF-" in source.read(1024)
        raise (PdfBroken if is_pdf else NotAPdf)(name=name) from error
    if not pages or not _opens(mended, 1):
        raise PdfBroken(name=name)
    return told, mended


def _opens(path: Path, pages: int) -> bool:
    """Whether pdfium opens the file and finds at least `pages` pages, and one."""
    import pypdfium2

    try:
        with pdf_pages.document(path) as pdf:
            return len(pdf) >= max(pages, 1)
    except pypdfium2.PdfiumError:
        return False


def _pages(book: Extracted, pdf: pdf_pages.Document) -> None:
    """Sizes, labels, contents and text into `book`."""
    count = len(pdf)
    raw, old = pdf_text.recoded([_raw(pdf, index) for index in range(count)])
    vietnamese = pdf_text.is_vietnamese("".join(raw[:40])[:200_000])
    texts = [pdf_text.tidy(text, vietnamese=vietnamese) for text in raw]
    labels = [pdf.get_page_label(index) for index in range(count)]
    plain = [str(number) for number in range(1, count + 1)]
    scanned = [
        index + 1
        for index, text in enumerate(texts)
        if pdf_text.letters_in(text) < pdf_text.FEWEST_LETTERS and _is_picture(pdf, index)
    ]
    contents = _contents(pdf)
    heads = _heads(contents)
    book.pages = count
    if not book.title and len(contents) == 1 and contents[0]["place"] == "p1":
        book.title = contents[0]["title"]  # one heading over all others is the title
    book.kind = "BOOK" if count >= BOOK_PAGES else "DOCUMENT"
    book.recoded = old.recoded if old else None
    book.manifest = {
        "pages": [_size(pdf, index) for index in range(count)],
        "labels": [] if labels == plain or not any(labels) else labels,
        "toc": contents,
        "has_text": sum(map(pdf_text.letters_in, texts)) >= pdf_text.FEWEST_LETTERS,
        "scanned": scanned,
        "encoding": old.encoding if old else "",
    }
    book.parts = [
        Part(title=heads.get(number, ""), place=f"p{number}", text=text)
        for number, text in enumerate(texts, start=1)
        if text
    ]
    printed = "\n".join([*texts[:FRONT_PAGES], *texts[-2:]])
    book.identifiers = list(dict.fromkeys([*book.identifiers, *isbns_in(printed)[:1]]))
    if pdf_text.is_broken(raw):
        message = _(
            "The fonts of this PDF do not tell their letters: search in its text will fail."
        )
        book.warnings.append(remark(message))


def _raw(pdf: pdf_pages.Document, index: int) -> str:
    import pypdfium2

    try:
        return pdf_pages.text(pdf, index)
    except pypdfium2.PdfiumError:
        return ""  # one page that is damaged; the others are worth reading


def _size(pdf: pdf_pages.Document, index: int) -> list[float]:
    """Width and height in points; those of A4 for a page that is damaged."""
    import pypdfium2

    try:
        return [round(side, 1) for side in pdf.get_page_size(index)]
    except pypdfium2.PdfiumError:
        return [595.0, 842.0]


def _is_picture(pdf: pdf_pages.Document, index: int) -> bool:
    """Whether pictures cover a good part of the page: a scan, a photo."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        with pdf_pages.page_of(pdf, index) as page:
            wide, high = page.get_size()
            covered = 0.0
            for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
                left, bottom, right, top = thing.get_bounds()
                covered += abs((right - left) * (top - bottom))
    except pypdfium2.PdfiumError:
        return False
    return bool(covered > wide * high * SCAN_SHARE)


def _contents(pdf: pdf_pages.Document) -> list[dict[str, Any]]:
    """The outline as a tree. Loops end in pdfium; a title without a page keeps an empty place."""
    top: list[dict[str, Any]] = []
    open_at: list[list[dict[str, Any]]] = [top]
    for number, mark in enumerate(pdf.get_toc()):
        if number >= MAX_CONTENTS:
            break
        target = mark.get_dest()
        page = target.get_index() if target else None
        entry: dict[str, Any] = {
            "title": " ".join(mark.get_title().replace("\x00", "").split())[:300],
            "place": "" if page is None else f"p{page + 1}",
            "children": [],
        }
        del open_at[mark.level + 1 :]
        open_at[-1].append(entry)
        open_at.append(entry["children"])
    return top


def _heads(contents: list[dict[str, Any]]) -> dict[int, str]:
    """The heading that each page begins or contains first, by page number."""
    heads: dict[int, str] = {}
    for entry in contents:
        if entry["place"]:
            heads.setdefault(int(entry["place"][1:]), entry["title"])
        for page, title in _heads(entry["children"]).items():
            heads.setdefault(page, title)
    return heads


def _cover(pdf: pdf_pages.Document) -> bytes | None:
    """The first page, or the second where the first is blank."""
    import pypdfium2

    for index in range(min(2, len(pdf))):
        try:
            with pdf_pages.page_of(pdf, index) as page:
                image = pdf_pages.bitmap(page, width=COVER_WIDTH)
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            continue
        darkest, lightest = image.convert("L").getextrema()
        if darkest != lightest:
            out = io.BytesIO()
            image.save(out, "WEBP", quality=85, method=3)
            return out.getvalue()
    return None


def _places(book: Extracted) -> set[str]:
    return {part.place for part in book.parts}


def _warn(book: Extracted, told: About) -> None:
    """Sentences for the librarian."""
    scanned, count = len(book.manifest["scanned"]), book.pages or 0
    if book.mended:
        full = len(book.parts) + sum(f"p{n}" not in _places(book) for n in book.manifest["scanned"])
        message = _(
            "The PDF was damaged and has been repaired: %(count)d pages were saved, %(blank)d"
            " of them are blank. Look whether anything is missing."
        )
        book.warnings.append(remark(message, count=count, blank=count - full))
    if scanned:
        message = _(
            "%(scanned)d of %(count)d pages are pictures without text: their words are found"
            " only after text recognition."
        )
        book.warnings.append(remark(message, scanned=scanned, count=count))
    if told.has_scripts:
        message = _(
            "The PDF holds scripts. They do not run in the reader; the file is only downloaded."
        )
        book.warnings.append(remark(message))
    if told.attachments:
        attached = ngettext_lazy(
            "%(count)d file is attached inside the PDF; the reader does not show it.",
            "%(count)d files are attached inside the PDF; the reader does not show them.",
            "count",
        )
        book.warnings.append(remark(attached, count=told.attachments))
