"""Challenges: sums of all, one's own part, nobody's else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from densach.community.errors import Closed, WrongDays
from densach.community.models import Challenge
from densach.community.queries import challenges as queries
from densach.community.services import challenges as services
from densach.core.errors import Forbidden
from densach.people.models import Membership
from densach.reading.models import Finished, Minutes
from tests.factories import (
    MONDAY,
    EditionFactory,
    OrganizationFactory,
    PersonFactory,
    person_with,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
DAY = date(2026, 11, 23)


def set_challenge(teacher, school, **facts):
    told = {
        "title": "Nghìn phút", "text": "", "measure": "MINUTES", "goal": 1000,
        "begins_on": DAY, "ends_on": DAY + timedelta(days=27), "at": MONDAY,
    }  # fmt: skip
    return services.set_challenge(actor=teacher, organization=school, **told | facts)


def read(person, edition, *, seconds, fraction=0.0, on=DAY):
    Minutes.objects.create(
        person=person, edition=edition, on=on, seconds=seconds, fraction=fraction
    )


@pytest.fixture
def school():
    return OrganizationFactory()


@pytest.fixture
def teacher(school):
    return person_with(Role.TEACHER, school)


def join(challenge, *people):
    for person in people:
        services.join_challenge(actor=person, challenge=challenge, today=DAY, at=MONDAY)


def test_minutes_of_all_who_take_part(school, teacher):
    challenge, edition = set_challenge(teacher, school), EditionFactory()
    mai, dua, lan, outside = (person_with(Role.LEARNER, school) for _ in range(4))
    join(challenge, mai, dua, lan)
    for person in (mai, dua, outside):
        read(person, edition, seconds=630)
    read(mai, edition, seconds=6000, on=DAY - timedelta(days=1))
    told = queries.progress(challenge, viewer=mai, today=DAY)
    assert (told.reached, told.own, told.people, told.percent) == (21, 10, 3, 2)
    assert told.tells_sum
    assert queries.progress(challenge, viewer=outside, today=DAY).own is None


def test_pages_are_how_much_farther_people_came(school, teacher):
    challenge = set_challenge(teacher, school, measure="PAGES", goal=100)
    printed, flowing = EditionFactory(pages=200), EditionFactory(words=25_000)
    mai = person_with(Role.LEARNER, school)
    join(challenge, mai)
    read(mai, printed, seconds=60, fraction=0.5, on=DAY - timedelta(days=3))
    read(mai, printed, seconds=60, fraction=0.6, on=DAY)
    read(mai, printed, seconds=60, fraction=0.7, on=DAY + timedelta(days=1))
    read(mai, flowing, seconds=60, fraction=0.3, on=DAY + timedelta(days=1))
    told = queries.progress(challenge, viewer=mai, today=DAY + timedelta(days=1))
    assert told.reached == 40 + 30
    assert queries.progress(challenge, viewer=mai, today=DAY).reached == 20


def test_going_back_takes_nothing_away(school, teacher):
    challenge = set_challenge(teacher, school, measure="PAGES", goal=100)
    mai, edition = person_with(Role.LEARNER, school), EditionFactory(pages=100)
    join(challenge, mai)
    read(mai, edition, seconds=60, fraction=0.9, on=DAY - timedelta(days=3))
    read(mai, edition, seconds=60, fraction=0.2, on=DAY)
    assert queries.progress(challenge, viewer=mai, today=DAY).reached == 0


def test_books_are_those_ended_in_the_days(school, teacher):
    challenge = set_challenge(teacher, school, measure="BOOKS", goal=2)
    mai = person_with(Role.LEARNER, school)
    join(challenge, mai)
    for at in (MONDAY, MONDAY + timedelta(days=1), MONDAY - timedelta(days=1)):
        Finished.objects.create(person=mai, edition=EditionFactory(), at=at)
    told = queries.progress(challenge, viewer=mai, today=DAY + timedelta(days=1))
    assert told.is_reached
    assert told.reached == 2


def test_a_sum_of_two_would_tell_of_the_other(school, teacher):
    challenge = set_challenge(teacher, school)
    mai, dua = (person_with(Role.LEARNER, school) for _ in range(2))
    join(challenge, mai, dua)
    assert not queries.progress(challenge, viewer=mai, today=DAY).tells_sum


def test_leaving_takes_ones_part_along(school, teacher):
    challenge, mai = set_challenge(teacher, school), person_with(Role.LEARNER, school)
    join(challenge, mai)
    read(mai, EditionFactory(), seconds=600)
    services.leave_challenge(actor=mai, challenge=challenge)
    assert queries.progress(challenge, viewer=mai, today=DAY).reached == 0


def test_who_may_what(school, teacher):
    challenge = set_challenge(teacher, school)
    elsewhere = person_with(Role.TEACHER, OrganizationFactory())
    for actor in (PersonFactory(), person_with(Role.LEARNER, school), elsewhere):
        with pytest.raises(Forbidden):
            set_challenge(actor, school)
        with pytest.raises(Forbidden):
            services.end_challenge(actor=actor, challenge=challenge, today=DAY, at=MONDAY)
    with pytest.raises(Forbidden):
        join(challenge, elsewhere)
    with pytest.raises(WrongDays):
        set_challenge(teacher, school, ends_on=DAY - timedelta(days=1))
    services.end_challenge(actor=teacher, challenge=challenge, today=DAY, at=MONDAY)
    late = DAY + timedelta(days=1)
    with pytest.raises(Closed):
        services.join_challenge(actor=teacher, challenge=challenge, today=late, at=MONDAY)


def test_pages_by_cast(school, teacher, client):
    address = reverse("community:challenge", args=[set_challenge(teacher, school).slug])
    assert client.get(address).status_code == 302
    pupil, elsewhere = person_with(Role.LEARNER, school), person_with(Role.TEACHER)
    for person, status in [(pupil, 200), (teacher, 200), (elsewhere, 404), (PersonFactory(), 404)]:
        client.force_login(person, BACKEND)
        assert client.get(address).status_code == status
    client.force_login(pupil, BACKEND)
    act = address + "viec/"
    assert client.post(act, {"do": "join"}).status_code == 302
    assert "Chỉ bạn thấy" in client.get(address).content.decode()
    assert client.post(act, {"do": "end"}).status_code == 403
    assert client.get(reverse("community:new_challenge")).status_code == 403


def test_a_teacher_sets_a_goal_in_the_browser(school, teacher, client):
    client.force_login(teacher, BACKEND)
    facts = {
        "organization": school.number, "title": "Đọc cùng nhau", "measure": "BOOKS", "goal": "30",
        "begins_on": "2026-12-20", "ends_on": "2026-11-23",
    }  # fmt: skip
    page = client.post(reverse("community:new_challenge"), facts)
    assert "Ngày cuối đứng trước ngày đầu." in page.content.decode()
    client.post(reverse("community:new_challenge"), facts | {"begins_on": "2026-11-01"})
    assert Challenge.objects.get().goal == 30


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_the_same_queries(school, teacher, client, django_assert_num_queries, many):
    for turn in range(many):
        challenge = set_challenge(teacher, school, title=f"Đích {turn}")
        join(challenge, *(person_with(Role.LEARNER, school) for _ in range(many)))
    client.force_login(teacher, BACKEND)
    client.get(reverse("community:challenges"))
    with django_assert_num_queries(6):
        client.get(reverse("community:challenges"))
    with django_assert_num_queries(14):
        client.get(reverse("community:challenge", args=[challenge.slug]))
