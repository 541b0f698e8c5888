"""The cataloguers' pages: what is said after each press, and what nobody loses."""

import pytest

from densach.library.models import Shelf, Work
from densach.people.models import Membership
from densach.search import services as search
from tests.factories import OrganizationFactory, ShelfFactory, WorkFactory, person_with

pytestmark = pytest.mark.django_db(transaction=True)
Role = Membership.Role


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    search.run_indexer()


@pytest.fixture
def place(client):
    place = OrganizationFactory(name="Thư viện xã")
    client.force_login(person_with(Role.LIBRARIAN, place))
    return place


def typed(work, **changes):
    """What a browser sends of the form of `work`, with what was there when it opened."""
    form = {
        "title": work.title, "subtitle": work.subtitle, "kind": work.kind, "year": work.year or "",
        "audience": work.audience, "organization": str(work.organization_id),
    }  # fmt: skip
    was = {f"was-{name}": value for name, value in form.items()}
    return {**form, **was, "seen": work.version, **changes}


def said(response):
    return [str(message) for message in response.context["frame"].messages]


def test_fields_a_librarian_left_alone_keep_what_the_other_saved(client, place):
    work = WorkFactory(slug="chung", title="Ban đầu", year=2020, organization=place)
    form = typed(work, title="Của tôi", sure="1")
    Work.objects.filter(pk=work.pk).update(year=2024, version=work.version + 1)

    response = client.post("/sach/chung/sua/", form)

    assert response.status_code == 409
    changes = {row["name"]: (row["before"], row["after"]) for row in response.context["changes"]}
    assert changes == {"title": ("Ban đầu", "Của tôi")}
    assert response.context["form"]["year"].value() == "2024"


def test_after_looking_at_both_the_second_saves(client, place):
    work = WorkFactory(slug="chung", title="Ban đầu", organization=place)
    form = typed(work, title="Của tôi", sure="1")
    Work.objects.filter(pk=work.pk).update(title="Của người kia", version=work.version + 1)
    again = client.post("/sach/chung/sua/", form).context["seen"]

    response = client.post("/sach/chung/sua/", {**form, "seen": again}, follow=True)

    assert said(response) == ["Đã ghi lại."]
    work.refresh_from_db()
    assert work.title == "Của tôi"


def test_changing_many_shows_what_becomes_of_each_first(client, place):
    works = [WorkFactory(title=f"Sách {n}", kind="BOOK", organization=place) for n in (1, 2)]
    form = {"works": [work.number for work in works], "kind": "DOCUMENT"}

    asked = client.post("/bien-muc/nhieu/", form)
    assert [(before, after) for _w, rows in asked.context["changes"] for _l, before, after in rows]
    assert Work.objects.filter(kind="DOCUMENT").count() == 0

    done = client.post("/bien-muc/nhieu/", {**form, "sure": "1"}, follow=True)
    assert said(done) == ["Đã sửa 2 tài liệu."]
    assert Work.objects.filter(kind="DOCUMENT").count() == 2


def test_a_work_taken_off_is_put_back_from_the_same_message(client, place):
    work = WorkFactory(slug="rut", title="Cuốn này", organization=place)

    response = client.post("/sach/rut/rut/", {"reason": "rách"}, follow=True)
    (message,) = response.context["frame"].messages
    undo = message.extra_tags.removeprefix("undo:")
    client.post(undo)

    work.refresh_from_db()
    assert work.withdrawn_at is None


def test_numbers_that_no_work_has_are_named(client, place):
    work = WorkFactory(organization=place)
    ShelfFactory(slug="que", organization=place)

    response = client.post(
        "/ke/que/sach/", {"do": "put", "numbers": f"DS-{work.number}, DS-987654"}, follow=True
    )

    assert Shelf.objects.get(slug="que").places.count() == 1
    assert said(response) == [
        "Không có tài liệu nào mang mã số DS-987654. Mã số ghi ở trang của mỗi cuốn."
    ]
