"""A reflowable EPUB 3: cover, chapters, and a last page about the book."""

from html import escape
from pathlib import Path

from .chapters import about, body, words
from .cover import Front
from .package import Package
from .source import Book

# Little is said, so that the reader's own papers, sizes and faces can do the rest.
CSS = """\
body { line-height: 1.6; }
h1, h2, h3 { line-height: 1.32; text-align: left; page-break-after: avoid; break-after: avoid; }
h1 { font-size: 1.6em; margin: 1.2em 0 .8em; }
h2 { font-size: 1.25em; margin: 1.4em 0 .5em; }
h3 { font-size: 1.05em; margin: 1.2em 0 .4em; }
p { margin: 0 0 .8em; }
ul, ol { margin: 0 0 .9em; padding-left: 1.5em; }
li { margin-bottom: .3em; }
figure.hinh { margin: 1.2em 0; text-align: center; break-inside: avoid; }
figure.hinh img { max-width: 100%; height: auto; border-radius: 12px; }
blockquote.nho { margin: 1.1em 0; padding: .7em 1em .1em; border-left: 5px solid #f4b12f;
  background-color: rgba(244, 177, 47, .16); break-inside: avoid; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; font-size: .95em; }
th, td { padding: .45em .6em; overflow-wrap: break-word; text-align: left; vertical-align: top; border-bottom: 1px solid #b9a77f; }
th { border-bottom: 2px solid #857a63; }
th.right, td.right { text-align: right; }
td.right { white-space: nowrap; }
table.rong { font-size: .8em; }
table.rong th, table.rong td { padding: .4em .3em; }
hr { width: 30%; margin: 1.6em auto; border: 0; border-top: 2px solid #f4b12f; }
.bia { margin: 0; text-align: center; }
.bia img { max-width: 100%; max-height: 100vh; }
.ten-sach { color: #857a63; margin: 0 0 .2em; }
"""


def write(book: Book, target: Path, *, front: Front) -> None:
    """Write the EPUB of a story or booklet to `target`."""
    package = Package(book)
    say = words(book)
    package.add(front.name, front.data, "cover-image")
    alt = escape(say["cover_of"].format(title=book.title))
    package.page(
        "bia.xhtml",
        title=say["cover"],
        body=f'<body epub:type="cover"><figure class="bia"><img src="{front.name}" alt="{alt}"/>'
        "</figure></body>",
    )
    for chapter in book.chapters:
        file = f"{chapter.id}.xhtml"
        package.page(
            file,
            title=chapter.title,
            body=f'<body epub:type="bodymatter"><section epub:type="chapter" id="{chapter.id}">'
            f"<h1>{escape(chapter.title)}</h1>\n{body(chapter)}</section></body>",
        )
        package.contents.append((chapter.title, file))
    package.page(
        "ve-sach.xhtml",
        title=say["about"],
        body=f'<body epub:type="backmatter"><section epub:type="colophon" id="ve-sach">'
        f"<h1>{say['about']}</h1>\n{about(book)}</section></body>",
    )
    package.contents.append((say["about"], "ve-sach.xhtml"))
    package.add("sach.css", CSS.encode())
    for path in book.drawings:
        package.add(path, book.drawing(path))
    package.write(target)
