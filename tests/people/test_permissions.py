"""Who may see and change whom. Children above all: nobody lists pupils but those who answer."""

import pytest

from densach.people import permissions
from densach.people.models import Membership, Organization, Person
from tests.factories import (
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    person_with,
)

Role = Membership.Role


def names(people):
    return {person.username for person in people}


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        ("lan", {"lan"}),
        ("minh", {"minh", "lan", "hoa"}),
        ("hoa", {"hoa", "lan"}),
        ("quan", {"quan"}),
        ("phuc", {"phuc", "lan", "hoa", "khoi", "minh", "vinh"}),
        ("yen", {"yen"}),
        ("vinh", {"vinh"}),
        ("khoi", {"khoi"}),
        ("thu", {"thu", "phuc", "yen", "lan", "hoa", "khoi", "minh", "vinh"}),
    ],
)
def test_who_sees_whom(cast, actor, seen):
    found = Person.objects.filter(permissions.seen_by(getattr(cast, actor)))

    assert names(found) == seen


@pytest.mark.parametrize(
    ("actor", "changed"),
    [
        ("lan", set()),
        ("minh", set()),
        ("hoa", set()),
        ("quan", set()),
        ("yen", {"yen"}),
        ("phuc", {"phuc", "lan", "hoa", "khoi", "minh", "vinh"}),
        ("thu", {"thu", "phuc", "yen", "lan", "hoa", "khoi", "minh", "vinh"}),
    ],
)
def test_who_changes_whom(cast, actor, changed):
    found = Person.objects.filter(permissions.changed_by(getattr(cast, actor)))

    assert names(found) == changed


@pytest.mark.parametrize(
    ("actor", "carded"),
    [("minh", {"lan", "hoa"}), ("vinh", set()), ("hoa", set()), ("yen", {"yen"})],
)
def test_teachers_print_cards_for_the_pupils_they_teach(cast, actor, carded):
    found = Person.objects.filter(permissions.carded_by(getattr(cast, actor)))

    assert names(found) == carded


def test_each_predicate_agrees_with_its_queryset(cast):
    pairs = [
        (permissions.can_see, permissions.seen_by),
        (permissions.can_change, permissions.changed_by),
        (permissions.can_hand_card, permissions.carded_by),
    ]
    for predicate, face in pairs:
        for actor in cast.everybody():
            allowed = set(Person.objects.filter(face(actor)))
            for person in cast.everybody():
                assert predicate(actor, person) == (person in allowed), (
                    predicate.__name__,
                    actor.username,
                    person.username,
                )


def test_managing_agrees_with_its_queryset(cast):
    for actor in cast.everybody():
        allowed = set(Organization.objects.filter(permissions.managed_by(actor)))
        for organization in Organization.objects.all():
            assert permissions.can_manage(actor, organization) == (organization in allowed)


def test_a_school_does_not_take_over_an_officer_who_also_teaches_there(cast):
    MembershipFactory(person=cast.minh, organization=cast.other_school, role=Role.LIBRARIAN)

    assert not permissions.can_change(cast.phuc, cast.minh)
    assert not permissions.can_hand_card(cast.phuc, cast.minh)
    assert permissions.can_see(cast.phuc, cast.minh)
    assert permissions.can_change(cast.thu, cast.minh)


def test_nobody_but_the_operator_changes_the_operator(cast):
    MembershipFactory(person=cast.operator, organization=cast.school, role=Role.TEACHER)

    assert not permissions.can_change(cast.thu, cast.operator)
    assert permissions.can_change(cast.operator, cast.operator)


def test_who_left_is_not_seen_by_former_teachers_and_schools(cast):
    Membership.objects.filter(person=cast.lan).update(ended_at=cast.lan.created_at)

    for actor in (cast.minh, cast.phuc, cast.thu):
        assert not permissions.can_see(actor, cast.lan)
    assert permissions.can_see(cast.hoa, cast.lan)


def test_a_locked_account_sees_nothing(cast):
    cast.thu.is_active = False

    assert not Person.objects.filter(permissions.seen_by(cast.thu)).exists()
    assert not permissions.can_manage(cast.thu, cast.commune)


def test_roles_in_closed_organisations_hold_no_more(cast):
    cast.school.closed_at = cast.school.created_at
    cast.school.save()

    assert not permissions.can_manage(cast.phuc, cast.school)


def test_teaching_the_school_opens_no_class(cast):
    assert not permissions.can_see(cast.vinh, cast.lan)


def test_librarians_and_managers_do_not_list_pupils(cast):
    for role in (Role.LIBRARIAN, Role.MANAGER, Role.OFFICER):
        actor = person_with(role, cast.school)
        assert names(Person.objects.filter(permissions.seen_by(actor))) == {actor.username}


def test_a_path_is_no_prefix_of_its_neighbour(db):
    first = OrganizationFactory()
    neighbour = OrganizationFactory()
    admin = person_with(Role.ADMINISTRATOR, first)

    assert permissions.can_manage(admin, first)
    assert not permissions.can_manage(admin, neighbour)


@pytest.mark.parametrize("actor", ["phuc", "thu", "minh"])
def test_a_guardian_is_looked_after_by_who_looks_after_all_her_children(cast, actor):
    who = getattr(cast, actor)
    assert permissions.can_hand_card(who, cast.hoa)

    elsewhere = person_with("LEARNER", OrganizationFactory(name="Ở nơi khác"))
    GuardianshipFactory(guardian=cast.hoa, child=elsewhere)
    assert not permissions.can_see(who, cast.hoa)
    assert not permissions.can_hand_card(who, cast.hoa)


@pytest.mark.parametrize("actor", ["phuc", "thu", "minh"])
def test_a_guardian_with_a_role_of_her_own_is_nobody_elses(cast, actor):
    MembershipFactory(person=cast.hoa, organization=OrganizationFactory(name="Ở nơi khác"))
    assert not permissions.can_hand_card(getattr(cast, actor), cast.hoa)


def test_who_looks_after_one_child_of_two_does_not_look_after_the_mother(cast):
    GuardianshipFactory(guardian=cast.hoa, child=cast.khoi)
    assert not permissions.can_see(cast.minh, cast.hoa)
    assert permissions.can_hand_card(cast.phuc, cast.hoa)
