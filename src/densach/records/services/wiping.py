"""A person deletes what they did, for real: the events, what was made of them, and late copies."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core.permissions import require
from densach.people.models import Person
from densach.people.permissions import is_guardian

from ..models import Document, Forgotten, Heard, Statement
from ..text import ours
from .outbox import hash_of
from .projecting import projectors
from .rebuilding import rebuild_one
from .statements import take_turn

Match = Callable[[ours.Told], bool]
AT_ONCE = 2000


def can_wipe(actor: Person, person: Person) -> bool:
    """Delete what `person` did: the person, and who answers for a child."""
    return actor.is_active and (actor.pk == person.pk or is_guardian(actor, person))


@transaction.atomic
def wipe(
    *,
    actor: Person,
    person: Person,
    at: datetime,
    verbs: Collection[str] | None = None,
    on: Collection[UUID] | None = None,
    match: Match | None = None,
) -> int:
    """Delete the events of `person` with one of `verbs`, about one of the editions `on`; how many.

    None stands for all; `match` looks at what an event says. Copies that come late (an answer was
    lost, a file is brought twice) are known as deleted and do not bring it back; what a device did
    and has not sent yet is new and comes. Devices take everything anew. Raises Forbidden.
    """
    require(can_wipe(actor, person), action=_("delete what this person did"))
    take_turn(at=at)
    rows = Statement.objects.filter(person=person, counter__isnull=False)
    if verbs is not None:
        rows = rows.filter(verb__in=list(verbs))
    if on is not None:
        rows = rows.filter(activity_key__in=[ours.activity_key(edition) for edition in on])
    if match is not None:
        rows = Statement.objects.filter(pk__in=_matching(rows.iterator(AT_ONCE), match))
    ids = list(rows.values_list("id", flat=True))
    Forgotten.objects.bulk_create(
        [Forgotten(pk=hash_of(event_id), person=person) for event_id in ids], ignore_conflicts=True
    )
    rows.delete()
    heard, _new = Heard.objects.get_or_create(person=person)
    heard.wiped += 1
    heard.save()
    if match is None:
        for projector in projectors():
            for edition in on if on is not None else [None]:
                projector.forget(person, on=edition, verbs=verbs)
    rebuild_one(person.pk)
    return len(ids)


@transaction.atomic
def wipe_all(*, actor: Person, person: Person, at: datetime) -> int:
    """Delete everything that `person` did, also what other programs brought and noted; how many.

    Raises Forbidden.
    """
    count = wipe(actor=actor, person=person, at=at)
    brought = Statement.objects.filter(person=person)
    count += brought.count()
    brought.delete()
    documents = Document.objects.filter(person=person)
    count += documents.count()
    documents.delete()
    return count


def wipe_everything(*, actor: Person, person: Person, thing: str, at: datetime) -> int:
    """`wipe_all`, as people.queries.parts calls it."""
    if thing:
        raise ValueError(thing)
    return wipe_all(actor=actor, person=person, at=at)


def _matching(rows: Iterable[Statement], match: Match) -> list[int]:
    found = []
    for row in rows:
        told = ours.told(row.raw)
        if told is not None and match(told):
            found.append(row.pk)
    return found
