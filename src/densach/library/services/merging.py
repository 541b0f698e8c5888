"""Two records of one work become one, and can become two again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.models import Person
from densach.search import services as search

from ..errors import NotMerged
from ..models import Edition, Merge, ShelfPlace, Work
from ..permissions import can_catalogue
from .taking import refresh_card

EMPTY = {"year": None, "licence_id": None, "cover_id": None}
FILLED = (
    "subtitle",
    "language",
    "level",
    "year",
    "description",
    "series",
    "ddc",
    "licence_id",
    "cover_id",
)


@transaction.atomic
def merge(*, actor: Person, kept: Work, gone: Work, at: datetime) -> Merge:
    """Make `gone` a part of `kept`: its editions, subjects and shelf places go over; fields that
    `kept` lacks are filled. The address of `gone` leads to `kept` from then on.

    Raises Forbidden, NotMerged.
    """
    locked = {
        w.pk: w
        for w in Work.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    }
    if len(locked) != 2:  # noqa: PLR2004 - a merge is of two
        raise NotMerged(reason=_("it is one and the same work"))
    kept, gone = locked[kept.pk], locked[gone.pk]
    for work in (kept, gone):
        require(can_catalogue(actor, work.organization), action=_("merge these works"))
        if not work.is_present:
            raise NotMerged(reason=_("“%(title)s” is not on the shelves") % {"title": work.title})
    moved = _move(kept, gone)
    gone.merged_into, gone.updated_at, gone.version = kept, at, gone.version + 1
    gone.save()
    refresh_card(kept, at=at)
    row = Merge.objects.create(at=at, actor=actor, kept=kept, gone=gone, moved=moved)
    audit.note("library.works_merged", actor=actor, at=at, subject=kept, facts={"gone": gone.title})
    search.changed([kept.pk.hex, gone.pk.hex])
    return row


@transaction.atomic
def undo(*, actor: Person, row: Merge, at: datetime) -> Work:
    """Take a merge back: what went over returns. Raises Forbidden, NotMerged."""
    row = (
        Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=row.pk)
    )
    kept, gone = row.kept, row.gone
    require(can_catalogue(actor, kept.organization), action=_("take this merge back"))
    if row.undone_at is not None or gone.merged_into_id != kept.pk:
        raise NotMerged(reason=_("the merge was taken back before"))
    Edition.objects.filter(pk__in=row.moved["editions"]).update(work=gone)
    ShelfPlace.objects.filter(pk__in=row.moved["places"]).update(work=gone)
    kept.subjects.remove(*row.moved["subjects"])
    for name, value in row.moved["filled"].items():
        if str(getattr(kept, name)) == str(value):
            setattr(kept, name, EMPTY.get(name, ""))
    gone.merged_into = None
    row.undone_at = at
    row.save()
    refresh_card(kept, at=at)
    refresh_card(gone, at=at)
    audit.note("library.merge_undone", actor=actor, at=at, subject=kept, facts={"back": gone.title})
    search.changed([kept.pk.hex, gone.pk.hex])
    return gone


def _move(kept: Work, gone: Work) -> dict[str, Any]:
    """Let everything of `gone` go over to `kept`; what went, as JSON, for undoing it."""
    editions = [str(pk) for pk in gone.editions.values_list("pk", flat=True)]
    gone.editions.update(work=kept)
    there = set(ShelfPlace.objects.filter(work=kept).values_list("shelf", flat=True))
    places = list(
        ShelfPlace.objects.filter(work=gone).exclude(shelf__in=there).values_list("pk", flat=True)
    )
    ShelfPlace.objects.filter(pk__in=places).update(work=kept)
    had = set(kept.subjects.values_list("pk", flat=True))
    subjects = [pk for pk in gone.subjects.values_list("pk", flat=True) if pk not in had]
    kept.subjects.add(*subjects)
    filled: dict[str, Any] = {}
    for name in FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
            filled[name] = getattr(gone, name)
    return {"editions": editions, "places": places, "subjects": subjects, "filled": filled}
