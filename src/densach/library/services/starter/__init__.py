"""The starter library: real books made from the plain sources in `starter/`.

    source.py    what one folder says: front matter, chapters, drawings, words
    chapters.py  Markdown to the XHTML of chapters
    package.py   what every EPUB has: zip, package document, contents
    epub.py      a reflowable EPUB 3
    picture.py   a picture book: EPUB 3 in fixed layout, a drawing and a few lines a page
    cover.py     the title on the drawn cover; a PNG of it where typst is there
    typst_text.py, typeset.py   Markdown to Typst, and the booklet as PDF

The same sources give the same bytes, whenever and wherever they are made: setting up twice finds
every book already there. Nothing here touches the database.
"""

from pathlib import Path

import densach

from . import cover, epub, picture, typeset
from .source import Book, read

__all__ = ["Book", "books", "make", "sources"]


def sources() -> Path:
    """The folder of the sources: in the wheel beside the rooms, in the repository at its root."""
    package = Path(densach.__file__).parent
    for folder in (package / "starter", package.parents[1] / "starter"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The sources of the starter library are neither in {package} nor in {package.parents[1]}. "
        "Install densach again."
    )


def books(source_folder: Path) -> list[Book]:
    """Every book of the folder, in the order of their names. Raises ValueError on a bad source."""
    return [read(path.parent) for path in sorted(source_folder.glob("*/sach.md"))]


def make(source_folder: Path, out_folder: Path) -> list[Path]:
    """Make the EPUB of every book, and the PDF of every booklet; the files, book by book.

    Files go to `out_folder` as `<slug>.epub` and `<slug>.pdf`; what stood there under these names
    is replaced. Without typst there are no PDFs and covers stay drawings: all else is the same.
    Raises ValueError when a source says something wrong, naming the file.
    """
    out_folder.mkdir(parents=True, exist_ok=True)
    fonts = source_folder / "phong-chu"
    made = []
    for book in books(source_folder):
        front = cover.draw(book, fonts=fonts)
        target = out_folder / f"{book.slug}.epub"
        if book.form == "picture":
            picture.write(book, target, front=front, fonts=fonts)
        else:
            epub.write(book, target, front=front)
        made.append(target)
        if book.form == "booklet" and typeset.is_possible():
            target = out_folder / f"{book.slug}.pdf"
            typeset.write(book, target, front=front, fonts=fonts)
            made.append(target)
    return made
