"""Where people stopped, what they finished, and what they marked."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from densach.library.models import Edition, Work
from densach.library.permissions import visible_to
from densach.library.queries.cards import CARD_FIELDS, WorkCard, card
from densach.people.models import Person

from ..engine.states import ENDED
from ..models import Finished, Note, Place


@dataclass(frozen=True, slots=True)
class Begun:
    """A work that a person has begun. `percent` 0 to 100; `minutes_left` 0: not known."""

    card: WorkCard
    url: str
    percent: int
    minutes_left: int
    place: Place


def places_of(person: Person) -> QuerySet[Place]:
    """Where `person` is, newest first: by the counter that all devices of the person share."""
    return Place.objects.filter(person=person, n__gte=0).order_by("-n", "-at", "pk")


def place_in(person: Person | None, work: Work) -> Place | None:
    """Where `person` last was in any edition of `work`. One query; none for strangers."""
    if person is None:
        return None
    return places_of(person).filter(edition__work=work).first()


def place_of(person: Person, edition: Edition) -> Place | None:
    """Where `person` is in `edition`. One query."""
    return places_of(person).filter(edition=edition).first()


def continue_reading(person: Person, limit: int = 6) -> list[Begun]:
    """What `person` has begun and not ended or put away since, newest first; one line a work.

    A finished work comes back when it is read again by somebody who knew that it was finished.
    Three queries: places, the roles of the person (shared with the page), works.
    """
    from django.urls import reverse

    finished = Finished.objects.filter(
        person=person, edition=OuterRef("edition"), n__gte=OuterRef("n")
    )
    begun = places_of(person).filter(~Exists(finished), fraction__lt=ENDED, away__lt=F("n"))
    places = list(begun.select_related("edition")[: limit * 3])
    by_id = _cards_of(person, {place.edition.work_id for place in places})
    lines: dict[object, Begun] = {}
    for place in places:
        work = by_id.get(place.edition.work_id)
        if work is None or work.pk in lines:
            continue
        lines[work.pk] = Begun(
            card=card(work),
            # `tiep`: at the newest place of all devices, without asking.
            url=f"{reverse('reading:open', args=[work.slug])}?edition={place.edition_id}&tiep=1",
            percent=round(place.fraction * 100),
            minutes_left=round(work.minutes * (1 - place.fraction)),
            place=place,
        )
    return list(lines.values())[:limit]


def ended(person: Person, limit: int = 24) -> list[WorkCard]:
    """Works that `person` read to the end, newest first. Three queries, as `continue_reading`."""
    rows = Finished.objects.filter(person=person).order_by("-at", "pk")
    wanted = list(dict.fromkeys(rows.values_list("edition__work_id", flat=True)[: limit * 2]))
    by_id = _cards_of(person, set(wanted))
    return [card(by_id[pk]) for pk in wanted if pk in by_id][:limit]


@dataclass(frozen=True, slots=True)
class Marked:
    """A bookmark, highlight or note as a list over all works shows it."""

    card: WorkCard
    mark: Note
    url: str


def newest_notes(person: Person, limit: int = 30, *, matching: Q | None = None) -> list[Marked]:
    """What `person` marked last, in any work they may still see. Three queries."""
    rows = Note.objects.filter(matching or Q(), person=person, gone=False)
    rows = rows.select_related("edition").order_by("-n", "-at", "pk")[:limit]
    return marked(person, list(rows))


def marked(person: Person, notes: list[Note]) -> list[Marked]:
    """`notes` (with their editions) with the works they stand in. Two queries."""
    from django.urls import reverse

    by_id = _cards_of(person, {note.edition.work_id for note in notes})
    return [
        Marked(
            card=card(found),
            mark=note,
            url=reverse("reading:place", args=[found.slug, note.chapter])
            + f"?edition={note.edition_id}&dau={note.offset}",
        )
        for note in notes
        if (found := by_id.get(note.edition.work_id))
    ]


def notes_in(person: Person, edition: Edition) -> list[Note]:
    """What `person` marked in `edition`, in reading order. One query."""
    rows = Note.objects.filter(person=person, edition=edition, gone=False)
    return list(rows.order_by("fraction", "chapter", "offset", "pk"))


def _cards_of(person: Person, works: set[UUID]) -> dict[UUID, Work]:
    found = Work.objects.filter(visible_to(person), pk__in=works).only(*CARD_FIELDS)
    return {work.pk: work for work in found}
