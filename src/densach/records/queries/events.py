"""Reads about events: what is kept of people, as the rooms above take it in."""

from collections.abc import Iterator
from uuid import UUID

from densach.people.models import Person

from ..formats.events import Done
from ..models import Heard, Statement
from ..text import ours

AT_ONCE = 2000
FIELDS = ("id", "person_id", "verb", "counter", "device", "timestamp", "sure", "raw")


def events_of(person: Person) -> Iterator[Done]:
    """Everything that devices told of `person`, oldest counter first. One query."""
    rows = Statement.objects.filter(person=person, counter__isnull=False).order_by("counter", "id")
    for row in rows.only(*FIELDS).iterator(AT_ONCE):
        if (done := done_of(row)) is not None:
            yield done


def done_of(row: Statement) -> Done | None:
    """The event that a statement keeps; None where it keeps none."""
    told = ours.told(row.raw)
    if told is None or row.counter is None or row.person_id is None:
        return None
    return Done(
        id=row.id,
        person=row.person_id,
        verb=row.verb,
        on=told.on,
        n=row.counter,
        device=row.device,
        at=row.timestamp,
        sure=bool(row.sure),
        shift=told.shift,
        result=told.result,
    )


def people_with_events() -> list[UUID]:
    """The ids of all whose devices were heard. One query."""
    return list(Heard.objects.order_by("pk").values_list("pk", flat=True))


def heard_of(person: Person) -> Heard:
    """How far the server has heard of the person's devices. One query."""
    return Heard.objects.filter(person=person).first() or Heard(person=person)
