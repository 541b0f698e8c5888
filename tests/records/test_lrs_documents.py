"""States and profiles: kept, merged, overwritten by those who saw the last version."""

import hashlib

import pytest

from densach.records.models import Document

from .lrs import Program, new_id

pytestmark = pytest.mark.django_db
LAN = {"mbox": "mailto:lan@example.org"}
LESSON = "https://example.org/lesson"
STATE = {"activityId": LESSON, "agent": LAN, "stateId": "bookmark"}
PLACES = {
    "activities/state": STATE,
    "activities/profile": {"activityId": LESSON, "profileId": "p"},
    "agents/profile": {"agent": LAN, "profileId": "p"},
}


@pytest.fixture
def program():
    return Program()


@pytest.mark.parametrize(("path", "about"), PLACES.items(), ids=PLACES)
def test_a_document_is_kept_read_and_deleted(program, path, about):
    assert program.ask("PUT", path, {"page": 4}, **about).status_code == 204
    answer = program.ask("GET", path, **about)
    assert answer.json() == {"page": 4}
    assert answer["ETag"].strip('W/"') == hashlib.sha1(answer.content).hexdigest()
    assert "Last-Modified" in answer
    assert program.ask("DELETE", path, **about).status_code == 204
    assert program.ask("GET", path, **about).status_code == 404


@pytest.mark.parametrize(("path", "about"), PLACES.items(), ids=PLACES)
def test_overwriting_needs_the_version_that_was_seen(program, path, about):
    program.ask("PUT", path, {"page": 4}, **about)
    etag = program.ask("GET", path, **about)["ETag"]

    assert program.ask("PUT", path, {"page": 5}, **about).status_code == 409
    stale = {"If-Match": '"' + "0" * 40 + '"'}
    for method in ("PUT", "POST", "DELETE"):
        assert program.ask(method, path, {"page": 5}, headers=stale, **about).status_code == 412
    fresh = {"If-None-Match": "*"}
    assert program.ask("PUT", path, {"page": 5}, headers=fresh, **about).status_code == 412
    assert program.ask("GET", path, **about).json() == {"page": 4}
    assert (
        program.ask("PUT", path, {"page": 5}, headers={"If-Match": etag}, **about).status_code
        == 204
    )


def test_version_1_asks_less_of_states_and_more_of_new_profiles():
    older = Program(version="1.0.3")
    for page in (1, 2):
        assert older.ask("PUT", "activities/state", {"page": page}, **STATE).status_code == 204
    profile = PLACES["agents/profile"]
    assert older.ask("PUT", "agents/profile", {}, **profile).status_code == 400
    new = {"If-None-Match": "*"}
    assert older.ask("PUT", "agents/profile", {}, headers=new, **profile).status_code == 204
    assert older.ask("PUT", "agents/profile", {}, **profile).status_code == 409


def test_posting_puts_properties_together(program):
    program.ask("POST", "activities/state", {"page": 4, "size": "large"}, **STATE)
    program.ask("POST", "activities/state", {"page": 5}, **STATE)
    assert program.ask("GET", "activities/state", **STATE).json() == {"page": 5, "size": "large"}
    for data, kind in (
        (b"[1]", "application/json"),
        (b"text", "text/plain"),
        (b"{", "application/json"),
    ):
        answer = program.ask("POST", "activities/state", data, content_type=kind, **STATE)
        assert answer.status_code == 400, data


def test_any_bytes_may_be_kept_but_run_nothing(program):
    page = b"<script>alert(1)</script>\x00\xff"
    program.ask("PUT", "activities/state", page, content_type="text/html", **STATE)
    answer = program.ask("GET", "activities/state", **STATE)
    assert answer.content == page
    assert answer["Content-Type"] == "text/html"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_names_since_and_by_registration(program):
    registration = new_id()
    program.ask("PUT", "activities/state", {}, **STATE)
    program.ask(
        "PUT", "activities/state", {}, **{**STATE, "stateId": "b"}, registration=registration
    )
    Document.objects.filter(name="b").update(updated_at="2031-01-01T00:00:00Z")
    about = {"activityId": LESSON, "agent": LAN}
    read = lambda **others: program.ask("GET", "activities/state", **about, **others).json()  # noqa: E731
    assert read() == ["bookmark", "b"]
    assert read(registration=registration) == ["b"]
    assert read(since="2030-01-01T00:00:00Z") == ["b"]
    program.ask("DELETE", "activities/state", **about, registration=registration)
    assert read() == ["bookmark"]
    program.ask("DELETE", "activities/state", **about)
    assert read() == []


@pytest.mark.parametrize(
    "about",
    [
        {"agent": LAN, "stateId": "b"},
        {"activityId": LESSON, "stateId": "b"},
        {"activityId": LESSON, "agent": LAN},
        {**STATE, "registration": "17"},
        {**STATE, "profileId": "p"},
        {**STATE, "stateId": ""},
    ],
    ids=str,
)
def test_parameters_that_are_wrong_are_refused(program, about):
    assert program.ask("PUT", "activities/state", {}, **about).status_code == 400


def test_the_same_agent_by_another_identifier_is_somebody_else(program):
    program.ask("PUT", "activities/state", {}, **STATE)
    other = {**STATE, "agent": {"account": {"homePage": "https://a.b", "name": "lan"}}}
    assert program.ask("GET", "activities/state", **other).status_code == 404
