"""Roles, classes, guardians, invitations."""

import pytest
from django.urls import reverse

from densach.core.errors import Forbidden
from densach.people import errors
from densach.people.models import Guardianship, Invitation, Membership, Person
from densach.people.permissions import can_see
from densach.people.services import roles
from tests.factories import MONDAY, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"


def give(actor, person, organization, role=Role.LIBRARIAN):
    return roles.give_role(
        actor=actor, person=person, organization=organization, role=role, at=MONDAY
    )


def test_giving_a_role_twice_gives_it_once(cast):
    assert give(cast.phuc, cast.minh, cast.school) == give(cast.phuc, cast.minh, cast.school)


def test_a_stranger_is_not_entered_as_ones_own(cast):
    """Else a school could read about the pupils of another by giving them a role."""
    for stranger in (cast.yen, cast.quan, cast.operator):
        with pytest.raises(Forbidden):
            give(cast.phuc, stranger, cast.school, Role.LEARNER)


@pytest.mark.parametrize("actor", ["minh", "lan", "hoa", "yen", "quan"])
def test_others_give_no_roles(cast, actor):
    with pytest.raises(Forbidden):
        give(getattr(cast, actor), cast.lan, cast.school)


def test_nothing_begins_in_a_closed_organisation(cast):
    cast.school.closed_at = MONDAY
    cast.school.save()

    with pytest.raises(errors.OrganizationClosed):
        give(cast.thu, cast.minh, cast.school)


def test_an_ended_role_stays_known_and_may_begin_again(cast):
    held = cast.minh.memberships.get(organization=cast.class_5a)

    roles.end_role(actor=cast.phuc, membership=held, at=MONDAY)

    held.refresh_from_db()
    assert held.ended_at == MONDAY
    assert give(cast.phuc, cast.minh, cast.class_5a, Role.TEACHER).pk != held.pk


def test_administrators_do_not_end_their_own_role(cast):
    with pytest.raises(errors.NotMyOwn):
        roles.end_role(actor=cast.phuc, membership=cast.phuc.memberships.get(), at=MONDAY)


def test_a_pupil_learns_in_one_class_of_a_school(cast):
    MembershipFactory(person=cast.lan, organization=cast.other_school)

    roles.move_to_class(actor=cast.phuc, person=cast.lan, to=cast.class_5b, at=MONDAY)

    now = cast.lan.memberships.filter(ended_at__isnull=True)
    assert {held.organization for held in now} == {cast.class_5b, cast.other_school}


def test_only_classes_are_classes(cast):
    with pytest.raises(errors.NotAClass):
        roles.move_to_class(actor=cast.thu, person=cast.lan, to=cast.school, at=MONDAY)


def test_a_guardian_is_entered_by_who_looks_after_both(cast):
    with pytest.raises(Forbidden):
        roles.set_guardian(actor=cast.phuc, guardian=cast.quan, child=cast.khoi, at=MONDAY)
    with pytest.raises(Forbidden):
        roles.set_guardian(actor=cast.minh, guardian=cast.minh, child=cast.lan, at=MONDAY)
    with pytest.raises(errors.GuardianOfThemselves):
        roles.set_guardian(actor=cast.phuc, guardian=cast.lan, child=cast.lan, at=MONDAY)

    roles.set_guardian(actor=cast.phuc, guardian=cast.vinh, child=cast.khoi, at=MONDAY)
    assert can_see(cast.vinh, cast.khoi)


def test_a_guardian_may_leave(cast):
    tie = Guardianship.objects.get()

    with pytest.raises(Forbidden):
        roles.end_guardian(actor=cast.quan, tie=tie, at=MONDAY)
    roles.end_guardian(actor=cast.hoa, tie=tie, at=MONDAY)

    assert not can_see(cast.hoa, cast.lan)


def invite(cast, username):
    roles.invite(
        actor=cast.phuc, username=username, organization=cast.school, role=Role.TEACHER, at=MONDAY
    )


def test_an_invited_person_decides(cast):
    invite(cast, "Quan")
    invitation = Invitation.objects.get()
    assert not can_see(cast.phuc, cast.quan)
    with pytest.raises(Forbidden):
        roles.answer_invitation(person=cast.lan, invitation=invitation, accepts=True, at=MONDAY)

    roles.answer_invitation(person=cast.quan, invitation=invitation, accepts=True, at=MONDAY)

    assert can_see(cast.phuc, Person.objects.get(pk=cast.quan.pk))
    assert not Invitation.objects.exists()


def test_saying_no_leaves_nothing(cast):
    invite(cast, "quan")

    roles.answer_invitation(
        person=cast.quan, invitation=Invitation.objects.get(), accepts=False, at=MONDAY
    )

    assert not Invitation.objects.exists()
    assert not cast.quan.memberships.exists()


@pytest.mark.parametrize("name", ["quan", "khong.co.ai"])
def test_inviting_tells_not_whether_there_is_such_a_person(client, cast, name):
    client.force_login(cast.phuc, backend=BACKEND)

    answer = client.post(
        reverse("people:invite"),
        {"username": name, "role": "TEACHER", "organization": cast.school.number},
        follow=True,
    )

    assert "If there is somebody with that user name" in answer.content.decode()


def test_the_invited_answer_on_their_account_page(client, cast):
    invite(cast, "quan")
    client.force_login(cast.quan, backend=BACKEND)

    assert "asks you to join as teacher" in client.get("/toi/tai-khoan/").content.decode()
    client.post(
        reverse("people:answer_invitation", args=[Invitation.objects.get().pk]), {"answer": "yes"}
    )
    assert cast.quan.memberships.get().organization == cast.school


def test_constraints_hold_by_name(cast):
    from django.db import IntegrityError, transaction

    broken = [
        (lambda: MembershipFactory(person=cast.lan, organization=cast.class_5a), "membership"),
        (lambda: Guardianship.objects.create(
            guardian=cast.lan, child=cast.lan, created_at=MONDAY, updated_at=MONDAY), "guardianship"),
        (lambda: PersonFactory(username="lan"), "username"),
        (lambda: (PersonFactory(phone="+84900000003"), PersonFactory(phone="+84900000003")), "phone"),
    ]  # fmt: skip
    for act, _what in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
