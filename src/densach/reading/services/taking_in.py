"""The projector of this room: events of reading become places, notes, minutes, days."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise

from densach.library.models import Edition
from densach.people.models import Person
from densach.records.services.projecting import Done

from ..engine import states
from ..engine.person import FinishedState, NoteState, PlaceState, State
from ..engine.states import Here, Spent
from ..models import Finished, Minutes, Note, Place, ReadingDay

TOLD = ("n", "device", "event", "at", "turn")
PLACE = ("chapter", "offset", "fraction")


class Reading:
    """See records.services.projecting.Projector."""

    def refuse(self, events: Sequence[Done]) -> dict[UUID, Promise | str]:
        """What is wrong with `result`, by id. No query."""
        return {done.id: why for done in events if (why := states.why_not(done))}

    def apply(self, person: Person, events: Sequence[Done], *, turn: int) -> None:
        """Four to nine queries, however many events; at most two a kind of row that changes."""
        state = _loaded(person, events)
        state.take(events)
        _write(person, state, turn=turn)

    def rebuild(self, person: Person, events: Sequence[Done], *, turn: int) -> int:
        """Seven queries where all is equal."""
        held = _everything(person)
        editions = _existing({done.on for done in events})
        anew = State(editions, timezone.get_default_timezone())
        _begin_with(anew, held)
        anew.take(events)
        _keep_followed(anew, held)
        wrong = _differences(held, anew)
        anew.changed = wrong
        _delete(person, anew, wrong)
        _write(person, anew, turn=turn)
        return len(wrong)

    def forget(self, person: Person, *, on: UUID | None, verbs: Collection[str] | None) -> None:
        """At most five queries. Days are left to `rebuild`, which knows what else was read on them."""
        here = Q(person=person) & (Q(edition=on) if on else Q())
        verbs = verbs or states.VERBS
        if "noted" in verbs:
            Note.objects.filter(here).delete()
        if "read" in verbs:
            for model in (Place, Finished, Minutes):
                model._default_manager.filter(here).delete()
            if on is None:
                ReadingDay.objects.filter(person=person).delete()


def _loaded(person: Person, events: Sequence[Done]) -> State:
    """The state of what `events` touch."""
    editions = {done.on for done in events}
    state = State(_existing(editions), timezone.get_default_timezone())
    verbs = {done.verb for done in events}
    here = Q(person=person, edition__in=editions)
    if verbs & {*states.TIMED, "put_away"}:
        _take_places(state, Place.objects.filter(here))
    if verbs & {*states.TIMED}:
        days = {
            day for done in events if done.verb in states.TIMED
            for day, _part in states.spent(done, state.zone)
        }  # fmt: skip
        _take_minutes(state, Minutes.objects.filter(here, on__in=days))
        lit = ReadingDay.objects.filter(person=person, on__in=days)
        state.days.update(lit.values_list("on", flat=True))
    if "finished" in verbs:
        _take_finished(state, Finished.objects.filter(here))
    if "noted" in verbs:
        ids = {states.note_id(done) for done in events if done.verb == "noted"}
        _take_notes(state, Note.objects.filter(person=person, note__in=ids))
    return state


def _everything(person: Person) -> State:
    """All that the database holds of a person."""
    state = State(None, timezone.get_default_timezone())
    _take_places(state, Place.objects.filter(person=person))
    _take_minutes(state, Minutes.objects.filter(person=person))
    _take_finished(state, Finished.objects.filter(person=person))
    _take_notes(state, Note.objects.filter(person=person))
    for day, told in ReadingDay.objects.filter(person=person).values_list("on", "told"):
        state.days.add(day)
        if not told:
            state.before.add(day)
    return state


def _begin_with(anew: State, held: State) -> None:
    """What was kept before there were events is where making anew begins."""
    for edition, place in held.places.items():
        if place.order[0] == 0:
            anew.places[edition] = PlaceState(place.order, place.here, place.at)
    for key, note in held.notes.items():
        if note.order[0] == 0:
            anew.notes[key] = note
    for edition, finished in held.finished.items():
        if finished.order[0] == 0:
            anew.finished[edition] = finished
    anew.days.update(held.before)


def _keep_followed(anew: State, held: State) -> None:
    """In a book that was renewed, offsets were led to the same words then (services.following).

    Only the two texts side by side could say so again; where the event and the chapter are the same,
    what was found then stays.
    """
    renewed = {edition for edition, manifest in (anew.editions or {}).items() if manifest}
    for edition in renewed & held.places.keys() & anew.places.keys():
        was, now = held.places[edition], anew.places[edition]
        if was.order == now.order and was.here.chapter == now.here.chapter:
            now.here = was.here
    for key in held.notes.keys() & anew.notes.keys():
        old, new = held.notes[key], anew.notes[key]
        same = old.order == new.order and old.here.chapter == new.here.chapter
        if same and new.edition in renewed and not new.gone:
            new.here, new.said["end"] = old.here, old.said["end"]


def _existing(editions: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The editions that are here, with what newer releases moved in them. One query."""
    rows = Edition.objects.filter(pk__in=list(editions)).values_list("pk", "manifest__moved")
    return {pk: {"moved": moved} if moved else {} for pk, moved in rows}


def _order(row: Place | Note | Finished) -> states.Order:
    return row.n, row.device.hex if row.device else "", row.event.hex if row.event else ""


def _here(row: Place | Note) -> Here:
    return Here(row.chapter, row.offset, row.fraction)


def _take_places(state: State, rows: Iterable[Place]) -> None:
    for row in rows:
        state.places[row.edition_id] = PlaceState(_order(row), _here(row), row.at, row.away)


def _take_minutes(state: State, rows: Iterable[Minutes]) -> None:
    for row in rows:
        steps = [(begin, end, share) for begin, end, share in row.steps]
        state.spent[row.edition_id, row.on] = Spent(steps, row.loose_ms, row.fraction)


def _take_finished(state: State, rows: Iterable[Finished]) -> None:
    for row in rows:
        state.finished[row.edition_id] = FinishedState(_order(row), row.at)


def _take_notes(state: State, rows: Iterable[Note]) -> None:
    for row in rows:
        said: dict[str, Any] = {}
        if not row.gone:
            names = ("kind", "end", "excerpt", "text", "name", "color")
            said = {name: getattr(row, name) for name in names}
        state.notes[row.note] = NoteState(
            _order(row), row.edition_id, _here(row), row.at, said, row.gone
        )


Wrong = set[tuple[str, Any]]


def _differences(held: State, anew: State) -> Wrong:
    """What is not equal, there or missing: as State.changed names it."""
    wrong: Wrong = {("day", day) for day in held.days ^ anew.days}
    for name, was, now in (
        ("place", held.places, anew.places),
        ("note", held.notes, anew.notes),
        ("finished", held.finished, anew.finished),
        ("spent", held.spent, anew.spent),
    ):
        wrong |= {(name, key) for key in {*was, *now} if was.get(key) != now.get(key)}
    return wrong


def _delete(person: Person, anew: State, wrong: Wrong) -> None:
    """Rows that no event stands for."""
    for name, key in wrong:
        if name == "place" and key not in anew.places:
            Place.objects.filter(person=person, edition=key).delete()
        elif name == "note" and key not in anew.notes:
            Note.objects.filter(person=person, note=key).delete()
        elif name == "finished" and key not in anew.finished:
            Finished.objects.filter(person=person, edition=key).delete()
        elif name == "spent" and key not in anew.spent:
            edition, day = key
            Minutes.objects.filter(person=person, edition=edition, on=day).delete()
        elif name == "day" and key not in anew.days:
            ReadingDay.objects.filter(person=person, on=key).delete()


def _write(person: Person, state: State, *, turn: int) -> None:
    """Rows for everything in `state.changed` that the state holds. At most one query a kind."""
    keys: dict[str, list[Any]] = {}
    for name, key in sorted(state.changed, key=str):
        keys.setdefault(name, []).append(key)
    places = [
        Place(
            person=person, edition_id=edition, away=held.away, **_told(held.order, held.at, turn),
            **_point(held.here),
        )
        for edition in keys.get("place", ()) if (held := state.places.get(edition))
    ]  # fmt: skip
    _put(Place, places, ("person", "edition"), (*TOLD, *PLACE, "away"))
    finished = [
        Finished(person=person, edition_id=edition, **_told(first.order, first.at, turn))
        for edition in keys.get("finished", ()) if (first := state.finished.get(edition))
    ]  # fmt: skip
    _put(Finished, finished, ("person", "edition"), TOLD)
    notes = [
        _note(person, key, state.notes[key], turn)
        for key in keys.get("note", ())
        if key in state.notes
    ]
    words = ("kind", "end", "excerpt", "text", "name", "color", "gone", "edition")
    _put(Note, notes, ("person", "note"), (*TOLD, *PLACE, *words))
    minutes = [
        Minutes(
            person=person, edition_id=edition, on=day, seconds=spent.seconds,
            fraction=spent.fraction, steps=spent.steps, loose_ms=spent.loose_ms,
        )
        for edition, day in keys.get("spent", ()) if (spent := state.spent.get((edition, day)))
    ]  # fmt: skip
    _put(
        Minutes, minutes, ("person", "edition", "on"), ("seconds", "fraction", "steps", "loose_ms")
    )
    days: list[date] = [day for day in keys.get("day", ()) if day in state.days]
    if days:
        ReadingDay.objects.bulk_create(
            [ReadingDay(person=person, on=day) for day in days], ignore_conflicts=True
        )


def _note(person: Person, key: UUID, held: NoteState, turn: int) -> Note:
    return Note(
        person=person, note=key, edition_id=held.edition, gone=held.gone,
        **_told(held.order, held.at, turn), **_point(held.here), **held.said,
    )  # fmt: skip


def _put(
    model: type[Model], rows: list[Any], unique: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=list(unique), update_fields=list(fields)
        )


def _told(order: states.Order, at: Any, turn: int) -> dict[str, Any]:
    n, device, event = order
    return {
        "n": n,
        "device": UUID(device) if device else None,
        "event": UUID(event) if event else None,
        "at": at,
        "turn": turn,
    }


def _point(here: Here) -> dict[str, Any]:
    return {"chapter": here.chapter, "offset": here.offset, "fraction": here.fraction}
