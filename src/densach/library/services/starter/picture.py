"""A picture book: EPUB 3 in fixed layout, on each page a drawing and under it a few lines."""

from html import escape
from pathlib import Path

from .chapters import about, words
from .cover import Front
from .package import Package
from .source import Book, Page

WIDTH, HEIGHT = 1000, 1400  # CSS pixels; the drawing takes the upper square
CSS = """\
@font-face { font-family: "Be Vietnam Pro"; font-weight: 400; src: url(chu/BeVietnamPro-Regular.ttf); }
@font-face { font-family: "Be Vietnam Pro"; font-weight: 700; src: url(chu/BeVietnamPro-Bold.ttf); }
html, body { margin: 0; padding: 0; }
body { width: 1000px; height: 1400px; overflow: hidden; background: #fbf6ea; color: #1c2733;
  font-family: "Be Vietnam Pro", sans-serif; }
.hinh { display: block; width: 1000px; height: 1000px; }
.loi { position: absolute; left: 60px; top: 1000px; width: 880px; height: 400px; display: flex;
  flex-direction: column; justify-content: center; }
.loi p { margin: 0 0 14px; font-size: 41px; line-height: 1.45; text-wrap: pretty; }
.loi p:last-child { margin-bottom: 0; }
.bia { display: block; margin: 0 auto; height: 1400px; width: 933px; }
.bia-nen { background: #22407c; }
.ve-sach { padding: 110px 90px; font-size: 34px; line-height: 1.5; }
.ve-sach h1 { font-size: 54px; line-height: 1.32; margin: 0 0 40px; }
.ve-sach a { color: #22407c; }
nav { padding: 80px; font-size: 32px; }
"""
HEAD = f'<meta name="viewport" content="width={WIDTH}, height={HEIGHT}"/>'


def write(book: Book, target: Path, *, front: Front, fonts: Path) -> None:
    """Write the EPUB of a picture book to `target`, with the faces it is set in."""
    package = Package(book, layout="fixed")
    say = words(book)
    package.add(front.name, front.data, "cover-image")
    alt = escape(say["cover_of"].format(title=book.title))
    package.page(
        "bia.xhtml",
        title=say["cover"],
        head=HEAD,
        body=f'<body class="bia-nen" epub:type="cover"><img class="bia" src="{front.name}" '
        f'alt="{alt}"/></body>',
    )
    package.contents.append((say["cover"], "bia.xhtml"))
    for number, page in enumerate(book.pages, start=1):
        title = say["page"].format(number=number)
        package.page(f"p{number}.xhtml", title=title, head=HEAD, body=_body(page))
        package.contents.append((title, f"p{number}.xhtml"))
    package.page(
        "ve-sach.xhtml",
        title=say["about"],
        head=HEAD,
        body=f'<body epub:type="backmatter"><section class="ve-sach"><h1>{say["about"]}</h1>'
        f"{about(book)}</section></body>",
    )
    package.contents.append((say["about"], "ve-sach.xhtml"))
    package.add("sach.css", CSS.encode())
    for path in book.drawings:
        package.add(path, book.drawing(path))
    for file in sorted(fonts.glob("*.ttf")):
        package.add(f"chu/{file.name}", file.read_bytes())
    package.write(target)


def _body(page: Page) -> str:
    """A body with the drawing and its lines, a paragraph each."""
    lines = "".join(
        "<p>" + "<br/>".join(escape(line) for line in block.splitlines()) + "</p>"
        for block in page.text.split("\n\n")
    )
    return (
        f'<body epub:type="bodymatter"><img class="hinh" src="{page.drawing}" '
        f'alt="{escape(page.alt)}"/><div class="loi">{lines}</div></body>'
    )
