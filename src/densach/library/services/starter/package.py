"""What every EPUB has: the zip, the package document, the contents, the container.

The order of entries, their dates and their modes are fixed, so the same book is the same bytes.
"""

import zipfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from .chapters import words
from .source import AUTHOR, LICENCE, LICENCE_URL, Book

MOMENT = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can say: no clock gets into the file
MEDIA_TYPES = {
    "xhtml": "application/xhtml+xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "css": "text/css",
    "ttf": "font/ttf",
}
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/sach.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="{language}" xml:lang="{language}">\n<head><meta charset="utf-8"/>'
    '<title>{title}</title>{head}<link rel="stylesheet" href="sach.css"/></head>\n'
    "{body}\n</html>\n"
)


@dataclass(slots=True)
class Item:
    """A file of the book. `properties` as in EPUB (`nav`, `cover-image`); `linear` None: not in the spine."""

    name: str
    data: bytes
    properties: str = ""
    linear: bool | None = None

    @property
    def id(self) -> str:
        """The name as an XML id."""
        return "i-" + self.name.replace("/", "-").replace(".", "-")


@dataclass(slots=True)
class Package:
    """An EPUB being put together; `write` ends it."""

    book: Book
    layout: str = "reflowable"
    sufficient: str = "textual"  # schema:accessModeSufficient
    items: list[Item] = field(default_factory=list)
    contents: list[tuple[str, str]] = field(default_factory=list)  # title, file

    def page(self, name: str, *, title: str, body: str, head: str = "") -> None:
        """One more document in reading order; `body` is the whole body element."""
        text = DOCUMENT.format(
            language=self.book.language, title=escape(title), head=head, body=body
        )
        self.items.append(Item(name, text.encode(), linear=True))

    def add(self, name: str, data: bytes, properties: str = "") -> None:
        """One more picture, font or sheet."""
        self.items.append(Item(name, data, properties))

    def write(self, target: Path) -> None:
        """Write the EPUB; `mimetype` first and unpacked, as the container format wants it."""
        self._add_contents()
        with zipfile.ZipFile(target, "w") as out:
            _put(out, "mimetype", b"application/epub+zip", packed=False)
            _put(out, "META-INF/container.xml", CONTAINER.encode())
            _put(out, "EPUB/sach.opf", self._document().encode())
            for item in self.items:
                _put(out, f"EPUB/{item.name}", item.data, packed=not item.name.endswith(".png"))

    def _add_contents(self) -> None:
        title = words(self.book)["contents"]
        lines = "".join(
            f'<li><a href="{file}">{escape(label)}</a></li>' for label, file in self.contents
        )
        nav = (
            f'<body><nav epub:type="toc" role="doc-toc" id="toc"><h1>{title}</h1>'
            f"<ol>{lines}</ol></nav></body>"
        )
        text = DOCUMENT.format(language=self.book.language, title=title, head="", body=nav)
        self.items.append(Item("muc-luc.xhtml", text.encode(), properties="nav"))

    def _document(self) -> str:
        manifest = "\n".join(
            f'    <item id="{item.id}" href="{item.name}" '
            f'media-type="{MEDIA_TYPES[item.name.rpartition(".")[2]]}"'
            + (f' properties="{item.properties}"' if item.properties else "")
            + "/>"
            for item in self.items
        )
        spine = "\n".join(f'    <itemref idref="{item.id}"/>' for item in self.items if item.linear)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
            f'xml:lang="{self.book.language}" '
            'prefix="schema: http://schema.org/ rendition: http://www.idpf.org/vocab/rendition/#">\n'
            '  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f"{self._metadata()}\n  </metadata>\n"
            f"  <manifest>\n{manifest}\n  </manifest>\n  <spine>\n{spine}\n  </spine>\n</package>\n"
        )

    def _metadata(self) -> str:
        book = self.book
        lines = [
            f'<dc:identifier id="id">{book.identifier}</dc:identifier>',
            f'<dc:title id="title">{escape(book.title)}</dc:title>',
            '<meta refines="#title" property="title-type">main</meta>',
        ]
        if book.subtitle:
            lines += [
                f'<dc:title id="subtitle">{escape(book.subtitle)}</dc:title>',
                '<meta refines="#subtitle" property="title-type">subtitle</meta>',
            ]
        lines += [
            f"<dc:language>{book.language}</dc:language>",
            f'<dc:creator id="maker">{AUTHOR}</dc:creator>',
            '<meta refines="#maker" property="role" scheme="marc:relators">aut</meta>',
            '<meta refines="#maker" property="role" scheme="marc:relators">ill</meta>',
            "<dc:publisher>Đèn Sách</dc:publisher>",
            f"<dc:date>{book.modified:%Y-%m-%d}</dc:date>",
            f"<dc:description>{escape(book.description)}</dc:description>",
            *(f"<dc:subject>{escape(subject)}</dc:subject>" for subject in book.subjects),
            f"<dc:rights>© {book.modified.year} {AUTHOR}. {LICENCE}.</dc:rights>",
            f'<link rel="dcterms:license" href="{LICENCE_URL}"/>',
            f"<dc:source>{escape(words(book)['collection'])}</dc:source>",
            *(
                f'<meta property="dcterms:references">{escape(source)}</meta>'
                for source in book.sources
            ),
            f'<meta property="dcterms:modified">{book.modified_at}</meta>',
            *(f'<meta property="{name}">{escape(value)}</meta>' for name, value in self._terms()),
        ]
        return "\n".join(f"    {line}" for line in lines)

    def _terms(self) -> list[tuple[str, str]]:
        """For whom the book is, and what it is like to those who do not see."""
        terms = [
            ("rendition:layout", "pre-paginated" if self.layout == "fixed" else "reflowable"),
            ("dcterms:type", self.book.kind),
        ]
        if self.layout == "fixed":
            terms += [("rendition:orientation", "auto"), ("rendition:spread", "auto")]
        if self.book.level:
            terms.append(("dcterms:educationLevel", self.book.level))
        if self.book.ages:
            terms.append(("schema:typicalAgeRange", self.book.ages))
        features = ["alternativeText", "readingOrder", "tableOfContents"]
        if self.layout != "fixed":
            features += ["structuralNavigation", "displayTransformability"]
        return [
            *terms,
            ("schema:accessMode", "textual"),
            ("schema:accessMode", "visual"),
            ("schema:accessModeSufficient", self.sufficient),
            ("schema:accessModeSufficient", "textual,visual"),
            *(("schema:accessibilityFeature", feature) for feature in features),
            ("schema:accessibilityHazard", "none"),
            ("schema:accessibilitySummary", _SUMMARY[words(self.book)["contents"]]),
        ]


_SUMMARY = {
    "Mục lục": "Toàn bộ nội dung có ở dạng chữ; mỗi hình đều có lời tả.",
    "Contents": "All content is there as text; every drawing is described.",
}


def _put(out: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.create_system = 3  # the same on Windows as elsewhere
    info.external_attr = 0o644 << 16
    out.writestr(info, data, compresslevel=9 if packed else None)
