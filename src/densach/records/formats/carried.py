"""Files of records that people carry by hand: what a device saved, or a whole library took out.

    {"densach": "events", "version": 1, "made": ISO, "device": {"id": "…", "name": "…"},
     "people": [{"person": "…", "name": "Mai", "now": ISO, "clock": "sure", "events": […]}]}

Each part of `people` is a request to the outbox with a name beside it; it may name a device of its
own, and hold more than one request's events. JSON, mostly packed with gzip.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ..errors import EventsUnreadable, NotARecordFile, RecordFileTooLong, TooManyEvents
from .events import (
    MOST_EVENTS,
    Batch,
    Event,
    Unreadable,
    parse_json,
    read_event,
    time_of,
    unpack,
    uuid_of,
)

MOST_BYTES = 60_000_000  # unpacked: a school's year
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Part:
    """What one person did on one device. `name` as the device knew it, for people who look at it."""

    person: UUID | None
    name: str
    device: UUID | None
    device_name: str
    now: datetime | None
    clock_is_sure: bool
    events: list[Event | Unreadable]

    def batches(self) -> Iterator[Batch]:
        """As many requests as their limit asks for."""
        for begin in range(0, len(self.events), MOST_EVENTS):
            yield Batch(self.now, self.clock_is_sure, self.events[begin : begin + MOST_EVENTS])


def read_file(data: bytes, *, name: str) -> list[Part]:
    """The parts of a file. Raises NotARecordFile, RecordFileTooLong."""
    try:
        told = parse_json(unpack(data, most=MOST_BYTES) if data[:2] == GZIP else data[:MOST_BYTES])
    except TooManyEvents as error:
        raise RecordFileTooLong(file=name, megabytes=MOST_BYTES // 1_000_000) from error
    except EventsUnreadable as error:
        raise NotARecordFile(file=name) from error
    if not isinstance(told, dict):
        raise NotARecordFile(file=name)
    people = told.get("people") if "people" in told else [told]
    if not isinstance(people, list) or not all(_is_part(part) for part in people):
        raise NotARecordFile(file=name)
    return [_part(part, told) for part in people]


def looks_like_one(data: bytes, *, name: str) -> bool:
    """Whether a file says of itself that it holds records; only its beginning is looked at."""
    if not name.endswith((".json", ".json.gz")):
        return False
    return b'"densach"' in (_beginning(data) if data[:2] == GZIP else data[:200])


def _beginning(data: bytes) -> bytes:
    import zlib

    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data, 200)
    except zlib.error:
        return b""


def _is_part(part: object) -> bool:
    return isinstance(part, dict) and isinstance(part.get("events"), list)


def _part(part: dict[str, Any], whole: dict[str, Any]) -> Part:
    device = part.get("device") or whole.get("device")
    device = device if isinstance(device, dict) else {}
    return Part(
        person=uuid_of(part.get("person")),
        name=str(part.get("name") or "")[:120],
        device=uuid_of(device.get("id")),
        device_name=str(device.get("name") or "")[:80],
        now=time_of(part.get("now")),
        clock_is_sure=part.get("clock", "sure") == "sure",
        events=[read_event(event) for event in part["events"]],
    )
