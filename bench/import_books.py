"""Reading 200 EPUBs of mixed makers: CPU per book beside opening and text extraction alone.

    python bench/import_books.py [--books 200] [FOLDER]

Without FOLDER it makes its own books: by ebooklib, by hand as EPUB 2 (NCX, messy markup) and as plain
EPUB 3. With FOLDER it takes the EPUBs in it. Milliseconds of CPU a book: `bare` is zipfile + lxml with
nothing around it, `opened` is ebooklib's opening with lxml's text, `read` is ours: metadata, cover,
cleaned reading copy, text by chapter. `index` is what making every word findable takes by itself:
cutting, folding, the engine. `import` is the whole command, processes, database and index included, less the
time that it takes to import three short texts. Goal: at most 3 × `opened`.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")

SYLLABLES = [
    "người",
    "ta",
    "trong",
    "cõi",
    "năm",
    "chữ",
    "tài",
    "mệnh",
    "khéo",
    "ghét",
    "nhau",
    "trải",
    "qua",
    "cuộc",
    "bể",
    "dâu",
    "những",
    "điều",
    "trông",
    "thấy",
    "đau",
    "đớn",
    "lòng",
    "lạ",
    "gì",
    "bỉ",
    "sắc",
    "tư",
    "phong",
    "trời",
    "xanh",
    "quen",
    "thói",
    "má",
    "hồng",
    "đánh",
    "ghen",
    "thảo",
    "thơm",
    "lần",
    "giở",
    "trước",
    "đèn",
    "phong",
    "tình",
    "lục",
    "còn",
    "truyền",
    "sử",
    "xanh",
    "rằng",
    "nhà",
    "viên",
    "ngoại",
    "họ",
    "gia",
    "tư",
    "nghĩ",
    "thường",
    "bậc",
    "trung",
]
CSS = (
    "body{font-family:serif;margin:5%}p{text-indent:1.5em;margin:0}h2{text-align:center;color:#900}"
)


def paragraph(chance: random.Random) -> str:
    words = [chance.choice(SYLLABLES) for _ in range(chance.randint(30, 110))]
    return " ".join(words).capitalize() + "."


def make_with_ebooklib(path: Path, chance: random.Random, chapters: int) -> None:
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier(f"urn:uuid:{chance.random()}")
    book.set_title(path.stem)
    book.set_language("vi")
    book.add_author("Nguyễn Văn Mẫu")
    items = []
    for number in range(chapters):
        item = epub.EpubHtml(title=f"Chương {number + 1}", file_name=f"c{number}.xhtml", lang="vi")
        text = "".join(f"<p>{paragraph(chance)}</p>" for _ in range(60))
        item.content = f"<h2>Chương {number + 1}</h2>{text}"
        book.add_item(item)
        items.append(item)
    book.toc = items
    book.spine = ["nav", *items]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(path), book)


def make_epub2(path: Path, chance: random.Random, chapters: int) -> None:
    """As volunteers make them: a span for each paragraph, styles by hand, a language that is wrong."""
    pages = []
    for number in range(chapters):
        text = "".join(
            f'<p class="b{chance.randint(1, 5)}" style="text-align: justify;">'
            f'<span style="font-size: 14pt; color: black">{paragraph(chance)}</span>&nbsp;</p>\n'
            for _ in range(60)
        )
        pages.append(f'<h2 id="top">Chương {number + 1}</h2>{text}')
    pack(path, pages, version="2.0", language="en-US")


def make_epub3(path: Path, chance: random.Random, chapters: int) -> None:
    """As our own writer makes them: clean, with sections and notes."""
    pages = []
    for number in range(chapters):
        text = "".join(
            f"<p>{paragraph(chance)}"
            + (f'<a epub:type="noteref" href="#n{at}">{at}</a>' if at % 20 == 0 else "")
            + "</p>\n"
            for at in range(60)
        )
        notes = "".join(f'<aside epub:type="footnote" id="n{at}">x</aside>' for at in (0, 20, 40))
        pages.append(
            f'<section epub:type="chapter"><h2>Chương {number + 1}</h2>{text}{notes}</section>'
        )
    pack(path, pages, version="3.0", language="vi")


def pack(path: Path, pages: list[str], *, version: str, language: str) -> None:
    """Write an EPUB with these chapters; contents as NCX (2) or navigation document (3)."""
    names = [f"Text/Chap_{number:02}.html" for number in range(len(pages))]
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(pages)))
    links = "".join(
        f'<li><a href="{name}">Chương {at + 1}</a></li>' for at, name in enumerate(names)
    )
    points = "".join(
        f'<navPoint id="n{at}"><navLabel><text>Chương {at + 1}</text></navLabel>'
        f'<content src="{name}#top"/></navPoint>'
        for at, name in enumerate(names)
    )
    contents = {
        "toc.ncx": f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>',
        "nav.xhtml": f"<html {XHTML}><body><nav epub:type='toc'><ol>{links}</ol></nav></body></html>",
    }
    name, listed = ("toc.ncx", NCX) if version == "2.0" else ("nav.xhtml", NAV)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        out.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        out.writestr(
            "OEBPS/content.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}">'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{path.stem}</dc:title>'
            f"<dc:creator>Nguyễn Văn Mẫu</dc:creator><dc:language>{language}</dc:language></metadata>"
            f'<manifest>{items}<item id="css" href="Styles/s.css" media-type="text/css"/>{listed}'
            f"</manifest>"
            f'<spine toc="ncx">{spine}</spine></package>',
        )
        out.writestr(f"OEBPS/{name}", contents[name])
        out.writestr("OEBPS/Styles/s.css", CSS)
        for name, page in zip(names, pages, strict=True):
            out.writestr(
                f"OEBPS/{name}",
                f'<?xml version="1.0" encoding="utf-8"?><html {XHTML}><head><title>Chương</title>'
                '<link href="../Styles/s.css" rel="stylesheet" type="text/css"/></head>'
                f"<body>{page}</body></html>",
            )


def extraction(path: Path) -> int:
    """Opening and text extraction alone: zip, package, lxml over each chapter; letters found."""
    from lxml import etree

    letters = 0
    parser = etree.HTMLParser(encoding="utf-8")
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.lower().endswith((".opf", ".ncx")):
                etree.fromstring(book.read(name))
            elif name.lower().endswith((".xhtml", ".html", ".htm")):
                root = etree.fromstring(book.read(name), parser)
                letters += len("".join(root.itertext())) if root is not None else 0
    return letters


def with_ebooklib(path: Path) -> int:
    """The same by ebooklib, as most programs do it."""
    from ebooklib import ITEM_DOCUMENT, epub
    from lxml import html

    book = epub.read_epub(str(path), {"ignore_ncx": True})
    return sum(
        len(html.fromstring(item.get_content()).text_content())
        for item in book.get_items_of_type(ITEM_DOCUMENT)
    )


def reading(path: Path) -> int:
    """Ours: metadata, cover, cleaned reading copy, text by chapter."""
    from densach.library.formats.read import read

    with tempfile.TemporaryDirectory() as scratch:
        found = read(path, name=path.name, scratch=Path(scratch))
        return sum(len(part.text) for part in found.parts)


def cpu(act: Callable[[Path], int], paths: list[Path]) -> list[float]:
    """CPU milliseconds of `act` for each of `paths`."""
    act(paths[0])  # what is loaded once is not the book's
    spent = []
    for path in paths:
        before = time.process_time()
        act(path)
        spent.append((time.process_time() - before) * 1000)
    return spent


MAKERS = {"ebooklib": make_with_ebooklib, "EPUB 2 by hand": make_epub2, "own EPUB 3": make_epub3}
NCX = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
NAV = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def make_books(folder: Path, count: int, *, seed: int = 8) -> dict[str, list[Path]]:
    """`count` books by all makers in turn, of 4 to 20 chapters."""
    chance = random.Random(seed)
    made: dict[str, list[Path]] = {maker: [] for maker in MAKERS}
    for number in range(count):
        maker = list(MAKERS)[number % len(MAKERS)]
        path = folder / f"sach-{number:03}.epub"
        MAKERS[maker](path, chance, chance.randint(4, 20))
        made[maker].append(path)
    return made


def main() -> None:
    """Print one line for each maker, then all together."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path)
    arguments.add_argument("--books", type=int, default=200)
    options = arguments.parse_args()
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        if options.folder:
            books = {"folder": sorted(options.folder.rglob("*.epub"))}
        else:
            books = make_books(Path(folder), options.books)
        print(
            f"{'maker':16} {'books':>5} {'KB':>6} {'bare':>7} {'opened':>7} {'read':>7} {'times':>6}"
        )
        rows = []
        for maker, paths in books.items():
            kilobytes = statistics.mean(path.stat().st_size / 1024 for path in paths)
            alone, theirs, ours = (cpu(act, paths) for act in (extraction, with_ebooklib, reading))
            rows.append((len(paths), kilobytes, sum(alone), sum(theirs), sum(ours)))
            show(maker, *rows[-1])
        totals = [sum(row[at] for row in rows) for at in range(5)]
        if len(rows) > 1:
            show("together", totals[0], totals[1] / len(rows), *totals[2:])
        whole = whole_import(options.folder or Path(folder))
        count = int(totals[0])
        index = indexing([path for paths in books.values() for path in paths][:60])
        print(f"index:  {index:.1f} ms a book, {index * count / totals[3]:.1f} × opened")
        print(f"import: {whole / count:.1f} ms a book, {whole / totals[3]:.1f} × opened (goal 3)")


def indexing(paths: list[Path]) -> float:
    """CPU milliseconds a book of putting its words into an empty index."""
    from densach.library.formats.read import read
    from densach.search.engine.types import Document, Text
    from densach.search.engine.writer import Writer

    found = []
    for path in paths:
        with tempfile.TemporaryDirectory() as scratch:
            parts = read(path, name=path.name, scratch=Path(scratch)).parts
        found.append([Text(n, part.place, part.title, part.text) for n, part in enumerate(parts)])
    with tempfile.TemporaryDirectory() as folder:
        before = time.process_time()
        with Writer(Path(folder)) as writer:
            for number, texts in enumerate(found):
                document = Document(key=f"{number}", number=number, title="")
                writer.put_texts(document, texts, fresh=True)
            writer.commit()
        return (time.process_time() - before) * 1000 / len(paths)


def whole_import(folder: Path) -> float:
    """CPU milliseconds of `densach import FOLDER` into a new library, less an import of nothing."""
    with tempfile.TemporaryDirectory() as home:
        empty = Path(home) / "nothing"
        empty.mkdir()
        for name in ("a", "b", "c"):  # both readers start
            (empty / f"{name}.txt").write_text(f"chữ {name}")
        commands = (["setup", "--no-starter"], ["import", str(empty)], ["import", str(folder)])
        _setup, nothing, books = (command(arguments, home) for arguments in commands)
        return (books - nothing) * 1000


def command(arguments: list[str], home: str) -> float:
    """CPU seconds of a command and the processes that it starts."""
    environment = {**os.environ, "DENSACH_HOME": home, "PYTHONPATH": sys.path[0]}
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "densach", *arguments],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def show(
    maker: str, count: int, kilobytes: float, alone: float, theirs: float, ours: float
) -> None:
    """One row: milliseconds are of one book."""
    print(
        f"{maker:16} {count:5} {kilobytes:6.0f} {alone / count:7.1f} {theirs / count:7.1f}"
        f" {ours / count:7.1f} {ours / theirs:5.1f}×"
    )


if __name__ == "__main__":
    main()
