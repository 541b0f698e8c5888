"""Taking in what devices tell: each event once, whatever is sent twice, late, cut or out of order."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from densach.core.ids import uuid7
from densach.people.errors import AccountErased
from densach.people.models import Person

from ..formats.events import RECKONED, Batch, Event, Unreadable, iso, time_of
from ..models import Forgotten, Heard, Statement
from ..text import ours
from ..text.clocks import reckon
from . import statements
from .projecting import Done, Projector, projector_of
from .writing import writing

# A counter far past all that were heard is no counter: a person who did a thing a second without
# sleep would need eleven days for it.
FARTHEST = 1_000_000
log = logging.getLogger("densach.records")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one event. `again`: it may be taken another time, as it is."""

    id: str
    outcome: str  # taken, known, refused
    why: str = ""
    again: bool = False

    def as_json(self) -> dict[str, Any]:
        """As docs/architecture/events.md says."""
        told: dict[str, Any] = {"id": self.id, "is": self.outcome}
        if self.why:
            told["why"] = self.why
        if self.again:
            told["again"] = True
        return told


@dataclass(frozen=True, slots=True)
class Received:
    """`counter`: the highest that the server knows of the person; answers in the order of the events."""

    counter: int
    answers: list[Answer]

    def count(self, outcome: str) -> int:
        """How many were `taken`, `known`, `refused`."""
        return sum(answer.outcome == outcome for answer in self.answers)


def receive(
    *, person: Person, device: UUID | None, batch: Batch, at: datetime, reckoned: bool = False
) -> Received:
    """Store a batch of events of `person` and let the rooms take them in: one transaction.

    Events of somebody else, damaged ones and those no room understands are refused one by one; the
    others are taken. `reckoned`: the events may carry when another library reckoned that they were
    done (services.carrying). When this returns, what it calls taken is on the disk. At most six queries and
    what the projectors need. Raises NoRoom, Busy, AccountErased; then nothing was changed.
    """
    # Nothing needs to be locked while the events are looked at.
    asked = [_looked_at(part, person, device, batch, at) for part in batch.parts]
    if reckoned:
        for one in asked:
            _believe(one)
    _refuse_by_rooms(asked)
    for one in asked:
        if not one.outcome:
            one.prepared = _statement(one)
    try:
        with writing():
            return _take_in(person, asked, at)
    except IntegrityError as error:
        if Person.objects.filter(pk=person.pk).exists():
            raise
        raise AccountErased from error  # while this request was on its way


def tell(*, person: Person, verb: str, editions: Sequence[UUID], at: datetime) -> None:
    """What `person` did on a page of the server itself, without a script: events as any device's.

    Newer than everything heard so far. Raises as `receive`.
    """
    counter = Heard.objects.filter(person=person).values_list("counter", flat=True).first() or 0
    parts: list[Event | Unreadable] = [
        Event(uuid7(), counter + number, at, sure=True, person=person.pk, verb=verb, on=edition)
        for number, edition in enumerate(editions, start=1)
    ]
    if parts:
        batch = Batch(now=at, clock_is_sure=True, parts=parts)
        receive(person=person, device=None, batch=batch, at=at)


@dataclass(slots=True)
class _Asked:
    id: str
    done: Done | None = None
    event: Event | None = None
    prepared: statements.Prepared | None = None
    outcome: str = ""
    why: Promise | str = ""
    again: bool = False

    def refuse(self, why: Promise | str, *, again: bool = False) -> None:
        self.outcome, self.why, self.again = "refused", why, again

    def answer(self) -> Answer:
        return Answer(self.id, self.outcome, str(self.why), self.again)


def _looked_at(
    part: Event | Unreadable, person: Person, device: UUID | None, batch: Batch, at: datetime
) -> _Asked:
    asked = _Asked(id=str(part.id))
    if isinstance(part, Unreadable):
        asked.refuse(part.why)
        return asked
    if part.person not in {None, person.pk}:
        asked.refuse(_("This entry belongs to somebody else."))
        return asked
    if projector_of(part.verb) is None:
        asked.refuse(_("This library does not know entries of this kind yet."), again=True)
        return asked
    told = reckon(
        part.at, sure=part.sure, now=batch.now, now_is_sure=batch.clock_is_sure, received=at
    )
    asked.event = part
    asked.done = Done(
        id=part.id,
        person=person.pk,
        verb=part.verb,
        on=part.on,
        n=part.n,
        device=device,
        at=told.at,
        sure=told.sure,
        shift=told.shift.total_seconds(),
        result=part.result,
    )
    return asked


def _believe(one: _Asked) -> None:
    """Take over what another library found, so that both show the same."""
    event, done = one.event, one.done
    told = event.more.pop(RECKONED, None) if event else None
    if not isinstance(told, dict) or done is None:
        return
    at, shift = time_of(told.get("at")), told.get("shift")
    if at is None or isinstance(shift, bool) or not isinstance(shift, int | float):
        return
    one.done = replace(done, at=at, shift=float(shift), sure=told.get("sure") is True)


def _refuse_by_rooms(asked: Sequence[_Asked]) -> None:
    for projector, group in _by_projector(asked):
        why = projector.refuse([one.done for one in group if one.done])
        for one in group:
            if one.done and one.done.id in why:
                one.refuse(why[one.done.id])


def _by_projector(asked: Sequence[_Asked]) -> list[tuple[Projector, list[_Asked]]]:
    groups: dict[Projector, list[_Asked]] = {}
    for one in asked:
        if one.done is not None and not one.outcome:
            projector = projector_of(one.done.verb)
            assert projector is not None, "looked at before"
            groups.setdefault(projector, []).append(one)
    return list(groups.items())


def _take_in(person: Person, asked: list[_Asked], at: datetime) -> Received:
    turn = statements.take_turn(at=at)
    heard, _new = Heard.objects.get_or_create(person=person)
    _sort_out_known(person, asked)
    for one in asked:
        if one.done and not one.outcome and one.done.n > heard.counter + FARTHEST:
            one.refuse(_("This entry is damaged: its place in the order is impossible."))
    fresh = [one for one in asked if not one.outcome]
    if fresh:
        heard.turn += 1
        try:
            with transaction.atomic():
                _keep(person, fresh, heard.turn, at, turn)
        except OperationalError:
            raise
        except Exception:
            # One of them is poisoned in a way nobody thought of; the others are not held up by it.
            log.exception("a batch of events could not be taken in as one")
            _keep_one_by_one(person, fresh, heard.turn, at)
        used = [one.done.n for one in fresh if one.done and one.outcome == "taken"]
        heard.counter = max(heard.counter, *used) if used else heard.counter
        heard.save()
    return Received(heard.counter, [one.answer() for one in asked])


def _sort_out_known(person: Person, asked: Sequence[_Asked]) -> None:
    """Events that were taken before, came twice in this batch, or were deleted by their person."""
    open_ = [one for one in asked if one.done and not one.outcome]
    ids = {one.done.id for one in open_ if one.done}
    held = dict(Statement.objects.filter(id__in=ids).values_list("id", "person_id"))
    hashes = {hash_of(event_id): event_id for event_id in ids}
    gone = {
        hashes[pk] for pk in Forgotten.objects.filter(pk__in=hashes).values_list("pk", flat=True)
    }
    seen: set[UUID] = set()
    for one in open_:
        assert one.done is not None, "chosen so"
        if held.get(one.done.id, person.pk) != person.pk:
            one.refuse(_("This entry belongs to somebody else."))
        elif one.done.id in held or one.done.id in gone or one.done.id in seen:
            one.outcome = "known"
        seen.add(one.done.id)


def _keep(
    person: Person,
    fresh: Sequence[_Asked],
    batch: int,
    at: datetime,
    turn: statements.Turn | None = None,
) -> None:
    statements.add([one.prepared for one in fresh if one.prepared], at=at, turn=turn)
    for projector, group in _by_projector(fresh):
        projector.apply(person, [one.done for one in group if one.done], turn=batch)
    for one in fresh:
        one.outcome = "taken"


def _keep_one_by_one(person: Person, fresh: Sequence[_Asked], turn: int, at: datetime) -> None:
    for one in fresh:
        one.outcome = ""
        try:
            with transaction.atomic():
                _keep(person, [one], turn, at)
        except OperationalError:
            raise
        except Exception:
            log.exception("an event could not be taken in")
            one.refuse(
                _("The library could not take in this entry; its maker has to look at it."),
                again=True,
            )


def _statement(one: _Asked) -> statements.Prepared:
    done, event = one.done, one.event
    assert done is not None, "refused ones are not kept"
    assert event is not None, "refused ones are not kept"
    verb, activity = ours.verb(done.verb), ours.activity_id(done.on)
    result: dict[str, Any] = {"extensions": {ours.RESULT: done.result}} if done.result else {}
    if done.verb == "finished":
        result["completion"] = True
    about: dict[str, Any] = {
        "device": str(done.device) if done.device else None,
        "n": done.n,
        "at": iso(event.at),
        "sure": event.sure,
        "shift": done.shift,
    }
    if event.more:
        about["more"] = event.more
    whole = {
        "id": str(done.id),
        "actor": ours.actor(done.person),
        "verb": {"id": verb.iri},
        "object": {"objectType": "Activity", "id": activity},
        **({"result": result} if result else {}),
        "context": {"extensions": {ours.CONTEXT: about}},
        "timestamp": iso(done.at),
        "authority": ours.AUTHORITY,
        "version": "2.0.0",
    }
    return statements.Prepared(
        id=done.id,
        timestamp=done.at,
        actor_key=ours.actor_key(done.person),
        verb_key=verb.key,
        activity_key=ours.activity_key(done.on),
        raw=json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
        person_id=done.person,
        device=done.device,
        counter=done.n,
        sure=done.sure,
        verb=done.verb,
    )


def hash_of(event_id: UUID) -> UUID:
    """What is kept of the id of a deleted event."""
    return UUID(bytes=blake2b(event_id.bytes, digest_size=16).digest())
