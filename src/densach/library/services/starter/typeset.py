"""A booklet as PDF: A5, cover, contents, page numbers, outline, tagged for screen readers."""

import importlib.util
import tempfile
from pathlib import Path
from string import Template

from .chapters import made_on, words
from .cover import Front
from .source import AUTHOR, LICENCE, LICENCE_URL, Book
from .typst_text import literal, markup

STYLE = """\
#let lamp = rgb("#f4b12f")
#let indigo = rgb("#22407c")
#let edge = rgb("#e3d7bd")
#set text(font: ("Libertinus Serif",), size: 10.5pt, lang: $LANGUAGE, hyphenate: false,
  fill: rgb("#1c2733"))
#set par(leading: 0.72em, spacing: 0.95em, justify: false)
#set list(indent: 0.3em, spacing: 0.6em, marker: text(fill: indigo)[•])
#set enum(indent: 0.3em, spacing: 0.6em, numbering: n => text(fill: indigo, weight: "bold")[#n.])
#show heading: set text(font: ("Be Vietnam Pro",), fill: indigo, weight: "bold")
#show heading.where(level: 1): it => block(above: 2.2em, below: 1em, sticky: true, text(16pt, it.body))
#show heading.where(level: 2): it => block(above: 1.5em, below: 0.8em, sticky: true, text(12pt, it.body))
#show heading.where(level: 3): it => block(above: 1.2em, below: 0.7em, sticky: true, text(10.5pt, it.body))
#show link: it => text(fill: indigo, underline(it))
#show outline.entry: set block(above: 0.9em)
#show outline.entry: it => text(fill: rgb("#1c2733"), it)
#let hinh(path, alt) = align(center, block(above: 0.6em, below: 0.6em, breakable: false,
  image(path, width: 86%, alt: alt)))
#let nho(body) = block(width: 100%, above: 1.2em, below: 1.2em, inset: (x: 1em, y: 0.9em),
  radius: 4pt, fill: rgb("#fdf1d3"), stroke: (left: 3pt + lamp), body)
#let dau(body) = text(font: ("Be Vietnam Pro",), size: 8.5pt, weight: "bold", fill: indigo, body)
#let bang(columns, ..cells) = {
  set par(leading: 0.6em)
  set text(size: 9.2pt)
  block(above: 1em, below: 1.2em, breakable: false, table(
    columns: columns, inset: (x: 0.55em, y: 0.55em), align: left,
    stroke: (x, y) => (bottom: if y == 0 { 1.2pt + indigo } else { 0.6pt + edge }), ..cells))
}
"""
PAGES = """\
#set document(title: $TITLE, author: $AUTHOR, description: $DESCRIPTION, keywords: $KEYWORDS,
  date: datetime(year: $YEAR, month: $MONTH, day: $DAY))
#set page(width: 148mm, height: 210mm, margin: 0mm)
#image("bia.svg", width: 148mm, height: 210mm, fit: "cover", alt: $COVER)
#set page(margin: (x: 17mm, top: 19mm, bottom: 19mm),
  footer: context align(center, text(font: ("Be Vietnam Pro",), size: 8pt, fill: rgb("#55606b"),
    counter(page).display())))
#outline(title: $CONTENTS, depth: 1)
#v(1fr)
#text(size: 9pt, fill: rgb("#55606b"))[#$BY #linebreak() #link($ADDRESS)[#$LICENCE]]
#pagebreak()
"""


def is_possible() -> bool:
    """Whether typst is installed."""
    return importlib.util.find_spec("typst") is not None


def write(book: Book, target: Path, *, front: Front, fonts: Path) -> None:
    """Typeset the booklet to `target`. Only fonts of our own and of typst's wheel are used."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "bia.svg").write_bytes(front.svg)
        for path in book.drawings:
            file = scratch / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(book.drawing(path))
        (scratch / "sach.typ").write_text(_document(book), encoding="utf-8")
        pdf = typst.compile(
            str(scratch / "sach.typ"),
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
            format="pdf",
            timestamp=int(book.modified.timestamp()),
        )
    _sign(pdf, target, book)


def _sign(pdf: bytes, target: Path, book: Book) -> None:
    """Write the PDF with licence and identifier in its metadata, for which Typst has no words."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
            told["dc:rights"] = f"© {book.modified.year} {AUTHOR}. {LICENCE}."
            told["xmpRights:WebStatement"] = LICENCE_URL
            told["xmpMM:DocumentID"] = book.identifier  # stays when the title changes
        document.save(target, deterministic_id=True)


def _document(book: Book) -> str:
    say = words(book)
    values = {
        "LANGUAGE": literal(book.language),
        "TITLE": literal(book.title),
        "AUTHOR": literal(AUTHOR),
        "DESCRIPTION": literal(book.description),
        "KEYWORDS": "(" + "".join(f"{literal(subject)}, " for subject in book.subjects) + ")",
        "YEAR": str(book.modified.year),
        "MONTH": str(book.modified.month),
        "DAY": str(book.modified.day),
        "COVER": literal(say["cover_of"].format(title=book.title)),
        "CONTENTS": literal(say["contents"]),
        "BY": literal(f"{say['by']}: {AUTHOR}. {made_on(book)}"),
        "ADDRESS": literal(LICENCE_URL),
        "LICENCE": literal(LICENCE),
    }
    opening = Template(STYLE + PAGES).substitute(values)
    chapters = [
        f"#heading(level: 1)[#{literal(chapter.title)}]\n\n{markup(chapter.text)}"
        for chapter in book.chapters
    ]
    return opening + "\n".join(chapters) + _about(book)


def _about(book: Book) -> str:
    say = words(book)
    before, _, after = say["licence"].partition("{licence}")
    by = f"{say['by']}: {AUTHOR}. {made_on(book)}"
    text = (
        f"\n#heading(level: 1)[#{literal(say['about'])}]\n\n"
        f"#{literal(book.description)}\n\n#{literal(by)}\n\n"
        f"#{literal(before)}#link({literal(LICENCE_URL)})[#{literal(LICENCE)}]#{literal(after)}\n\n"
    )
    if book.sources:
        items = "".join(f"[#{literal(source)}]," for source in book.sources)
        text += f"#heading(level: 2)[#{literal(say['sources'])}]\n\n#list({items})\n"
    return text
