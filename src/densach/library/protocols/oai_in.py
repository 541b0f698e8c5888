"""Answers of an OAI-PMH server, taken apart (Open Archives Initiative, protocol 2.0)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from ..catalogue import dublin_core, marcxml
from ..catalogue.entry import Entry
from ..catalogue.errors import BadRecord
from ..catalogue.listed import listed
from ..catalogue.markup import child, elements, local, outer, text, tree

MARC_PREFIXES = ("marc21", "marcxml", "oai_marc21", "marc")  # best first, before oai_dc


class UnknownFormat(BadRecord):
    """A record whose metadata is neither Dublin Core nor MARCXML."""

    code = "library.record_unknown_format"


@dataclass(slots=True)
class Page:
    """One answer. `token` empty: the last one. `error` is the protocol's code, or empty."""

    entries: list[Entry] = field(default_factory=list)
    token: str = ""
    size: int | None = None
    error: str = ""
    message: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server says of itself."""

    name: str
    granularity: str
    deleted: str
    earliest: str


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries of a saved answer (ListRecords, GetRecord) behind record `number`."""
    for count, element in enumerate(elements(source, "record", outermost=True), start=1):
        if count > number:
            yield _entry(element, count)


def page(data: bytes) -> Page:
    """One answer of ListRecords, GetRecord or ListIdentifiers. Raises BrokenMarkup, ForbiddenMarkup."""
    root = tree(data)
    found = Page(answered=text(root, "responseDate"))
    error = child(root, "error")
    if error is not None:
        found.error, found.message = error.get("code", "error"), text(error)
        return found
    body = next((one for one in root if local(one) in {"ListRecords", "GetRecord"}), None)
    for element in body if body is not None else ():
        if local(element) == "record":
            found.entries.append(_entry(element, len(found.entries) + 1))
        elif local(element) == "resumptionToken":
            found.token = (element.text or "").strip()
            size = element.get("completeListSize", "")
            found.size = int(size) if size.isdigit() else None
    return found


def identity(data: bytes) -> Identity | None:
    """The answer to Identify, or None if it is none."""
    root = tree(data)
    body = child(root, "Identify") if local(root) == "OAI-PMH" else None
    if body is None:
        return None
    return Identity(
        text(body, "repositoryName"),
        text(body, "granularity"),
        text(body, "deletedRecord"),
        text(body, "earliestDatestamp"),
    )


def prefixes(data: bytes) -> list[str]:
    """The formats that a server offers (answer to ListMetadataFormats)."""
    return [
        text(one, "metadataPrefix") for one in tree(data).iter() if local(one) == "metadataFormat"
    ]


def best_prefix(offered: list[str]) -> str:
    """The richest format that is read here; `oai_dc`, which every server has, if no other."""
    return next((prefix for prefix in MARC_PREFIXES if prefix in offered), "oai_dc")


def _entry(element: Any, number: int) -> Entry:
    header = child(element, "header")
    key = text(header, "identifier") if header is not None else ""
    if header is not None and header.get("status") == "deleted":
        raw = outer(element)
        return Entry(number, element.sourceline or 0, number, raw, "OAI", key=key, deleted=True)
    metadata = child(element, "metadata")
    inner = next((one for one in metadata if local(one)), None) if metadata is not None else None
    entry = _metadata(inner, number, key)
    entry.key, entry.offset = key, element.sourceline or 0
    return entry


def _metadata(inner: Any, number: int, key: str) -> Entry:
    """The entry of what stands in `metadata`; its bytes without the header, whose dates change."""
    if inner is not None and local(inner) == "collection":
        inner = child(inner, "record")
    if inner is not None and local(inner) == "record":
        return marcxml.from_element(inner, number=number)
    if inner is None or not any(local(one) in {"title", "identifier", "creator"} for one in inner):
        raw = outer(inner) if inner is not None else b""
        return Entry(number, 0, number, raw, "OAI", problem=UnknownFormat())
    told = dublin_core.describe_element(inner)
    return listed(told, number=number, offset=0, raw=outer(inner), kept_as="DC", key=key)
