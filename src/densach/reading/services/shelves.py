"""Following shelves: what is put on them is offered on the home page."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from densach.core.permissions import require
from densach.library.models import Shelf, ShelfPlace
from densach.library.permissions import can_see_shelf
from densach.people.models import Person

from ..errors import TooManyShelves
from ..models import ShelfFollowing

MOST_SHELVES = 100  # of one person; the home page looks at the newest works of all of them


@transaction.atomic
def follow_shelf(*, actor: Person, shelf: Shelf, at: datetime) -> ShelfFollowing:
    """From now on `actor` is told of what is put on `shelf`. Asking again changes nothing.

    Raises Forbidden for shelves that are hidden from `actor`, TooManyShelves.
    """
    require(can_see_shelf(actor, shelf), action=_("follow this shelf"))
    held = ShelfFollowing.objects.filter(person=actor, shelf=shelf).first()
    if held is not None:
        return held
    if (count := ShelfFollowing.objects.filter(person=actor).count()) >= MOST_SHELVES:
        raise TooManyShelves(count=count)
    last = ShelfPlace.objects.aggregate(last=Max("pk"))["last"] or 0
    following, _new = ShelfFollowing.objects.get_or_create(
        person=actor, shelf=shelf, defaults={"since": at, "last_place": last}
    )
    return following


@transaction.atomic
def leave_shelf(*, actor: Person, shelf: Shelf) -> None:
    """`actor` is no longer told. A shelf that was not followed is no error."""
    ShelfFollowing.objects.filter(person=actor, shelf=shelf).delete()
