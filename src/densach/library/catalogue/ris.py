"""RIS citations in and out; also the tagged export of Web of Science in."""

import re
from collections.abc import Iterable, Iterator

from ..formats.isbn import isbn13, issn
from .describe import clean
from .description import Contributor, Description, Link
from .entry import Entry
from .languages import from_words
from .listed import listed
from .names import catalogued, printed

_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?(.*)$")
_WOS = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")
_KINDS = {
    "BOOK": "BOOK", "CHAP": "DOCUMENT", "JOUR": "DOCUMENT", "JFULL": "PERIODICAL", "MGZN": "DOCUMENT",
    "NEWS": "DOCUMENT", "THES": "DOCUMENT", "RPRT": "DOCUMENT", "VIDEO": "VIDEO", "MPCT": "VIDEO",
    "SOUND": "AUDIO_BOOK", "MUSIC": "MUSIC", "MAP": "MAP", "EBOOK": "BOOK", "GEN": "OTHER", "EDBOOK": "BOOK",
    "ELEC": "OTHER", "DATA": "OTHER", "SER": "PERIODICAL", "CONF": "BOOK", "CPAPER": "DOCUMENT",
}  # fmt: skip
_TYPES = {"BOOK": "BOOK", "PICTURE_BOOK": "BOOK", "TEXTBOOK": "BOOK", "PERIODICAL": "JFULL",
          "AUDIO_BOOK": "SOUND", "MUSIC": "MUSIC", "VIDEO": "VIDEO", "MAP": "MAP",
          "DOCUMENT": "RPRT", "OTHER": "GEN"}  # fmt: skip
_ROLES = {"AU": "aut", "A1": "aut", "A2": "edt", "ED": "edt", "A3": "edt", "A4": "ctb", "TA": "trl"}
_JOURNALS = ("JOUR", "MGZN", "NEWS", "CHAP", "J")


def entries(text: str, *, number: int = 0) -> Iterator[Entry]:
    """Entries of a RIS file behind record `number`; `offset` is the line."""
    for count, (line, tags, raw) in enumerate(_records(text), start=1):
        if count > number:
            told = describe_tags(tags)
            yield listed(told, number=count, offset=line, raw=raw.encode(), kept_as="RIS")


def _records(text: str) -> Iterator[tuple[int, list[tuple[str, str]], str]]:
    """(line, tags, text) of each record: from TY (PT) to ER; continued lines joined."""
    tags: list[tuple[str, str]] = []
    begun, kept = 0, list[str]()
    for at, line in enumerate(text.splitlines(), start=1):
        match = _LINE.match(line) or _WOS.match(line)
        if match and match[1] in {"TY", "PT"}:
            tags, kept, begun = [], [], at
        if begun:
            kept.append(line)
            if match and match[1] == "ER":
                yield begun, tags, "\n".join(kept)
                begun = 0
            elif match:
                tags.append((match[1], (match[2] or "").strip()))
            elif tags and line.strip():
                tag, value = tags[-1]
                if tag in {"AU", "AF", "BE"} and line.startswith("   "):
                    tags.append((tag, line.strip()))
                else:
                    tags[-1] = (tag, f"{value} {line.strip()}")
    if begun and tags:
        yield begun, tags, "\n".join(kept)


def describe_tags(tags: list[tuple[str, str]]) -> Description:
    """What the tags of one citation say."""
    found: dict[str, list[str]] = {}
    for tag, value in tags:
        if cleaned := clean(value):
            found.setdefault(tag, []).append(cleaned)

    def first(*names: str) -> str:
        return next((found[name][0] for name in names if name in found), "")

    kind = first("TY", "PT").upper()
    told = Description(title=first("TI", "T1", "CT", "BT", "T2")[:500])
    told.kind = _KINDS.get(kind, "DOCUMENT" if kind == "J" else "BOOK")
    told.language = from_words(first("LA"))
    told.people = [
        Contributor(printed(name, language=told.language), role, name)
        for tag, role in _ROLES.items()
        for name in found.get(tag, ())
    ]
    told.publisher, told.place = first("PB", "PU")[:300], first("CY", "PP", "PI")[:200]
    told.published = first("PY", "Y1", "DA")[:60].strip("/")
    year = re.search(r"\d{4}", told.published)
    told.year = int(year[0]) if year else None
    told.statement = first("ET")[:200]
    if kind in _JOURNALS:
        told.series = first("JO", "JF", "T2", "JA", "SO")[:300]
        told.series_number = ", ".join(filter(None, (first("VL"), first("IS"))))[:30]
    else:
        told.series = first("T3", "SE")[:300]
    pages = [first("SP", "BP"), first("EP")]
    told.extent = "–".join(filter(None, pages))[:200]
    told.description = first("AB", "N2")
    told.subjects = _subjects(found)
    told.identifiers = _identifiers(found)
    told.links = [
        Link(url)
        for tag in ("UR", "L1", "L2")
        for url in found.get(tag, ())
        if url.startswith("http")
    ]
    return told


def _subjects(found: dict[str, list[str]]) -> list[str]:
    words = [*found.get("KW", []), *(w for v in found.get("DE", []) for w in v.split(";"))]
    return list(dict.fromkeys(word.strip()[:255] for word in words if word.strip()))


def _identifiers(found: dict[str, list[str]]) -> list[tuple[str, str]]:
    pairs = []
    for value in [part for text in found.get("SN", ()) for part in re.split(r"[;,]| and ", text)]:
        if number := isbn13(value):
            pairs.append(("ISBN", number))
        elif number := issn(value):
            pairs.append(("ISSN", number))
        elif value.strip():
            pairs.append(("OTHER", value.strip()[:200]))
    for doi in found.get("DO", []) + found.get("DI", []):
        bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi)
        pairs.append(("URI", f"https://doi.org/{bare}"[:200]))
    return list(dict.fromkeys(pairs))


def write(works: Iterable[Description]) -> Iterator[bytes]:
    """A RIS file, one citation after the other."""
    for told in works:
        yield ("\r\n".join(f"{tag}  - {value}" for tag, value in _tags(told)) + "\r\n\r\n").encode()


def _tags(told: Description) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(told.kind, "BOOK")
    yield "TI", f"{told.title}: {told.subtitle}" if told.subtitle else told.title
    tags = {"aut": "AU", "cre": "AU", "edt": "ED", "trl": "A4", "ill": "A4"}
    for person in told.people:
        name = person.sort_name or catalogued(person.name, language=told.language)
        yield tags.get(person.role, "A3" if person.role == "com" else "A4"), name
    plain = {
        "PY": str(told.year or ""), "PB": told.publisher, "CY": told.place, "ET": told.statement,
        "T3": told.series, "SP": told.extent, "LA": told.language,
        "AB": told.description.replace("\n", " "),
    }  # fmt: skip
    for tag, value in plain.items():
        if value:
            yield tag, value
    for scheme, value in told.identifiers:
        if scheme in {"ISBN", "ISSN"}:
            yield "SN", value
    for subject in told.subjects:
        yield "KW", subject
    for link in told.links:
        yield "UR", link.url
    yield "ER", ""
