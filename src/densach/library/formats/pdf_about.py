"""What a PDF says about itself: XMP and Info, language, scripts and attachments inside it."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from densach.core.errors import DomainError
from densach.core.markup import xml

from .encodings import recode_text
from .isbn import isbn13
from .model import Name
from .moments import moment
from .names import people

if TYPE_CHECKING:
    import pikepdf
    from lxml.etree import _Element

XMP_BYTES = 4 << 20
OBJECTS = 300_000  # looked through for scripts; more are only in files of thousands of pages
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "cc": "http://creativecommons.org/ns#",
    "mm": "http://ns.adobe.com/xap/1.0/mm/",
}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# Titles that programs write by themselves.
JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|excel|powerpoint)\b.*|(?:powerpoint |slide )?presentation ?\d*"
    r"|[a-z]\d{1,4}"
    r"|untitled.*|no title|title|document ?\d*|doc ?\d*|tài liệu ?\d*|bản trình bày.*|trang chiếu.*"
    r"|slide \d+|(?:new )?scan(?:ned)?(?: document)?[ _\-\d.]*|camscanner.*|img[_ ]?\d+.*|book ?\d*"
    r"|.*\.(?:docx?|odt|rtf|pdf|indd|qxd|tex|dvi|ps|pptx?|xlsx?|html?|pmd|cdr|ai)|\W*|\d{1,14}"
    r"|\(?(?:anonymous|unspecified)\)?)$",
    re.IGNORECASE,
)
JUNK_AUTHOR = re.compile(
    r"^(?:admin(?:istrator)?|user\d*|owner|unknown|anonymous|windows user|người dùng.*|quản trị.*"
    r"|pc\d*|my ?pc|computer|hp|dell|asus|acer|lenovo|toshiba|vaio|microsoft.*|word|canon|scanner"
    r"|ricoh.*"
    r"|(?:www\.|https?:).*|\(?unspecified\)?|tác giả|author|\W*|\d+)$",
    re.IGNORECASE,
)
# “Alice's Adventures in Wonderland, by Lewis Carroll”: a title page typed into the title.
TITLE_BY = re.compile(r"^(.{3,}), by ((?:[A-Z][\w.’'-]*\s?){2,5})$")
RIGHTS = re.compile(
    r"công hữu|public domain|bản quyền|copyright|©|creative commons|\bCC[ -](?:BY|0)", re.IGNORECASE
)
ACTIVE = re.compile(rb"/S\s*/(?:JavaScript|Launch)\b")  # actions that run something
DAY = re.compile(r"^(?:D:)?(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?")
ISBN = re.compile(r"ISBN(?:-1[03])?[\s:.]*((?:97[89][\s\-–]*)?(?:\d[\s\-–]*){9}[\dXx])")


@dataclass(slots=True)
class About:
    """As the file says; empty where it does not."""

    title: str = ""
    people: list[Name] = field(default_factory=list)
    language: str = ""
    publisher: str = ""
    published: str = ""
    year: int | None = None
    made: str = ""  # when the file was made
    made_year: int | None = None
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    description: str = ""
    rights: str = ""
    licence_url: str = ""
    release_id: str = ""
    revised_at: datetime | None = None
    has_scripts: bool = False
    attachments: int = 0


def about(pdf: "pikepdf.Pdf") -> About:
    """Of a file open in pikepdf. Damaged metadata is passed over, never an error."""
    root, info = _xmp(pdf), _info(pdf)
    told = About(language=_language(pdf, root))
    titles = [*_values(root, "dc:title"), info.get("Title", "")]
    told.title = next((t for t in titles if not JUNK_TITLE.match(t)), "")
    makers = _values(root, "dc:creator") or [info.get("Author", "")]
    if by := TITLE_BY.match(told.title):
        told.title, makers = by[1], [by[2]]
    told.people = [name for line in makers for name in people_in(line)]
    told.publisher = next(iter(_values(root, "dc:publisher")), "")
    published = [*_values(root, "prism:publicationDate"), *_values(root, "dc:date")]
    told.published, told.year = _date(published)
    told.made, told.made_year = _date(
        [info.get("CreationDate", ""), *_values(root, "xmp:CreateDate")]
    )
    told.subjects = _subjects(
        _values(root, "dc:subject") or [info.get("Keywords", "")], title=told.title
    )
    described = [*_values(root, "dc:description"), info.get("Subject", "")]
    told.description = next((d for d in described if not JUNK_TITLE.match(d)), "")
    told.rights = next(iter(_values(root, "dc:rights")), "")
    if not told.rights and RIGHTS.search(told.description):
        told.rights, told.description = told.description, ""
    links = [*_values(root, "rights:WebStatement"), *_values(root, "cc:license")]
    told.licence_url = next((link for link in links if link.startswith("http")), "")
    for value in [*_values(root, "prism:isbn"), *_values(root, "dc:identifier")]:
        told.identifiers += isbns_in(f"ISBN {value}")
    told.release_id = next(iter(_values(root, "mm:DocumentID")), "")[:200]
    changed = [*_values(root, "xmp:ModifyDate"), info.get("ModDate", "")]
    told.revised_at = next((at for text in changed if (at := moment(text))), None)
    told.has_scripts, told.attachments = _active(pdf)
    return told


def people_in(line: str, *, role: str = "aut") -> list[Name]:
    """People of a line such as “Josip Rodin, Osamu Aoki, và Nhóm Dịch”; junk of programs left out."""
    return [name for name in people(line, role=role) if not JUNK_AUTHOR.match(name.name)]


def isbns_in(text: str) -> list[tuple[str, str]]:
    """ISBNs printed in a text, each with a right check digit, as (scheme, 13 digits)."""
    found = (isbn13(match[1]) for match in ISBN.finditer(text))
    return list(dict.fromkeys(("ISBN", value) for value in found if value))


def _xmp(pdf: "pikepdf.Pdf") -> "_Element | None":
    try:
        data = pdf.Root.Metadata.read_bytes()
        return xml(data) if len(data) <= XMP_BYTES else None
    except DomainError:
        return None
    except Exception:  # noqa: BLE001  no XMP, or a stream that cannot be unpacked
        return None


def _values(root: "_Element | None", name: str) -> list[str]:
    """Values of a property, written as an element, a list or an attribute."""
    if root is None:
        return []
    prefix, _colon, local = name.partition(":")
    tag = f"{{{NAMESPACES[prefix]}}}{local}"
    found = []
    for element in root.iter(tag):
        items = list(element.iter(f"{RDF}li")) or [element]
        found += [item.text or item.get(f"{RDF}resource") or "" for item in items]
    found += [box.get(tag, "") for box in root.iter(f"{RDF}Description")]
    return list(dict.fromkeys(value for text in found if (value := _clean(text))))


def _info(pdf: "pikepdf.Pdf") -> dict[str, str]:
    told = {}
    try:
        entries = list(pdf.trailer.Info.items())
    except Exception:  # noqa: BLE001  no Info, or a trailer that is damaged
        return {}
    for key, value in entries:
        try:
            told[str(key).lstrip("/")] = _clean(_decoded(value))
        except (ValueError, TypeError, UnicodeError, NotImplementedError):
            continue
    return told


def _decoded(value: "pikepdf.Object") -> str:
    """A string of the Info dictionary; UTF-8 without a mark is common and read as such."""
    raw = bytes(value)
    if not raw.isascii() and raw[:2] not in {b"\xfe\xff", b"\xff\xfe"}:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeError:
            pass
    return str(value)


def _clean(text: str) -> str:
    kept = "".join(c if unicodedata.category(c) != "Cc" else " " for c in text[:5000])
    if not kept.isascii() and (again := recode_text(kept)):
        kept = again.text
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _language(pdf: "pikepdf.Pdf", root: "_Element | None") -> str:
    try:
        said = str(pdf.Root.get("/Lang", ""))
    except Exception:  # noqa: BLE001  any damaged object
        said = ""
    said = said or next(iter(_values(root, "dc:language")), "")
    tag = said.strip("\x00 ").replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else ""


def _date(said: list[str]) -> tuple[str, int | None]:
    """The first date that can be, as YYYY, YYYY-MM or YYYY-MM-DD, and its year."""
    for text in said:
        if (day := DAY.match(text)) and 1400 < int(day[1]) < 2200:  # noqa: PLR2004  printing's years
            return "-".join(part for part in day.groups() if part), int(day[1])
    return "", None


def _subjects(said: list[str], *, title: str) -> list[str]:
    words = [word.strip() for line in said for word in re.split(r"[;,\n]", line)]
    fit = (word for word in words if 1 < len(word) <= 120 and word != title)  # noqa: PLR2004
    return list(dict.fromkeys(fit))[:30]


def _written(thing: "pikepdf.Object") -> bytes:
    """An object as it stands in the file, with what lies directly in it; not what it points to."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        return thing.stream_dict.unparse()
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
        return thing.unparse(resolved=True)
    return b""


def _active(pdf: "pikepdf.Pdf") -> tuple[bool, int]:
    """Whether scripts or programs would be started, and how many files are attached."""
    scripts, attached = False, 0
    try:
        attached = len(pdf.attachments)
        for _number, thing in zip(range(OBJECTS), pdf.objects, strict=False):
            if ACTIVE.search(_written(thing)):
                scripts = True
                break
    except Exception:  # noqa: BLE001  damaged objects cannot be looked into
        return scripts, attached
    return scripts, attached
