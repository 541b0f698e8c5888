"""Everything that events make of one person's reading, in memory.

`take` may be called with the same events in any order; the result is the same. It begins empty
(making anew) or with what the database holds (taking in).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from densach.library.services.moved import followed
from densach.records.services.projecting import Done

from . import spans
from .states import TIMED, Here, Order, Spent, here, note_id, order_of, spent

NOWHERE = Here("", 0, 0.0)
NEVER: Order = (-1, "", "")


@dataclass(slots=True)
class PlaceState:
    """A place; `order` NEVER: only put away so far, `at` then is when."""

    order: Order = NEVER
    here: Here = NOWHERE
    at: datetime | None = None
    away: int = -1


@dataclass(slots=True)
class NoteState:
    """A note as its newest event says; `said` are its fields."""

    order: Order
    edition: UUID
    here: Here
    at: datetime
    said: dict[str, Any] = field(default_factory=dict)
    gone: bool = False


@dataclass(slots=True)
class FinishedState:
    """The first event that finished an edition."""

    order: Order
    at: datetime


@dataclass(slots=True)
class State:
    """What is known of one person.

    `editions`: those that this library has, each with what its newer releases moved (a manifest as
    library.services.moved reads it); None: all there may be, none moved.
    """

    editions: Mapping[UUID, Mapping[str, Any]] | None
    zone: tzinfo
    places: dict[UUID, PlaceState] = field(default_factory=dict)
    notes: dict[UUID, NoteState] = field(default_factory=dict)
    finished: dict[UUID, FinishedState] = field(default_factory=dict)
    spent: dict[tuple[UUID, date], Spent] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    before: set[date] = field(default_factory=set)  # days kept before there were events
    changed: set[tuple[str, Any]] = field(default_factory=set)

    def take(self, events: Iterable[Done]) -> None:
        """Join `events`, each of which was never taken before. What changes is noted in `changed`."""
        laid: dict[tuple[UUID, date], list[spans.Steps]] = {}
        for done in events:
            known = self.editions is None or done.on in self.editions
            if done.verb in TIMED:
                self._time(done, laid, known=known)
            if not known:
                continue
            if done.verb in TIMED:
                self._place(done)
            elif done.verb == "finished":
                self._finish(done)
            elif done.verb == "noted":
                self._note(done)
            elif done.verb == "put_away":
                self._put_away(done)
        for key, steps in laid.items():
            self.spent[key].steps = spans.join(self.spent[key].steps, *steps)

    def _time(
        self, done: Done, laid: dict[tuple[UUID, date], list[spans.Steps]], *, known: bool
    ) -> None:
        for day, part in spent(done, self.zone):
            if part.steps or part.loose_ms:
                if day not in self.days:
                    self.days.add(day)
                    self.changed.add(("day", day))
            elif not part.fraction:
                continue
            if not known:
                continue
            key = done.on, day
            held = self.spent.setdefault(key, Spent())
            held.loose_ms += part.loose_ms
            held.fraction = max(held.fraction, part.fraction)
            laid.setdefault(key, []).append(part.steps)
            self.changed.add(("spent", key))

    def _place(self, done: Done) -> None:
        held = self.places.setdefault(done.on, PlaceState())
        if order_of(done) > held.order:
            held.order, held.here, held.at = order_of(done), self._here(done), done.at
            self.changed.add(("place", done.on))

    def _here(self, done: Done) -> Here:
        """Where an event was, in the release of today."""
        there = here(done)
        manifest = (self.editions or {}).get(done.on)
        if not manifest:
            return there
        return replace(there, chapter=followed(manifest, there.chapter, done.at))

    def _put_away(self, done: Done) -> None:
        held = self.places.setdefault(done.on, PlaceState())
        if held.order == NEVER:
            held.at = min(held.at or done.at, done.at)
        held.away = max(held.away, done.n)
        self.changed.add(("place", done.on))

    def _finish(self, done: Done) -> None:
        held = self.finished.get(done.on)
        if held is None or order_of(done) < held.order:
            self.finished[done.on] = FinishedState(order_of(done), done.at)
            self.changed.add(("finished", done.on))

    def _note(self, done: Done) -> None:
        key, said = note_id(done), done.result
        held = self.notes.get(key)
        if held is not None and order_of(done) <= held.order:
            return
        gone = said.get("gone") is True
        self.notes[key] = NoteState(
            order=order_of(done),
            edition=done.on,
            here=NOWHERE if gone else self._here(done),
            at=done.at,
            said={} if gone else _note_fields(said),
            gone=gone,
        )
        self.changed.add(("note", key))


def _note_fields(said: dict[str, Any]) -> dict[str, Any]:
    words = {name: (said.get(name) or "") for name in ("excerpt", "text", "name", "color")}
    return {"kind": said.get("kind", "note"), "end": int(said.get("end") or 0), **words}
