"""Shelves: made, filled, put in order, taken down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.models import Organization, Person

from ..models import Shelf, ShelfPlace, Work
from ..permissions import can_catalogue
from . import naming


@transaction.atomic
def make_shelf(
    *, actor: Person, title: str, text: str, organization: Organization | None, at: datetime
) -> Shelf:
    """A new, empty, public shelf. Raises Forbidden."""
    require(can_catalogue(actor, organization), action=_("set up shelves here"))
    (slug,) = naming.free_slugs(Shelf, [naming.slug_of(title)])
    shelf = Shelf.objects.create(
        title=title, slug=slug, text=text, organization=organization, created_at=at,
        updated_at=at, origin=settings.DENSACH_NODE, position=Shelf.objects.count(),
    )  # fmt: skip
    audit.note("library.shelf_made", actor=actor, at=at, subject=shelf)
    return shelf


@transaction.atomic
def change_shelf(
    *, actor: Person, shelf: Shelf, title: str, text: str, is_public: bool, at: datetime
) -> Shelf:
    """Other words for a shelf, or hidden, or shown. Its address stays. Raises Forbidden."""
    require(can_catalogue(actor, shelf.organization), action=_("change this shelf"))
    before = [shelf.title, shelf.is_public]
    shelf.title, shelf.text, shelf.is_public = title, text, is_public
    shelf.updated_at, shelf.version = at, shelf.version + 1
    shelf.save()
    facts = {"title": [before[0], title], "is_public": [before[1], is_public]}
    audit.note("library.shelf_changed", actor=actor, at=at, subject=shelf, facts=facts)
    return shelf


@transaction.atomic
def put_on_shelf(*, actor: Person, shelf: Shelf, works: Sequence[Work], at: datetime) -> int:
    """Put `works` at the end of `shelf`; those that stand there stay where they are.

    Returns how many came new. Raises Forbidden.
    """
    require(can_catalogue(actor, shelf.organization), action=_("change this shelf"))
    Shelf.objects.select_for_update(of=("self",)).get(pk=shelf.pk)
    there = set(shelf.places.values_list("work", flat=True))
    last = shelf.places.order_by("-position").values_list("position", flat=True).first() or 0
    fresh = [work for work in dict.fromkeys(works) if work.pk not in there]
    ShelfPlace.objects.bulk_create(
        ShelfPlace(shelf=shelf, work=work, position=last + step)
        for step, work in enumerate(fresh, start=1)
    )
    _touch(shelf, at=at)
    _tell_harvesters([work.pk for work in fresh], at=at)
    audit.note(
        "library.shelf_filled", actor=actor, at=at, subject=shelf, facts={"added": len(fresh)}
    )
    return len(fresh)


@transaction.atomic
def take_off_shelf(*, actor: Person, shelf: Shelf, work: Work, at: datetime) -> None:
    """Take one work off. Raises Forbidden."""
    require(can_catalogue(actor, shelf.organization), action=_("change this shelf"))
    shelf.places.filter(work=work).delete()
    _touch(shelf, at=at)
    _tell_harvesters([work.pk], at=at)
    audit.note(
        "library.shelf_emptied", actor=actor, at=at, subject=shelf, facts={"work": work.title}
    )


@transaction.atomic
def move_on_shelf(*, actor: Person, shelf: Shelf, work: Work, steps: int, at: datetime) -> None:
    """Move a work `steps` places (negative: towards the front). Raises Forbidden."""
    require(can_catalogue(actor, shelf.organization), action=_("change this shelf"))
    Shelf.objects.select_for_update(of=("self",)).get(pk=shelf.pk)
    places = list(shelf.places.order_by("position", "pk"))
    here = next((i for i, place in enumerate(places) if place.work_id == work.pk), None)
    if here is None:
        return
    place = places.pop(here)
    places.insert(max(0, min(len(places), here + steps)), place)
    for position, one in enumerate(places, start=1):
        one.position = position
    ShelfPlace.objects.bulk_update(places, ["position"])
    _touch(shelf, at=at)


@transaction.atomic
def take_down(*, actor: Person, shelf: Shelf, at: datetime) -> None:
    """Remove a shelf; its works stay in the library. Raises Forbidden."""
    require(can_catalogue(actor, shelf.organization), action=_("take down this shelf"))
    audit.note("library.shelf_taken_down", actor=actor, at=at, label=shelf.title)
    shelf.delete()


def _touch(shelf: Shelf, *, at: datetime) -> None:
    Shelf.objects.filter(pk=shelf.pk).update(updated_at=at, version=shelf.version + 1)


def _tell_harvesters(works: Sequence[UUID], *, at: datetime) -> None:
    """Shelves are sets of OAI-PMH: coming and going is news of the work, though its record is the same."""
    Work.objects.filter(pk__in=works).update(updated_at=at)
