"""What people say of works."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, QuerySet

from densach.library.models import Work
from densach.people.models import Person

from ..models import Review, State

SHOWN_ON_PAGE = 5


@dataclass(frozen=True, slots=True)
class Voices:
    """Reviews on a work's page. `average` 1.0–5.0, None without any; `own` of the viewer."""

    reviews: list[Review]
    count: int
    average: float | None
    own: Review | None

    @property
    def more(self) -> int:
        """How many are not on the page."""
        return self.count - len(self.reviews)


def voices_of(work: Work, *, viewer: Person | None, limit: int = SHOWN_ON_PAGE) -> Voices:
    """The newest shown reviews of `work`, and the viewer's own. Two queries (three with a viewer)."""
    shown = shown_of(work)
    told = shown.aggregate(count=Count("pk"), average=Avg("stars"))
    own = work.reviews.filter(person=viewer).first() if viewer is not None else None
    return Voices(list(shown[:limit]), told["count"], told["average"], own)


def shown_of(work: Work) -> QuerySet[Review]:
    """Shown reviews of `work`, newest first, with their writers."""
    shown = work.reviews.filter(state=State.SHOWN).select_related("person")
    return shown.order_by("-created_at", "pk")


def waiting() -> QuerySet[Review]:
    """Reviews that nobody has read yet, the oldest first."""
    rows = Review.objects.filter(state=State.WAITING).select_related("work", "person")
    return rows.order_by("created_at", "pk")


def of_person(person: Person) -> QuerySet[Review]:
    """The person's own reviews, newest first."""
    return person.reviews.select_related("work").order_by("-updated_at", "pk")


def newest(works: QuerySet[Any]) -> QuerySet[Review]:
    """Shown reviews with words of `works` (a queryset of ids), newest first."""
    rows = Review.objects.filter(state=State.SHOWN, work__in=works).exclude(text="")
    return rows.select_related("work", "person").order_by("-created_at", "pk")
