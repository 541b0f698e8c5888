"""Exhibitions: set up, labelled, visited by scanning."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from densach.community.errors import WrongDays
from densach.community.models import Exhibition
from densach.community.queries import exhibitions as queries
from densach.community.services import exhibitions as services
from densach.core.errors import Forbidden
from densach.library.models import Shelf, ShelfPlace
from densach.people.models import Membership
from tests.factories import MONDAY, OrganizationFactory, WorkFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
DAY = date(2026, 11, 23)


@pytest.fixture
def library():
    return OrganizationFactory()


@pytest.fixture
def librarian(library):
    return person_with(Role.LIBRARIAN, library)


@pytest.fixture
def shelf(library):
    made = Shelf.objects.create(
        title="Sách về rừng", slug="sach-ve-rung", organization=library,
        created_at=MONDAY, updated_at=MONDAY,
    )  # fmt: skip
    for position in range(3):
        ShelfPlace.objects.create(shelf=made, work=WorkFactory(), position=position)
    return made


def set_up(librarian, shelf, **facts):
    told = {
        "title": "Rừng quanh ta", "text": "Một gian sách nhỏ.", "place": "Nhà văn hoá",
        "begins_on": DAY, "ends_on": DAY + timedelta(days=6), "at": MONDAY,
    }  # fmt: skip
    return services.set_up(actor=librarian, shelf=shelf, **told | facts)


def test_labels_stand_beside_works_of_the_shelf(librarian, shelf):
    stall = set_up(librarian, shelf)
    first, second, _third = shelf.places.order_by("position").values_list("work", flat=True)
    elsewhere = WorkFactory().pk
    services.write_labels(
        actor=librarian, exhibition=stall, texts={first: "Mở trang 12.", elsewhere: "lạc"}
    )
    services.write_labels(actor=librarian, exhibition=stall, texts={second: "Hỏi ông bà."})
    told = [one.label for one in queries.exhibits(stall, viewer=None)]
    assert told == ["Mở trang 12.", "Hỏi ông bà.", ""]
    services.write_labels(actor=librarian, exhibition=stall, texts={first: " "})
    assert stall.labels.count() == 1


def test_who_may_what(librarian, shelf):
    stall = set_up(librarian, shelf)
    for actor in (person_with(Role.LEARNER), person_with(Role.LIBRARIAN)):
        with pytest.raises(Forbidden):
            set_up(actor, shelf)
        with pytest.raises(Forbidden):
            services.take_down(actor=actor, exhibition=stall, at=MONDAY)
        with pytest.raises(Forbidden):
            services.write_labels(actor=actor, exhibition=stall, texts={})
    with pytest.raises(WrongDays):
        set_up(librarian, shelf, ends_on=DAY - timedelta(days=1))


def test_visitors_scan_and_count_once_an_hour(librarian, shelf, client):
    stall = set_up(librarian, shelf)
    for _turn in range(3):
        answer = client.get(reverse("community:scan", args=[stall.slug]))
        assert answer["Location"] == reverse("community:exhibition", args=[stall.slug])
    client.get(reverse("community:scan", args=[stall.slug]), REMOTE_ADDR="10.0.0.9")
    assert queries.scans(stall) == 2


def test_everybody_visits_and_only_keepers_change(librarian, shelf, client):
    stall = set_up(librarian, shelf)
    page = client.get(reverse("community:exhibition", args=[stall.slug])).content.decode()
    assert "Rừng quanh ta" in page
    assert "ap-phich" not in page
    client.force_login(librarian, BACKEND)
    assert client.get(reverse("community:exhibition_poster", args=[stall.slug])).status_code == 200
    change = reverse("community:change_exhibition", args=[stall.slug])
    work = shelf.places.first().work_id
    facts = {"title": "Rừng", "begins_on": "2026-11-23", "ends_on": "2026-11-29"}
    client.post(change, facts | {f"label-{work}": "Mở ra xem.", "label-x": "?"})
    assert stall.labels.get().text == "Mở ra xem."
    client.force_login(person_with(Role.LIBRARIAN), BACKEND)
    assert client.get(change).status_code == 404
    client.force_login(person_with(Role.LEARNER), BACKEND)
    assert client.get(change).status_code == 403


def test_a_hidden_shelf_has_no_public_stall(librarian, shelf, client):
    stall = set_up(librarian, shelf)
    Shelf.objects.update(is_public=False)
    assert client.get(reverse("community:exhibition", args=[stall.slug])).status_code == 404


def test_taken_down_is_gone_and_the_shelf_stays(librarian, shelf, client):
    stall = set_up(librarian, shelf)
    client.force_login(librarian, BACKEND)
    client.post(reverse("community:take_down_exhibition", args=[stall.slug]))
    assert not Exhibition.objects.exists()
    assert Shelf.objects.exists()


def test_a_librarian_sets_one_up_in_the_browser(librarian, shelf, client):
    client.force_login(librarian, BACKEND)
    new = reverse("community:new_exhibition")
    assert "Sách về rừng" in client.get(f"{new}?ke={shelf.slug}").content.decode()
    facts = {"begins_on": "2026-11-23", "ends_on": "2026-11-29", "title": "Tuần lễ"}
    answer = client.post(new, facts | {"shelf": shelf.slug})
    made = Exhibition.objects.get()
    assert answer["Location"] == reverse("community:change_exhibition", args=[made.slug])
    assert client.post(new, facts | {"shelf": "khong-co"}).status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_the_same_queries(librarian, shelf, client, django_assert_num_queries, many):
    for turn in range(many):
        stall = set_up(librarian, shelf, title=f"Gian {turn}")
    ShelfPlace.objects.filter(position__gte=many).delete()
    client.get(reverse("community:exhibitions"))
    with django_assert_num_queries(3):
        client.get(reverse("community:exhibitions"))
    with django_assert_num_queries(4):
        client.get(reverse("community:exhibition", args=[stall.slug]))
    with django_assert_num_queries(3):
        client.get(reverse("community:home"))
