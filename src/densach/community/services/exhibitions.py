"""Setting up stalls and counting their visitors."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.library.models import Shelf
from densach.library.permissions import can_catalogue
from densach.library.services.naming import free_slugs, slug_of
from densach.people.models import Person

from ..errors import WrongDays
from ..models import Exhibition, ExhibitionDay, ExhibitionLabel
from ..permissions import keeps_exhibition


@transaction.atomic
def set_up(  # noqa: PLR0913 - what a stall is
    *,
    actor: Person,
    shelf: Shelf,
    title: str,
    text: str,
    place: str,
    begins_on: date,
    ends_on: date,
    at: datetime,
) -> Exhibition:
    """Lay `shelf` out as a stall. Raises Forbidden, WrongDays."""
    require(can_catalogue(actor, shelf.organization), action=_("set up an exhibition here"))
    if ends_on < begins_on:
        raise WrongDays
    (slug,) = free_slugs(Exhibition, [slug_of(title)])
    made = Exhibition.objects.create(
        slug=slug, title=title, text=text, place=place, shelf=shelf,
        organization=shelf.organization, begins_on=begins_on, ends_on=ends_on,
        created_at=at, updated_at=at, origin=settings.DENSACH_NODE,
    )  # fmt: skip
    audit.note("community.exhibition_set_up", actor=actor, at=at, subject=made)
    return made


@transaction.atomic
def change(  # noqa: PLR0913 - what a stall is
    *,
    actor: Person,
    exhibition: Exhibition,
    title: str,
    text: str,
    place: str,
    begins_on: date,
    ends_on: date,
    at: datetime,
) -> Exhibition:
    """Other words, another place, other days. The address on the poster stays. Raises as set_up."""
    require(keeps_exhibition(actor, exhibition), action=_("change this exhibition"))
    if ends_on < begins_on:
        raise WrongDays
    exhibition.title, exhibition.text, exhibition.place = title, text, place
    exhibition.begins_on, exhibition.ends_on = begins_on, ends_on
    exhibition.updated_at, exhibition.version = at, exhibition.version + 1
    exhibition.save()
    return exhibition


@transaction.atomic
def write_labels(*, actor: Person, exhibition: Exhibition, texts: Mapping[UUID, str]) -> None:
    """Keep what stands beside works (by id); an empty text takes the label away. Raises Forbidden."""
    require(keeps_exhibition(actor, exhibition), action=_("change this exhibition"))
    there = set(exhibition.shelf.places.values_list("work_id", flat=True))
    empty = [work for work, text in texts.items() if not text.strip()]
    exhibition.labels.filter(work_id__in=empty).delete()
    ExhibitionLabel.objects.bulk_create(
        [
            ExhibitionLabel(exhibition=exhibition, work_id=work, text=text.strip()[:1000])
            for work, text in texts.items()
            if text.strip() and work in there
        ],
        update_conflicts=True,
        update_fields=["text"],
        unique_fields=["exhibition", "work"],
    )


@transaction.atomic
def take_down(*, actor: Person, exhibition: Exhibition, at: datetime) -> None:
    """End the exhibition and its page; the shelf stays. Raises Forbidden."""
    require(keeps_exhibition(actor, exhibition), action=_("take down this exhibition"))
    audit.note("community.exhibition_taken_down", actor=actor, at=at, label=exhibition.title)
    exhibition.delete()


@transaction.atomic
def count_scan(*, exhibition: Exhibition, on: date) -> None:
    """Somebody opened the code on the stall."""
    day, _new = ExhibitionDay.objects.get_or_create(exhibition=exhibition, on=on)
    ExhibitionDay.objects.filter(pk=day.pk).update(scans=F("scans") + 1)
