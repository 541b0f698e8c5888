"""Who is shown which ways."""

import pytest

from densach.people.models import Membership
from densach.web.navigation import reader_ways, staff_ways
from tests.factories import PersonFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role


def names(person, path="/"):
    return [step.icon for _heading, steps in staff_ways(person, path) for step in steps]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.LEARNER, []),
        (Role.TEACHER, ["people", "saved"]),
        (Role.LIBRARIAN, ["up", "pen", "shelf"]),
        (Role.ADMINISTRATOR, ["up", "pen", "shelf", "house", "people", "saved", "clock"]),
    ],
)
def test_each_role_sees_its_own_work(role, shown):
    assert names(person_with(role)) == shown


def test_who_runs_the_installation_also_keeps_backups_and_settings():
    assert names(PersonFactory(is_superuser=True))[-2:] == ["box", "gear"]


def test_strangers_see_no_work():
    assert names(None) == []


def test_roles_are_asked_for_once(django_assert_num_queries):
    person = person_with(Role.LIBRARIAN)
    with django_assert_num_queries(1):
        staff_ways(person, "/")
        staff_ways(person, "/nhap/")


def test_only_people_with_an_account_have_books_of_their_own():
    assert "mark" not in [step.icon for step in reader_ways(None, "/")]
    assert "mark" in [step.icon for step in reader_ways(PersonFactory(), "/")]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "lamp"),
        ("/thu-vien/", "book"),
        ("/thu-vien/?q=rau", "book"),
        ("/tro-giup/", "help"),
        ("/sach/x/", "book"),
        ("/nguoi/x/", "book"),
        ("/ke/x/", "book"),
        ("/khong-co/", None),
    ],
)
def test_the_way_one_is_on_is_marked(path, here):
    marked = [step.icon for step in reader_ways(None, path) if step.here]
    assert marked == ([here] if here else [])


@pytest.mark.parametrize(
    ("path", "here"),
    [("/sach/x/sua/", "pen"), ("/ke/x/sua/", "shelf"), ("/xuat/", "pen"), ("/nhap/", "up")],
)
def test_the_work_at_hand_is_marked(path, here):
    groups = staff_ways(person_with(Role.LIBRARIAN), path)
    assert [step.icon for _heading, steps in groups for step in steps if step.here] == [here]
