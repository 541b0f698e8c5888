"""Places and notes follow a book whose newer release took the place of the older one."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from ..models import Note, Place

AT_ONCE = 500
Follow = Callable[[str, int], tuple[str, int]]


@transaction.atomic
def follow_release(*, edition_id: UUID, follow: Follow) -> int:
    """Lead everybody's places and notes in the edition to where the same words stand now.

    Returns how many moved. Devices are not told: a book saved on a phone is the older release until
    it is saved anew.
    """
    return _lead(Place, edition_id, follow) + _lead(Note, edition_id, follow)


def _lead(model: type[Place] | type[Note], edition_id: UUID, follow: Follow) -> int:
    moved = []
    for row in model._default_manager.filter(edition=edition_id, n__gte=0).iterator(AT_ONCE):
        if not row.chapter:
            continue  # taken away
        there = follow(row.chapter, row.offset)
        if there != (row.chapter, row.offset):
            if isinstance(row, Note) and row.end:
                row.end = max(there[1], row.end + there[1] - row.offset)
            row.chapter, row.offset = there
            moved.append(row)
    fields = ["chapter", "offset"] + (["end"] if model is Note else [])
    model._default_manager.bulk_update(moved, fields, batch_size=AT_ONCE)  # type: ignore[arg-type]
    return len(moved)
