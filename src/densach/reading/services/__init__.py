"""Writes about reading. Others use what stands here.

taking_in.py   the projector: events become places, notes, minutes, days
following.py   places follow a book that was renewed
wiping.py      deleting single things for real
"""

from datetime import datetime

from django.utils.translation import gettext as _

from densach.core.permissions import require
from densach.people.models import Person
from densach.records.services import outbox

from ..models import Place


def put_away(*, actor: Person, slug: str, at: datetime) -> None:
    """Take a work out of what `actor` has begun, until they read on. Notes and minutes stay.

    An event like any other, told by the server's own page. Unknown works are no error. Raises
    Forbidden for accounts that are closed.
    """
    require(actor.is_active, action=_("put a book away"))
    places = Place.objects.filter(person=actor, edition__work__slug=slug)
    editions = list(places.values_list("edition_id", flat=True))
    outbox.tell(person=actor, verb="put_away", editions=editions, at=at)
