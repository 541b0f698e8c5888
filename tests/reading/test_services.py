"""Lists of what people read, begun and ended, made from events."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError

from densach.core.errors import Forbidden
from densach.reading import services
from densach.reading.models import Place
from densach.reading.queries import log
from densach.reading.queries.days import days_read
from densach.reading.queries.places import (
    continue_reading,
    ended,
    newest_notes,
    notes_in,
    place_in,
    place_of,
)
from densach.reading.services.following import follow_release
from tests.factories import MONDAY, EditionFactory, PersonFactory, WorkFactory
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
NOTE = UUID("01900000-0000-7000-8000-000000000001")


@pytest.fixture
def phone():
    return Phone(PersonFactory())


def read(phone, edition, **facts):
    phone.sends(phone.reads(edition, **facts), at=max(MONDAY, facts.get("at", MONDAY)))


def test_a_place_moves_and_stays_one(phone):
    edition = EditionFactory()
    read(phone, edition)
    read(phone, edition, chapter="c5", fraction=0.9)
    place = Place.objects.get()
    assert (place.chapter, place.offset, place.n) == ("c5", 120, 2)
    assert place_of(phone.person, edition) == place
    assert place_in(phone.person, edition.work) == place
    assert place_in(None, edition.work) is None


def test_a_fraction_is_of_one():
    with pytest.raises(IntegrityError, match="place_fraction_is_of_one"):
        Place.objects.create(
            person=PersonFactory(), edition=EditionFactory(), chapter="c1", fraction=1.5, at=MONDAY
        )


@pytest.mark.parametrize("count", [1, 3])
def test_going_on_reading_lists_what_was_begun(phone, count, django_assert_num_queries):
    for number in range(count):
        read(phone, EditionFactory(work=WorkFactory(minutes=100)), fraction=number / 10)
    read(phone, EditionFactory(), fraction=0.99)  # read to its end
    read(Phone(PersonFactory()), EditionFactory())  # somebody else's
    with django_assert_num_queries(3):
        begun = continue_reading(phone.person, limit=3)
    assert len(begun) == count
    assert {line.minutes_left for line in begun} <= {100, 90, 80}


def test_two_editions_of_a_work_are_one_line(phone):
    work = WorkFactory()
    read(phone, EditionFactory(work=work))
    read(phone, EditionFactory(work=work), fraction=0.5)
    (line,) = continue_reading(phone.person)
    assert line.percent == 50


def test_works_that_went_away_are_not_gone_on_with(phone):
    read(phone, EditionFactory(work=WorkFactory(withdrawn_at=MONDAY)))
    assert continue_reading(phone.person) == []


def test_the_book_read_last_comes_first_whatever_the_clock_said(phone):
    first, last = EditionFactory(), EditionFactory()
    read(phone, first)
    read(phone, last, at=datetime(1970, 1, 1, tzinfo=UTC), sure=False)
    assert [line.place.edition_id for line in continue_reading(phone.person)] == [last.pk, first.pk]


def test_a_finished_book_is_begun_again_only_by_who_knew(phone):
    edition, old = EditionFactory(), Phone(phone.person)
    read(phone, edition, fraction=0.9)
    phone.sends(phone.does("finished", edition))
    read(old, edition, fraction=0.2)  # n 1: it had not heard
    assert continue_reading(phone.person) == []
    assert [card.pk for card in ended(phone.person)] == [edition.work_id]

    read(phone, edition, fraction=0.1)

    assert [line.percent for line in continue_reading(phone.person)] == [10]
    assert len(ended(phone.person)) == 1


def test_a_book_put_away_comes_back_when_it_is_read_on(phone):
    edition = EditionFactory()
    read(phone, edition)
    phone.sends(phone.notes(edition, NOTE, text="x"))

    services.put_away(actor=phone.person, slug=edition.work.slug, at=MONDAY)

    assert continue_reading(phone.person) == []
    (line,) = newest_notes(phone.person)
    assert line.url.endswith(f"/c2/?edition={edition.pk}&dau=7")
    phone.n = 9
    read(phone, edition)
    assert len(continue_reading(phone.person)) == 1


def test_closed_accounts_put_nothing_away():
    with pytest.raises(Forbidden):
        services.put_away(actor=PersonFactory(is_active=False), slug="x", at=MONDAY)


def test_what_was_taken_away_is_in_no_list(phone):
    edition = EditionFactory()
    phone.sends(phone.notes(edition, NOTE, text="x"))
    (kept,) = notes_in(phone.person, edition)
    assert kept.text == "x"
    phone.sends(phone.notes(edition, NOTE, gone=True))
    assert notes_in(phone.person, edition) == []
    assert newest_notes(phone.person) == []


def test_a_note_with_somebody_elses_id_is_another_note(phone):
    edition, other = EditionFactory(), Phone(PersonFactory())
    phone.sends(phone.notes(edition, NOTE, text="của Lan"))
    other.sends(other.notes(edition, NOTE, gone=True))
    assert [note.text for note in notes_in(phone.person, edition)] == ["của Lan"]


def test_days_are_local_and_counted_once(phone):
    edition = EditionFactory()
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past midnight in Việt Nam
    for at in (MONDAY, MONDAY + timedelta(hours=1), late):
        phone.sends(phone.reads(edition, at=at), at=late)
    lan = phone.person
    assert days_read(lan, since=date(2026, 11, 1)) == {date(2026, 11, 23), date(2026, 11, 24)}
    assert days_read(lan, since=date(2026, 11, 24)) == {date(2026, 11, 24)}


# ---- The log


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_tells_days_with_their_works(phone, count, django_assert_num_queries):
    for number in range(count):
        read(phone, EditionFactory(), at=MONDAY + timedelta(days=number), seconds=60)
        read(phone, EditionFactory(), at=MONDAY + timedelta(days=number, hours=1), seconds=600)
    with django_assert_num_queries(3):
        days = log.days(phone.person, since=date(2026, 11, 1), until=date(2026, 12, 1))
    assert len(days) == count
    assert days[0].seconds == 660
    assert [part.seconds for part in days[0].works] == [600, 60]
    assert days[0].works[0].slug


def test_the_log_does_not_lead_to_works_that_are_hidden_now(phone):
    read(phone, EditionFactory(work=WorkFactory(withdrawn_at=MONDAY, title="Cũ")))
    (day,) = log.days(phone.person, since=date(2026, 11, 1), until=date(2026, 12, 1))
    assert [(part.slug, part.title) for part in day.works] == [("", "Cũ")]


def test_finished_works_come_with_the_day_of_the_first_time(phone):
    work = WorkFactory()
    for days, edition in enumerate(EditionFactory.create_batch(2, work=work)):
        at = MONDAY + timedelta(days=days)
        phone.sends(phone.does("finished", edition, at=at), at=at)
    (line,) = log.finished(phone.person)
    assert (line.card.pk, line.on) == (work.pk, date(2026, 11, 23))


def test_notes_are_found_without_marks_and_by_kind(phone):
    edition = EditionFactory()
    for number, (kind, text) in enumerate(
        [("note", "Con trâu đen"), ("highlight", ""), ("bookmark", "")], start=1
    ):
        excerpt = "Buổi sáng" if kind == "highlight" else ""
        phone.notes(edition, UUID(int=number), kind=kind, text=text, excerpt=excerpt)
    phone.sends()
    lan = phone.person
    assert [line.mark.kind for line in log.notes(lan).lines] == ["bookmark", "highlight", "note"]
    assert [line.mark.text for line in log.notes(lan, words="trau").lines] == ["Con trâu đen"]
    assert [line.mark.kind for line in log.notes(lan, words="buoi sang").lines] == ["highlight"]
    assert [line.mark.kind for line in log.notes(lan, kind="bookmark").lines] == ["bookmark"]
    assert log.notes(lan, words="ngựa").lines == []


def test_notes_come_in_pages(phone, monkeypatch):
    monkeypatch.setattr(log, "NOTES_A_PAGE", 2)
    edition = EditionFactory()
    for number in range(3):
        phone.notes(edition, UUID(int=number + 1), text=str(number))
    phone.sends()
    first, second = log.notes(phone.person), log.notes(phone.person, page=2)
    assert [line.mark.text for line in first.lines] == ["2", "1"]
    assert first.more
    assert [line.mark.text for line in second.lines] == ["0"]
    assert not second.more


# ---- Books that were renewed


def test_places_and_notes_follow_a_newer_release_and_rebuilding_leaves_them_there(phone):
    from densach.records.services.rebuilding import rebuild

    edition = EditionFactory()
    phone.reads(edition, chapter="c1")
    phone.notes(edition, NOTE, chapter="c1", offset=10, end=20, text="x")
    phone.sends()
    later = MONDAY + timedelta(days=1)
    edition.manifest = {"moved": [{"at": later.isoformat(), "chapters": {"c1": "c2"}}]}
    edition.save()

    follow_release(edition_id=edition.pk, follow=lambda place, offset: ("c2", offset + 5))

    place, (note,) = place_of(phone.person, edition), notes_in(phone.person, edition)
    assert (place.chapter, place.offset) == ("c2", 125)
    assert (note.chapter, note.offset, note.end) == ("c2", 15, 25)
    assert rebuild([phone.person.pk]).unequal == 0


def test_what_arrives_after_a_newer_release_is_led_to_its_chapters(phone):
    edition = EditionFactory(
        manifest={
            "moved": [{"at": (MONDAY + timedelta(days=1)).isoformat(), "chapters": {"c1": "c2"}}]
        }
    )
    phone.sends(phone.reads(edition, chapter="c1"), at=MONDAY + timedelta(days=60))
    assert place_of(phone.person, edition).chapter == "c2"
