"""Clubs: what is offered, what is read, what is said."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from densach.library.models import TextPart, Work
from densach.library.permissions import visible_to
from densach.library.queries.cards import CARD_FIELDS, card
from densach.people.models import Organization, Person
from densach.reading.models import Finished, Place
from densach.reading.queries.ten import Ten

from ..models import Club, ClubMember, ClubPost, ClubReading, State
from ..permissions import offered_to

WEEK = timedelta(days=7)
MOST_CHAPTERS = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """A week of a club's reading: from a day, up to a part of the book, in words and percent."""

    begins_on: date
    ends_on: date
    percent: int
    title: str
    is_now: bool


def clubs_for(person: Person) -> QuerySet[Club]:
    """Open clubs that `person` may join or is in; their own first, then by name."""
    mine = ClubMember.objects.filter(club=OuterRef("pk"), person=person)
    return (
        Club.objects.filter(offered_to(person) | Q(Exists(mine)), closed_at__isnull=True)
        .select_related("organization")
        .annotate(size=Count("memberships", distinct=True), is_mine=Exists(mine))
        .order_by("-is_mine", "name", "pk")
    )


def club_named(slug: str) -> Club | None:
    """The club at an address. One query."""
    return Club.objects.select_related("organization").filter(slug=slug).first()


def members_of(club: Club) -> QuerySet[ClubMember]:
    """Keepers first, then by name."""
    rows = club.memberships.select_related("person")
    return rows.order_by("-is_keeper", "person__sort_key", "pk")


def readings_of(club: Club) -> list[ClubReading]:
    """What the club reads and read, the newest first. One query."""
    rows = club.readings.select_related("work").order_by("-begins_on", "pk")
    return list(rows[:20])


def now_read(readings: list[ClubReading], *, today: date) -> ClubReading | None:
    """What is read today; else what comes next."""
    running = [one for one in readings if one.begins_on <= today <= one.ends_on]
    coming = [one for one in readings if one.begins_on > today]
    return running[0] if running else (coming[-1] if coming else None)


def steps(reading: ClubReading, *, today: date) -> list[Step]:
    """The weeks of a reading, each up to an equal share of the book. One query.

    A share ends with the chapter in which it lies, where the book has chapters with titles.
    """
    titles = _chapters(reading.work)
    days = (reading.ends_on - reading.begins_on).days + 1
    weeks = max(1, -(-days // 7))
    found = []
    for number in range(1, weeks + 1):
        begins_on = reading.begins_on + WEEK * (number - 1)
        ends_on = min(begins_on + timedelta(days=6), reading.ends_on)
        chapter = titles[-(-len(titles) * number // weeks) - 1] if titles else ""
        found.append(
            Step(
                begins_on,
                ends_on,
                round(100 * number / weeks),
                chapter,
                is_now=begins_on <= today <= ends_on,
            )
        )
    return found


def _chapters(work: Work) -> list[str]:
    """Titles of the parts of the first edition that has text, in order."""
    parts = TextPart.objects.filter(edition__work=work).exclude(title="")
    parts = parts.order_by("edition__created_at", "position")
    pairs = list(parts.values_list("edition_id", "title")[:MOST_CHAPTERS])
    first = pairs[0][0] if pairs else None
    return list(dict.fromkeys(title for edition, title in pairs if edition == first))


def talk(club: Club, *, viewer: Person, keeper: bool) -> QuerySet[ClubPost]:
    """What `viewer` sees of the talk, newest first: what is shown, their own, all as keeper."""
    posts = club.posts.select_related("person", "reading__work").order_by("-created_at", "pk")
    return posts if keeper else posts.filter(Q(state=State.SHOWN) | Q(person=viewer))


def posts_waiting(club: Club) -> int:
    """How many posts nobody has read yet. One query."""
    return club.posts.filter(state=State.WAITING).count()


def places_to_found(person: Person, roles: tuple[str, ...]) -> list[Organization]:
    """Where `person` may found clubs and challenges, classes too. At most two queries."""
    from densach.people.queries import organizations_where

    return organizations_where(person, roles, classes=True)


def set_for(person: Person, *, today: date) -> Ten | None:
    """What a club of `person` reads today and they have neither begun nor finished. One query, two
    where there is something.
    """
    seen = Place.objects.filter(person=person, edition__work=OuterRef("work"))
    ended = Finished.objects.filter(person=person, edition__work=OuterRef("work"))
    readings = ClubReading.objects.filter(
        ~Exists(seen),
        ~Exists(ended),
        club__memberships__person=person,
        club__closed_at__isnull=True,
        begins_on__lte=today,
        ends_on__gte=today,
        work__is_readable=True,
    ).select_related("club")
    reading = readings.order_by("ends_on", "pk").first()
    if reading is None:
        return None
    work = Work.objects.filter(visible_to(person), pk=reading.work_id).only(*CARD_FIELDS).first()
    if work is None:
        return None
    found = card(work)
    reason = _("Your club “%(club)s” reads it") % {"club": reading.club.name}
    return Ten(card=found, url=found.read_url, reason=reason, minutes_left=found.minutes)
