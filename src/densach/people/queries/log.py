"""The log of staff, for the administrators of the places where it was done."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from densach.core import audit
from densach.core.models import StaffAct
from densach.people.models import Membership, Person
from densach.people.permissions import KEEPERS, paths_of, under
from densach.search.text import fold_key

PAGE = 50
MOST_IN_A_FILE = 50_000


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as a sentence: `actor` did `sentence`."""

    act: StaffAct
    actor: str
    sentence: str


def acts_under(actor: Person) -> Q:
    """Acts done for places that `actor` administers; without a place: by people under them."""
    if actor.is_superuser:
        return Q()
    paths = paths_of(actor, KEEPERS)
    if not paths:
        return Q(pk__in=[])
    by_mine = Membership.objects.filter(
        under(paths, "organization__path"), person=OuterRef("actor_id"), ended_at__isnull=True
    )
    return under(paths, "place") | (Q(place="") & Q(Exists(by_mine)))


def acts(
    actor: Person, *, who: str = "", thing: str = "", day: date | None = None, before: int = 0
) -> QuerySet[StaffAct]:
    """Newest first; of people with `who` in their name, on things with `thing` in theirs, on `day`.

    `before`: only acts with a smaller id, the key of pages.
    """
    found = StaffAct.objects.filter(acts_under(actor))
    for word in fold_key(who).split():
        found = found.filter(actor__in=Person.objects.filter(name_key__contains=word))
    if thing.strip():
        found = found.filter(subject_label__icontains=thing.strip())
    if day is not None:
        start = timezone.make_aware(datetime.combine(day, time.min))
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if before:
        found = found.filter(pk__lt=before)
    return found.select_related("actor").order_by("-pk")


def act_rows(found: QuerySet[StaffAct], size: int = PAGE) -> tuple[list[ActRow], int]:
    """(rows, id before which the next page begins or 0). One query."""
    got = list(found[: size + 1])
    rows = [row_of(act) for act in got[:size]]
    return rows, got[size - 1].pk if len(got) > size else 0


def row_of(act: StaffAct) -> ActRow:
    """The sentence of an act; who was erased has no name any more."""
    name = str(act.actor) if act.actor is not None else ""
    return ActRow(act, name, audit.sentence(act))
