"""Taking in what devices send: each event once, each with its own answer."""

import json

import pytest

from densach.reading.models import Place
from densach.records.models import Statement
from densach.records.text import ours
from tests.factories import EditionFactory, PersonFactory
from tests.records.events import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    return Phone(PersonFactory())


@pytest.fixture
def edition():
    return EditionFactory()


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
