"""Roles in organisations, classes, guardians, invitations."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import (
    GuardianOfThemselves,
    NotAClass,
    NotMyOwn,
    OrganizationClosed,
)
from densach.people.models import Guardianship, Invitation, Membership, Organization, Person
from densach.people.permissions import can_change, can_manage, keeps

Role = Membership.Role


@transaction.atomic
def give_role(
    *, actor: Person, person: Person, organization: Organization, role: str, at: datetime
) -> Membership:
    """Give `person` a role in `organization`; the one held already is returned.

    For people the actor looks after already; others are invited (`invite`), so that nobody gets
    to see strangers by entering them as their own. Raises Forbidden, OrganizationClosed.
    """
    require(
        can_manage(actor, organization) and keeps(actor, person),
        action=_("give this person a role in “%(name)s”") % {"name": organization},
    )
    held = hold(person=person, organization=organization, role=role, at=at)
    _note("people.role_given", actor, held, at)
    return held


def hold(*, person: Person, organization: Organization, role: str, at: datetime) -> Membership:
    """The role, made where it is not held yet; for services that asked who may."""
    if organization.closed_at is not None:
        raise OrganizationClosed(name=organization.name)
    held, _new = Membership.objects.get_or_create(
        person=person,
        organization=organization,
        role=role,
        ended_at=None,
        defaults={"created_at": at, "updated_at": at},
    )
    return held


@transaction.atomic
def end_role(*, actor: Person, membership: Membership, at: datetime) -> None:
    """End a role; that it was held stays known. Raises Forbidden, NotMyOwn."""
    require(
        can_manage(actor, membership.organization),
        action=_("end roles in “%(name)s”") % {"name": membership.organization},
    )
    if membership.person_id == actor.pk and membership.role == Role.ADMINISTRATOR:
        raise NotMyOwn
    _end([membership], at)
    _note("people.role_ended", actor, membership, at)


def _end(memberships: list[Membership], at: datetime) -> None:
    for membership in memberships:
        if membership.ended_at is None:
            membership.ended_at = membership.updated_at = at
            membership.version += 1
            membership.save(update_fields=["ended_at", "updated_at", "version"])


@transaction.atomic
def move_to_class(*, actor: Person, person: Person, to: Organization, at: datetime) -> Membership:
    """A learner goes to another class; being a learner of other classes of that school ends.

    Raises Forbidden, NotAClass, OrganizationClosed.
    """
    if to.kind != Organization.Kind.CLASS:
        raise NotAClass(name=to.name)
    require(
        can_manage(actor, to) and keeps(actor, person),
        action=_("put this person into “%(name)s”") % {"name": to},
    )
    place_in_class(person=person, to=to, at=at)
    held = hold(person=person, organization=to, role=Role.LEARNER, at=at)
    _note("people.moved_to_class", actor, held, at)
    return held


def place_in_class(*, person: Person, to: Organization, at: datetime) -> None:
    """Make `to` the one class of the school in which `person` learns."""
    siblings = Membership.objects.filter(
        person=person,
        role=Role.LEARNER,
        ended_at__isnull=True,
        organization__kind=Organization.Kind.CLASS,
        organization__parent_id=to.parent_id,
    ).exclude(organization=to)
    _end(list(siblings), at)
    hold(person=person, organization=to, role=Role.LEARNER, at=at)


@transaction.atomic
def set_guardian(*, actor: Person, guardian: Person, child: Person, at: datetime) -> Guardianship:
    """`guardian` answers for `child` and may see what is known of the child.

    By who looks after both. Raises Forbidden, GuardianOfThemselves.
    """
    if guardian.pk == child.pk:
        raise GuardianOfThemselves
    require(
        can_change(actor, child) and keeps(actor, guardian),
        action=_("say who answers for this child"),
    )
    tie, new = Guardianship.objects.get_or_create(
        guardian=guardian,
        child=child,
        ended_at=None,
        defaults={"created_at": at, "updated_at": at},
    )
    if new:
        audit.note("people.guardian_set", actor=actor, subject=child, at=at, place=_place(child))
    return tie


@transaction.atomic
def end_guardian(*, actor: Person, tie: Guardianship, at: datetime) -> None:
    """The tie ends: by who looks after the child, or by the guardian. Raises Forbidden."""
    require(
        tie.guardian_id == actor.pk or can_change(actor, tie.child),
        action=_("end this guardianship"),
    )
    tie.ended_at = tie.updated_at = at
    tie.version += 1
    tie.save(update_fields=["ended_at", "updated_at", "version"])
    audit.note(
        "people.guardian_ended", actor=actor, subject=tie.child, at=at, place=_place(tie.child)
    )


@transaction.atomic
def invite(
    *, actor: Person, username: str, organization: Organization, role: str, at: datetime
) -> None:
    """Ask whoever has this user name to join. Says nothing about whether there is such a person.

    They see it on their account page and say yes or no; it lapses after 30 days.
    Raises Forbidden, OrganizationClosed.
    """
    require(
        can_manage(actor, organization),
        action=_("invite people to “%(name)s”") % {"name": organization},
    )
    if organization.closed_at is not None:
        raise OrganizationClosed(name=organization.name)
    person = Person.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None or person.is_superuser:
        return
    Invitation.objects.update_or_create(
        person=person,
        organization=organization,
        role=role,
        defaults={"made_by": actor, "made_at": at},
    )
    audit.note(
        "people.invited",
        actor=actor,
        label=username.strip().lower(),
        at=at,
        place=organization.path,
        facts={"role": str(role), "organization": organization.name},
    )


@transaction.atomic
def answer_invitation(
    *, person: Person, invitation: Invitation, accepts: bool, at: datetime
) -> None:
    """The invited person, or a guardian of theirs, says yes or no. Raises Forbidden."""
    require(invitation.person_id == person.pk, action=_("answer somebody else's invitation"))
    if accepts:
        hold(person=person, organization=invitation.organization, role=invitation.role, at=at)
    invitation.delete()


def _note(code: str, actor: Person, held: Membership, at: datetime) -> None:
    audit.note(
        code,
        actor=actor,
        subject=held.person,
        at=at,
        facts={"role": str(held.role), "organization": held.organization.name},
        place=held.organization.path,
    )


def _place(person: Person) -> str:
    paths = Membership.objects.filter(person=person, ended_at__isnull=True)
    return paths.order_by("created_at").values_list("organization__path", flat=True).first() or ""
