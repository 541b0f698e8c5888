"""Stalls: shelves laid out with texts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from densach.library.queries.cards import WorkCard, cards, on_shelf
from densach.people.models import Person

from ..models import Exhibition

MOST_ON_STALL = 60


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A work on the stall with its label, "" where none was written."""

    card: WorkCard
    label: str


def exhibitions(*, today: date, past: bool = False) -> QuerySet[Exhibition]:
    """Exhibitions that run or come, the first to end first; or those that are over, newest first."""
    over = Q(ends_on__lt=today)
    rows = Exhibition.objects.select_related("shelf").filter(over if past else ~over)
    return rows.order_by(*(("-ends_on", "pk") if past else ("begins_on", "pk")))


def exhibition_named(slug: str) -> Exhibition | None:
    """The exhibition at an address. One query."""
    rows = Exhibition.objects.select_related("shelf__organization", "organization")
    return rows.filter(slug=slug).first()


def exhibits(exhibition: Exhibition, *, viewer: Person | None) -> list[Exhibit]:
    """The works of the shelf that `viewer` may see, in order, with their labels. Two queries."""
    labels = dict(exhibition.labels.values_list("work_id", "text"))
    works = on_shelf(exhibition.shelf, viewer=viewer)[:MOST_ON_STALL]
    return [Exhibit(card, labels.get(card.pk, "")) for card in cards(works)]


def scans(exhibition: Exhibition) -> int:
    """How often the code on the stall was opened. One query."""
    return int(exhibition.days.aggregate(all=Sum("scans"))["all"] or 0)
