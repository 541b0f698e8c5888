"""The tree: founding, moving, closing; networks; who belongs where."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from densach.core.errors import Forbidden
from densach.people import errors, http, queries
from densach.people.models import Membership, Organization
from densach.people.services.organizations import (
    Description,
    change_organization,
    create_organization,
    move_organization,
    set_closed,
)
from tests.factories import (
    MONDAY,
    AdminUnitFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    person_with,
)

pytestmark = pytest.mark.django_db
Role, Kind = Membership.Role, Organization.Kind


def make(actor, parent, name="Trường THCS Mới", **more):
    text = Description(**{"name": name, "kind": Kind.SCHOOL, **more})
    return create_organization(actor=actor, parent=parent, text=text, at=MONDAY)


def test_it_gets_a_path_and_a_short_number(cast):
    school = make(cast.thu, cast.commune)

    assert school.path == f"{cast.commune.path}{school.pk.hex}/"
    assert make(cast.thu, cast.commune, "Trường khác").number == school.number + 1


def test_only_administrators_above_found_parts(cast):
    for actor in (cast.minh, cast.quan, cast.phuc, cast.yen):
        with pytest.raises(Forbidden):
            make(actor, cast.commune)
    assert make(cast.phuc, cast.school, "5C", kind=Kind.CLASS)


def test_roots_are_the_operators(cast):
    with pytest.raises(Forbidden):
        make(cast.thu, None)
    assert make(cast.operator, None).path.count("/") == 1


@pytest.mark.parametrize(
    ("more", "refusal", "sentence"),
    [
        ({"name": "  "}, errors.OrganizationNameMissing, "The organisation needs a name."),
        ({"name": "trường thcs bản lúa"}, errors.OrganizationHere, "is here already"),
        ({"unit": "99999"}, errors.UnitUnknown, "“99999”"),
        ({"networks": "192.168.1.0/24\nnhà"}, errors.NetworkOdd, "Line 2, “nhà”"),
    ],
)
def test_what_is_wrong_is_said(cast, more, refusal, sentence):
    with pytest.raises(refusal) as no:
        make(cast.thu, cast.commune, **{"name": "Mới", **more})

    assert sentence in str(no.value)


def test_it_lies_in_a_commune(cast):
    unit = AdminUnitFactory(code="16813", name="Mường Xén")

    assert make(cast.thu, cast.commune, unit="16813").unit == unit


def test_changing_keeps_what_was_in_the_log(cast):
    from densach.core.models import StaffAct

    change_organization(
        actor=cast.phuc,
        organization=cast.school,
        text=Description("Trường Tiểu học số 1", Kind.SCHOOL),
        at=MONDAY,
    )

    assert StaffAct.objects.get().facts == {
        "name": ["Trường Tiểu học Khe Sung", "Trường Tiểu học số 1"]
    }


def test_moving_takes_everything_under_it_along(cast, django_assert_max_num_queries):
    department = OrganizationFactory(name="Sở", kind=Kind.DEPARTMENT)
    boss = person_with(Role.ADMINISTRATOR, department)
    MembershipFactory(person=boss, organization=cast.commune, role=Role.ADMINISTRATOR)
    boss._roles = None
    old = cast.class_5a.path

    move_organization(actor=boss, organization=cast.school, parent=department, at=MONDAY)

    cast.class_5a.refresh_from_db()
    assert cast.class_5a.path == f"{department.path}{cast.school.pk.hex}/{cast.class_5a.pk.hex}/"
    assert cast.class_5a.path != old
    assert Organization.objects.filter(path__startswith=cast.commune.path).count() == 2


def test_it_moves_not_into_itself(cast):
    with pytest.raises(errors.MoveIntoItself):
        move_organization(
            actor=cast.operator, organization=cast.commune, parent=cast.class_5a, at=MONDAY
        )


def test_who_administers_one_side_only_moves_nothing(cast):
    for actor in (cast.phuc, cast.yen):
        with pytest.raises(Forbidden):
            move_organization(
                actor=actor, organization=cast.school, parent=cast.other_school, at=MONDAY
            )


def test_the_tree_does_not_grow_without_end(cast):
    place = cast.commune
    for n in range(11):
        place = make(cast.thu, place, f"Tầng {n}")

    with pytest.raises(errors.TreeTooDeep):
        make(cast.thu, place, "Tầng quá sâu")


def test_what_has_open_parts_stays_open(cast):
    with pytest.raises(errors.StillInUse) as no:
        set_closed(actor=cast.thu, organization=cast.school, closed=True, at=MONDAY)
    assert "still has 2 open parts" in str(no.value)


def test_closing_ends_what_roles_open_and_opening_brings_it_back(cast):
    set_closed(actor=cast.thu, organization=cast.other_school, closed=True, at=MONDAY)
    assert queries.roles_of(type(cast.yen).objects.get(pk=cast.yen.pk)) == []
    set_closed(actor=cast.thu, organization=cast.other_school, closed=False, at=MONDAY)
    assert queries.roles_of(type(cast.yen).objects.get(pk=cast.yen.pk))


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("192.168.7.30", True),
        ("192.168.8.30", False),
        ("fd00::5", True),
        ("fd01::5", False),
        ("", False),
        ("không phải", False),
    ],
)
def test_the_premises_are_the_networks_of_open_organisations(cast, address, inside):
    change_organization(
        actor=cast.phuc,
        organization=cast.school,
        text=Description("Khe Sung", Kind.SCHOOL, networks="192.168.7.0/24\nfd00::/16"),
        at=MONDAY,
    )
    request = RequestFactory().get("/", REMOTE_ADDR=address)

    assert http.on_premises(request) is inside


def test_networks_are_asked_for_once(django_assert_num_queries):
    cache.clear()
    with django_assert_num_queries(1):
        assert queries.premises() == []
        assert queries.premises() == []


def hexes(*organizations):
    return {f"org:{one.pk.hex}" for one in organizations}


def test_the_search_index_is_asked_with_what_a_person_belongs_to(cast):
    def terms(viewer, on_premises=False):
        return set(queries.audience_terms(viewer, on_premises=on_premises))

    assert terms(None) == {"PUBLIC"}
    assert terms(None, on_premises=True) == {"PUBLIC", "PREMISES"}
    assert terms(cast.quan) == {"PUBLIC", "SIGNED_IN"}
    assert terms(cast.lan) == {"PUBLIC", "SIGNED_IN"} | hexes(
        cast.commune, cast.school, cast.class_5a
    )
    assert terms(cast.thu) == {"PUBLIC", "SIGNED_IN"} | hexes(
        cast.commune, cast.school, cast.other_school
    )
    assert terms(cast.operator) == {"PUBLIC", "SIGNED_IN"} | hexes(
        cast.commune, cast.school, cast.other_school
    )


def test_terms_take_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.audience_terms(cast.thu, on_premises=False)


def test_where_somebody_holds_a_role(cast):
    admin = [Role.ADMINISTRATOR]

    assert queries.organizations_where(cast.phuc, admin) == [cast.school]
    assert set(queries.organizations_where(cast.phuc, admin, classes=True)) == {
        cast.school,
        cast.class_5a,
        cast.class_5b,
    }
    assert queries.organizations_where(cast.minh, admin) == []
    assert len(queries.organizations_where(cast.operator, admin)) == 3
    assert queries.organizations_where(PersonFactory(is_active=False), admin) == []
