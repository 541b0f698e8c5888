"""Setting challenges, joining and leaving them."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.library.services.naming import free_slugs, slug_of
from densach.people.models import Organization, Person

from ..errors import Closed, WrongDays
from ..models import Challenge, ChallengeMember
from ..permissions import can_found, can_see_challenge, keeps_challenge


@transaction.atomic
def set_challenge(  # noqa: PLR0913 - what a challenge is
    *,
    actor: Person,
    organization: Organization,
    title: str,
    text: str,
    measure: str,
    goal: int,
    begins_on: date,
    ends_on: date,
    at: datetime,
) -> Challenge:
    """A goal for the people of `organization` together. Raises Forbidden, WrongDays."""
    require(can_found(actor, organization), action=_("set a challenge here"))
    if ends_on < begins_on:
        raise WrongDays
    (slug,) = free_slugs(Challenge, [slug_of(title)])
    made = Challenge.objects.create(
        slug=slug, title=title, text=text, organization=organization, measure=measure, goal=goal,
        begins_on=begins_on, ends_on=ends_on, created_at=at, updated_at=at,
        origin=settings.DENSACH_NODE,
    )  # fmt: skip
    audit.note("community.challenge_set", actor=actor, at=at, subject=made, place=organization.path)
    return made


@transaction.atomic
def end_challenge(*, actor: Person, challenge: Challenge, today: date, at: datetime) -> None:
    """Let it end today; what was reached stays to be seen. Raises Forbidden."""
    require(keeps_challenge(actor, challenge), action=_("end this challenge"))
    if today < challenge.ends_on:
        challenge.ends_on = max(today, challenge.begins_on)
        challenge.updated_at, challenge.version = at, challenge.version + 1
        challenge.save()
    place = challenge.organization.path
    audit.note("community.challenge_ended", actor=actor, at=at, subject=challenge, place=place)


@transaction.atomic
def join_challenge(*, actor: Person, challenge: Challenge, today: date, at: datetime) -> None:
    """What `actor` reads between the days counts from now on, also what was read before joining.

    Twice is once. Raises Forbidden, Closed.
    """
    require(
        actor.is_active and can_see_challenge(actor, challenge), action=_("join this challenge")
    )
    if challenge.ends_on < today:
        raise Closed(title=challenge.title)
    ChallengeMember.objects.get_or_create(
        challenge=challenge, person=actor, defaults={"joined_at": at}
    )


@transaction.atomic
def leave_challenge(*, actor: Person, challenge: Challenge) -> None:
    """What `actor` reads no longer counts there; the sum goes down by it."""
    challenge.memberships.filter(person=actor).delete()
