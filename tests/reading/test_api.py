"""What a person's devices and programs may ask."""

import pytest

from densach.reading.queries import state
from densach.records.models import Heard
from tests.factories import PersonFactory
from tests.reading import books
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
NOTE = "01900000-0000-7000-8000-000000000001"
STATE = "/api/v1/reading/state"


@pytest.fixture
def lan():
    return PersonFactory()


def ask(client, phone, **query):
    answer = client.get(STATE, query, headers={"Authorization": f"Device {phone.secret}"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_was_begun_is_told_to_who_is_signed_in(client, lan):
    phone = Phone(lan)
    phone.reads(books.book().editions.get(), fraction=0.25)
    phone.sends()
    client.force_login(lan)

    (line,) = client.get("/api/v1/reading/continue").json()

    assert line["percent"] == 25


def test_strangers_are_told_nothing(client):
    assert client.get(STATE).status_code == 401
    assert client.get("/api/v1/reading/continue").status_code == 401


def test_another_device_hears_what_changed_and_by_which_device(client, lan):
    work = books.book()
    edition = work.editions.get()
    phone, laptop = Phone(lan), Phone(lan)
    phone.reads(edition, chapter="c2", fraction=0.4)
    phone.notes(edition, NOTE, text="Hay quá")
    phone.does("finished", edition)
    phone.sends()

    first = ask(client, laptop)

    assert (first["whole"], first["more"], first["n"]) == (True, False, 3)
    place, note, finished = sorted(first["lines"], key=lambda line: line["n"])
    assert (place["is"], place["chapter"], place["mine"]) == ("place", "c2", False)
    assert place["device"] == phone.device.name
    assert place["work"] == {"slug": work.slug, "title": work.title}
    assert (note["is"], note["note"], note["text"]) == ("note", NOTE, "Hay quá")
    assert (finished["is"], finished["on"]) == ("finished", str(edition.pk))
    assert ask(client, phone)["lines"][0]["mine"]

    again = ask(client, laptop, since=first["next"])
    assert (again["whole"], again["lines"]) == (False, [])

    phone.notes(edition, NOTE, gone=True)
    phone.sends()
    (line,) = ask(client, laptop, since=first["next"])["lines"]
    assert line["gone"] is True
    assert "text" not in line


def test_a_session_may_ask_too_and_for_one_book_only(client, lan):
    phone = Phone(lan)
    first, second = (books.book().editions.get() for _number in range(2))
    phone.reads(first)
    phone.reads(second)
    phone.sends()
    client.force_login(lan)

    (line,) = client.get(STATE, {"on": str(second.pk)}).json()["lines"]

    assert line["on"] == str(second.pk)
    assert line["mine"] is False


def test_many_changes_come_page_by_page_each_once(client, lan, monkeypatch):
    monkeypatch.setattr(state, "AT_ONCE", 2)
    phone, cursor, heard = Phone(lan), "", []
    for _number in range(5):
        phone.reads(books.book().editions.get())
    phone.sends()

    more = True
    while more:
        told = ask(client, phone, since=cursor)
        heard += [line["on"] for line in told["lines"]]
        cursor, more = told["next"], told["more"]

    assert len(heard) == len(set(heard)) == 5


def test_after_a_deletion_by_hand_devices_take_everything_anew(client, lan):
    phone = Phone(lan)
    phone.reads(books.book().editions.get())
    phone.sends()
    cursor = ask(client, phone)["next"]
    Heard.objects.update(wiped=1)

    told = ask(client, phone, since=cursor)

    assert told["whole"]
    assert len(told["lines"]) == 1


@pytest.mark.parametrize("cursor", ["x", "1.2", "a.b.c", "1.1.zz"])
def test_a_cursor_that_is_none_begins_at_the_beginning(client, lan, cursor):
    assert ask(client, Phone(lan), since=cursor)["whole"]


def test_titles_of_works_that_are_hidden_from_the_person_are_not_told(client, lan):
    from densach.library.models import Audience

    phone = Phone(lan)
    phone.reads(books.book(audience=Audience.ORGANIZATION).editions.get())
    phone.sends()

    (line,) = ask(client, phone)["lines"]

    assert line["work"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_asking_takes_the_same_queries_whatever_changed(
    client, lan, count, django_assert_num_queries
):
    phone = Phone(lan)
    for _number in range(count):
        phone.reads(books.book().editions.get())
    phone.sends()
    with django_assert_num_queries(11):
        ask(client, phone)
