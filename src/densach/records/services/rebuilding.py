"""Making projections anew from events, and saying whether they were equal."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from densach.people.models import Person

from ..models import Heard
from ..queries.events import events_of
from .projecting import projector_of, projectors
from .statements import take_turn


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`unequal`: rows that were not as the events say, now put right."""

    people: int
    events: int
    unequal: int


def rebuild(people: Iterable[UUID]) -> Rebuilt:
    """Compare the projections of `people` with their events, person by person; put right what differs.

    Each person is one transaction, in which nothing of theirs can arrive. What is equal is not
    touched, so that devices do not take it in again.
    """
    count = events = unequal = 0
    for person_id in people:
        with transaction.atomic():
            found, wrong = rebuild_one(person_id)
        count, events, unequal = count + 1, events + found, unequal + wrong
    return Rebuilt(count, events, unequal)


def rebuild_one(person_id: UUID) -> tuple[int, int]:
    """One person, inside a transaction: (how many events, how many rows were not equal)."""
    take_turn(at=timezone.now())
    person = Person.objects.filter(pk=person_id).first()
    heard = Heard.objects.filter(pk=person_id).first()
    if person is None or heard is None:
        return 0, 0
    done = list(events_of(person))
    heard.turn += 1
    wrong = sum(
        projector.rebuild(
            person, [one for one in done if projector_of(one.verb) is projector], turn=heard.turn
        )
        for projector in projectors()
    )
    if wrong:
        heard.save()
    return len(done), wrong
