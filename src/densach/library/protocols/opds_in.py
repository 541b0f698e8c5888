"""Feeds of OPDS 1.x (Atom) and OPDS 2.0 (JSON), taken apart."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urljoin

from ..catalogue.describe import clean
from ..catalogue.description import Contributor, Description, Link
from ..catalogue.entry import Entry
from ..catalogue.errors import BrokenMarkup, LooksLikeNews
from ..catalogue.languages import from_words
from ..catalogue.listed import listed
from ..catalogue.markup import local, outer, tree
from ..catalogue.markup import text as raw_text
from ..catalogue.names import catalogued
from ..formats.isbn import isbn13

ACQUIRE = "http://opds-spec.org/acquisition"
OPEN = (f"{ACQUIRE}/open-access", ACQUIRE)
MAX_BYTES = 32 * 1024 * 1024
# Files that a library can read, best first, when a work comes in several.
READABLE = (
    "application/epub+zip", "application/pdf", "audio/mpeg", "audio/mp4", "video/mp4", "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain",
)  # fmt: skip
_KINDS = {"Audiobook": "AUDIO_BOOK", "Periodical": "PERIODICAL", "Movie": "VIDEO", "Map": "MAP",
          "PublicationIssue": "PERIODICAL", "ComicIssue": "PICTURE_BOOK", "MusicRecording": "MUSIC"}  # fmt: skip
_RELATORS = {"translator": "trl", "illustrator": "ill", "editor": "edt", "narrator": "nrt",
             "artist": "art", "contributor": "ctb", "author": "aut", "colorist": "clr"}  # fmt: skip


@dataclass(slots=True)
class Feed:
    """One page of a catalogue. `catalogues`: addresses of the feeds below it (navigation)."""

    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    next: str = ""
    catalogues: list[tuple[str, str]] = field(default_factory=list)


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries of a saved feed behind record `number`. Raises LooksLikeNews when it has no works."""
    found = feed(source.read(MAX_BYTES))
    if not found.entries:
        raise LooksLikeNews
    yield from found.entries[number:]


def text(element: Any, name: str = "") -> str:
    """The text of a child, cleaned."""
    return clean(raw_text(element, name))


def feed(data: bytes, *, base: str = "") -> Feed:
    """A feed of either kind; addresses made whole with `base`. Raises BrokenMarkup, LooksLikeNews."""
    begin = data.lstrip()[:1]
    if begin in (b"{", b"["):
        return _json(data, base)
    root = tree(data)
    if local(root) == "entry":
        return Feed(entries=[_atom_entry(root, 1, base)])
    if local(root) != "feed":
        raise LooksLikeNews
    return _atom(root, base)


def _atom(root: Any, base: str) -> Feed:
    found = Feed(title=text(root, "title"))
    for element in root:
        if local(element) == "link" and element.get("rel") == "next":
            found.next = urljoin(base, element.get("href", ""))
        elif local(element) == "entry":
            links = [one for one in element if local(one) == "link"]
            if any(one.get("rel", "").startswith(ACQUIRE) for one in links):
                found.entries.append(_atom_entry(element, len(found.entries) + 1, base))
            else:
                found.catalogues += _below(links, text(element, "title"), base)
    return found


def _below(links: list[Any], title: str, base: str) -> Iterator[tuple[str, str]]:
    for one in links:
        if "opds-catalog" in one.get("type", "") or one.get("rel") == "subsection":
            yield title, urljoin(base, one.get("href", ""))
            return


def _atom_entry(element: Any, number: int, base: str) -> Entry:
    told = Description(title=text(element, "title")[:500], subtitle=text(element, "subtitle")[:500])
    if alternative := text(element, "alternativeHeadline"):
        told.subtitle = alternative[:500]
    told.language = from_words(text(element, "language"))
    told.people = list(_atom_people(element, told.language))
    told.publisher = text(element, "publisher")[:300]
    told.published = (text(element, "issued") or text(element, "date") or text(element, "created"))[
        :60
    ]
    told.year = _year(told.published)
    told.description = _plain(text(element, "summary") or text(element, "content"))
    told.rights = text(element, "rights")[:500]
    told.subjects = _subjects(
        one.get("label") or one.get("term") or ""
        for one in element
        if local(one) == "category" and "audience" not in one.get("scheme", "")
    )
    told.kind = _KINDS.get(_additional_type(element), "BOOK")
    for one in element:
        if local(one) == "series" or local(one) == "Series":
            told.series = (one.get("name") or text(one))[:300]
            told.series_number = (one.get("position") or "")[:30]
    told.identifiers = _numbers(
        [text(one) for one in element if local(one) in {"identifier", "id"}]
    )
    told.links = [
        Link(urljoin(base, one.get("href", "")), _type(one.get("type", "")), "", is_work=True)
        for one in element
        if local(one) == "link" and one.get("rel") in OPEN and not _asks_payment(one)
    ]
    return listed(
        told, number=number, offset=element.sourceline or 0, raw=outer(element), kept_as="OPDS",
        key=text(element, "id")[:200],
    )  # fmt: skip


def _atom_people(element: Any, language: str) -> Iterator[Contributor]:
    for one in element:
        if local(one) in {"author", "contributor"} and (name := text(one, "name")):
            role = next((v for k, v in one.attrib.items() if k.rsplit("}", 1)[-1] == "role"), "")
            role = (
                role
                if local(one) == "contributor" and role
                else ("aut" if local(one) == "author" else "ctb")
            )
            yield Contributor(name[:300], role[:8], catalogued(name, language=language)[:300])


def _additional_type(element: Any) -> str:
    for name, value in element.attrib.items():
        if name.endswith("additionalType"):
            return str(value).rsplit("/", 1)[-1]
    return ""


def _asks_payment(link: Any) -> bool:
    """A plain acquisition link may lead to a loan: an indirect one is not for everybody."""
    return any(local(one) == "indirectAcquisition" for one in link)


def _json(data: bytes, base: str) -> Feed:
    try:
        whole = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise BrokenMarkup(line=getattr(error, "lineno", 1)) from None
    if not isinstance(whole, dict):
        raise LooksLikeNews
    if (
        "publications" not in whole
        and isinstance(whole.get("metadata"), dict)
        and not (whole.get("navigation") or whole.get("groups"))
    ):
        return Feed(entries=[_publication(whole, 1, base)])
    found = Feed(title=_word(_dict(whole.get("metadata")).get("title")))
    for group in [whole, *filter(_is_dict, _list(whole.get("groups")))]:
        for one in filter(_is_dict, _list(group.get("publications"))):
            found.entries.append(_publication(one, len(found.entries) + 1, base))
        for one in filter(_leads_on, _list(group.get("navigation"))):
            found.catalogues.append((_word(one.get("title")), urljoin(base, one["href"])))
    for one in filter(_leads_on, _list(whole.get("links"))):
        if "next" in _rels(one):
            found.next = urljoin(base, one["href"])
    return found


def _publication(one: dict[str, Any], number: int, base: str) -> Entry:
    about = _dict(one.get("metadata"))
    told = Description(
        title=_word(about.get("title"))[:500], subtitle=_word(about.get("subtitle"))[:500]
    )
    languages = _list(about.get("language"))
    told.language = from_words(_word(languages[0])) if languages else ""
    for name, role in _RELATORS.items():
        for who in _list(about.get(name)):
            if printed := _word(who.get("name") if isinstance(who, dict) else who):
                sort = _word(who.get("sortAs")) if isinstance(who, dict) else ""
                sort = sort or catalogued(printed, language=told.language)
                told.people.append(Contributor(printed[:300], role, sort[:300]))
    told.people.sort(key=lambda person: person.role != "aut")
    publishers = _list(about.get("publisher"))
    if publishers:
        first = publishers[0]
        told.publisher = _word(first.get("name") if isinstance(first, dict) else first)[:300]
    told.published = _word(about.get("published"))[:60]
    told.year = _year(told.published)
    told.description = _plain(_word(about.get("description")))
    told.subjects = _subjects(
        _word(s.get("name") if isinstance(s, dict) else s) for s in _list(about.get("subject"))
    )
    told.kind = _KINDS.get(_word(about.get("@type")).rsplit("/", 1)[-1], "BOOK")
    series = _list(_dict(about.get("belongsTo")).get("series"))
    if series:
        first = series[0] if isinstance(series[0], dict) else {"name": series[0]}
        told.series = _word(first.get("name"))[:300]
        told.series_number = _word(first.get("position"))[:30]
    pages = about.get("numberOfPages")
    told.pages = pages if isinstance(pages, int) and 0 < pages < 100_000 else None  # noqa: PLR2004
    told.identifiers = _numbers([_word(about.get("identifier"))])
    told.links = [
        Link(urljoin(base, link["href"]), _type(_word(link.get("type"))), "", is_work=True)
        for link in _list(one.get("links"))
        if isinstance(link, dict) and isinstance(link.get("href"), str)
        and _rels(link) & set(OPEN) and not _dict(link.get("properties")).get("indirectAcquisition")
    ]  # fmt: skip
    raw = json.dumps(one, ensure_ascii=False, sort_keys=True).encode()
    key = _word(about.get("identifier"))[:200]
    return listed(told, number=number, offset=number, raw=raw, kept_as="OPDS2", key=key)


def file_of(told: Description) -> Link | None:
    """The file to fetch for a work: the best readable one that is free, or None."""
    for wanted in READABLE:
        for link in told.links:
            if link.is_work and link.media_type == wanted:
                return link
    return None


def _type(media_type: str) -> str:
    return media_type.split(";", maxsplit=1)[0].strip().lower()


def _numbers(values: list[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for value in filter(None, values):
        if number := isbn13(value.removeprefix("urn:isbn:").removeprefix("urn:ISBN:")):
            pairs.append(("ISBN", number))
        elif value.startswith(("http", "urn:")):
            pairs.append(("URI", value[:200]))
    return list(dict.fromkeys(pairs))


def _year(text_: str) -> int | None:
    match = re.search(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)", text_)
    return int(match[1]) if match else None


def _plain(html: str) -> str:
    """Text of a description that may hold HTML."""
    if "<" not in html:
        return clean(html)
    from lxml import etree
    from lxml import html as markup

    try:
        return clean("".join(map(str, markup.fromstring(f"<div>{html}</div>").itertext())))
    except (etree.LxmlError, ValueError):
        return clean(re.sub(r"<[^>]*>", " ", html))


def _subjects(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(clean(name)[:255] for name in names if clean(name)))


def _word(value: Any) -> str:
    """A text: of a string, a number, or a map of languages (Vietnamese first, else the first)."""
    if isinstance(value, dict):
        value = value.get("vi") or next(iter(value.values()), "")
    return clean(str(value)) if isinstance(value, (str, int, float)) and value is not True else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _leads_on(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("href"), str)


def _rels(link: dict[str, Any]) -> set[str]:
    return {rel for rel in _list(link.get("rel")) if isinstance(rel, str)}
