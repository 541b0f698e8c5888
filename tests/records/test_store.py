"""Storing statements: order of arrival, voiding before arrival, chains of references."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from densach.records.models import Activity, Mention, Reference, Statement
from densach.records.services.statements import Prepared, add, take_turn

MONDAY = datetime(2031, 9, 1, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def prepared(**others):
    one = {
        "id": uuid4(),
        "timestamp": MONDAY,
        "actor_key": 1,
        "verb_key": 2,
        "activity_key": 3,
        "raw": '{"a":1}',
        "client_id": None,
    }
    return Prepared(**{**one, **others})


def test_statements_are_numbered_in_their_order_and_say_when_they_were_stored():
    add([prepared(), prepared()], at=MONDAY)
    add([prepared(mentions=[(Mention.Kind.OTHER_AGENT, 7)])], at=MONDAY + timedelta(seconds=1))

    rows = list(Statement.objects.order_by("number"))
    assert [row.number - rows[0].number for row in rows] == [0, 1, 2]
    assert [row.stored for row in rows] == [MONDAY, MONDAY, MONDAY + timedelta(seconds=1)]
    assert rows[2].raw == '{"a":1,"stored":"2031-09-01T01:00:01.000Z"}'
    assert rows[2].mentions.get().key == 7


def test_stored_never_falls_when_the_clock_goes_back():
    add([prepared()], at=MONDAY)
    with transaction.atomic():
        assert take_turn(at=MONDAY - timedelta(days=400)).stored == MONDAY


def test_a_chain_of_references_is_known_whole_in_any_order_of_arrival():
    a, b, c = (uuid4() for _ in range(3))
    links = {a: b, b: c, c: None}
    for order in ([a, b, c], [c, b, a], [b, a, c]):
        Statement.objects.all().delete()
        for one in order:
            add([prepared(id=one, target=links[one])], at=MONDAY)
        found = set(Reference.objects.values_list("statement__id", "target"))
        assert found == {(a, b), (a, c), (b, c)}, order


@pytest.mark.parametrize("late", [False, True], ids=["target first", "target later"])
def test_voiding_holds_whichever_comes_first(late, django_assert_num_queries):
    from densach.records.models import Client

    client = Client.objects.create(
        key="k", secret_sha256="0" * 64, name="n", scopes="all", made_at=MONDAY
    )
    target = prepared(client_id=client.pk)
    voiding = prepared(client_id=client.pk, target=target.id, voids=True)
    for one in [voiding, target] if late else [target, voiding]:
        add([one], at=MONDAY)
    add([prepared(client_id=client.pk, target=voiding.id, voids=True)], at=MONDAY)

    assert Statement.objects.get(id=target.id).voided
    assert not Statement.objects.get(id=voiding.id).voided, "what voids is never void"


def test_definitions_of_activities_are_merged():
    iri = "https://example.org/bai-1"
    add(
        [prepared(definitions={iri: {"name": {"vi": "Bài 1"}, "type": "https://a.b/c"}})], at=MONDAY
    )
    add([prepared(definitions={iri: {"name": {"en": "Lesson 1"}}})], at=MONDAY)
    assert Activity.objects.get(iri=iri).definition == (
        '{"name":{"vi":"Bài 1","en":"Lesson 1"},"type":"https://a.b/c"}'
    )
