"""MARCXML in and out (Library of Congress, MARC21slim), streamed both ways."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from .describe import describe
from .entry import Entry
from .errors import BadRecord, LooksLikeUnimarc, NotALeader, WrongIndicators, WrongTag
from .markup import elements, local, outer
from .record import LEADER_BYTES, NEW_LEADER, Field, Record, is_control, join

NAMESPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'.encode()
FOOT = b"</collection>\n"
# XML 1.0 has no control characters but tab and line ends.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries of a MARCXML file behind record `number`. Raises BrokenMarkup where it breaks off."""
    for count, element in enumerate(elements(source, "record"), start=1):
        if count > number:
            yield from_element(element, number=count)


def from_element(element: Any, *, number: int = 1) -> Entry:
    """The entry of one `record` element (lxml)."""
    entry = Entry(number, element.sourceline or 0, number, outer(element), "MARCXML")
    try:
        record = read(element)
        if record.has("200") and not record.has("245"):
            raise LooksLikeUnimarc
        entry.marc = join(record)
        entry.description = describe(record)
    except BadRecord as problem:
        entry.problem = problem
    return entry


def read(element: Any) -> Record:
    """The record in a `record` element. Raises NotALeader, WrongTag, WrongIndicators."""
    leader = next((child.text or "" for child in element if local(child) == "leader"), NEW_LEADER)
    leader = (leader + NEW_LEADER[len(leader) :]) if len(leader) < LEADER_BYTES else leader
    if len(leader) > LEADER_BYTES or not leader.isascii():
        raise NotALeader
    record = Record(leader[:9] + "a" + leader[10:])
    for child in element:
        if local(child) == "controlfield":
            tag = child.get("tag", "")
            record.fields.append((_tag(tag), _text(child).encode()))
        elif local(child) == "datafield":
            field = _datafield(child)
            record.fields.append((field.tag, field.raw()))
    return record


def _datafield(element: Any) -> Field:
    tag = _tag(element.get("tag", ""))
    indicators = (element.get("ind1") or " ")[:1] + (element.get("ind2") or " ")[:1]
    field = Field(tag, indicators)
    for child in element:
        if local(child) == "subfield":
            code = child.get("code", "")
            if len(code) != 1:
                raise WrongIndicators(tag=tag)
            field.subfields.append((code, _text(child)))
    return field


def _tag(tag: str) -> str:
    if len(tag) != 3 or not (tag.isascii() and tag.isalnum()):  # noqa: PLR2004 - MARC tags
        raise WrongTag(tag=tag[:20])
    return tag


def _text(element: Any) -> str:
    """The text of an element, without the marks that have a meaning in ISO 2709."""
    return "".join(element.itertext()).translate({0x1D: None, 0x1E: None, 0x1F: None})


def write(record: Record, *, indent: str = "  ", namespace: bool = False) -> str:
    """The `record` element. `namespace`: it says its namespace itself, to stand in other XML."""
    inner = indent + "  "
    attribute = f' xmlns="{NAMESPACE}"' if namespace else ""
    parts = [f"{indent}<record{attribute}>\n{inner}<leader>{_escaped(record.leader)}</leader>\n"]
    for tag, raw in record.fields:
        if is_control(tag):
            text = _escaped(raw.decode(errors="replace"))
            parts.append(f"{inner}<controlfield tag={quoteattr(tag)}>{text}</controlfield>\n")
        else:
            parts.append(_written(tag, raw.decode(errors="replace"), inner))
    parts.append(f"{indent}</record>\n")
    return "".join(parts)


def _written(tag: str, text: str, indent: str) -> str:
    head, *subfields = text.split("\x1f")
    head = (head + "  ")[:2]
    first, second = _escaped(head[0]), _escaped(head[1])
    lines = [f'{indent}<datafield tag={quoteattr(tag)} ind1="{first}" ind2="{second}">\n']
    lines += [
        f"{indent}  <subfield code={quoteattr(part[0])}>{_escaped(part[1:])}</subfield>\n"
        for part in subfields
        if part
    ]
    lines.append(f"{indent}</datafield>\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def stream(records: Iterable[Record]) -> Iterator[bytes]:
    """A whole MARCXML file, in pieces."""
    yield HEAD
    for record in records:
        yield write(record).encode()
    yield FOOT


def read_file(path: Path) -> list[Record]:
    """All records of a small file; for tests and for records typed in by hand."""
    with path.open("rb") as source:
        return [read(element) for element in elements(source, "record")]
