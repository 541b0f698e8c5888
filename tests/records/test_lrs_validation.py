"""What is a statement and what is none: a line for each rule of the tables."""

import pytest
from django.utils.translation import override

from densach.records.formats.sameness import same
from densach.records.formats.shapes import Wrong
from densach.records.formats.statements import check_statement
from densach.records.formats.values import moment

from .lrs import new_id, statement

AGENT = {"mbox": "mailto:lan@example.org"}
ACTIVITY = {"id": "https://example.org/books/1"}
REF = {"objectType": "StatementRef", "id": "b1f5b3a0-0000-4000-8000-000000000001"}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
ACCOUNT = {"account": {"homePage": "https://truong.example.org", "name": "17"}}
GROUP = {"objectType": "Group", "member": [AGENT]}
SUB = {"objectType": "SubStatement", "actor": AGENT, "verb": VOIDED, "object": ACTIVITY}
ATTACHMENT = {
    "usageType": "https://example.org/picture",
    "display": {"vi": "Ảnh"},
    "contentType": "image/png",
    "length": 3,
    "sha2": "0" * 64,
}


def definition(**others):
    return {"object": {**ACTIVITY, "definition": others}}


def context(**others):
    return {"context": others}


GOOD = {
    "the least": {},
    "account": {"actor": ACCOUNT},
    "anonymous group": {"actor": GROUP},
    "identified group without members": {"actor": {"objectType": "Group", **ACCOUNT}},
    "agent as object": {"object": {"objectType": "Agent", **AGENT}},
    "statement about a statement": {"object": REF},
    "statement inside": {"object": SUB},
    "interaction": definition(
        interactionType="choice", choices=[{"id": "a"}, {"id": "b", "description": {"vi": "B"}}]
    ),
    "score at its edges": {"result": {"score": {"scaled": -1, "raw": 0, "min": 0, "max": 10}}},
    "weeks": {"result": {"duration": "P4W"}},
    "null inside an extension": {"result": {"extensions": {"https://a.b/c": None}}},
    "one context activity without array": context(contextActivities={"parent": ACTIVITY}),
    "language with script": context(language="vi-Latn-VN"),
    "time with offset": {"timestamp": "2026-11-24T08:00:00+07:00"},
    "attachment": {"attachments": [ATTACHMENT]},
    "two who vouch": {"authority": {"objectType": "Group", "member": [ACCOUNT, AGENT]}},
}

BAD = [
    ("no actor", {"actor": None}, "statement", "“actor” is missing."),
    ("null", {"result": {"success": None}}, "result.success", "This must be true or false."),
    ("capitals", {"Actor": AGENT}, "Actor", "There is no such property here; capitals count."),
    ("no identifier", {"actor": {"name": "Lan"}}, "actor", "This must have exactly one of: mbox, mbox_sha1sum, openid, account."),
    ("two identifiers", {"actor": {**AGENT, **ACCOUNT}}, "actor", "This must have exactly one of: mbox, mbox_sha1sum, openid, account."),
    ("mbox without mailto", {"actor": {"mbox": "lan@example.org"}}, "actor.mbox", "This must be “mailto:” and an e-mail address."),
    ("group without anything", {"actor": {"objectType": "Group", "member": []}}, "actor.member", "A group without identifier must name its members."),
    ("group in a group", {"actor": {"objectType": "Group", "member": [GROUP]}}, "actor.member[0].objectType", "This must be one of: Agent."),
    ("verb without scheme", {"verb": {"id": "read"}}, "verb.id", "This must be an IRI with its scheme, such as “https://example.org/lesson”."),
    ("language of a verb", {"verb": {"id": "https://a.b/c", "display": {"viet nam": "x"}}}, "verb.display.viet nam", "This must be a language tag such as “vi” (RFC 5646)."),
    ("kind of object", {"object": {"objectType": "Book", **ACTIVITY}}, "object.objectType", "This must be one of: Activity, Agent, Group, StatementRef, SubStatement."),
    ("statement in a statement in a statement", {"object": {**SUB, "object": SUB}}, "object.object.objectType", "This must be one of: Activity, Agent, Group, StatementRef."),
    ("id of a statement inside", {"object": {**SUB, "id": REF["id"]}}, "object.id", "There is no such property here; capitals count."),
    ("voiding an activity", {"verb": VOIDED}, "object.objectType", "What is voided must be a StatementRef."),
    ("choices of nothing", definition(choices=[{"id": "a"}]), "object.definition", "“interactionType” is missing."),
    ("steps of a choice", definition(interactionType="choice", steps=[{"id": "a"}]), "object.definition.steps", "This kind of interaction has no such list."),
    ("two choices a", definition(interactionType="choice", choices=[{"id": "a"}, {"id": "a"}]), "object.definition.choices", "Two components have the same id."),
    ("scaled above 1", {"result": {"score": {"scaled": 1.1}}}, "result.score.scaled", "This must lie between -1 and 1."),
    ("raw above max", {"result": {"score": {"raw": 11, "max": 10}}}, "result.score.raw", "This must lie between “min” and “max”."),
    ("min equals max", {"result": {"score": {"min": 1, "max": 1}}}, "result.score", "“min” must be less than “max”."),
    ("number as text", {"result": {"score": {"raw": "5"}}}, "result.score.raw", "This must be a number."),
    ("true as number", {"result": {"score": {"raw": True}}}, "result.score.raw", "This must be a number."),
    ("weeks with days", {"result": {"duration": "P4W1D"}}, "result.duration", "This must be an ISO 8601 duration such as “PT4H35M59.14S”."),
    ("empty duration", {"result": {"duration": "P"}}, "result.duration", "This must be an ISO 8601 duration such as “PT4H35M59.14S”."),
    ("key of an extension", {"result": {"extensions": {"c": 1}}}, "result.extensions.c", "The keys of extensions must be IRIs."),
    ("team of one", context(team={**AGENT, "objectType": "Agent"}), "context.team.objectType", "This must be one of: Group."),
    ("platform without activity", {"object": REF, **context(platform="x")}, "context.platform", "This may only stand where the object is an activity."),
    ("registration", context(registration="17"), "context.registration", "This must be a UUID."),
    ("31 February", {"timestamp": "2026-02-31T08:00:00Z"}, "timestamp", "This must be a date and time such as “2026-11-24T08:00:00Z” (RFC 3339)."),
    ("offset that is not known", {"timestamp": "2026-02-01T08:00:00-00:00"}, "timestamp", "This must be a date and time such as “2026-11-24T08:00:00Z” (RFC 3339)."),
    ("version 1.1", {"version": "1.1.0"}, "version", "This must be a version 1.0.x or 2.0.x."),
    ("attachment's length", {"attachments": [{**ATTACHMENT, "length": -1}]}, "attachments[0].length", "This must be a whole number, 0 or more."),
    ("three who vouch", {"authority": {"objectType": "Group", "member": [AGENT] * 3}}, "authority.member", "A group that vouches has exactly two members."),
    ("array as statement", [], "statement", "This must be an object."),
]  # fmt: skip


@pytest.mark.parametrize("others", GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_statements_that_are_right(others, version):
    check_statement(statement(**others), version=version)


@pytest.mark.parametrize(
    ("others", "where", "reason"), [line[1:] for line in BAD], ids=[line[0] for line in BAD]
)
def test_statements_that_are_wrong_say_where_and_why(others, where, reason):
    value = others if isinstance(others, list) else statement(**others)
    with override("en"):
        with pytest.raises(Wrong) as refusal:
            check_statement(value, version="2.0.0")
        assert (refusal.value.place(), str(refusal.value.reason)) == (where, reason)


def test_agents_of_the_context_came_with_version_2():
    agents = [{"objectType": "contextAgent", "agent": AGENT, "relevantTypes": ["https://a.b/c"]}]
    groups = [{"objectType": "contextGroup", "group": GROUP}]
    newer = statement(**context(contextAgents=agents, contextGroups=groups))
    check_statement(newer, version="2.0.0")
    with pytest.raises(Wrong):
        check_statement(newer, version="1.0.3")


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ({}, {"id": new_id()}, True),
        ({}, {"timestamp": "2026-11-24T08:00:00Z"}, True),
        ({"timestamp": "2026-11-24T08:00:00Z"}, {"timestamp": "2026-11-24T15:00:00+07:00"}, True),
        ({"timestamp": "2026-11-24T08:00:00Z"}, {"timestamp": "2026-11-24T08:00:01Z"}, False),
        ({"result": {"duration": "PT1.234S"}}, {"result": {"duration": "PT1.239S"}}, True),
        ({"result": {"duration": "PT1.23S"}}, {"result": {"duration": "PT1.24S"}}, False),
        (context(contextActivities={"parent": ACTIVITY}), context(contextActivities={"parent": [ACTIVITY]}), True),
        ({}, {"verb": {"id": "https://example.org/verbs/read", "display": {"en": "read"}}}, True),
        ({}, {"verb": {"id": "https://example.org/verbs/heard"}}, False),
        ({}, {"result": {"success": True}}, False),
    ],
)  # fmt: skip
def test_what_counts_when_two_statements_are_compared(left, right, alike):
    assert same(statement(**left), statement(**right)) is alike


def test_times_without_offset_are_utc():
    assert moment("2026-11-24T08:00:00") == moment("2026-11-24T08:00:00Z")
    assert moment("0001-01-01T00:00:00+23:00") is None
