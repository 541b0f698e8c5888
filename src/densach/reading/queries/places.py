"""Where people stopped, and what they marked."""

from dataclasses import dataclass

from densach.library.models import Edition, Work
from densach.library.permissions import visible_to
from densach.library.queries.cards import CARD_FIELDS, WorkCard, card
from densach.people.models import Person

from ..models import Bookmark, Place

ENDED = 0.98  # the last pages of a book are notes and notices


@dataclass(frozen=True, slots=True)
class Begun:
    """A work that a person has begun. `percent` 0 to 100; `minutes_left` 0: not known."""

    card: WorkCard
    url: str
    percent: int
    minutes_left: int
    place: Place


def place_in(person: Person | None, work: Work) -> Place | None:
    """Where `person` last was in any edition of `work`. One query; none for strangers."""
    if person is None:
        return None
    return Place.objects.filter(person=person, edition__work=work).order_by("-updated_at").first()


def place_of(person: Person, edition: Edition) -> Place | None:
    """Where `person` is in `edition`. One query."""
    return Place.objects.filter(person=person, edition=edition).first()


def continue_reading(person: Person, limit: int = 6) -> list[Begun]:
    """What `person` has begun and not ended, newest first; one line a work.

    Three queries: places, the roles of the person (shared with the page), works.
    """
    from django.urls import reverse

    places = list(
        Place.objects.filter(person=person, fraction__lt=ENDED)
        .select_related("edition")
        .order_by("-updated_at")[: limit * 3]
    )
    wanted = [place.edition.work_id for place in places]
    works = Work.objects.filter(visible_to(person), pk__in=wanted).only(*CARD_FIELDS)
    by_id = {work.pk: work for work in works}
    lines: dict[object, Begun] = {}
    for place in places:
        work = by_id.get(place.edition.work_id)
        if work is None or work.pk in lines:
            continue
        lines[work.pk] = Begun(
            card=card(work),
            url=f"{reverse('reading:open', args=[work.slug])}?edition={place.edition_id}",
            percent=round(place.fraction * 100),
            minutes_left=round(work.minutes * (1 - place.fraction)),
            place=place,
        )
    return list(lines.values())[:limit]


def ended(person: Person, limit: int = 24) -> list[WorkCard]:
    """Works that `person` read to the end, newest first. Three queries, as `continue_reading`."""
    places = Place.objects.filter(person=person, fraction__gte=ENDED).order_by("-updated_at")
    wanted = list(dict.fromkeys(places.values_list("edition__work_id", flat=True)[: limit * 2]))
    works = Work.objects.filter(visible_to(person), pk__in=wanted).only(*CARD_FIELDS)
    by_id = {work.pk: card(work) for work in works}
    return [by_id[pk] for pk in wanted if pk in by_id][:limit]


@dataclass(frozen=True, slots=True)
class Marked:
    """A bookmark as a list over all works shows it."""

    card: WorkCard
    mark: Bookmark
    url: str


def newest_bookmarks(person: Person, limit: int = 30) -> list[Marked]:
    """What `person` marked last, in any work they may still see. Three queries."""
    from django.urls import reverse

    marks = list(
        Bookmark.objects.filter(person=person)
        .select_related("edition")
        .order_by("-created_at", "pk")[:limit]
    )
    wanted = {mark.edition.work_id for mark in marks}
    works = Work.objects.filter(visible_to(person), pk__in=wanted).only(*CARD_FIELDS)
    by_id = {work.pk: card(work) for work in works}
    return [
        Marked(
            card=found,
            mark=mark,
            url=reverse("reading:place", args=[found.slug, mark.chapter])
            + f"?edition={mark.edition_id}&dau={mark.offset}",
        )
        for mark in marks
        if (found := by_id.get(mark.edition.work_id))
    ]


def bookmarks_of(person: Person, edition: Edition) -> list[Bookmark]:
    """What `person` marked in `edition`, in reading order. One query."""
    return list(
        Bookmark.objects.filter(person=person, edition=edition).order_by("fraction", "created_at")
    )
