"""The fictional commune, and coming in by a click while the demo is on."""

import pytest

from densach.people.models import Guardianship, Membership, Organization, Person
from densach.people.permissions import can_see
from densach.people.services.demo import ROLES, demo_people, make_demo
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    return make_demo(MONDAY)


def test_it_has_a_school_a_library_a_centre_and_people_of_every_role(demo):
    kinds = set(Organization.objects.values_list("kind", flat=True))

    assert kinds >= {"COMMUNE", "SCHOOL", "LIBRARY", "CENTER", "CLASS"}
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert 50 <= Person.objects.count() <= 70
    assert Guardianship.objects.count() == 1


def test_made_twice_it_is_there_once(demo):
    before = Person.objects.count()

    assert make_demo(MONDAY) == demo
    assert Person.objects.count() == before


def test_nobody_in_it_has_a_password(demo):
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_one_card_for_each_role_stands_on_the_sign_in_page(client, demo):
    page = client.get("/dang-nhap/").content.decode()

    assert [person.demo_role for person in demo_people()] == list(ROLES)
    for words in ("pupil", "teacher", "librarian", "guardian", "commune officer", "administrator"):
        assert f"Try it as a {words}" in page or f"Try it as an {words}" in page


@pytest.mark.parametrize("role", ROLES)
def test_a_click_lets_in(client, demo, role):
    answer = client.post("/dang-nhap/thu/", {"role": role, "next": "/toi/tai-khoan/"})

    assert answer["Location"] == "/toi/tai-khoan/"
    assert client.get("/toi/tai-khoan/").context["person"].demo_role == role


def test_the_roles_fit_together(demo):
    people = {person.demo_role: person for person in demo_people()}

    assert can_see(people["teacher"], people["pupil"])
    assert can_see(people["guardian"], people["pupil"])
    assert not can_see(people["librarian"], people["pupil"])
    assert not can_see(people["officer"], people["pupil"])


@pytest.mark.parametrize("role", [*ROLES, "", "nobody"])
def test_without_the_demo_it_never_works(client, demo, settings, role):
    settings.DEMO = False

    answer = client.post("/dang-nhap/thu/", {"role": role})

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session
    assert demo_people() == []
    assert "Try it" not in client.get("/dang-nhap/").content.decode()


def test_a_role_that_nobody_plays_lets_nobody_in(client, demo):
    assert client.post("/dang-nhap/thu/", {"role": "nobody"}).status_code == 404
    assert client.post("/dang-nhap/thu/", {"role": ""}).status_code == 404


def test_a_link_does_not_sign_in(client, demo):
    assert client.get("/dang-nhap/thu/?role=administrator").status_code == 405
