"""“Của tôi”: what is known, taken along, deleted; by the person and by a guardian, by nobody else."""

import csv
import io
import json
import zipfile
from uuid import UUID

import pytest
from django.utils.translation import override

from densach.core.errors import Forbidden
from densach.people.models import Membership, Person
from densach.people.services import erasing
from densach.reading.models import Finished, Minutes, Note, Place, ReadingDay
from densach.reading.services.wiping import wipe_notes, wipe_reading
from densach.records.models import Document, Forgotten, Heard, Statement
from densach.records.services.rebuilding import rebuild
from tests.factories import (
    MONDAY,
    EditionFactory,
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    WorkFactory,
    person_with,
)
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
Role = Membership.Role
ONE, OTHER = UUID(int=5), UUID(int=6)
MINE, LANS = "/toi/du-lieu/", "/toi/du-lieu/cua/lan/"


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def cast():
    school, other = OrganizationFactory(), OrganizationFactory()
    class_5a = OrganizationFactory(kind="CLASS", parent=school)
    lan = person_with(Role.LEARNER, class_5a, username="lan", full_name="Lầu Thị Lan")
    hoa = PersonFactory(username="hoa")
    GuardianshipFactory(guardian=hoa, child=lan)
    return {
        "lan": lan, "hoa": hoa, "minh": person_with(Role.TEACHER, class_5a),
        "phuc": person_with(Role.ADMINISTRATOR, school), "quan": PersonFactory(),
        "yen": person_with(Role.ADMINISTRATOR, other),
    }  # fmt: skip


@pytest.fixture
def phone(cast):
    """Lan read two books and noted in both."""
    phone = Phone(cast["lan"])
    phone.editions = [
        EditionFactory(work=WorkFactory(title=title)) for title in ("Dế Mèn", "=Truyện Kiều")
    ]
    for edition, note in zip(phone.editions, (ONE, OTHER), strict=True):
        phone.reads(edition)
        phone.notes(edition, note, text=f"của em {note.int}")
    phone.does("finished", phone.editions[0])
    phone.sends()
    Document.objects.create(
        key=UUID(int=1), kind="STATE", name="bookmark", person=cast["lan"], content=b"{}",
        content_type="application/json", etag="x", updated_at=MONDAY,
    )  # fmt: skip
    return phone


def sign_in(client, person):
    client.force_login(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def zip_of(response):
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


# ---- Seeing


def test_the_page_says_what_why_and_for_how_long(client, cast, phone):
    sign_in(client, cast["lan"])
    page = client.get(MINE).content.decode()
    for words in ("Where you are in books", "The book opens where you left it", "Dế Mèn",
                  "Record of what you did", "As long as the account lives", "Delete all my notes"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_whatever_is_known(
    client, cast, count, django_assert_num_queries
):
    phone = Phone(cast["lan"])
    for number in range(count):
        phone.reads(EditionFactory())
        phone.notes(EditionFactory(), UUID(int=number + 1), text="x")
    phone.sends()
    sign_in(client, cast["lan"])
    client.get(MINE)
    with django_assert_num_queries(32):
        client.get(MINE)


def test_a_guardian_sees_the_childs_and_finds_the_way(client, cast, phone):
    sign_in(client, cast["hoa"])
    assert LANS in client.get(MINE).content.decode()
    assert "Dế Mèn" in client.get(LANS).content.decode()


@pytest.mark.parametrize("who", ["minh", "phuc", "quan", "yen"])
@pytest.mark.parametrize("address", [LANS, LANS + "tai-ve/"])
def test_nobody_else_sees_takes_or_deletes_it(client, cast, phone, who, address):
    sign_in(client, cast[who])
    assert client.get(address).status_code == 404
    assert client.post(LANS, {"part": "notes"}).status_code == 404
    assert Note.objects.count() == 2


def test_strangers_sign_in_first(client):
    assert client.get(MINE).status_code == 302
    assert client.get(MINE + "tai-ve/").status_code == 302


# ---- Taking along


@pytest.mark.parametrize(("who", "address"), [("lan", MINE), ("hoa", LANS)])
def test_one_file_holds_a_page_tables_and_xapi(client, cast, phone, who, address):
    sign_in(client, cast[who])
    archive = zip_of(client.get(address + "tai-ve/"))
    page = archive.read("index.html").decode()
    assert "Lầu Thị Lan" in page
    assert "của em 5" in page
    assert "<script" not in page
    assert json.loads(archive.read("du-lieu.json"))["notes"][0]["note"] == "của em 5"
    rows = list(csv.reader(io.StringIO(archive.read("bang/notes.csv").decode("utf-8-sig"))))
    assert rows[0][0] == "Work"
    assert {row[0] for row in rows[1:]} == {"Dế Mèn", "'=Truyện Kiều"}  # no formula
    statements = json.loads(archive.read("xapi/statements.json"))["statements"]
    assert len(statements) == 5
    assert {one["actor"]["account"]["name"] for one in statements} == {str(cast["lan"].pk)}
    assert any(name.startswith("xapi/documents/") for name in archive.namelist())
    assert archive.testzip() is None


# ---- Deleting


def test_the_reading_of_one_book_is_deleted_for_real(client, cast, phone):
    first, second = phone.editions
    sign_in(client, cast["lan"])
    response = client.post(MINE, {"part": "places", "thing": str(first.work_id)}, follow=True)
    assert "2 entries are deleted" in response.content.decode()
    for model in (Place, Minutes):
        assert list(model.objects.values_list("edition", flat=True)) == [second.pk]
    assert not Finished.objects.exists()
    assert Note.objects.count() == 2
    assert ReadingDay.objects.count() == 1  # the other book was read that day too
    assert Statement.objects.count() == 3
    assert rebuild([cast["lan"].pk]).unequal == 0


def test_late_copies_do_not_bring_it_back_and_new_reading_comes(client, cast, phone):
    wipe_reading(actor=cast["lan"], person=cast["lan"], work=None, at=MONDAY)
    assert not ReadingDay.objects.exists()
    assert set(phone.sends()) == {"known"}
    assert not Place.objects.exists()
    assert Forgotten.objects.count() == 3
    assert Heard.objects.get().wiped == 1

    phone.sends(phone.reads(phone.editions[0], chapter="c9"))

    assert Place.objects.get().chapter == "c9"


def test_one_note_goes_with_all_its_wordings(cast, phone):
    phone.sends(phone.notes(phone.editions[0], ONE, text="khác"))
    Note.objects.create(
        person=cast["lan"], edition=phone.editions[0], note=UUID(int=9), chapter="c1", at=MONDAY
    )
    assert wipe_notes(actor=cast["lan"], person=cast["lan"], note=ONE, at=MONDAY) == 2
    assert wipe_notes(actor=cast["lan"], person=cast["lan"], note=UUID(int=9), at=MONDAY) == 1
    assert [note.note for note in Note.objects.all()] == [OTHER]
    assert Place.objects.count() == 2


def test_everything_that_was_done_goes_but_not_the_account(client, cast, phone):
    sign_in(client, cast["hoa"])
    client.post(LANS, {"part": "statements"})
    for model in (Statement, Document, Place, Note, Finished, Minutes, ReadingDay):
        assert not model.objects.exists(), model
    assert Person.objects.filter(username="lan").exists()


def test_a_guardian_deletes_for_a_child_and_others_do_not(cast, phone):
    for who in ("minh", "phuc", "quan", "yen"):
        with pytest.raises(Forbidden):
            wipe_notes(actor=cast[who], person=cast["lan"], note=None, at=MONDAY)
    assert wipe_notes(actor=cast["hoa"], person=cast["lan"], note=None, at=MONDAY) == 2


@pytest.mark.parametrize(
    "said", [{"part": "nothing"}, {"part": "minutes"}, {"part": "notes", "thing": "x"}]
)
def test_there_is_nothing_to_delete_where_nothing_is(client, cast, phone, said):
    sign_in(client, cast["lan"])
    assert client.post(MINE, said).status_code == 404
    assert Statement.objects.count() == 5


def test_erasing_the_account_takes_everything_along(cast, phone):
    erasing.erase(actor=cast["phuc"], person=cast["lan"], at=MONDAY)
    for model in (
        Statement,
        Document,
        Place,
        Note,
        Finished,
        Minutes,
        ReadingDay,
        Heard,
        Forgotten,
    ):
        assert not model.objects.exists(), model


def test_what_others_did_stays(cast, phone):
    other = Phone(person_with(Role.LEARNER, OrganizationFactory()))
    MembershipFactory(person=other.person)
    other.reads(phone.editions[0])
    other.sends()
    wipe_reading(actor=cast["lan"], person=cast["lan"], work=phone.editions[0].work_id, at=MONDAY)
    assert Place.objects.filter(person=other.person).exists()
