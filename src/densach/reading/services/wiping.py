"""Deleting single things of one's reading for real."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from densach.library.models import Edition
from densach.people.models import Person
from densach.records.services import wiping

from ..engine.states import TIMED
from ..models import Note

READING = (*TIMED, "finished", "put_away")


def wipe_reading(*, actor: Person, person: Person, work: UUID | None, at: datetime) -> int:
    """Delete that `person` read `work` (None: anything): places, times, that it was finished.

    Notes stay. Returns how many events went. Raises Forbidden.
    """
    on = None
    if work is not None:
        on = list(Edition.objects.filter(work=work).values_list("pk", flat=True))
    return wiping.wipe(actor=actor, person=person, verbs=READING, on=on, at=at)


@transaction.atomic
def wipe_notes(*, actor: Person, person: Person, note: UUID | None, at: datetime) -> int:
    """Delete one note of `person`, with all its earlier wordings, or all notes. Raises Forbidden."""
    if note is None:
        return wiping.wipe(actor=actor, person=person, verbs=("noted",), at=at)
    count = wiping.wipe(
        actor=actor, person=person, verbs=("noted",), at=at,
        match=lambda told: told.result.get("note") == str(note),
    )  # fmt: skip
    kept_before = Note.objects.filter(person=person, note=note)  # by no event
    return count + kept_before.delete()[0]


def wipe_read_thing(*, actor: Person, person: Person, thing: str, at: datetime) -> int:
    """`wipe_reading`, as people.queries.parts calls it; `thing`: a work. Raises ValueError."""
    work = UUID(thing) if thing else None
    return wipe_reading(actor=actor, person=person, work=work, at=at)


def wipe_noted_thing(*, actor: Person, person: Person, thing: str, at: datetime) -> int:
    """`wipe_notes`, as people.queries.parts calls it; `thing`: a note. Raises ValueError."""
    note = UUID(thing) if thing else None
    return wipe_notes(actor=actor, person=person, note=note, at=at)
