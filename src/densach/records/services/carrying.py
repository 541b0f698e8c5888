"""Records carried by hand: taken in by who looks after the person, taken out by the operator."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from densach.core import audit
from densach.people.errors import AccountErased
from densach.people.models import Device, Erased, Person
from densach.people.permissions import can_see

from ..errors import NotTheirKeeper
from ..formats.carried import Part
from ..formats.events import RECKONED, Event, Unreadable, iso, time_of
from ..models import Statement
from ..text import ours
from . import outbox

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one event, for a page. `verb` "" where it could not be read."""

    verb: str
    on: UUID | None
    at: datetime | None
    answer: outbox.Answer


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the records of one person. `why`: none of them were looked at, in a sentence."""

    name: str
    device: str
    lines: list[Line]
    why: str = ""

    def count(self, outcome: str) -> int:
        """How many were `taken`, `known`, `refused`."""
        return sum(line.answer.outcome == outcome for line in self.lines)

    @property
    def taken(self) -> int:
        """How many were new."""
        return self.count("taken")

    @property
    def known(self) -> int:
        """How many were here already."""
        return self.count("known")

    @property
    def refused(self) -> int:
        """How many could not be taken in."""
        return self.count("refused")


def take_in(
    *, actor: Person | None, parts: Sequence[Part], file_name: str, at: datetime
) -> list[TakenIn]:
    """Take in what a file holds, person by person; `actor` None: the operator at the command line.

    People whom `actor` may not see, and accounts that were erased, are answered with a sentence and
    nothing of theirs is kept. Events that are here already are known: a file may be brought twice.
    Each 500 events are one transaction. Raises NoRoom, Busy.
    """
    return [_one(part, actor, file_name, at) for part in parts]


def _one(part: Part, actor: Person | None, file_name: str, at: datetime) -> TakenIn:
    person = Person.objects.filter(pk=part.person).first() if part.person else None
    if person is None:
        gone = part.person is not None and Erased.objects.filter(pk=part.person).exists()
        return TakenIn(
            part.name, part.device_name, [], str(AccountErased() if gone else NotTheirKeeper())
        )
    if actor is not None and not can_see(actor, person):
        return TakenIn(part.name, part.device_name, [], str(NotTheirKeeper()))
    lines: list[Line] = []
    for batch in part.batches():
        received = outbox.receive(
            person=person, device=part.device, batch=batch, at=at, reckoned=actor is None
        )
        lines += map(_line, batch.parts, received.answers)
    counts = Counter(line.answer.outcome for line in lines)
    audit.note(
        "records.carried_in", actor=actor, subject=person, at=at,
        facts={"file": file_name, **{name: counts[name] for name in ("taken", "known", "refused")}},
        place=_place_of(person),
    )  # fmt: skip
    return TakenIn(person.full_name, part.device_name, lines)


def _line(part: Event | Unreadable, answer: outbox.Answer) -> Line:
    if isinstance(part, Unreadable):
        return Line("", None, None, answer)
    return Line(part.verb, part.on, part.at, answer)


def _place_of(person: Person) -> str:
    """The organisation whose administrators read of it: where the person learns or works."""
    held = person.memberships.filter(ended_at__isnull=True).order_by("created_at", "pk")
    return held.values_list("organization__path", flat=True).first() or ""


def take_out(
    to: Path,
    *,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Write the events that arrived from `since` to before `until` into one packed file; how many.

    Another library takes them in (`take_in`) and then shows the same. Streams; memory does not grow
    with the number of events.
    """
    rows = Statement.objects.filter(counter__isnull=False, person__isnull=False)
    if since:
        rows = rows.filter(stored__gte=since)
    if until:
        rows = rows.filter(stored__lt=until)
    rows = rows.order_by("person", "counter", "id")
    total, count = rows.count(), 0
    names = dict(Device.objects.values_list("pk", "name"))
    part = to.with_name(f".{to.name}.part")
    try:
        with gzip.GzipFile(part, "wb", compresslevel=9, mtime=0) as out:
            head = {"densach": "events", "version": 1, "made": iso(at)}
            out.write(_json(head)[:-1] + b',"people":[')
            for person, its in groupby(rows.iterator(AT_ONCE), key=_whose):
                for piece in _piece(person, list(its), names):
                    out.write((b",\n" if count else b"\n") + piece.text)
                    count += piece.count
                    tell(count, total)
            out.write(b"\n]}\n")
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return count


def _whose(row: Statement) -> UUID:
    assert row.person_id is not None, "asked for"
    return row.person_id


@dataclass(frozen=True, slots=True)
class _Piece:
    text: bytes
    count: int


def _piece(person: UUID, rows: list[Statement], names: dict[UUID, str]) -> Iterator[_Piece]:
    """One person's events, a part for each device; without `now`: no clock is to be put right again."""
    name = Person.objects.values_list("full_name", flat=True).get(pk=person)
    by_device = sorted(rows, key=lambda row: str(row.device or ""))
    for device, its in groupby(by_device, key=lambda row: row.device):
        events = [event for row in its if (event := _event(row))]
        head = {
            "person": str(person),
            "name": name,
            "device": {"id": str(device or ""), "name": names.get(device, "") if device else ""},
            "events": events,
        }
        yield _Piece(_json(head), len(events))


def _event(row: Statement) -> dict[str, Any] | None:
    """As the device told it; and what this library made of its clock, where that is not the same."""
    told = ours.told(row.raw)
    if told is None:
        return None
    event: dict[str, Any] = {
        "id": str(row.id), "n": row.counter, "at": told.at, "sure": told.was_sure,
        "verb": row.verb, "on": str(told.on),
    }  # fmt: skip
    if told.result:
        event["result"] = told.result
    if time_of(told.at) != row.timestamp or told.was_sure != bool(row.sure):
        at = row.timestamp.isoformat()
        event[RECKONED] = {"at": at, "sure": bool(row.sure), "shift": told.shift}
    return {**event, **told.more}


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
