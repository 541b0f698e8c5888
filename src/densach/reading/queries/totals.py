"""What many people read between two days, added up: sums only, nobody's own reading."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from densach.people.models import Person

from ..models import Finished, Minutes

# Where an edition has no pages of its own: the manuscript page by which publishers count,
# 250 words.
WORDS_A_PAGE = 250


@dataclass(frozen=True, slots=True)
class Totals:
    """Minutes read, pages gone forward, books ended (each person's own ending counts)."""

    minutes: int
    pages: int
    books: int


def read_by(persons: QuerySet[Person], *, since: date, until: date) -> Totals:
    """What `persons` read from `since` to `until`, both included, by the clock of the place.

    Three queries, for any number of persons.
    """
    rows = Minutes.objects.filter(person__in=persons.values("pk"), on__lte=until)
    seconds = rows.filter(on__gte=since).aggregate(all=Sum("seconds"))["all"] or 0
    ended = Finished.objects.filter(
        person__in=persons.values("pk"), at__gte=_begin(since), at__lt=_begin(until, days=1)
    )
    return Totals(
        minutes=seconds // 60,
        pages=_pages(rows, since=since),
        books=ended.count(),
    )


def _pages(rows: QuerySet[Minutes], *, since: date) -> int:
    """How much farther people came in each edition, in its pages; going back takes nothing away."""
    before = (
        Minutes.objects.filter(
            person=OuterRef("person_id"), edition=OuterRef("edition_id"), on__lt=since
        )
        .values("person_id", "edition_id")
        .annotate(top=Max("fraction"))
        .values("top")
    )
    length = Case(
        When(edition__pages__gt=0, then=F("edition__pages") * Value(1.0)),
        default=F("edition__words") / Value(float(WORDS_A_PAGE)),
        output_field=FloatField(),
    )
    farther = (
        rows.filter(on__gte=since)
        .values("person_id", "edition_id")
        .annotate(top=Max("fraction"), length=Max(length))
        .annotate(before=Coalesce(Subquery(before), 0.0, output_field=FloatField()))
        .annotate(
            gone=ExpressionWrapper(
                Greatest(F("top") - F("before"), 0.0) * F("length"), output_field=FloatField()
            )
        )
    )
    return round(farther.aggregate(all=Sum("gone"))["all"] or 0)


def _begin(day: date, *, days: int = 0) -> datetime:
    """The first moment of a day, by the clock of the place."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
