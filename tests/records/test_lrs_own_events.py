"""What people do on our devices, as other programs read it: whole, conforming statements."""

import json
from uuid import uuid4

import pytest

from densach.records.formats.statements import check_statement
from densach.records.models import Statement
from tests.factories import EditionFactory, PersonFactory

from .events import Phone
from .lrs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    phone = Phone(PersonFactory(full_name="Nguyễn Thị Lan"))
    edition = EditionFactory()
    phone.reads(edition)
    phone.notes(edition, uuid4(), text="Hay quá!", excerpt="Trăm năm trong cõi người ta")
    phone.does("finished", edition)
    assert phone.sends() == ["taken"] * 3
    return phone


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_events_are_statements_in_either_version(phone, version):
    for raw in Statement.objects.values_list("raw", flat=True):
        check_statement(json.loads(raw), version=version)


def test_a_program_that_reads_all_finds_them_by_person_verb_and_edition(phone):
    program = Program("statements/read")
    found = program.ask("GET", "statements").json()["statements"]
    assert len(found) == 3
    one = found[0]
    assert program.find(agent=one["actor"]) == [each["id"] for each in found]
    assert program.find(verb=one["verb"]["id"]) == [one["id"]]
    assert len(program.find(activity=one["object"]["id"])) == 3
    assert "Lan" not in json.dumps(one), "an id says who it was; the name stays here"


def test_a_program_that_reads_its_own_finds_none_of_them(phone):
    assert Program("statements/write", "statements/read/mine").find() == []
