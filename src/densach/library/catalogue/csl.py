"""CSL-JSON in and out: what reference managers exchange."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from ..formats.isbn import isbn13, issn
from .describe import clean
from .description import Contributor, Description, Link
from .entry import Entry
from .errors import BrokenMarkup
from .languages import from_words
from .listed import listed
from .marcjson import MAX_BYTES
from .names import catalogued, printed

_KINDS = {"book": "BOOK", "article-journal": "DOCUMENT", "article-newspaper": "DOCUMENT", "thesis": "DOCUMENT",
          "report": "DOCUMENT", "chapter": "DOCUMENT", "motion_picture": "VIDEO", "song": "MUSIC",
          "map": "MAP", "periodical": "PERIODICAL", "webpage": "OTHER"}  # fmt: skip
_TYPES = {"VIDEO": "motion_picture", "MUSIC": "song", "MAP": "map", "PERIODICAL": "periodical",
          "DOCUMENT": "report"}  # fmt: skip
_ROLES = {"author": "aut", "editor": "edt", "translator": "trl", "illustrator": "ill", "composer": "cmp",
          "director": "drt"}  # fmt: skip


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries behind record `number`. Raises BrokenMarkup."""
    try:
        found = json.loads(source.read(MAX_BYTES).decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise BrokenMarkup(line=getattr(error, "lineno", 1)) from None
    items = found if isinstance(found, list) else [found]
    for count, item in enumerate(items, start=1):
        if count > number:
            raw = json.dumps(item, ensure_ascii=False, sort_keys=True).encode()
            told = describe_item(item if isinstance(item, dict) else {})
            key = str(item.get("id", "")) if isinstance(item, dict) else ""
            yield listed(told, number=count, offset=count, raw=raw, kept_as="CSLJSON", key=key[:60])


def describe_item(item: dict[str, Any]) -> Description:
    """What one item says."""

    def text(name: str) -> str:
        value = item.get(name)
        return clean(str(value)) if isinstance(value, (str, int)) else ""

    told = Description(title=text("title")[:500], kind=_KINDS.get(text("type"), "BOOK"))
    told.language = from_words(text("language"))
    for field, role in _ROLES.items():
        names = item.get(field)
        for name in names if isinstance(names, list) else []:
            if isinstance(name, dict) and (person := _person(name, role, told.language)):
                told.people.append(person)
    told.publisher, told.place = text("publisher")[:300], text("publisher-place")[:200]
    told.year = _year(item.get("issued"))
    told.published = str(told.year or "")
    told.series = (text("collection-title") or text("container-title"))[:300]
    told.series_number = (text("collection-number") or text("volume"))[:30]
    told.statement, told.extent = (
        text("edition")[:200],
        (text("number-of-pages") or text("page"))[:200],
    )
    told.description = text("abstract")
    told.subjects = [word.strip()[:255] for word in text("keyword").split(",") if word.strip()]
    for field, scheme, check in (("ISBN", "ISBN", isbn13), ("ISSN", "ISSN", issn)):
        if written := text(field):
            number = check(written)
            told.identifiers.append((scheme, number) if number else ("OTHER", written[:200]))
    if doi := text("DOI"):
        told.identifiers.append(("URI", f"https://doi.org/{doi}"[:200]))
    if (url := text("URL")).startswith("http"):
        told.links.append(Link(url))
    return told


def _person(name: dict[str, Any], role: str, language: str) -> Contributor | None:
    if literal := clean(str(name.get("literal", ""))):
        return Contributor(literal[:300], role)
    family = " ".join(
        filter(
            None, (clean(str(name.get(part, ""))) for part in ("non-dropping-particle", "family"))
        )
    )
    given = clean(str(name.get("given", "")))
    if not family:
        return Contributor(given[:300], role) if given else None
    whole = f"{family}, {given}" if given else family
    return Contributor(printed(whole, language=language)[:300], role, whole[:300])


def _year(issued: Any) -> int | None:
    try:
        return int(issued["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def write(works: Iterable[Description]) -> Iterator[bytes]:
    """One JSON list, item after item."""
    yield b"["
    for count, told in enumerate(works):
        yield (",\n" if count else "\n").encode() + json.dumps(
            _item(told), ensure_ascii=False
        ).encode()
    yield b"\n]\n"


def _item(told: Description) -> dict[str, Any]:
    title = f"{told.title}: {told.subtitle}" if told.subtitle else told.title
    item: dict[str, Any] = {
        "id": told.control_number or title,
        "type": _TYPES.get(told.kind, "book"),
        "title": title,
    }
    for field, role in _ROLES.items():
        names = [_name(p, told.language) for p in told.people if p.role == role]
        if names:
            item[field] = names
    if told.year:
        item["issued"] = {"date-parts": [[told.year]]}
    plain = {
        "publisher": told.publisher, "publisher-place": told.place, "collection-title": told.series,
        "collection-number": told.series_number, "edition": told.statement, "language": told.language,
        "abstract": told.description, "keyword": ", ".join(told.subjects),
        "URL": next((link.url for link in told.links), ""),
    }  # fmt: skip
    item.update({name: value for name, value in plain.items() if value})
    item.update({s: v for s, v in reversed(told.identifiers) if s in {"ISBN", "ISSN"}})
    return item


def _name(person: Contributor, language: str) -> dict[str, str]:
    family, comma, given = (
        person.sort_name or catalogued(person.name, language=language)
    ).partition(", ")
    return {"family": family, "given": given} if comma else {"literal": person.name}
