"""Dublin Core (the fifteen elements, as `oai_dc` carries them) in and out."""

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.sax.saxutils import escape

from ..formats.isbn import isbn13, issn
from .describe import clean
from .description import Contributor, Description, Link
from .entry import Entry
from .languages import from_words
from .listed import listed
from .marcxml import _FORBIDDEN
from .markup import elements, local, outer
from .names import printed

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_TYPES = [
    (re.compile(r"sound|audio|âm thanh", re.IGNORECASE), "AUDIO_BOOK"),
    (re.compile(r"moving ?image|video|phim", re.IGNORECASE), "VIDEO"),
    (re.compile(r"thesis|dissertation|luận|report|báo cáo|article|preprint|document", re.IGNORECASE), "DOCUMENT"),
    (re.compile(r"journal|periodical|serial|tạp chí|newspaper", re.IGNORECASE), "PERIODICAL"),
    (re.compile(r"\bmap\b|bản đồ|cartograph", re.IGNORECASE), "MAP"),
    (re.compile(r"music|nhạc", re.IGNORECASE), "MUSIC"),
    (re.compile(r"still ?image|dataset|software|physical", re.IGNORECASE), "OTHER"),
]  # fmt: skip
_TYPE_OF = {"AUDIO_BOOK": "Sound", "MUSIC": "Sound", "VIDEO": "MovingImage", "MAP": "StillImage"}


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries of a file of `dc` elements behind record `number`. Raises BrokenMarkup."""
    for count, element in enumerate(elements(source, "dc"), start=1):
        if count > number:
            raw = outer(element)
            yield listed(describe_element(element), number=count, offset=element.sourceline or 0,
                         raw=raw, kept_as="DC")  # fmt: skip


def describe_element(element: Any) -> Description:
    """What an element with Dublin Core children (`oai_dc:dc`) says."""
    found: dict[str, list[str]] = {}
    for child in element:
        if value := clean("".join(child.itertext())) if local(child) else "":
            found.setdefault(local(child), []).append(value)
    return describe_values(found)


def describe_values(found: dict[str, list[str]]) -> Description:
    """The same for values by element name."""

    def first(name: str) -> str:
        return found.get(name, [""])[0]

    told = Description(title=first("title")[:500], other_titles=found.get("title", [])[1:])
    told.language = next(
        (tag for value in found.get("language", ()) if (tag := from_words(value))), ""
    )
    for name, role in (("creator", "aut"), ("contributor", "ctb")):
        told.people += [
            Contributor(printed(value, language=told.language)[:300], role, value[:300])
            for value in found.get(name, ())
        ]
    told.publisher, told.published = first("publisher")[:300], first("date")[:60]
    years = [
        int(match[0])
        for value in found.get("date", ())
        if (match := re.search(r"\b[12]\d{3}\b", value))
    ]
    told.year = years[0] if years else None
    told.subjects = list(dict.fromkeys(
        part.strip()[:255] for value in found.get("subject", ()) for part in value.split(";") if part.strip()
    ))  # fmt: skip
    told.description = "\n".join(found.get("description", ()))
    told.rights = "; ".join(found.get("rights", ()))[:500]
    types = " ".join(found.get("type", ()))
    told.kind = next((kind for sign, kind in _TYPES if sign.search(types)), "BOOK")
    told.identifiers = list(_identifiers(found.get("identifier", ())))
    formats = [value for value in found.get("format", ()) if "/" in value]
    told.links = [
        Link(value, formats[0] if len(formats) == 1 else "", is_work=bool(_FILE.search(value)))
        for value in [
            *found.get("identifier", ()),
            *found.get("relation", ()),
            *found.get("source", ()),
        ]
        if value.startswith(("http://", "https://"))
    ]
    told.extent = next(
        (v for v in found.get("format", ()) if re.search(r"\d+ (p|tr|pages)", v)), ""
    )[:200]
    return told


_FILE = re.compile(r"\.(epub|pdf|docx|odt|txt|html?|mp3|m4b|mp4)(\?|$)", re.IGNORECASE)


def _identifiers(values: Iterable[str]) -> Iterator[tuple[str, str]]:
    for value in dict.fromkeys(values):
        if number := isbn13(value):
            yield "ISBN", number
        elif number := issn(value):
            yield "ISSN", number
        elif value.startswith(("http://", "https://", "urn:", "doi:")):
            yield "URI", value[:200]
        else:
            yield "OTHER", value[:200]


def values(told: Description) -> Iterator[tuple[str, str]]:
    """(element, value) for a work, in the usual order."""
    yield "title", f"{told.title}: {told.subtitle}" if told.subtitle else told.title
    yield from (("title", title) for title in told.other_titles)
    for person in told.people:
        name = "creator" if person.role in {"aut", "cre", "cmp"} else "contributor"
        yield "publisher" if person.role == "pbl" else name, person.sort_name or person.name
    yield from (("subject", subject) for subject in told.subjects)
    if told.ddc:
        yield "subject", told.ddc
    for line in told.description.splitlines():
        yield "description", line
    yield "publisher", told.publisher
    yield "date", str(told.year) if told.year else told.published
    yield "type", _TYPE_OF.get(told.kind, "Text")
    yield "format", told.extent
    for link in told.links:
        yield "format", link.media_type
        yield "identifier", link.url
    for scheme, value in told.identifiers:
        yield "identifier", f"urn:{scheme}:{value}" if scheme in {"ISBN", "ISSN"} else value
    yield "language", told.language
    yield "relation", told.series
    yield "rights", told.rights


def write(told: Description, *, namespaces: bool = True) -> str:
    """One `oai_dc:dc` element."""
    head = (
        f' xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{OAI_DC} {SCHEMA}"'
    )
    seen: dict[tuple[str, str], None] = dict.fromkeys((n, v) for n, v in values(told) if v.strip())
    inner = "".join(
        f"  <dc:{name}>{escape(_FORBIDDEN.sub('', value))}</dc:{name}>\n" for name, value in seen
    )
    return f"<oai_dc:dc{head if namespaces else ''}>\n{inner}</oai_dc:dc>\n"


def stream(works: Iterable[Description]) -> Iterator[bytes]:
    """A file of Dublin Core records, in pieces."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<records xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}">\n'
    ).encode()
    for told in works:
        yield write(told, namespaces=False).encode()
    yield b"</records>\n"
