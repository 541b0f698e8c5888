"""The reading log, the notes, followed shelves: what they show, and to whom."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from densach.library.models import ShelfPlace
from densach.people.models import Membership
from densach.reading.models import Finished, Minutes, Note, ShelfFollowing
from densach.reading.queries.ten import followed_shelves, ten_minutes
from densach.reading.queries.weeks import week_with
from densach.reading.services.shelves import follow_shelf, leave_shelf
from tests.factories import (
    MONDAY,
    EditionFactory,
    GuardianshipFactory,
    OrganizationFactory,
    PersonFactory,
    ShelfFactory,
    WorkFactory,
    person_with,
)
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
TODAY = timezone.localtime(MONDAY).date()
LOG, NOTES = "/toi/sach/nhat-ky/", "/toi/sach/ghi-chu/"


def edition_of(**facts):
    work = WorkFactory(formats="EPUB", is_readable=True, **facts)
    return EditionFactory(work=work, format="EPUB")


def noted(person, edition, number=1, **facts):
    return Note.objects.create(
        person=person, edition=edition, note=UUID(int=number), n=number, at=MONDAY,
        chapter="c2", offset=40, fraction=0.4,
        **{"kind": "note", "excerpt": "Gió thổi suốt đêm", "text": "Câu này hay"} | facts,
    )  # fmt: skip


# ---- A week


def test_a_week_has_seven_lamps_and_rest_is_as_well():
    person = PersonFactory()
    edition = edition_of(title="Gió đầu mùa")
    Minutes.objects.create(person=person, edition=edition, on=TODAY, seconds=301)
    week = week_with(person, TODAY + timedelta(days=2), today=TODAY + timedelta(days=2))
    assert [lamp.is_lit for lamp in week.lamps] == [True] + [False] * 6
    assert [lamp.is_over for lamp in week.lamps] == [True, True] + [False] * 5
    assert (week.minutes, week.works, week.lit) == (6, 1, 1)
    assert (week.before, week.after) == (TODAY - timedelta(days=7), None)
    assert week_with(person, TODAY - timedelta(days=1), today=TODAY).after == TODAY


def test_the_log_speaks_of_no_streak(client):
    person = PersonFactory()
    client.force_login(person)
    page = client.get(LOG, {"tuan": "2026-11-02"}, headers={"accept-language": "vi"})
    text = page.content.decode()
    assert "Tuần từ 2/11 đến 8/11/2026" in text
    assert "Tuần này nghỉ. Nghỉ cũng tốt." in text
    assert text.count("nghỉ</span>") == 14
    assert client.get(LOG, {"tuan": "hôm qua"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_takes_the_same_queries_whatever_was_read(client, count, django_assert_num_queries):
    person = PersonFactory()
    client.force_login(person)
    for number in range(count):
        edition = edition_of()
        day = timezone.localdate() - timedelta(days=number)
        Minutes.objects.create(person=person, edition=edition, on=day, seconds=60)
        Finished.objects.create(person=person, edition=edition, at=MONDAY)
    client.get(LOG)
    with django_assert_num_queries(9):
        client.get(LOG)


@pytest.mark.parametrize("address", [LOG, NOTES])
def test_only_the_person_and_her_guardian_see_them(client, address):
    child = PersonFactory(username="mai")
    noted(child, edition_of())
    classroom = OrganizationFactory(kind="CLASS")
    guardian = PersonFactory()
    GuardianshipFactory(guardian=guardian, child=child)
    former = PersonFactory()
    GuardianshipFactory(guardian=former, child=child, ended_at=MONDAY)
    of_child = reverse(
        "reading:log_of" if address == LOG else "reading:notes_of", args=[child.username]
    )
    seen = {
        "child": child,
        "guardian": guardian,
        "former guardian": former,
        "teacher": person_with(Membership.Role.TEACHER, classroom),
        "administrator": person_with(Membership.Role.ADMINISTRATOR, OrganizationFactory()),
        "stranger": PersonFactory(),
    }
    answers = {}
    for name, person in seen.items():
        client.force_login(person)
        answers[name] = client.get(of_child).status_code
    assert answers == {
        "child": 200, "guardian": 200, "former guardian": 404, "teacher": 404, "administrator": 404,
        "stranger": 404,
    }  # fmt: skip
    client.logout()
    assert client.get(address).status_code == 302


# ---- Notes


def test_notes_of_all_works_are_found_without_marks(client):
    person = PersonFactory()
    client.force_login(person)
    noted(person, edition_of(title="Gió đầu mùa"), 1)
    noted(person, edition_of(title="Vườn rau"), 2, kind="highlight", text="", excerpt="Tưới cây")
    noted(person, edition_of(), 3, gone=True, text="đã xoá")
    noted(PersonFactory(), edition_of(), 4, text="của người khác")
    page = client.get(NOTES).content.decode()
    assert "Câu này hay" in page
    assert "Tưới cây" in page
    assert "đã xoá" not in page
    assert "của người khác" not in page
    found = client.get(NOTES, {"q": "cau nay"}).content.decode()
    assert "Câu này hay" in found
    assert "Tưới cây" not in found
    assert "Câu này hay" not in client.get(NOTES, {"loai": "highlight"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_notes_take_the_same_queries_whatever_was_noted(client, count, django_assert_num_queries):
    person = PersonFactory()
    client.force_login(person)
    for number in range(1, count + 1):
        noted(person, edition_of(), number)
    client.get(NOTES)
    with django_assert_num_queries(6):
        client.get(NOTES)


def test_a_work_that_is_withdrawn_takes_its_notes_out_of_sight(client):
    person = PersonFactory()
    client.force_login(person)
    edition = edition_of(withdrawn_at=MONDAY)
    noted(person, edition)
    assert "Câu này hay" not in client.get(NOTES).content.decode()


def test_notes_are_taken_along_as_markdown_and_as_text(client):
    person = PersonFactory(full_name="Lò Thị Mai")
    client.force_login(person)
    edition = edition_of(title="Gió đầu mùa", people_line="Thạch Lam", slug="gio-dau-mua")
    noted(person, edition)
    answer = client.get(reverse("reading:take_notes"), headers={"accept-language": "vi"})
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="ghi-chu-')
    assert text.startswith("# Ghi chú của Lò Thị Mai\n\n## Gió đầu mùa\n\nThạch Lam\n\n> Gió thổi")
    assert f"(http://testserver/doc/gio-dau-mua/c2/?edition={edition.pk}&dau=40)" in text
    plain = client.get(reverse("reading:take_notes"), {"dang": "txt"}).content.decode()
    assert "“Gió thổi suốt đêm”\nCâu này hay" in plain
    assert "#" not in plain


# ---- Shelves, and ten minutes


def test_a_shelf_is_followed_and_left_from_its_page(client):
    shelf = ShelfFactory(slug="co-tich")
    address = reverse("library:shelf", args=[shelf.slug])
    assert "theo-doi" not in client.get(address).content.decode()
    person = PersonFactory()
    client.force_login(person)
    press = reverse("reading:follow_shelf", args=[shelf.slug])
    assert client.post(press).status_code == 302
    assert client.post(press).status_code == 302
    assert followed_shelves(person) == [shelf]
    assert 'value="leave"' in client.get(address).content.decode()
    client.post(press, {"do": "leave"})
    assert not ShelfFollowing.objects.exists()
    assert client.get(press).status_code == 405


def test_a_hidden_shelf_cannot_be_followed(client):
    client.force_login(PersonFactory())
    shelf = ShelfFactory(is_public=False)
    assert client.post(reverse("reading:follow_shelf", args=[shelf.slug])).status_code == 404


def test_what_is_new_on_a_followed_shelf_is_the_next_thing():
    person = PersonFactory()
    shelf = ShelfFactory(title="Cổ tích")
    old, new, finished = (edition_of() for _ in range(3))
    ShelfPlace.objects.create(shelf=shelf, work=old.work, position=1)
    follow_shelf(actor=person, shelf=shelf, at=MONDAY)
    assert ten_minutes(person, []) is None
    ShelfPlace.objects.create(shelf=shelf, work=new.work, position=2)
    ShelfPlace.objects.create(shelf=shelf, work=finished.work, position=3)
    Finished.objects.create(person=person, edition=finished, at=MONDAY)
    ten = ten_minutes(person, [])
    assert (ten.card.pk, ten.is_begun) == (new.work.pk, False)
    assert "Cổ tích" in ten.reason
    phone = Phone(person)
    phone.sends(phone.reads(new, fraction=0.2), at=datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert ten_minutes(person, []) is None  # begun: now it stands among those
    leave_shelf(actor=person, shelf=shelf)


def test_what_was_begun_comes_first_and_says_so(client):
    person = PersonFactory()
    phone = Phone(person)
    edition = edition_of(title="Gió đầu mùa", minutes=100)
    phone.sends(phone.reads(edition, fraction=0.41), at=datetime(2026, 11, 24, 12, tzinfo=UTC))
    client.force_login(person)
    page = client.get("/", headers={"accept-language": "vi"}).content.decode()
    row = page[page.index("item next") :]
    assert "Bạn đang đọc dở" in row[:900]
    assert "tiep=1" in row[:300]
    assert "data-ten" not in page
