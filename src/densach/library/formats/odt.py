"""ODT → HTML → chapters by its headings; pictures, tables and notes kept.

The elements are those of OpenDocument 1.3, part 3; what is not text (forms, changes, indexes that
the reader makes anew) is left out.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from densach.core import markup
from densach.core.unpack import Archive

from . import legacy
from .errors import NothingToRead, ProtectedBook, Unreadable
from .flow import Manuscript, bind
from .model import Extracted
from .odt_styles import Styles, read_styles
from .office import OfficeFiles, official_title, part, read_properties
from .trees import local, raw_text

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
XLINK = "{http://www.w3.org/1999/xlink}href"
LEFT_OUT = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "forms", "sequence-decls", "variable-decls"}
    | {"user-field-decls", "table-of-content", "alphabetical-index", "illustration-index"}
    | {"note-citation", "bookmark-end", "reference-mark-end", "soft-page-break", "event-listeners"}
)
BOXES = {
    "section": "div",
    "text-box": "div",
    "list-item": "li",
    "list-header": "li",
    "table-row": "tr",
    "table-header-rows": "thead",
    "table-rows": "tbody",
    "title": "figcaption",
}
SHEET = (
    ".giua{text-align:center}.phai{text-align:right}td p{margin:0}.doc{writing-mode:vertical-rl}"
)
DEEPEST = 120
SAMPLE_LETTERS = 160
MOST_REPEATED = 100


class OdtBroken(Unreadable):
    """The zip is whole but the document in it is not."""

    code = "library.odt_broken"
    message = _("The document in this ODT file is damaged.")
    advice = _("Open it in LibreOffice, save it under a new name and send that.")


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read an ODT. Raises OdtBroken, ProtectedBook, NothingToRead, refusals of `unpack`, `markup`."""
    extracted = Extracted(format="ODT", media_type=MEDIA_TYPE, kind="BOOK")
    with Archive(path) as archive:
        try:
            converter, text = _opened(archive, extracted)
        except markup.BrokenMarkup as error:
            raise OdtBroken from error
        body = converter.convert(text)
        if not raw_text(body).strip() and body.find(".//img") is None:
            raise NothingToRead
        extracted.recoded = converter.recoded
        if body.find(".//h1") is None:
            extracted.title = extracted.title or official_title(body)
        manuscript = Manuscript(body, sheets=[("", SHEET)], source=OfficeFiles(archive))
        return bind(manuscript, extracted, name=name, scratch=scratch)


def _opened(archive: Archive, extracted: Extracted) -> "tuple[_Converter, _Element]":
    """A converter with the styles, and the text to convert."""
    manifest = part(archive, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise ProtectedBook
    content = part(archive, "content.xml")
    text = None if content is None else next(content.iter("{*}text"), None)
    if content is None or text is None:
        raise OdtBroken
    read_properties(archive, "meta.xml", extracted)
    return _Converter(read_styles(content, part(archive, "styles.xml"))), text


class _Converter:
    """Walks the text once and builds HTML; notes are gathered and put at the end."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.notes: list[_Element] = []
        self.recoded: tuple[str, str, str] | None = None

    def convert(self, text: "_Element") -> "_Element":
        """The body of the document as HTML."""
        from lxml import etree

        body = etree.Element("body")
        self._children(text, body, "", 0)
        if self.notes:
            etree.SubElement(body, "hr")
            listing = etree.SubElement(body, "ol")
            listing.extend(self.notes)
        return body

    def _children(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        self._write(into, source.text, font)
        for child in source:
            if isinstance(child.tag, str) and depth < DEEPEST:
                self._element(child, into, font, depth + 1)
            self._write(into, child.tail, font)

    def _element(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        name = local(source.tag)
        if name in LEFT_OUT:
            return
        if name in BOXES:
            self._box(source, into, BOXES[name], font, depth)
        elif handler := HANDLERS.get(name):
            handler(self, source, into, font, depth)
        else:
            self._children(source, into, font, depth)

    def _box(self, source: "_Element", into: "_Element", tag: str, font: str, depth: int) -> None:
        from lxml import etree

        self._children(source, etree.SubElement(into, tag), font, depth)

    def heading(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:h"""
        level = _number(source, "outline-level", 1)
        self._paragraph(source, into, f"h{min(level, 6)}", font, depth)

    def paragraph(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:p; the styles Title and Heading N are headings too."""
        level = self.styles.heading_level(_style(source))
        tag = f"h{level}" if level and raw_text(source).strip() else "p"
        self._paragraph(source, into, tag, font, depth)

    def _paragraph(
        self, source: "_Element", into: "_Element", tag: str, font: str, depth: int
    ) -> None:
        from lxml import etree

        style = self.styles.of(_style(source))
        made = etree.SubElement(into, tag)
        if style.align in {"center", "right"}:
            made.set("class", "giua" if style.align == "center" else "phai")
        inner = self._marked(made, style.marks if tag == "p" else ())
        self._children(source, inner, style.font or font, depth)

    def span(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:span"""
        style = self.styles.of(_style(source))
        self._children(source, self._marked(into, style.marks), style.font or font, depth)

    def _marked(self, into: "_Element", marks: tuple[str, ...]) -> "_Element":
        from lxml import etree

        for mark in marks:
            into = etree.SubElement(into, mark)
        return into

    def link(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:a"""
        from lxml import etree

        made = etree.SubElement(into, "a")
        made.set("href", source.get(XLINK, "").partition("|")[0])
        self._children(source, made, font, depth)

    def listing(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:list"""
        nested = sum(local(str(up.tag)) == "list" for up in source.iterancestors())
        outer = next(
            (up for up in source.iterancestors() if _style(up) and local(str(up.tag)) == "list"),
            source,
        )
        numbered = self.styles.is_numbered(_style(source) or _style(outer), nested + 1)
        self._box(source, into, "ol" if numbered else "ul", font, depth)

    def table(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """table:table"""
        self._box(source, into, "table", font, depth)

    def cell(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """table:table-cell, with the columns and rows that it spans"""
        from lxml import etree

        is_empty = not len(source)
        for _repeat in range(min(_number(source, "number-columns-repeated", 1), MOST_REPEATED)):
            made = etree.SubElement(into, "td")
            for attribute, name in (
                ("colspan", "number-columns-spanned"),
                ("rowspan", "number-rows-spanned"),
            ):
                if (count := _number(source, name, 1)) > 1:
                    made.set(attribute, str(count))
            self._children(source, made, font, depth)
            if not is_empty:
                break

    def picture(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """draw:image of a draw:frame"""
        from lxml import etree

        frame = source.getparent()
        made = etree.SubElement(into, "img")
        made.set("src", source.get(XLINK, "").removeprefix("./"))
        words = [
            e.text
            for e in (frame if frame is not None else source)
            if local(str(e.tag)) in {"title", "desc"}
        ]
        made.set("alt", " ".join(" ".join(filter(None, words)).split()))
        self._children(source, into, font, depth)

    def frame(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """draw:frame: the first thing in it that can be shown; the rest are its other forms"""
        for child in source:
            name = local(str(child.tag))
            if name in {"image", "text-box", "table"}:
                self._element(child, into, font, depth)
                return
            if name == "object" and source.find("{*}image") is None:
                return

    def note(self, source: "_Element", into: "_Element", font: str, depth: int) -> None:
        """text:note: a number here, the text at the end"""
        from lxml import etree

        number = len(self.notes) + 1
        call = etree.SubElement(etree.SubElement(into, "sup"), "a")
        call.attrib.update(
            {"id": f"chu-thich-{number}-o", "href": f"#chu-thich-{number}", "role": "doc-noteref"}
        )
        call.text = str(number)
        item = etree.Element("li", {"id": f"chu-thich-{number}", "role": "doc-footnote"})
        self.notes.append(item)
        for body in source.iter("{*}note-body"):
            self._children(body, item, font, depth)
        back = etree.SubElement(item, "a")
        back.attrib.update({"href": f"#chu-thich-{number}-o", "role": "doc-backlink"})
        back.text = "↑"

    def bookmark(self, source: "_Element", into: "_Element", _font: str, _depth: int) -> None:
        """text:bookmark, text:bookmark-start"""
        from lxml import etree

        name = next((v for k, v in source.attrib.items() if local(str(k)) == "name"), "")
        if name:
            etree.SubElement(into, "a").set("id", str(name))

    def line_break(self, _source: "_Element", into: "_Element", _font: str, _depth: int) -> None:
        """text:line-break"""
        from lxml import etree

        etree.SubElement(into, "br")

    def blanks(self, source: "_Element", into: "_Element", font: str, _depth: int) -> None:
        """text:s"""
        self._write(into, "\xa0" * min(_number(source, "c", 1), 40), font)

    def tab(self, _source: "_Element", into: "_Element", font: str, _depth: int) -> None:
        """text:tab"""
        self._write(into, "\u2003", font)

    def _write(self, into: "_Element", text: str | None, font: str) -> None:
        if not text:
            return
        if code := legacy.of_font(font):
            text = self._unicode(text, code, font)
        if len(into):
            into[-1].tail = (into[-1].tail or "") + text
        else:
            into.text = (into.text or "") + text

    def _unicode(self, text: str, code: str, font: str) -> str:
        latin = legacy.as_bytes(text)
        if latin is None:
            return text
        after = legacy.unicode_of(latin, code)
        after = after.upper() if legacy.is_capital_font(font) else after
        if self.recoded is None and after != text:
            self.recoded = (code, text[:SAMPLE_LETTERS], after[:SAMPLE_LETTERS])
        return after


HANDLERS = {
    "h": _Converter.heading,
    "p": _Converter.paragraph,
    "span": _Converter.span,
    "a": _Converter.link,
    "list": _Converter.listing,
    "table": _Converter.table,
    "table-cell": _Converter.cell,
    "image": _Converter.picture,
    "frame": _Converter.frame,
    "note": _Converter.note,
    "bookmark": _Converter.bookmark,
    "bookmark-start": _Converter.bookmark,
    "line-break": _Converter.line_break,
    "s": _Converter.blanks,
    "tab": _Converter.tab,
}


def _style(element: "_Element") -> str:
    return next((str(v) for k, v in element.attrib.items() if local(str(k)) == "style-name"), "")


def _number(element: "_Element", name: str, usual: int) -> int:
    value = next((str(v) for k, v in element.attrib.items() if local(str(k)) == name), "")
    return int(value) if value.isdecimal() and len(value) < 6 else usual  # noqa: PLR2004
