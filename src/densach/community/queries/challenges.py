"""Challenges and how far they are. Sums only: nobody sees what another read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from densach.people.models import Person
from densach.reading.queries.totals import Totals, read_by

from ..models import Challenge, ChallengeMember
from ..permissions import offered_to

Measure = Challenge.Measure
# Below so many people the sum would tell what the others read: it is then only shown as a bar.
FEWEST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a challenge is. `own` None: the viewer does not take part."""

    reached: int
    goal: int
    people: int
    own: int | None
    days_left: int

    @property
    def percent(self) -> int:
        """Of the goal, 0 to 100."""
        return min(100, 100 * self.reached // self.goal)

    @property
    def is_reached(self) -> bool:
        """Whether the goal is met."""
        return self.reached >= self.goal

    @property
    def tells_sum(self) -> bool:
        """Whether the number may be shown: with two people it would say what the other read."""
        return self.people >= FEWEST_TOLD


def challenges_for(person: Person, *, today: date, past: bool = False) -> QuerySet[Challenge]:
    """Challenges of the person's organisations, running or coming ones first to end first."""
    mine = ChallengeMember.objects.filter(challenge=OuterRef("pk"), person=person)
    over = Q(ends_on__lt=today)
    rows = Challenge.objects.filter(
        offered_to(person) | Q(Exists(mine)), over if past else ~over
    ).select_related("organization")
    rows = rows.annotate(size=Count("memberships", distinct=True), is_mine=Exists(mine))
    return rows.order_by("-ends_on" if past else "ends_on", "pk")


def challenge_named(slug: str) -> Challenge | None:
    """The challenge at an address. One query."""
    return Challenge.objects.select_related("organization").filter(slug=slug).first()


def progress(challenge: Challenge, *, viewer: Person, today: date) -> Progress:
    """How far all together are, and the viewer's own part. A fixed number of queries."""
    members = ChallengeMember.objects.filter(challenge=challenge)
    takes_part = members.filter(person=viewer).exists()
    since, until = challenge.begins_on, min(challenge.ends_on, today)
    ids = members.values("person")
    all_ = read_by(Person.objects.filter(pk__in=ids), since=since, until=until)
    own = read_by(Person.objects.filter(pk=viewer.pk), since=since, until=until)
    return Progress(
        reached=_of(all_, challenge.measure),
        goal=challenge.goal,
        people=members.count(),
        own=_of(own, challenge.measure) if takes_part else None,
        days_left=max(0, (challenge.ends_on - today).days + 1),
    )


def _of(totals: Totals, measure: str) -> int:
    return {
        Measure.MINUTES: totals.minutes,
        Measure.PAGES: totals.pages,
        Measure.BOOKS: totals.books,
    }[Measure(measure)]
