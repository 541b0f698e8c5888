"""Events as they travel (docs/architecture/events.md): bytes in, events out, nothing asked of a database.

Versioned by tolerance: fields that this release does not know are kept as they came, fields that an
old client leaves out have a meaning. A part that cannot be read spoils its own event only.
"""

import json
import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..errors import EventsUnreadable, TooManyEvents

MOST_EVENTS = 500
MOST_BYTES = 1_000_000  # unpacked
MOST_BYTES_OF_ONE = 24_000  # a note of 5,000 letters, each of three bytes, and room to grow
MOST_COUNTER = 2**40
_long_number = 18
RECKONED = (
    "reckoned"  # field of an event that a library took out: when it reckoned that it was done
)
_verb = re.compile(r"[a-z][a-z_]{1,23}\Z")
_nul = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # PostgreSQL keeps no NUL in a text
_told = ("id", "n", "at", "sure", "person", "verb", "on", "result")

NOT_AN_EVENT = _("This entry is damaged: no program can read it any more.")
NO_COUNTER = _("This entry is damaged: its place in the order is missing.")
NO_TIME = _("This entry is damaged: its time cannot be read.")
TOO_LONG = _("This entry is too long: 5,000 letters fit into a note.")
BAD_LETTERS = _("This entry holds signs that are no text.")


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did with an edition, as a device tells it.

    `at`: the device's clock, UTC; `sure`: whether it may be believed. `person` None: whoever sends.
    `result` as its verb defines; `more`: fields of the event that this release does not know.
    """

    id: UUID
    n: int
    at: datetime
    sure: bool
    person: UUID | None
    verb: str
    on: UUID
    result: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """An event as it is kept: what a person did.

    `at` is the best that is known of when it was done (UTC); `sure` says whether the clocks could
    be believed, only then may spans be compared between devices. `shift` is what the server added
    to the device's clock. `device` None: done on a page of the server itself.
    """

    id: UUID
    person: UUID
    verb: str
    on: UUID
    n: int
    device: UUID | None
    at: datetime
    sure: bool
    shift: float  # seconds
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part that is no event: the id that it claims (as it came, perhaps "") and why."""

    id: str
    why: Promise | str


@dataclass(frozen=True, slots=True)
class Batch:
    """`now`: the device's clock when it sent, None where it does not say; parts in their order."""

    now: datetime | None
    clock_is_sure: bool
    parts: list[Event | Unreadable]


def read_batch(data: bytes, *, packed: bool) -> Batch:
    """The events in the body of a request. Raises EventsUnreadable, TooManyEvents."""
    return batch_of(parse(unpack(data, most=MOST_BYTES) if packed else data))


def unpack(data: bytes, *, most: int) -> bytes:
    """Undo gzip, but never past `most` bytes. Raises EventsUnreadable, TooManyEvents."""
    opened = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        whole = opened.decompress(data, most + 1)
    except zlib.error as error:
        raise EventsUnreadable from error
    if len(whole) > most:
        raise TooManyEvents(most=MOST_EVENTS)
    if not opened.eof:
        raise EventsUnreadable
    return whole


def parse(data: bytes) -> Any:
    """JSON of at most MOST_BYTES. Raises EventsUnreadable, TooManyEvents."""
    if len(data) > MOST_BYTES:
        raise TooManyEvents(most=MOST_EVENTS)
    return parse_json(data)


def parse_json(data: bytes) -> Any:
    """JSON in UTF-8; numbers too long to be any become floats. Raises EventsUnreadable."""
    try:
        return json.loads(data, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise EventsUnreadable from error


def batch_of(told: Any) -> Batch:
    """The batch in parsed JSON. Raises EventsUnreadable, TooManyEvents."""
    if not isinstance(told, dict) or not isinstance(told.get("events"), list):
        raise EventsUnreadable
    if len(told["events"]) > MOST_EVENTS:
        raise TooManyEvents(most=MOST_EVENTS)
    return Batch(
        now=_time(told.get("now")),
        clock_is_sure=told.get("clock", "sure") == "sure",
        parts=[read_event(part) for part in told["events"]],
    )


def read_event(told: Any) -> Event | Unreadable:
    """One event, or why it is none."""
    if not isinstance(told, dict):
        return Unreadable("", NOT_AN_EVENT)
    claimed = told.get("id")
    if why := _spoiled(told):
        return Unreadable(_shown(claimed), why)
    event_id, on, person = uuid_of(claimed), uuid_of(told.get("on")), told.get("person")
    verb, result = told.get("verb"), told.get("result") or {}
    if (
        event_id is None
        or on is None
        or not (person is None or uuid_of(person))
        or not (isinstance(verb, str) and _verb.match(verb))
        or not isinstance(result, dict)
    ):
        return Unreadable(_shown(claimed), NOT_AN_EVENT)
    n, at = told.get("n"), _time(told.get("at"))
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= MOST_COUNTER:
        return Unreadable(str(claimed), NO_COUNTER)
    if at is None:
        return Unreadable(str(claimed), NO_TIME)
    return Event(
        id=event_id,
        n=n,
        at=at,
        sure=told.get("sure") is True,
        person=uuid_of(person),
        verb=verb,
        on=on,
        result=result,
        more={name: value for name, value in told.items() if name not in _told},
    )


def as_told(event: Event) -> dict[str, Any]:
    """An event as it travels: what `read_event` takes."""
    return {
        "id": str(event.id),
        "n": event.n,
        "at": iso(event.at),
        "sure": event.sure,
        "person": str(event.person) if event.person else None,
        "verb": event.verb,
        "on": str(event.on),
        "result": event.result,
        **event.more,
    }


def iso(at: datetime) -> str:
    """`2026-11-24T12:30:05.120Z`: UTC with milliseconds, as JavaScript writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def time_of(value: object) -> datetime | None:
    """A time as devices write it, in UTC; without a zone it counts as UTC. None: it is no time."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_time = time_of


def _spoiled(told: dict[str, Any]) -> Promise | None:
    """Why this can be kept in no database: too long, no text, numbers that are none."""
    try:
        text = json.dumps(told, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (ValueError, RecursionError):  # UnicodeEncodeError is one: half a pair of surrogates
        return BAD_LETTERS
    if size > MOST_BYTES_OF_ONE:
        return TOO_LONG
    return BAD_LETTERS if _nul.search(text) else None


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _long_number else float(digits)


def uuid_of(value: object) -> UUID | None:
    """An id as devices write it; None: it is none."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(claimed: object) -> str:
    """The id for the answer: what the device can find again, if it was text at all."""
    return claimed[:64].encode(errors="replace").decode() if isinstance(claimed, str) else ""
