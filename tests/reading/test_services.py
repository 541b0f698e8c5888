"""Keeping places and bookmarks."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError

from densach.core.errors import Forbidden
from densach.reading import services
from densach.reading.errors import BookmarkOfSomebodyElse, TooManyBookmarks
from densach.reading.models import Bookmark, Place
from densach.reading.queries.days import days_read
from densach.reading.queries.places import (
    bookmarks_of,
    continue_reading,
    ended,
    newest_bookmarks,
    place_in,
    place_of,
)
from tests.factories import MONDAY, EditionFactory, PersonFactory, WorkFactory

pytestmark = pytest.mark.django_db
MARK = UUID("01900000-0000-7000-8000-000000000001")


def keep(person, edition, **facts):
    told = {"chapter": "c3", "offset": 120, "fraction": 0.4, "at": MONDAY}
    return services.keep_place(actor=person, edition=edition, **told | facts)


def mark(person, edition, bookmark_id=MARK, **facts):
    told = {
        "chapter": "c3",
        "offset": 9,
        "fraction": 0.4,
        "name": "",
        "excerpt": "Gió",
        "at": MONDAY,
    }
    return services.keep_bookmark(
        actor=person, edition=edition, bookmark_id=bookmark_id, **told | facts
    )


def test_a_place_moves_and_stays_one():
    lan, edition = PersonFactory(), EditionFactory()
    keep(lan, edition)
    keep(lan, edition, chapter="c5", fraction=0.9)
    place = Place.objects.get()
    assert (place.chapter, place.offset, place.version) == ("c5", 120, 2)
    assert place_of(lan, edition) == place
    assert place_in(lan, edition.work) == place
    assert place_in(None, edition.work) is None


def test_a_fraction_is_of_one():
    with pytest.raises(IntegrityError, match="place_fraction_is_of_one"):
        keep(PersonFactory(), EditionFactory(), fraction=1.5)


def test_closed_accounts_keep_nothing():
    closed = PersonFactory(is_active=False)
    with pytest.raises(Forbidden):
        keep(closed, EditionFactory())
    with pytest.raises(Forbidden):
        mark(closed, EditionFactory())


@pytest.mark.parametrize("count", [1, 3])
def test_going_on_reading_lists_what_was_begun(count, django_assert_num_queries):
    lan = PersonFactory()
    for number in range(count):
        keep(lan, EditionFactory(work=WorkFactory(minutes=100)), fraction=number / 10)
    keep(lan, EditionFactory(), fraction=0.99)  # read to its end
    keep(PersonFactory(), EditionFactory())  # somebody else's
    with django_assert_num_queries(3):
        begun = continue_reading(lan, limit=3)
    assert len(begun) == count
    assert {line.minutes_left for line in begun} <= {100, 90, 80}


def test_two_editions_of_a_work_are_one_line():
    lan, work = PersonFactory(), WorkFactory()
    keep(lan, EditionFactory(work=work))
    later = MONDAY + timedelta(hours=1)
    keep(lan, EditionFactory(work=work), fraction=0.5, at=later)
    (line,) = continue_reading(lan)
    assert line.percent == 50


def test_works_that_went_away_are_not_gone_on_with():
    lan = PersonFactory()
    keep(lan, EditionFactory(work=WorkFactory(withdrawn_at=MONDAY)))
    assert continue_reading(lan) == []


def test_marking_twice_marks_once_and_renames():
    lan, edition = PersonFactory(), EditionFactory()
    mark(lan, edition)
    mark(lan, edition, name="  Đoạn hay ")
    (kept,) = bookmarks_of(lan, edition)
    assert (kept.name, kept.excerpt, kept.version) == ("Đoạn hay", "Gió", 2)


def test_a_mark_of_somebody_else_stays_theirs():
    edition = EditionFactory()
    mark(PersonFactory(), edition)
    with pytest.raises(BookmarkOfSomebodyElse):
        mark(PersonFactory(), edition)
    services.remove_bookmark(actor=PersonFactory(), bookmark_id=MARK)
    assert Bookmark.objects.count() == 1


def test_bookmarks_have_a_limit(monkeypatch):
    monkeypatch.setattr(services, "MOST_BOOKMARKS", 1)
    lan, edition = PersonFactory(), EditionFactory()
    mark(lan, edition)
    with pytest.raises(TooManyBookmarks):
        mark(lan, edition, UUID(int=7))
    mark(lan, edition, name="still changes")


def test_a_removed_mark_may_be_removed_again():
    lan = PersonFactory()
    mark(lan, EditionFactory())
    services.remove_bookmark(actor=lan, bookmark_id=MARK)
    services.remove_bookmark(actor=lan, bookmark_id=MARK)
    assert not Bookmark.objects.exists()


def test_days_are_local_and_counted_once():
    lan, edition = PersonFactory(), EditionFactory()
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past midnight in Việt Nam
    for at in (MONDAY, MONDAY + timedelta(hours=1), late):
        keep(lan, edition, at=at)
    assert days_read(lan, since=date(2026, 11, 1)) == {date(2026, 11, 23), date(2026, 11, 24)}
    assert days_read(lan, since=date(2026, 11, 24)) == {date(2026, 11, 24)}


def test_what_was_read_to_the_end_is_listed_apart():
    lan, edition = PersonFactory(), EditionFactory()
    keep(lan, edition, fraction=1.0)
    assert continue_reading(lan) == []
    assert [card.pk for card in ended(lan)] == [edition.work_id]


def test_a_work_put_away_keeps_its_bookmarks():
    lan, edition = PersonFactory(), EditionFactory()
    keep(lan, edition)
    mark(lan, edition)
    services.forget_work(actor=lan, slug=edition.work.slug)
    assert continue_reading(lan) == []
    (line,) = newest_bookmarks(lan)
    assert line.url.endswith(f"/c3/?edition={edition.pk}&dau=9")
