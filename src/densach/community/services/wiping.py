"""Deleting what a person said, for real: by the person, or by a guardian for a child."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from densach.core.permissions import require
from densach.people.models import Person
from densach.people.permissions import can_ask_erasure

from ..models import Club, ClubMember, ClubPost, Review

CLOSED_KEPT = timedelta(days=365)  # after a school year nobody comes back to a closed club


def _wipe(rows: QuerySet[Any], thing: str, *, actor: Person, person: Person) -> int:
    require(can_ask_erasure(actor, person), action=_("delete this"))
    gone, _by_model = (rows.filter(pk=UUID(thing)) if thing else rows).delete()
    return gone


@transaction.atomic
def wipe_reviews(*, actor: Person, person: Person, thing: str, at: datetime) -> int:  # noqa: ARG001 - as parts are called
    """Delete one review of `person` (`thing` its id) or all. How many. Raises Forbidden, ValueError."""
    return _wipe(Review.objects.filter(person=person), thing, actor=actor, person=person)


@transaction.atomic
def wipe_posts(*, actor: Person, person: Person, thing: str, at: datetime) -> int:  # noqa: ARG001 - as parts are called
    """Delete one post of `person` in a club (`thing` its id) or all. Membership stays. Raises as above."""
    return _wipe(ClubPost.objects.filter(person=person), thing, actor=actor, person=person)


@transaction.atomic
def tidy(*, at: datetime) -> int:
    """Delete the talk and the members of clubs that were closed a year ago. How many rows. Run daily."""
    closed = Club.objects.filter(closed_at__lt=at - CLOSED_KEPT)
    posts, _by_model = ClubPost.objects.filter(club__in=closed).delete()
    members, _by_model = ClubMember.objects.filter(club__in=closed).delete()
    return posts + members
