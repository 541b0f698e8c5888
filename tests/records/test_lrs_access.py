"""Who gets in, with which rights, in which version; what becomes of it when somebody goes."""

import argparse
import json
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.utils import timezone
from django.utils.translation import override

from densach.core.models import StaffAct
from densach.people.models import Membership
from densach.people.services.erasing import erase
from densach.records.errors import UnknownScope
from densach.records.models import Client, Document, Statement
from densach.records.services.clients import end_client, make_client
from densach.records.services.forgetting import forget
from densach.records.services.statements import Prepared, add
from densach.records.text.keys import HOME_PAGE, agent_key, key
from tests.factories import (
    MONDAY,
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    person_with,
)

from .lrs import Program, new_id, statement

pytestmark = pytest.mark.django_db
Role = Membership.Role
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}


@pytest.fixture
def operator():
    return PersonFactory(is_superuser=True, full_name="Trần Thị Vận Hành")


def account(person):
    return {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": str(person.pk)}}


def event_of(person):
    """Something that the person did on a device of ours."""
    one = Prepared(
        id=UUID(id_ := new_id()),
        timestamp=MONDAY,
        actor_key=agent_key(account(person)),
        verb_key=key("https://example.org/read"),
        activity_key=1,
        raw=f'{{"id":"{id_}"}}',
        person_id=person.pk,
        verb="read",
    )
    add([one], at=MONDAY)
    return id_


# Keys


def test_a_request_without_a_good_key_is_asked_for_one():
    program = Program()
    good = program.headers["Authorization"]
    for bad in (None, "Basic", "Basic !!!", "Bearer x", good[:-6] + "AAAA=="):
        answer = program.ask("GET", "statements", headers={"Authorization": bad})
        assert answer.status_code == 401, bad
        assert answer["WWW-Authenticate"].startswith("Basic")


def test_an_ended_key_opens_nothing(operator):
    program = Program()
    program.send(statement())
    end_client(actor=operator, client=program.row, at=timezone.now())
    assert program.ask("GET", "statements").status_code == 401
    assert Statement.objects.count() == 1, "what it sent stays"
    assert StaffAct.objects.get(code="records.key_ended").subject_label == "Moodle"


def test_only_the_hash_of_the_secret_is_kept():
    program = Program()
    row = Client.objects.get(pk=program.row.pk)
    assert program.secret not in str(row.__dict__)
    assert len(row.secret_sha256) == 64


def test_a_key_needs_a_name_and_known_scopes():
    for name, scopes in (("", ["all"]), ("x", []), ("x", ["root"])):
        with pytest.raises(UnknownScope):
            make_client(actor=None, name=name, scopes=scopes, at=MONDAY)


STATE = {"activityId": "https://a.b/c", "agent": {"mbox": "mailto:a@b.vn"}, "stateId": "s"}
DOORS = {  # what each scope opens
    "send": ("POST", "statements", {}, {"statements/write"}),
    "read": ("GET", "statements", {}, {"statements/read", "statements/read/mine"}),
    "state": ("POST", "activities/state", STATE, {"state"}),
    "profile": ("POST", "agents/profile", {"agent": STATE["agent"], "profileId": "p"}, {"profile"}),
}


@pytest.mark.parametrize(("method", "path", "query", "opened_by"), DOORS.values(), ids=DOORS)
def test_each_scope_opens_its_own_doors_only(method, path, query, opened_by):
    for scope in Client.Scope.values:
        answer = Program(scope).ask(
            method, path, statement() if path == "statements" and method == "POST" else {}, **query
        )
        expected = scope in opened_by or scope == "all"
        assert (answer.status_code < 300) is expected, (scope, answer.content)
        assert expected or answer.status_code == 403


def test_a_key_that_reads_its_own_sees_nothing_else():
    other, mine = Program(), Program("statements/write", "statements/read/mine")
    (theirs,) = other.send(statement()).json()
    (own,) = mine.send(statement()).json()
    assert mine.find() == [own]
    assert mine.one(theirs).status_code == 404
    assert set(other.find()) == {own, theirs}


def test_definitions_are_taken_only_from_keys_that_may_describe():
    thing = {"id": "https://a.b/c", "definition": {"name": {"vi": "Bài"}}}
    program = Program("statements/write", "statements/read")
    program.send(statement(object=thing))
    assert "definition" not in program.ask("GET", "activities", activityId=thing["id"]).json()


# People


def test_a_key_bound_to_a_school_reaches_its_people_only():
    school, other = OrganizationFactory(), OrganizationFactory()
    lan = person_with(Role.LEARNER, OrganizationFactory(parent=school, kind="CLASS"))
    stranger = person_with(Role.LEARNER, other)
    lans, strangers = event_of(lan), event_of(stranger)
    program = Program(organization=school)

    assert program.find() == [lans]
    assert program.one(strangers).status_code == 404
    assert program.send(statement(actor=account(lan))).status_code == 200
    assert program.send(statement(actor=account(stranger))).status_code == 403
    state = {**STATE, "agent": account(stranger)}
    assert program.ask("PUT", "activities/state", {}, **state).status_code == 403
    assert program.ask("GET", "activities/state", **state).status_code == 404


def test_statements_about_accounts_here_belong_to_the_person():
    lan = PersonFactory()
    program = Program()
    program.send(statement(actor=account(lan)))
    assert lan.statements.count() == 1
    nobody = {"account": {"homePage": HOME_PAGE, "name": new_id()}}
    answer = program.send(statement(actor=nobody))
    assert answer.status_code == 400, "an erased account does not come back"


def test_what_a_person_did_on_our_devices_no_program_declares_void():
    id_ = event_of(PersonFactory())
    target = {"objectType": "StatementRef", "id": id_}
    program = Program()
    assert program.send(statement(verb=VOIDED, object=target)).status_code == 403
    assert program.one(id_).status_code == 200


def test_one_program_does_not_void_what_another_sent_unless_it_reads_all():
    (id_,) = Program().send(statement()).json()
    target = {"objectType": "StatementRef", "id": id_}
    small = Program("statements/write", "statements/read/mine")
    assert small.send(statement(verb=VOIDED, object=target)).status_code == 403
    assert Program().send(statement(verb=VOIDED, object=target)).status_code == 200


def test_everything_about_a_person_goes_with_the_account(operator):
    lan = PersonFactory()
    program = Program()
    program.send(statement(actor=account(lan)))
    program.ask("PUT", "activities/state", {}, **{**STATE, "agent": account(lan)})
    event_of(lan)
    kept = event_of(PersonFactory())
    erase(actor=operator, person=lan, at=MONDAY)
    assert [str(one.id) for one in Statement.objects.all()] == [kept]
    assert not Document.objects.exists()


def test_forgetting_one_activity_leaves_the_others():
    lan, program = PersonFactory(), Program()
    ids = [
        program.send(statement(actor=account(lan), object={"id": f"https://a.b/{n}"})).json()[0]
        for n in (1, 2)
    ]
    program.ask("PUT", "activities/state", {}, **{**STATE, "agent": account(lan)})
    assert [str(one) for one in forget(person=lan, activity="https://a.b/1")] == ids[:1]
    assert Document.objects.count() == 1
    assert [str(one) for one in forget(person=lan)] == ids[1:]
    assert not Document.objects.exists()


# Versions and forms of requests


@pytest.mark.parametrize(
    ("base", "said", "status", "answered"),
    [
        ("/xapi/", "2.0.0", 200, "2.0.0"),
        ("/xapi/", "2.0", 200, "2.0.0"),
        ("/xapi/", "1.0.9", 200, "1.0.3"),
        ("/xapi/", None, 400, "2.0.0"),
        ("/xapi/", "0.95", 400, "2.0.0"),
        ("/xapi/1.0.3/", None, 400, "1.0.3"),
        ("/xapi/1.0.3/", "2.0.0", 200, "2.0.0"),
    ],
)
def test_the_version_of_the_request_decides(base, said, status, answered):
    answer = Program(base=base).ask("GET", "statements", headers={"X-Experience-API-Version": said})
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (status, answered)


def test_about_needs_no_key():
    answer = Browser().get("/xapi/about")
    assert answer.json()["version"] == ["1.0.3", "2.0.0"]


def test_requests_inside_of_forms_belong_to_version_1():
    older = Program(version="1.0.3")
    fields = {"statementId": new_id(), "content": json.dumps(statement())}
    form = {"content_type": "application/x-www-form-urlencoded"}

    def send(program, method="PUT", **others):
        data = urlencode({**fields, **others}).encode()
        return program.ask("POST", "statements", data, **form, method=method)

    assert send(older).status_code == 204
    assert older.one(fields["statementId"]).status_code == 200
    assert send(older, **{"X-Experience-API-Version": "0.8"}).status_code == 400
    assert send(older, Authorization="Basic x").status_code == 401
    assert send(older, method="PATCH").status_code == 400
    assert send(Program()).status_code == 400
    get = older.ask("POST", "statements", urlencode({"limit": 1}).encode(), **form, method="GET")
    assert len(get.json()["statements"]) == 1


def test_other_origins_may_ask_with_a_key():
    answer = Browser().options("/xapi/statements", headers={"Origin": "https://h5p.example.org"})
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_methods_that_nobody_knows_are_named_with_those_that_are():
    answer = Program().ask("DELETE", "statements")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]


def test_too_much_at_once_is_refused_before_it_is_read():
    answer = Program().ask("POST", "statements", b" ", headers={"Content-Length": str(26 << 20)})
    assert answer.status_code == 413


# Pages


def browser_of(person=None):
    browser = Browser(headers={"accept-language": "en"})
    if person is not None:
        browser.force_login(person, backend="densach.people.services.sign_in.NameOrPhoneBackend")
    return browser


def test_only_who_runs_the_installation_sees_the_keys(operator):
    row = Program().row
    pupil = person_with(Role.LEARNER)
    others = [
        pupil,
        person_with(Role.TEACHER),
        GuardianshipFactory(child=pupil).guardian,
        PersonFactory(),
        person_with(Role.ADMINISTRATOR),
    ]
    pages = ["", "moi/", f"{row.pk}/"]
    for page in pages:
        address = f"/quan-tri/cai-dat/khoa/{page}"
        assert browser_of().get(address).status_code == 302
        assert {browser_of(one).get(address).status_code for one in others} == {403}
        assert browser_of(operator).get(address).status_code == 200
    assert browser_of(others[-1]).post(f"/quan-tri/cai-dat/khoa/{row.pk}/het/").status_code == 403
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_key_is_made_shown_once_and_ended_in_the_browser(operator):
    school = OrganizationFactory()
    browser = browser_of(operator)
    typed = {"name": "Moodle", "scopes": ["statements/write"], "organization": school.number}
    with override("en"):
        made = browser.post("/quan-tri/cai-dat/khoa/moi/", typed).content.decode()
        assert "Copy it now" in made
        client = Client.objects.get()
        assert client.key in made
        assert client.organization == school
        assert StaffAct.objects.get(code="records.key_made").actor == operator
        assert client.secret_sha256 not in browser.get("/quan-tri/cai-dat/khoa/").content.decode()
        browser.post(f"/quan-tri/cai-dat/khoa/{client.pk}/het/")
        client.refresh_from_db()
        assert client.ended_at
        assert "ended" in browser.get("/quan-tri/cai-dat/khoa/").content.decode()
        missing = browser.post("/quan-tri/cai-dat/khoa/moi/", {"name": "x"})
    assert missing.status_code == 400
    assert "Tick at least one." in missing.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_keys_asks_a_fixed_number_of_times(operator, count, django_assert_num_queries):
    for n in range(count):
        make_client(actor=operator, name=f"P{n}", scopes=["all"], at=MONDAY)
    browser = browser_of(operator)
    browser.get("/quan-tri/cai-dat/khoa/")
    with django_assert_num_queries(6):
        browser.get("/quan-tri/cai-dat/khoa/")


def test_the_command_prints_a_key_that_works(capsys):
    from densach.config.verbs import key_

    key_.run(argparse.Namespace(name="CI", scope=["all"], json=False))
    user, secret = capsys.readouterr().out.split()
    assert Client.objects.get(key=user).name == "CI"
    assert len(secret) >= 43


def test_membership_that_ended_ends_the_reach_of_a_bound_key():
    school = OrganizationFactory()
    lan = PersonFactory()
    row = MembershipFactory(person=lan, organization=school)
    id_ = event_of(lan)
    program = Program(organization=school)
    assert program.one(id_).status_code == 200
    row.ended_at = MONDAY
    row.save()
    assert program.one(id_).status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [("database or disk is full", 507), ("database is locked", 503)],
)
def test_a_full_disk_and_a_busy_database_are_said_and_nothing_is_half_stored(
    monkeypatch, said, status
):
    def fail(*_args, **_others):
        raise OperationalError(said)

    monkeypatch.setattr("densach.records.services.receiving.add", fail)
    program = Program()
    assert program.send(statement()).status_code == status
    assert not Statement.objects.exists()
    monkeypatch.undo()
    assert program.send(statement()).status_code == 200
