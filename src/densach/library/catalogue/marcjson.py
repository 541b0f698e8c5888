"""MARC-in-JSON (Ross Singer's form), one record or a list of them."""

import json
from collections.abc import Iterator
from typing import IO, Any

from .describe import describe
from .entry import Entry
from .errors import BadRecord, BrokenMarkup, NotALeader, WrongIndicators, WrongTag
from .record import LEADER_BYTES, Field, Record, is_control, join

MAX_BYTES = 64 * 1024 * 1024  # JSON is read whole


def entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries behind record `number`. Raises BrokenMarkup."""
    whole = source.read(MAX_BYTES).decode("utf-8-sig", "replace")
    try:
        found = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise BrokenMarkup(line=getattr(error, "lineno", 1)) from None
    for count, one in enumerate(found if isinstance(found, list) else [found], start=1):
        if count > number:
            yield _entry(one, count)


def _entry(one: Any, number: int) -> Entry:
    raw = json.dumps(one, ensure_ascii=False).encode()
    entry = Entry(number, number, number, raw, "JSON")
    try:
        record = read(one)
        entry.marc, entry.description = join(record), describe(record)
    except BadRecord as problem:
        entry.problem = problem
    return entry


def read(one: Any) -> Record:
    """The record in a JSON object. Raises NotALeader, WrongTag, WrongIndicators."""
    leader = one.get("leader") if isinstance(one, dict) else None
    if not isinstance(leader, str) or len(leader) != LEADER_BYTES or not leader.isascii():
        raise NotALeader
    record = Record(leader[:9] + "a" + leader[10:])
    fields = one.get("fields")
    for item in fields if isinstance(fields, list) else []:
        for tag, value in item.items() if isinstance(item, dict) else []:
            record.fields.append((tag, _field(tag, value).raw()))
    return record


def _field(tag: str, value: Any) -> Field:
    if len(tag) != 3 or not (tag.isascii() and tag.isalnum()):  # noqa: PLR2004 - MARC tags
        raise WrongTag(tag=tag[:20])
    if is_control(tag):
        return Field(tag, data=str(value))
    if not isinstance(value, dict) or not isinstance(value.get("subfields"), list):
        raise WrongIndicators(tag=tag)
    indicators = str(value.get("ind1") or " ")[:1] + str(value.get("ind2") or " ")[:1]
    pairs = [pair for part in value["subfields"] if isinstance(part, dict) for pair in part.items()]
    if any(len(code) != 1 for code, _text in pairs):
        raise WrongIndicators(tag=tag)
    return Field(tag, indicators, [(code, str(text)) for code, text in pairs])
