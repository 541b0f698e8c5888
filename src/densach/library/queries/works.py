"""One work with everything its page shows; a person's works; what is like a work."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from densach.people import queries as people
from densach.people.models import Person
from densach.search import queries as search
from densach.search.errors import IndexMissing

from ..models import Agent, Contribution, Edition, EditionFile, Identifier, Shelf, Subject, Work
from ..permissions import can_see, visible_to
from .cards import WorkCard, cards_by_key

LIKE_THIS = 6


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition as the page of its work shows it."""

    edition: Edition
    main: EditionFile | None
    identifiers: list[Identifier]
    tracks: int


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work's page. `contents` are (title, place) of the best edition."""

    work: Work
    people: list[Contribution]
    subjects: list[Subject]
    editions: list[EditionView]
    shelves: list[Shelf]
    contents: list[dict[str, Any]] = field(default_factory=list)


def work_named(slug: str, *, viewer: Person | None) -> Work | None:
    """The work at an address, also withdrawn or merged ones (see `can_see`); None: not for you.

    One query.
    """
    work = (
        Work.objects.select_related("licence", "organization", "merged_into", "cover")
        .filter(slug=slug)
        .first()
    )
    if work is None:
        return None
    if work.merged_into is not None:
        return work
    return work if can_see(viewer, work) else None


def work_view(work: Work) -> WorkView:
    """All that the page of `work` shows. Six queries."""
    files = EditionFile.objects.select_related("stored").order_by("position", "pk")
    editions = (
        work.editions.order_by("created_at")
        .defer("manifest")
        .prefetch_related(Prefetch("files", files), "identifiers")
    )
    views = [_edition(edition) for edition in editions]
    return WorkView(
        work=work,
        people=list(work.contributions.select_related("agent").order_by("position", "pk")),
        subjects=list(work.subjects.order_by("name")),
        editions=sorted(views, key=lambda view: not view.edition.format),
        shelves=list(work.shelves.filter(is_public=True).order_by("title")),
    )


def _edition(edition: Edition) -> EditionView:
    files = list(edition.files.all())
    main = next((f for f in files if f.purpose == EditionFile.Purpose.MAIN), None)
    tracks = sum(f.purpose == EditionFile.Purpose.TRACK for f in files)
    return EditionView(edition, main, list(edition.identifiers.all()), tracks)


def contents(work: Work, *, limit: int = 60) -> list[dict[str, str]]:
    """The chapters of the first edition that has any: title and place. One query."""
    from ..models import TextPart

    rows = (
        TextPart.objects.filter(edition__work=work)
        .exclude(title="")
        .order_by("edition__created_at", "position")
        .values("edition_id", "title", "place")[: limit * 4]
    )
    found: list[dict[str, str]] = []
    first = rows[0]["edition_id"] if rows else None
    for row in rows:
        new = not found or found[-1]["title"] != row["title"]
        if row["edition_id"] == first and new:
            found.append({"title": row["title"], "place": row["place"]})
    return found[:limit]


def works_like(work: Work, *, viewer: Person | None, limit: int = LIKE_THIS) -> list[WorkCard]:
    """Works like `work` by subjects, people and title, the closest first. At most four queries."""
    audience = people.audience_terms(viewer, on_premises=False)
    try:
        keys = search.similar(work.pk.hex, audience, limit)
    except IndexMissing:
        return []
    return cards_by_key(keys, viewer=viewer)


def agent_works(agent: Agent, *, viewer: Person | None) -> "QuerySet[Work]":
    """The works of a person that `viewer` may see, newest first; not evaluated."""
    return Work.objects.filter(
        visible_to(viewer), pk__in=agent.contributions.values("work")
    ).order_by("-year", "title_key", "number")


def shelves_for(*, hidden: bool = False) -> "QuerySet[Shelf]":
    """Public shelves (and hidden ones for those who keep them) with their number of works."""
    shelves = Shelf.objects.annotate(filled=Count("places")).order_by("position", "created_at")
    return shelves if hidden else shelves.filter(is_public=True)
