"""Who sees and reads what. The predicates and their queryset faces must agree."""

import itertools

import pytest

from densach.library.models import Audience, Work
from densach.library.permissions import (
    can_catalogue,
    can_see,
    can_see_shelf,
    may_read,
    readable_by,
    visible_to,
)
from densach.people.models import Membership
from tests.factories import (
    MONDAY,
    OrganizationFactory,
    PersonFactory,
    ShelfFactory,
    WorkFactory,
    person_with,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def town():
    commune = OrganizationFactory(name="Xã")
    school = OrganizationFactory(name="Trường", parent=commune)
    other = OrganizationFactory(name="Trường khác")
    return {"commune": commune, "school": school, "other": other}


@pytest.fixture
def cast(town):
    return {
        "a stranger": None,
        "someone without role": PersonFactory(),
        "a pupil": person_with(Role.LEARNER, town["school"]),
        "her librarian": person_with(Role.LIBRARIAN, town["school"]),
        "the commune's librarian": person_with(Role.LIBRARIAN, town["commune"]),
        "someone from another school": person_with(Role.LEARNER, town["other"]),
        "another school's librarian": person_with(Role.LIBRARIAN, town["other"]),
        "the operator": PersonFactory(is_superuser=True),
    }


def of_school(town, audience, **more):
    return WorkFactory(organization=town["school"], audience=audience, **more)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, "everybody"),
        (Audience.SIGNED_IN, "everybody but a stranger"),
        (
            Audience.ORGANIZATION,
            {"a pupil", "her librarian", "the commune's librarian", "the operator"},
        ),
        (Audience.PREMISES, {"her librarian", "the commune's librarian", "the operator"}),
    ],
)
def test_who_may_read(town, cast, audience, readers):
    work = of_school(town, audience)
    if readers == "everybody":
        readers = set(cast)
    elif readers == "everybody but a stranger":
        readers = set(cast) - {"a stranger"}

    assert {name for name, person in cast.items() if may_read(person, work)} == readers


def test_works_for_the_premises_open_to_everybody_inside(town, cast):
    work = of_school(town, Audience.PREMISES)

    assert all(may_read(person, work, on_premises=True) for person in cast.values())


def test_members_works_do_not_exist_for_others(town, cast):
    work = of_school(town, Audience.ORGANIZATION)

    seen = {name for name, person in cast.items() if can_see(person, work)}

    assert seen == {"a pupil", "her librarian", "the commune's librarian", "the operator"}


def test_withdrawn_works_are_seen_by_their_cataloguers_only(town, cast):
    work = of_school(town, Audience.PUBLIC, withdrawn_at=MONDAY)

    seen = {name for name, person in cast.items() if can_see(person, work)}

    assert seen == {"her librarian", "the commune's librarian", "the operator"}


def test_the_faces_for_lists_agree_with_the_predicates(town, cast):
    for audience, place in itertools.product(Audience.values, [*town.values(), None]):
        WorkFactory(organization=place, audience=audience)
    works = list(Work.objects.select_related("organization"))

    for (name, person), inside in itertools.product(cast.items(), (False, True)):
        seen = set(Work.objects.filter(visible_to(person)))
        assert seen == {work for work in works if can_see(person, work)}, name
        read = set(Work.objects.filter(readable_by(person, on_premises=inside)))
        assert read == {w for w in works if may_read(person, w, on_premises=inside)}, name


def test_works_of_no_organisation_are_kept_at_the_root(town, cast):
    keepers = {name for name, person in cast.items() if can_catalogue(person, None)}

    assert keepers == {"the commune's librarian", "another school's librarian", "the operator"}


def test_hidden_shelves_are_seen_by_their_keepers(town, cast):
    shelf = ShelfFactory(organization=town["school"], is_public=False)

    seen = {name for name, person in cast.items() if can_see_shelf(person, shelf)}

    assert seen == {"her librarian", "the commune's librarian", "the operator"}
