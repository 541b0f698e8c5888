"""Founding clubs, joining them, reading and talking in them."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.library.models import Work
from densach.library.permissions import can_see
from densach.library.services.naming import free_slugs, slug_of
from densach.people.models import Organization, Person

from ..errors import Closed, LastKeeper, NotAMember, NothingWritten, WrongDays
from ..models import Club, ClubMember, ClubPost, ClubReading, State
from ..permissions import can_found, can_see_club, is_member, keeps_club

MOST_LETTERS = 2000


@transaction.atomic
def found_club(
    *,
    actor: Person,
    organization: Organization,
    name: str,
    text: str,
    reads_first: bool,
    at: datetime,
) -> Club:
    """A new club of the people of `organization`; `actor` is its first keeper. Raises Forbidden."""
    require(can_found(actor, organization), action=_("found a club here"))
    (slug,) = free_slugs(Club, [slug_of(name)])
    club = Club.objects.create(
        slug=slug, name=name, text=text, organization=organization, reads_first=reads_first,
        created_at=at, updated_at=at, origin=settings.DENSACH_NODE,
    )  # fmt: skip
    ClubMember.objects.create(club=club, person=actor, is_keeper=True, joined_at=at)
    audit.note("community.club_founded", actor=actor, at=at, subject=club, place=organization.path)
    return club


@transaction.atomic
def change_club(
    *, actor: Person, club: Club, name: str, text: str, reads_first: bool, at: datetime
) -> Club:
    """Other words or habits of a club; its address stays. Raises Forbidden."""
    require(keeps_club(actor, club), action=_("change this club"))
    facts = {"name": [club.name, name], "reads_first": [club.reads_first, reads_first]}
    club.name, club.text, club.reads_first = name, text, reads_first
    club.updated_at, club.version = at, club.version + 1
    club.save()
    audit.note(
        "community.club_changed",
        actor=actor,
        at=at,
        subject=club,
        facts=facts,
        place=club.organization.path,
    )
    return club


@transaction.atomic
def close_club(*, actor: Person, club: Club, at: datetime) -> None:
    """End a club: nobody writes any more, members still read. Raises Forbidden."""
    require(keeps_club(actor, club), action=_("close this club"))
    if club.closed_at is None:
        club.closed_at = club.updated_at = at
        club.version += 1
        club.save()
        audit.note(
            "community.club_closed", actor=actor, at=at, subject=club, place=club.organization.path
        )


@transaction.atomic
def join_club(*, actor: Person, club: Club, at: datetime) -> None:
    """`actor` comes in. Twice is once. Raises Forbidden, Closed."""
    require(actor.is_active and can_see_club(actor, club), action=_("join this club"))
    if club.closed_at is not None:
        raise Closed(title=club.name)
    ClubMember.objects.get_or_create(club=club, person=actor, defaults={"joined_at": at})


@transaction.atomic
def leave_club(*, actor: Person, club: Club) -> None:
    """`actor` goes; what they wrote stays until they take it back. Raises LastKeeper."""
    keepers = club.memberships.filter(is_keeper=True)
    if keepers.filter(person=actor).exists() and keepers.count() == 1 and club.closed_at is None:
        raise LastKeeper
    club.memberships.filter(person=actor).delete()


@transaction.atomic
def set_keeper(*, actor: Person, club: Club, member: ClubMember, keeper: bool) -> None:
    """Make a member keeper, or no longer. Raises Forbidden, LastKeeper."""
    require(keeps_club(actor, club), action=_("choose keepers of this club"))
    others = club.memberships.filter(is_keeper=True).exclude(pk=member.pk)
    if not keeper and not others.exists():
        raise LastKeeper
    member.is_keeper = keeper
    member.save(update_fields=["is_keeper"])


@transaction.atomic
def send_away(*, actor: Person, club: Club, member: ClubMember) -> None:
    """Take somebody out of the club. Raises Forbidden, LastKeeper."""
    require(keeps_club(actor, club), action=_("take people out of this club"))
    others = club.memberships.filter(is_keeper=True).exclude(pk=member.pk)
    if member.is_keeper and not others.exists():
        raise LastKeeper
    member.delete()


@transaction.atomic
def read_next(
    *,
    actor: Person,
    club: Club,
    work: Work,
    begins_on: date,
    ends_on: date,
    text: str,
    at: datetime,
) -> ClubReading:
    """Choose what the club reads and by when. Raises Forbidden, Closed, WrongDays."""
    require(
        keeps_club(actor, club) and can_see(actor, work), action=_("choose a book for this club")
    )
    if club.closed_at is not None:
        raise Closed(title=club.name)
    if ends_on < begins_on:
        raise WrongDays
    return ClubReading.objects.create(
        club=club, work=work, begins_on=begins_on, ends_on=ends_on, text=text,
        created_at=at, updated_at=at, origin=settings.DENSACH_NODE,
    )  # fmt: skip


@transaction.atomic
def drop_reading(*, actor: Person, reading: ClubReading) -> None:
    """Take a book off the club's list; what was said of it stays. Raises Forbidden."""
    require(keeps_club(actor, reading.club), action=_("choose a book for this club"))
    reading.delete()


@transaction.atomic
def say(
    *, actor: Person, club: Club, reading: ClubReading | None, text: str, at: datetime
) -> ClubPost:
    """`actor` says something. It waits where a keeper reads first, but for keepers themselves.

    Raises NotAMember, Closed, NothingWritten.
    """
    if not is_member(actor, club) or not actor.is_active:
        raise NotAMember
    if club.closed_at is not None:
        raise Closed(title=club.name)
    words = text.strip()[:MOST_LETTERS]
    if not words:
        raise NothingWritten
    waits = club.reads_first and not keeps_club(actor, club)
    return ClubPost.objects.create(
        club=club, reading=reading, person=actor, text=words,
        state=State.WAITING if waits else State.SHOWN,
        created_at=at, updated_at=at, origin=settings.DENSACH_NODE,
    )  # fmt: skip


@transaction.atomic
def judge_post(*, actor: Person, post: ClubPost, show: bool, reason: str, at: datetime) -> None:
    """Show a post to the club, or not, with a reason for the writer. Raises Forbidden, NothingWritten."""
    require(keeps_club(actor, post.club), action=_("decide on this post"))
    if not show and not reason.strip():
        raise NothingWritten
    post.state = State.SHOWN if show else State.HIDDEN
    post.reason = "" if show else reason.strip()[:300]
    post.decided_by, post.decided_at = actor, at
    post.updated_at, post.version = at, post.version + 1
    post.save()
    audit.note(
        "community.post_decided",
        actor=actor,
        at=at,
        subject=post,
        label=post.club.name,
        facts={"state": post.state},
        place=post.club.organization.path,
    )


@transaction.atomic
def take_back_post(*, actor: Person, post: ClubPost) -> None:
    """Delete one's own words. Raises Forbidden."""
    require(post.person_id == actor.pk, action=_("take back what somebody else wrote"))
    post.delete()
