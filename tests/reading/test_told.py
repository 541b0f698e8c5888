"""What this room knows of a person is told to that person, and to nobody else."""

from datetime import date

import pytest

from densach.people.queries import known_about
from densach.reading.models import ReadingDay
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_reading_days_are_taken_along():
    lan, quan = PersonFactory(), PersonFactory()
    ReadingDay.objects.create(person=lan, on=date(2026, 11, 23))

    assert known_about(lan).as_json()["reading_days"] == [{"day": "2026-11-23"}]
    assert known_about(quan).as_json()["reading_days"] == []
    assert {"places", "notes", "finished", "minutes"} <= set(known_about(lan).as_json())


def test_erasing_a_person_erases_their_reading():
    lan = PersonFactory()
    ReadingDay.objects.create(person=lan, on=date(2026, 11, 23))

    lan.delete()

    assert not ReadingDay.objects.exists()
