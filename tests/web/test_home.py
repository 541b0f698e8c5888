"""Today: a greeting, one next thing, what is new."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from densach.library.models import ShelfPlace
from densach.people.models import Membership
from densach.web import queries
from tests.factories import MONDAY, PersonFactory, ShelfFactory, WorkFactory, person_with

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def works(count, **facts):
    return [
        WorkFactory(formats="EPUB", is_readable=True, size_bytes=500_000, minutes=30, **facts)
        for _ in range(count)
    ]


def shelve(work, shelf=None):
    ShelfPlace.objects.create(shelf=shelf or ShelfFactory(), work=work, position=1)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "Chào buổi tối"),
        (4, "Chào buổi sáng"),
        (11, "Chào buổi trưa"),
        (13, "Chào buổi chiều"),
        (18, "Chào buổi tối"),
    ],
)
def test_the_greeting_follows_the_local_time_of_day(hour, said):
    with override("vi"):
        assert queries.greeting(timezone.localtime(MONDAY).replace(hour=hour)) == said


def test_an_empty_library_says_what_will_appear():
    page = Client().get("/", headers={"accept-language": "vi"}).content.decode()
    assert "Kệ còn trống" in page


def test_the_first_suggestion_is_what_a_librarian_put_first():
    works(3)
    (chosen,) = works(
        1, title="Truyện Kiều", created_at=timezone.make_aware(timezone.datetime(2020, 1, 1))
    )
    shelve(chosen)
    today = queries.today(None, at=MONDAY)
    assert today.ten.card.title == "Truyện Kiều"


def test_there_is_one_amber_thing_on_the_page():
    works(5)
    page = Client().get("/").content.decode()
    assert page.count('class="item next"') == 1
    assert "btn lamp" not in page


def test_what_was_begun_comes_before_suggestions():
    from densach.reading.models import Place
    from tests.factories import EditionFactory

    person = PersonFactory(full_name="Lò Thị Mai")
    (begun, _other) = works(2)
    Place.objects.create(
        person=person, edition=EditionFactory(work=begun, format="EPUB"), chapter="c3", fraction=0.4,
        at=MONDAY,
    )  # fmt: skip
    client = Client()
    client.force_login(person, backend=BACKEND)
    page = client.get("/", headers={"accept-language": "vi"}).content.decode()
    assert "Mai</h1>" in page
    assert "Đã đọc 40 phần trăm" in page
    assert page.count('class="item next"') == 1


def test_lamps_shine_on_the_days_somebody_read_and_never_punish():
    from densach.reading.models import ReadingDay

    person = PersonFactory()
    wednesday = date(2026, 11, 25)
    for day in (
        date(2026, 11, 22),
        date(2026, 11, 23),
        wednesday,
    ):  # the Sunday before, Monday, today
        ReadingDay.objects.create(person=person, on=day)
    week = queries.week_of(person, wednesday)
    assert [lamp.lit for lamp in week] == [True, False, True, False, False, False, False]
    assert [lamp.is_today for lamp in week].index(True) == 2
    client = Client()
    client.force_login(person, backend=BACKEND)
    page = client.get("/", headers={"accept-language": "vi"}).content.decode()
    assert 'class="week"' in page
    assert 'class="week"' not in Client().get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_works(count, django_assert_num_queries):
    shelf = ShelfFactory()
    for work in works(count):
        shelve(work, shelf)
    with django_assert_num_queries(4):  # installation, shelves, one shelf's works, new works
        Client().get("/")


def test_chips_lead_to_kinds_that_are_there(monkeypatch):
    from densach.library.queries import finding

    counted = finding.Found(
        cards=[], total=3, more=False, facets={"kind": [("BOOK", 2), ("MAP", 1)]}
    )
    monkeypatch.setattr(finding, "count", lambda question, viewer: counted)
    assert [kind for kind, _icon, _name in queries.kind_chips()] == ["BOOK"]


def test_all_chips_stand_while_there_is_no_index(monkeypatch):
    from densach.library.queries import finding

    none = finding.Found(cards=[], total=0, more=False, indexed=False)
    monkeypatch.setattr(finding, "count", lambda question, viewer: none)
    assert len(queries.kind_chips()) == len(queries.KIND_CHIPS)


def test_staff_find_the_way_to_their_work():
    client = Client()
    client.force_login(person_with(Membership.Role.LIBRARIAN), backend=BACKEND)
    assert 'href="/nhap/"' in client.get("/").content.decode()
    assert 'href="/nhap/"' not in Client().get("/").content.decode()
