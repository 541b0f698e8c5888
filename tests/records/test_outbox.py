"""Taking in what devices send: each event once, each with its own answer."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError

from densach.core.ids import uuid7
from densach.people.models import Person
from densach.people.services import devices, erasing
from densach.reading.models import Minutes, Note, Place
from densach.records import api
from densach.records.models import Heard, Statement
from densach.records.services import outbox, projecting
from densach.records.text import ours
from tests.factories import MONDAY, EditionFactory, PersonFactory
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
PLACE = {"chapter": "c1", "offset": 0, "fraction": 0.1, "seconds": 60}


@pytest.fixture
def phone():
    return Phone(PersonFactory())


@pytest.fixture
def edition():
    return EditionFactory()


def answers(response):
    assert response.status_code == 200, response.content
    return [(told["is"], told.get("why", "")) for told in response.json()["answers"]]


# ---- Once each


def test_each_event_is_kept_once_as_a_statement(client, phone, edition):
    event = phone.reads(edition)

    first, second = phone.posts(client).json(), phone.posts(client).json()

    assert first["answers"] == [{"id": event["id"], "is": "taken"}]
    assert second["answers"] == [{"id": event["id"], "is": "known"}]
    assert first["n"] == second["n"] == 1
    kept = Statement.objects.get()
    assert (kept.verb, kept.counter, kept.device) == ("read", 1, phone.device.pk)
    whole = json.loads(kept.raw)
    assert whole["actor"]["account"]["name"] == str(phone.person.pk)
    assert whole["object"]["id"] == f"urn:uuid:{edition.pk}"
    assert whole["result"]["extensions"][ours.RESULT]["seconds"] == 300
    assert Place.objects.get().chapter == "c3"


def test_the_same_event_twice_in_a_batch_is_one(client, phone, edition):
    event = phone.reads(edition)
    assert [word for word, _why in answers(phone.posts(client, event, event))] == ["taken", "known"]
    assert Minutes.objects.get().seconds == 300


def test_plain_json_and_a_session_are_taken_too(client, phone, edition):
    assert answers(phone.posts(client, phone.reads(edition), packed=False)) == [("taken", "")]
    client.force_login(phone.person)
    body = {"now": MONDAY.isoformat(), "events": [phone.reads(edition)]}
    response = client.post("/api/v1/outbox", body, content_type="application/json")
    assert answers(response) == [("taken", "")]
    assert Statement.objects.order_by("-number").first().device is None


def test_a_session_needs_its_csrf_token(phone, edition):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(phone.person)
    response = client.post("/api/v1/outbox", {"events": []}, content_type="application/json")
    assert response.status_code == 403


def test_the_answer_tells_the_highest_counter_of_all_devices(client, phone, edition):
    laptop = Phone(phone.person)
    laptop.sends(laptop.reads(edition, n=40))
    assert phone.posts(client, phone.reads(edition)).json()["n"] == 40


def test_what_the_program_does_not_know_yet_is_kept(client, phone, edition):
    """A newer device, or a server that was not updated for two months."""
    event = {**phone.reads(edition, mood="vui"), "room": "phòng đọc"}

    assert answers(phone.posts(client, event)) == [("taken", "")]

    told = ours.told(Statement.objects.get().raw)
    assert (told.result["mood"], told.more) == ("vui", {"room": "phòng đọc"})


def test_an_older_device_that_leaves_out_fields_is_understood(client, phone, edition):
    old = {"id": str(uuid7()), "n": 1, "at": MONDAY.isoformat(), "verb": "read", "on": str(edition.pk),
           "result": {"chapter": "c2"}}  # fmt: skip
    body = json.dumps({"events": [old]})
    response = client.post(
        "/api/v1/outbox", body, content_type="application/json",
        headers={"Authorization": f"Device {phone.secret}"},
    )  # fmt: skip
    assert answers(response) == [("taken", "")]
    assert not Statement.objects.get().sure


# ---- Poisoned events


@pytest.mark.parametrize(
    "rubbish",
    [
        None, 7, "x", [], {}, {"id": "no uuid"}, {"id": 5, "n": 1}, {"id": "a" * 999},
        {"verb": "READ"}, {"n": 0}, {"n": -3}, {"n": 1.5}, {"n": True}, {"n": 2**60},
        {"at": "yesterday"}, {"at": 1700000000}, {"at": "0001-01-01T00:00:00+14:00"},
        {"on": "nowhere"}, {"person": 4}, {"result": []}, {"result": {}},
        {"result": PLACE | {"chapter": "x1"}}, {"result": PLACE | {"fraction": 1.01}},
        {"result": PLACE | {"offset": -1}}, {"result": PLACE | {"seconds": -1}},
        {"result": PLACE | {"seconds": "many"}}, {"result": PLACE | {"fraction": True}},
        {"result": PLACE | {"offset": 10**30}}, {"result": PLACE | {"x": "a\0b"}},
        {"result": PLACE | {"x": "\ud800"}}, {"result": PLACE | {"x": "a" * 30_000}},
        {"verb": "noted", "result": {}}, {"verb": "noted", "result": {"note": "x"}},
        {"verb": "noted", "result": {"note": str(UUID(int=1)), **PLACE, "kind": "tattoo"}},
        {"verb": "noted", "result": {"note": str(UUID(int=1)), **PLACE, "text": "a" * 5001}},
        {"verb": "noted", "result": {"note": str(UUID(int=1)), **PLACE, "text": 5}},
        {"verb": "noted", "result": {"note": str(UUID(int=1)), **PLACE, "end": -1}},
        {"verb": "dreamt"},
    ],
)  # fmt: skip
def test_rubbish_is_refused_in_a_sentence_and_blocks_nobody(client, phone, edition, rubbish):
    good = [phone.reads(edition), phone.reads(edition)]
    bad = {**phone.reads(edition), **rubbish} if isinstance(rubbish, dict) and rubbish else rubbish

    first, poisoned, last = answers(phone.posts(client, good[0], bad, good[1]))

    assert (first[0], last[0]) == ("taken", "taken")
    assert poisoned[0] == "refused"
    assert poisoned[1].endswith(".")
    assert Statement.objects.count() == 2


def test_an_event_that_breaks_the_program_itself_blocks_nobody(client, phone, edition, monkeypatch):
    class Breaks:
        def __init__(self, projector):
            self.projector = projector

        def __getattr__(self, name):
            return getattr(self.projector, name)

        def apply(self, person, events, *, turn):
            if any(done.n == 2 for done in events):
                raise ZeroDivisionError
            self.projector.apply(person, events, turn=turn)

    monkeypatch.setitem(projecting._by_verb, "read", Breaks(projecting.projector_of("read")))
    for _number in range(3):
        phone.reads(edition)

    told = phone.posts(client).json()["answers"]

    assert [one["is"] for one in told] == ["taken", "refused", "taken"]
    assert told[1]["again"]
    assert Statement.objects.count() == 2
    assert Place.objects.get().n == 3
    assert Minutes.objects.get().seconds == 300  # all three told of the same five minutes


def test_numbers_that_are_none_spoil_their_own_event_only(client, phone, edition):
    events = json.dumps([phone.reads(edition), phone.reads(edition)])
    body = f'{{"events": {events.replace("0.4", "NaN", 1)}}}'
    response = client.post(
        "/api/v1/outbox", body, content_type="application/json",
        headers={"Authorization": f"Device {phone.secret}"},
    )  # fmt: skip
    assert [word for word, _why in answers(response)] == ["refused", "taken"]


def test_events_of_another_person_are_refused_with_or_without_their_id(client, phone, edition):
    other = Phone(PersonFactory())
    theirs = other.reads(edition)
    other.sends()
    stolen = {**theirs, "person": str(phone.person.pk)}

    assert [word for word, _why in answers(phone.posts(client, theirs, stolen))] == ["refused"] * 2
    assert set(Statement.objects.values_list("person", flat=True)) == {other.person.pk}


def test_a_counter_that_nobody_can_have_reached_is_no_counter(client, phone, edition):
    ((word, _why),) = answers(phone.posts(client, phone.reads(edition, n=2_000_000)))
    assert word == "refused"
    assert phone.posts(client, phone.reads(edition, n=5)).json()["n"] == 5


# ---- Whole requests


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"events": {}}', b'{"events": 3}', b"[" * 100_000, b"nul"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_no_batch_is_refused_as_a_whole(client, phone, body, packed):
    response = client.post(
        "/api/v1/outbox", gzip.compress(body) if packed else body, content_type="application/json",
        headers={"Authorization": f"Device {phone.secret}", **({"Content-Encoding": "gzip"} if packed else {})},
    )  # fmt: skip
    assert response.status_code == 422
    assert response.json()["type"] == "urn:densach:error:records.events_unreadable"


def test_a_request_cut_in_the_middle_is_no_request(client, phone, edition):
    phone.reads(edition)
    whole = gzip.compress(json.dumps({"events": phone.events}).encode())
    response = client.post(
        "/api/v1/outbox", whole[:-9], content_type="application/json",
        headers={"Authorization": f"Device {phone.secret}", "Content-Encoding": "gzip"},
    )  # fmt: skip
    assert response.status_code == 422
    assert not Statement.objects.exists()


def test_a_bomb_does_not_go_off(client, phone):
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 1_000_000
    response = client.post(
        "/api/v1/outbox", bomb, content_type="application/json",
        headers={"Authorization": f"Device {phone.secret}", "Content-Encoding": "gzip"},
    )  # fmt: skip
    assert response.status_code == 413


def test_too_many_at_once_are_refused_and_in_parts_taken(client, phone, edition):
    """Ten thousand events of a device that was away for a year."""
    for _number in range(1001):
        phone.reads(edition)
    assert phone.posts(client).status_code == 413
    for begin in range(0, 1001, 500):
        assert phone.posts(client, *phone.events[begin : begin + 500]).status_code == 200
    assert Statement.objects.count() == 1001


def test_too_often_is_told_with_the_time_to_wait(client, phone, edition, monkeypatch):
    monkeypatch.setattr(api, "TIMES", 1)
    event = phone.reads(edition)
    assert phone.posts(client, event).status_code == 200
    response = phone.posts(client, event)
    assert response.status_code == 429
    assert response.json()["seconds"] > 0


@pytest.mark.parametrize(
    ("words", "status"),
    [("database or disk is full", 507), ("disk I/O error", 507), ("database is locked", 503)],
)
def test_a_full_disk_changes_nothing_and_asks_to_wait(
    client, phone, edition, monkeypatch, words, status
):
    def full(*_args, **_facts):
        raise OperationalError(words)

    phone.reads(edition)
    monkeypatch.setattr(projecting.projector_of("read").__class__, "apply", full)
    response = phone.posts(client)
    assert response.status_code == status
    assert response["Retry-After"]
    assert not Statement.objects.exists()
    assert not Heard.objects.exists()

    monkeypatch.undo()
    assert answers(phone.posts(client)) == [("taken", "")]


# ---- Keys


def test_strangers_and_unknown_keys_are_turned_away(client, phone, edition):
    assert client.post("/api/v1/outbox", {}, content_type="application/json").status_code == 401
    phone.secret = "x" * 43
    response = phone.posts(client, phone.reads(edition))
    assert response.status_code == 401
    assert response.json()["type"] == "urn:densach:error:people.device_ended"


def test_a_device_of_an_ended_key_keeps_what_it_has(client, phone, edition):
    phone.reads(edition)
    devices.end_key(key=phone.key, at=MONDAY)
    assert phone.posts(client).status_code == 401
    assert not Statement.objects.exists()

    again = Phone(phone.person)  # signed in again on the same device
    again.events = phone.events
    assert answers(again.posts(client)) == [("taken", "")]


def test_nothing_of_an_erased_child_comes_back(client, phone, edition):
    phone.notes(edition, UUID(int=5), text="của em")
    phone.sends()
    waiting = phone.reads(edition)
    operator = PersonFactory(is_superuser=True)

    erasing.erase(actor=operator, person=phone.person, at=MONDAY)

    assert not Statement.objects.exists()
    assert not Note.objects.exists()
    response = phone.posts(client, waiting)
    assert response.status_code == 410
    assert response.json()["type"] == "urn:densach:error:people.erased"
    assert not Statement.objects.exists()
    assert not Heard.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_child_erased_while_her_events_are_on_the_way(phone, edition):
    from densach.people.errors import AccountErased

    phone.reads(edition)
    erased = Person.objects.get(pk=phone.person.pk)
    erasing.erase(actor=PersonFactory(is_superuser=True), person=erased, at=MONDAY)
    with pytest.raises(AccountErased):
        phone.sends()
    assert not Statement.objects.exists()


# ---- Clocks


@pytest.mark.parametrize("year", [1970, 2050, 9999])
@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("clock", ["sure", "unsure"])
def test_nothing_is_refused_because_of_a_date(client, phone, edition, year, sure, clock):
    at = datetime(year, 1, 1, 12, tzinfo=UTC)
    phone.reads(edition, at=at, sure=sure)
    assert answers(phone.posts(client, now=at, clock=clock)) == [("taken", "")]
    kept = Statement.objects.get()
    assert kept.timestamp.year >= 2026
    assert kept.timestamp <= kept.stored + timedelta(minutes=3)
    assert sum(Minutes.objects.values_list("seconds", flat=True)) == 300


def test_a_clock_moved_while_there_was_no_line(phone, edition):
    """Right on Monday, then set to 1970 by an empty battery, sent a day later."""
    phone.reads(edition, at=MONDAY)
    phone.reads(edition, at=datetime(1970, 1, 1, tzinfo=UTC), sure=False)
    later = MONDAY + timedelta(days=1)

    phone.sends(at=later, now=datetime(1970, 1, 2, tzinfo=UTC), clock="unsure")

    first, second = Statement.objects.order_by("counter")
    assert (first.timestamp, first.sure) == (MONDAY, True)
    assert (second.timestamp, second.sure) == (later - timedelta(days=1), False)


def test_an_event_from_the_future_was_done_at_the_latest_when_it_came(phone, edition):
    phone.reads(edition, at=MONDAY + timedelta(days=400))
    phone.sends(at=MONDAY, now=MONDAY)
    kept = Statement.objects.get()
    assert (kept.timestamp, kept.sure) == (MONDAY, False)


# ---- Books that are not here


def test_reading_a_book_that_the_library_does_not_have_is_kept(phone):
    phone.reads(UUID(int=9))
    assert phone.sends() == ["taken"]
    assert not Place.objects.exists()


# ---- Costs


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_takes_the_same_queries_however_long(
    client, phone, edition, count, django_assert_num_queries
):
    for _number in range(count):
        phone.reads(edition)
        phone.notes(edition, UUID(int=7), text="x")
        phone.does("finished", edition)
    phone.posts(client, phone.reads(EditionFactory()))  # the device was seen, the person was heard
    with django_assert_num_queries(21):
        phone.posts(client, *phone.events[: 3 * count])


def test_events_told_by_the_server_are_newer_than_all_before(phone, edition):
    phone.sends(phone.reads(edition, n=30))
    outbox.tell(person=phone.person, verb="finished", editions=[edition.pk], at=MONDAY)
    assert Heard.objects.get().counter == 31
