"""Documents of books (XHTML, HTML, SVG): from bytes to a tree, whatever their mistakes."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densach.core import markup

from . import encodings
from .trees import XML, local, raw_text, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = (b' xmlns="http://www.w3.org/1999/xhtml"', b" xmlns='http://www.w3.org/1999/xhtml'")
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
OWN_ENTITY = re.compile(rb"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"%<]{0,200})"|'([^'%<]{0,200})')\s*>""")
DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
# In broken XHTML an empty element closes itself; in HTML it would swallow what follows.
SELF_CLOSED = re.compile(
    rb"<((?:a|span|div|p|i|b|em|td|th|li|title|script|style|h[1-6]|iframe|svg|"
    rb"textarea|video|audio|object|section)\b[^<>]*)/>",
    re.IGNORECASE,
)
# Sheets that hide from browsers of 1996, and in XHTML from everybody.
HIDDEN_STYLES = re.compile(rb"(<style\b[^>]*>)\s*<!--", re.IGNORECASE)
HIDDEN_STYLES_END = re.compile(rb"-->\s*(</style>)", re.IGNORECASE)
VIEWPORT = re.compile(r"(width|height)\s*=\s*(\d{1,6}(?:\.\d{1,6})?)(?![\d.])", re.IGNORECASE)
VIEWPORT_MOST = 10_000


@dataclass(slots=True)
class Document:
    """A parsed document. `sheets` are (address, "") of linked and ("", text) of inline sheets."""

    root: "_Element"
    body: "_Element"
    title: str = ""
    language: str = ""
    direction: str = ""
    sheets: list[tuple[str, str]] = field(default_factory=list)
    viewport: tuple[int, int] | None = None
    mended: bool = False
    recoded: tuple[str, str, str] | None = None


def parse(data: bytes) -> Document | None:
    """The document in `data`; None when there is nothing in it.

    XML where it is well-formed, else HTML with its habit of making the best of anything.
    """
    markup.check_tags(data)
    quick = _quickly(data)
    if quick is not None:
        return _document(quick, mended=False, recoded=None)
    text, recoded = _utf8(data)
    text = DECLARATION.sub(b"", text.lstrip(b"\xef\xbb\xbf").lstrip(), count=1)
    text = markup.legal(markup.with_characters(_without_doctype(text)))
    if b"<!--" in text:
        text = HIDDEN_STYLES.sub(rb"\1", HIDDEN_STYLES_END.sub(rb"\1", text))
    root, mended = _well_formed(text), False
    if root is None:
        root, mended = markup.html(SELF_CLOSED.sub(_closed, text)), True
    return None if root is None else _document(root, mended=mended, recoded=recoded)


def _quickly(data: bytes) -> "_Element | None":
    """The root of a document in UTF-8 with nothing unusual in it, which most are."""
    head = data[:400]
    if (b"<!DOCTYPE" in head and b"[" in head) or b"<!--" in data or not _says_utf8(head):
        return None
    text = DECLARATION.sub(b"", data.removeprefix(b"\xef\xbb\xbf").lstrip(), count=1)
    return _well_formed(markup.with_characters(DOCTYPE.sub(b"", text, count=1)))


def _says_utf8(head: bytes) -> bool:
    declared = encodings.declared_in_markup(head)
    return declared in {"", "utf-8", "utf8"} and b"\x00" not in head


def _document(root: "_Element", *, mended: bool, recoded: tuple[str, str, str] | None) -> Document:
    if local(str(root.tag)).lower() == "svg":
        return _drawing(root, recoded)
    document = Document(root, _body(root), mended=mended, recoded=recoded)
    _read_head(document)
    return document


def _utf8(data: bytes) -> tuple[bytes, tuple[str, str, str] | None]:
    """`data` in UTF-8, with what was recoded where it came in another encoding."""
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return data, None
    decoded = encodings.decode(data, declared=encodings.declared_in_markup(data))
    recoded = None
    if decoded.is_legacy:
        recoded = (decoded.encoding, decoded.sample_before, decoded.sample_after)
    return decoded.text.encode("utf-8", "replace"), recoded


def _without_doctype(text: bytes) -> bytes:
    """No DOCTYPE; the plain entities that it declares are put in, all others stay out."""
    match = DOCTYPE.search(text[:20_000])
    if not match:
        return text
    rest = text[: match.start()] + text[match.end() :]
    own = {
        name: one or two for name, one, two in OWN_ENTITY.findall(match[0]) if b"&" not in one + two
    }
    for name, value in list(own.items())[:50]:
        rest = rest.replace(b"&" + name + b";", value)
    return rest


def _well_formed(text: bytes) -> "_Element | None":
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        # Names without a namespace are what HTML has too, and quicker to compare.
        return etree.fromstring(text.replace(XHTML[0], b"").replace(XHTML[1], b""), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _closed(match: re.Match[bytes]) -> bytes:
    name = re.match(rb"\w+", match[1])
    assert name
    return b"<" + match[1] + b"></" + name[0] + b">"


def _body(root: "_Element") -> "_Element":
    for element in root.iter("{*}body", "{*}frameset"):
        return element
    return root


def _drawing(root: "_Element", recoded: tuple[str, str, str] | None) -> Document:
    """A drawing in the spine: a chapter of its own."""
    from lxml import etree

    title = next((raw_text(found) for found in root.iter("{*}title")), "")
    body = etree.Element("body")
    body.append(root)
    return Document(body, body, title=" ".join(title.split()), recoded=recoded)


def _read_head(document: Document) -> None:
    root = document.root
    document.language = root.get("lang") or root.get(XML + "lang") or ""
    document.direction = root.get("dir", "") or document.body.get("dir", "")
    for element in root.iter("{*}title", "{*}link", "{*}style", "{*}meta"):
        name = local(str(element.tag)).lower()
        if name == "title" and not document.title and not _in_drawing(element):
            document.title = text_of(element)
        elif name == "link":
            _read_link(document, element)
        elif name == "style" and not _in_drawing(element):
            document.sheets.append(("", raw_text(element)))
        elif name == "meta" and element.get("name", "").lower() == "viewport":
            document.viewport = viewport(element.get("content", ""))


def _read_link(document: Document, element: "_Element") -> None:
    rel = element.get("rel", "").lower().split()
    if "stylesheet" in rel and "alternate" not in rel and element.get("href"):
        media = element.get("media", "all").lower()
        if media in {"", "all", "screen"} or "screen" in media:
            document.sheets.append((element.get("href", ""), ""))


def _in_drawing(element: "_Element") -> bool:
    return any(local(str(up.tag)).lower() == "svg" for up in element.iterancestors())


def viewport(content: str) -> tuple[int, int] | None:
    """Width and height of a viewport declaration in CSS pixels."""
    sizes = {key.lower(): round(float(value)) for key, value in VIEWPORT.findall(content)}
    width, height = sizes.get("width", 0), sizes.get("height", 0)
    if 0 < width <= VIEWPORT_MOST and 0 < height <= VIEWPORT_MOST:
        return width, height
    return None


HEADINGS = ("{*}h1", "{*}h2", "{*}h3", "{*}h4")
# Titles that programs write where the maker gave none.
NO_TITLES = re.compile(
    r"(?:unknown|untitled|không đề|.*\.x?html?|(?:chapter|section|page|part)[-_ ]?\d+"
    r"|cover|index)?",
    re.IGNORECASE,
)
TITLE_LETTERS = 160


def heading(document: Document) -> str:
    """What a document is called: its first heading, else its title where a person gave it."""
    for element in document.body.iter(*HEADINGS):
        text = text_of(element)
        if text:
            return text[:TITLE_LETTERS]
    return "" if NO_TITLES.fullmatch(document.title) else document.title[:TITLE_LETTERS]
