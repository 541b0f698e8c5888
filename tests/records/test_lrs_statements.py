"""Storing and finding statements over HTTP."""

from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime

from densach.records.models import Statement
from densach.records.queries import statements as finding

from .lrs import Program, new_id, statement

pytestmark = pytest.mark.django_db
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
MINH = {"mbox": "mailto:minh@example.org"}


@pytest.fixture
def program():
    return Program()


def refers_to(id_):
    return {"objectType": "StatementRef", "id": id_}


def test_one_statement_comes_back_completed(program):
    (id_,) = program.send(statement()).json()
    answer = program.one(id_)
    one = answer.json()

    assert one["actor"] == {"mbox": "mailto:lan@example.org", "name": "Lan"}
    assert one["version"] == "2.0.0"
    assert one["authority"]["account"] == {
        "homePage": "urn:densach:program",
        "name": program.row.key,
    }
    assert one["timestamp"] == one["stored"]
    assert answer["Last-Modified"].endswith("GMT")
    assert answer["X-Experience-API-Version"] == "2.0.0"


def test_the_program_cannot_say_who_vouches(program):
    (id_,) = program.send(statement(authority=MINH)).json()
    assert program.one(id_).json()["authority"]["account"]["name"] == program.row.key


def test_put_takes_the_id_from_the_address(program):
    id_ = new_id()
    assert program.ask("PUT", "statements", statement(), statementId=id_).status_code == 204
    assert program.one(id_).json()["id"] == id_
    other = program.ask("PUT", "statements", statement(id=new_id()), statementId=new_id())
    assert other.status_code == 400


def test_a_batch_is_stored_whole_or_not_at_all(program):
    good = statement(id=new_id())
    answer = program.send(good, statement(verb={"id": "x"}))
    assert answer.status_code == 400
    assert answer.json()["where"] == "[1].verb.id"
    assert not Statement.objects.exists()


def test_sending_again_is_sending_once(program):
    one = statement(id=new_id())
    assert program.send(one).status_code == program.send(one).status_code == 200
    assert Statement.objects.count() == 1


def test_another_statement_with_the_same_id_is_refused(program):
    one = statement(id=new_id())
    program.send(one)
    answer = program.send(statement(id=new_id()), {**one, "result": {"success": True}})
    assert answer.status_code == 409
    assert answer.json()["id"] == one["id"]
    assert Statement.objects.count() == 1


def test_the_same_id_twice_in_a_batch_is_refused(program):
    one = statement(id=new_id())
    assert program.send(one, one).status_code == 400


def test_pages_follow_each_other_to_the_end(program):
    ids = [program.send(statement()).json()[0] for _ in range(7)]
    seen, address = [], None
    while address != "":
        path = "statements" if address is None else address.removeprefix("/xapi/")
        query = {"limit": 3} if address is None else {}
        page = program.ask("GET", path, **query).json()
        seen += [one["id"] for one in page["statements"]]
        address = page["more"]
    assert seen == ids[::-1]
    assert program.find(limit=2, ascending="true") == ids[:2]


def test_since_is_after_and_until_is_up_to(program):
    first, second = (program.send(statement()).json()[0] for _ in range(2))
    Statement.objects.filter(id=first).update(stored="2031-01-01T00:00:00Z")
    Statement.objects.filter(id=second).update(stored="2031-01-01T00:00:01Z")
    assert program.find(since="2031-01-01T00:00:00.000Z") == [second]
    assert program.find(until="2031-01-01T00:00:00.000Z") == [first]
    assert program.find(since="2031-01-01T00:00:01Z") == []


def test_finding_by_agent_verb_activity_and_registration(program):
    registration = new_id()
    (by_minh,) = program.send(statement(actor=MINH)).json()
    (about_minh,) = program.send(statement(object={"objectType": "Agent", **MINH})).json()
    (in_group,) = program.send(
        statement(actor={"objectType": "Group", "member": [MINH], "name": "5A"})
    ).json()
    (taught,) = program.send(
        statement(
            verb={"id": "https://a.b/heard"},
            context={
                "instructor": MINH,
                "registration": registration,
                "contextActivities": {"parent": [{"id": "https://example.org/course"}]},
            },
        )
    ).json()

    assert program.find(agent=MINH) == [in_group, about_minh, by_minh]
    assert program.find(agent=MINH, related_agents="true") == [
        taught,
        in_group,
        about_minh,
        by_minh,
    ]
    assert program.find(verb="https://a.b/heard") == [taught]
    assert program.find(registration=registration) == [taught]
    assert program.find(activity="https://example.org/course") == []
    course = {"activity": "https://example.org/course", "related_activities": "true"}
    assert program.find(**course) == [taught]
    assert program.find(**course, agent=MINH, related_agents="true") == [taught]
    assert program.find(**course, agent=MINH) == []
    authority = program.one(taught).json()["authority"]
    assert len(program.find(agent=authority, related_agents="true")) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_a_filtered_page_asks_a_fixed_number_of_times(program, count, django_assert_num_queries):
    for _ in range(count):
        program.send(statement(actor=MINH))
    asked = {"agent": MINH, "verb": statement()["verb"]["id"], "limit": 25}
    with django_assert_num_queries(3):
        page = finding.find(client=program.row, asked=asked)
    assert len(page.found) == count


def test_void_statements_are_found_by_their_own_parameter_only(program):
    (id_,) = program.send(statement()).json()
    (voiding,) = program.send(statement(verb=VOIDED, object=refers_to(id_))).json()

    assert program.one(id_).status_code == 404
    assert program.ask("GET", "statements", voidedStatementId=id_).json()["id"] == id_
    assert program.find() == [voiding]
    assert program.find(activity=statement()["object"]["id"]) == [voiding], (
        "it targets one that fits"
    )


def test_what_targets_a_statement_that_fits_is_found_through_the_whole_chain(program):
    (id_,) = program.send(statement(actor=MINH)).json()
    (comment,) = program.send(statement(object=refers_to(id_))).json()
    (answer,) = program.send(statement(object=refers_to(comment))).json()
    assert program.find(agent=MINH) == [answer, comment, id_]


def test_voiding_what_is_not_there_yet_is_no_mistake(program):
    id_ = new_id()
    assert program.send(statement(verb=VOIDED, object=refers_to(id_))).status_code == 200
    program.send(statement(id=id_))
    assert program.one(id_).status_code == 404


def test_formats(program):
    thing = {
        "objectType": "Activity",
        "id": "https://example.org/books/9",
        "definition": {"name": {"en": "Tale", "vi": "Truyện"}},
    }
    (id_,) = program.send(statement(object=thing)).json()
    (_newer,) = program.send(
        statement(object={**thing, "definition": {"description": {"vi": "Thơ"}}})
    ).json()

    assert program.one(id_, format="exact").json()["object"] == thing
    bare = program.one(id_, format="ids").json()
    assert bare["object"] == {"id": thing["id"]}
    assert bare["actor"] == {"mbox": "mailto:lan@example.org"}
    assert bare["verb"] == {"id": statement()["verb"]["id"]}
    merged = program.one(id_, format="canonical", headers={"Accept-Language": "vi, en;q=0.5"})
    assert merged.json()["object"]["definition"] == {
        "name": {"vi": "Truyện"},
        "description": {"vi": "Thơ"},
    }
    assert program.ask("GET", "activities", activityId=thing["id"]).json()["definition"][
        "name"
    ] == {
        "en": "Tale",
        "vi": "Truyện",
    }


def test_an_agent_is_a_person_with_every_name(program):
    for name in ("Lan", "Nguyễn Thị Lan", "Lan"):
        program.send(statement(actor={**statement()["actor"], "name": name}))
    person = program.ask("GET", "agents", agent={"mbox": "mailto:lan@example.org"}).json()
    assert person == {
        "objectType": "Person",
        "name": ["Lan", "Nguyễn Thị Lan"],
        "mbox": ["mailto:lan@example.org"],
    }


@pytest.mark.parametrize(
    "query",
    [
        {"statementid": new_id()},
        {"statementId": "17"},
        {"statementId": new_id(), "limit": 1},
        {"statementId": new_id(), "voidedStatementId": new_id()},
        {"agent": "mailto:lan@example.org"},
        {"agent": {"name": "Lan"}},
        {"verb": "read"},
        {"since": "yesterday"},
        {"limit": "-1"},
        {"ascending": "1"},
        {"format": "short"},
    ],
)
def test_parameters_that_are_wrong_are_refused(program, query):
    answer = program.ask("GET", "statements", **query)
    assert answer.status_code == 400
    assert answer["X-Experience-API-Consistent-Through"]


def test_nothing_is_stored_later_than_the_store_says_it_is_whole(program):
    program.send(statement())
    answer = program.ask("GET", "statements", limit=1)
    through = parse_datetime(answer["X-Experience-API-Consistent-Through"])
    stored = parse_datetime(answer.json()["statements"][0]["stored"])
    assert through >= stored
    assert through - stored < timedelta(minutes=5)


@pytest.mark.parametrize(
    "body",
    [b"{", b"NaN", b"1e999", b'"\\ud800"', b"[" * 100_000],
    ids=["cut", "NaN", "huge", "half", "deep"],
)
def test_rubbish_is_refused_in_a_sentence(program, body):
    answer = program.send(body)
    assert answer.status_code == 400
    assert answer.json()["title"]


def test_signs_that_databases_dislike_come_back_as_they_were(program):
    text = "a\0b \U0001f600 Nguyễn"
    (id_,) = program.send(statement(result={"response": text})).json()
    assert program.one(id_).json()["result"]["response"] == text


def test_a_key_that_reads_its_own_filters_as_the_others_do(program):
    mine = Program("statements/write", "statements/read/mine")
    program.send(statement(actor=MINH))
    (own,) = mine.send(statement(actor=MINH)).json()
    (about,) = mine.send(statement(object=refers_to(own))).json()
    (elsewhere,) = mine.send(statement(verb={"id": "https://a.b/heard"})).json()
    verb = statement()["verb"]["id"]
    assert mine.find(agent=MINH) == [about, own]
    assert mine.find(agent=MINH, verb=verb) == [about, own]
    assert mine.find(verb="https://a.b/heard") == [elsewhere]
    assert mine.find(activity=statement()["object"]["id"], verb=verb) == [about, own]
    assert len(program.find(agent=MINH)) == 3
