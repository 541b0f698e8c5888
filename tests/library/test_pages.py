"""The library's pages: what they show, how many queries they need, who may open them."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.core.files import keep
from densach.library.models import (
    Audience,
    EditionFile,
    Licence,
    ShelfPlace,
    Subject,
    TextPart,
    Work,
)
from densach.library.services.taking import set_people
from densach.people.models import Membership
from densach.search import services as search
from tests.factories import (
    MONDAY,
    EditionFactory,
    OrganizationFactory,
    PersonFactory,
    ShelfFactory,
    WorkFactory,
    person_with,
)

pytestmark = pytest.mark.django_db(transaction=True)
Role = Membership.Role


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    search.run_indexer()


def shelve(count, **facts):
    works = []
    for _ in range(count):
        work = WorkFactory(formats="EPUB", is_readable=True, **facts)
        EditionFactory(work=work, format="EPUB")
        set_people(work, [("Tô Hoài", "aut", "")], at=MONDAY)
        works.append(work)
    search.changed([work.pk.hex for work in works])
    search.run_indexer()
    return works


def queries(client, address):
    client.get(address)  # templates, caches
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address)
    assert response.status_code == 200
    return len(caught), response.content.decode()


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/thu-vien/?q=que+huong", 3),
        ("/thu-vien/?kind=BOOK", 3),
        ("/ke/", 3),
        ("/ke/que/", 5),
        ("/nguoi/to-hoai/", 3),
    ],
)
def test_lists_need_the_same_queries_for_one_and_for_three(client, address, number):
    first = shelve(1, title="Quê hương một")
    shelf = ShelfFactory(slug="que")
    ShelfPlace.objects.create(shelf=shelf, work=first[0], position=1)
    one, _html = queries(client, address)

    for position, work in enumerate(shelve(2, title="Quê hương hai"), start=2):
        ShelfPlace.objects.create(shelf=shelf, work=work, position=position)
    three, html = queries(client, address)

    assert (one, three) == (number, number)
    assert "Quê hương hai" in html or address == "/ke/"


def test_a_search_takes_at_most_eight_queries(client):
    """Rows, cards, places in texts, labels, units, installation; one for a person, two for a unit."""
    from densach.people.services import load_units

    load_units()
    licence = Licence.objects.first()
    for count in (1, 3):
        for work in shelve(count, title="Quê hương Kỳ Sơn", people_line="Tô Hoài", licence=licence):
            work.subjects.add(Subject.objects.get_or_create(key="tho", defaults={"name": "Thơ"})[0])
            TextPart.objects.create(
                edition=work.editions.get(), title="Một", place="c1.xhtml", position=1,
                text="Quê hương là chùm khế ngọt. Kỳ Sơn. Tô Hoài.",
            )  # fmt: skip
            search.changed([work.pk.hex])
        search.run_indexer()

        client.get("/thu-vien/?q=khong co gi")  # templates

        numbers = {}
        for asked in ("que huong", "to hoai", "ky son"):
            with CaptureQueriesContext(connection) as caught:
                html = client.get(f"/thu-vien/?q={asked}").content.decode()
            numbers[asked] = len(caught)
            assert "Quê hương Kỳ Sơn" in html
        assert numbers == {"que huong": 6, "to hoai": 7, "ky son": 8}


def test_a_short_word_brings_up_no_place(client):
    from densach.people.services import load_units

    load_units()

    assert "/don-vi-hanh-chinh/" not in client.get("/thu-vien/?q=nuoc").content.decode()
    assert "/don-vi-hanh-chinh/" in client.get("/thu-vien/?q=ky son").content.decode()


def test_results_show_what_was_asked_and_lead_to_the_work(client):
    shelve(1, title="Dế Mèn phiêu lưu ký", slug="de-men")

    html = client.get("/thu-vien/?q=de men phieu luu ki").content.decode()

    assert "Dế Mèn phiêu lưu ký" in html
    assert 'href="/sach/de-men/"' in html


def test_nothing_found_says_what_to_do(client):
    html = client.get("/thu-vien/?q=xyzkhongco").content.decode()

    assert "xyzkhongco" in html
    assert "truyen kieu" in html


def test_a_place_that_was_asked_for_is_explained(client):
    from densach.people.services import load_units

    load_units()

    html = client.get("/thu-vien/?q=Kỳ Sơn").content.decode()

    assert "Nghệ An" in html
    assert "Mường Xén" in html


def test_the_page_of_a_work_needs_few_queries_and_no_account(client):
    shelve(1, title="Đất rừng phương Nam", slug="dat-rung")

    number, html = queries(client, "/sach/dat-rung/")

    assert number <= 12
    assert "Đất rừng phương Nam" in html
    assert "/doc/dat-rung/" in html
    assert "/sach/dat-rung/sua/" not in html


def test_a_merged_work_leads_to_the_one_that_was_kept(client):
    kept = WorkFactory(slug="con-lai")
    WorkFactory(slug="mat-di", merged_into=kept)

    assert client.get("/sach/mat-di/")["Location"] == "/sach/con-lai/"


def test_members_works_do_not_exist_for_strangers(client):
    school = OrganizationFactory()
    shelve(1, title="Đề thi", slug="de-thi", organization=school, audience=Audience.ORGANIZATION)

    assert client.get("/sach/de-thi/").status_code == 404
    assert "Đề thi" not in client.get("/thu-vien/?q=de thi").content.decode()

    client.force_login(person_with(Role.LEARNER, school))
    assert client.get("/sach/de-thi/").status_code == 200
    assert "Đề thi" in client.get("/thu-vien/?q=de thi").content.decode()


STAFF_PAGES = [
    "/nhap/", "/bien-muc/", "/bien-muc/trung/", "/ke/moi/", "/sach/cua-truong/sua/",
    "/sach/cua-truong/ap-phich/",
]  # fmt: skip


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_staff_pages_by_cast(client, address):
    school = OrganizationFactory()
    WorkFactory(slug="cua-truong", organization=school)
    pupil = person_with(Role.LEARNER, school)
    child_guardian = PersonFactory()
    librarian = person_with(Role.LIBRARIAN, school)
    elsewhere = person_with(Role.LIBRARIAN)

    def status(person):
        client.logout()
        if person:
            client.force_login(person)
        return client.get(address).status_code

    assert status(None) == 302
    assert status(pupil) == status(child_guardian) == 403
    assert status(librarian) == 200
    assert status(elsewhere) == (404 if address.endswith("/sua/") else 200)


def test_two_librarians_at_one_record_see_both_versions(client):
    school = OrganizationFactory()
    work = WorkFactory(slug="chung", title="Ban đầu", organization=school)
    client.force_login(person_with(Role.LIBRARIAN, school))
    form = {
        "title": "Của tôi",
        "kind": "BOOK",
        "audience": "PUBLIC",
        "seen": work.version,
        "sure": "1",
    }
    Work.objects.filter(pk=work.pk).update(title="Của người kia", version=work.version + 1)

    response = client.post("/sach/chung/sua/", form)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Của người kia" in html
    assert "Của tôi" in html
    work.refresh_from_db()
    assert work.title == "Của người kia"


def test_a_correction_shows_before_and_after_first(client):
    school = OrganizationFactory()
    work = WorkFactory(slug="sua", title="Sai", organization=school)
    client.force_login(person_with(Role.LIBRARIAN, school))
    form = {"title": "Đúng", "kind": "BOOK", "audience": "PUBLIC", "seen": work.version}

    html = client.post("/sach/sua/sua/", form).content.decode()
    work.refresh_from_db()
    assert work.title == "Sai"
    assert "Sai" in html
    assert "Đúng" in html

    client.post("/sach/sua/sua/", {**form, "sure": "1"})
    work.refresh_from_db()
    assert work.title == "Đúng"


def test_suggestions_come_while_typing(client):
    shelve(1, title="Nhật ký trong tù", slug="nhat-ky")

    html = client.get("/goi-y/?q=nhat ki tr").content.decode()

    assert 'role="listbox"' in html
    assert "/sach/nhat-ky/" in html or "Nhật ký" in html


def test_the_api_gives_the_same_results(client):
    shelve(1, title="Tắt đèn", slug="tat-den")

    body = client.get("/api/v1/search?q=tat den").json()

    assert body["total"] == 1
    assert body["results"][0]["title"] == "Tắt đèn"
    assert client.get("/api/v1/works/tat-den").json()["title"] == "Tắt đèn"
    assert client.get("/api/v1/works/khong-co").status_code == 404


def test_the_opensearch_description_points_here(client):
    response = client.get("/opensearch.xml")

    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert b"{searchTerms}" in response.content


@pytest.mark.parametrize(
    ("facts", "remembered"),
    [
        ({}, "10"),
        ({"audience": Audience.SIGNED_IN}, "0"),
        ({"audience": Audience.ORGANIZATION}, "0"),
        ({"audience": Audience.PREMISES}, "0"),
        ({"withdrawn_at": MONDAY}, "0"),
    ],
)
def test_nginx_remembers_leave_only_for_what_strangers_may_have(
    client, settings, facts, remembered
):
    settings.ACCEL_PREFIX = "/_store/"
    school = OrganizationFactory()
    edition = EditionFactory(work=WorkFactory(organization=school, **facts), format="AUDIO")
    kept = keep(io.BytesIO(b"x" * 100), media_type="audio/mpeg", at=MONDAY)
    file = EditionFile.objects.create(edition=edition, stored=kept, purpose="MAIN", name="a.mp3")
    client.force_login(person_with(Role.LIBRARIAN, school))

    for address in (f"/tep/{file.token}/a.mp3", f"/doc/{edition.work.slug}/tep/{file.token}/a.mp3"):
        answer = client.get(address)
        assert answer["X-Accel-Redirect"].startswith("/_store/files/")
        assert answer["X-Accel-Expires"] == remembered
        assert answer["Content-Type"] == "audio/mpeg"
