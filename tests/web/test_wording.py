"""Numbers, sizes, times and days, as a reader sees them in Vietnamese and English."""

import datetime as dt
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from densach.web import wording
from densach.web.languages import language_name

TUESDAY_EVENING = dt.datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # 19:30 in Việt Nam


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [(0, "0", "0"), (1234, "1.234", "1,234"), (1_000_000, "1.000.000", "1,000,000")],
)
def test_numbers_are_grouped_as_the_language_wants(value, vietnamese, english):
    with override("vi"):
        assert wording.number(value) == vietnamese
    with override("en"):
        assert wording.number(value) == english


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "1 KB"),
        (900, "1 KB"),
        (20_000, "20 KB"),
        (419_430, "0,4 MB"),
        (1_048_576, "1 MB"),
        (8_808_038, "8,4 MB"),
        (46_137_344, "44 MB"),
        (1_610_612_736, "1,5 GB"),
    ],
)
def test_sizes_show_two_figures_that_matter(size_bytes, shown):
    with override("vi"):
        assert wording.size(size_bytes) == shown


@pytest.mark.parametrize(
    ("count", "vietnamese", "english"),
    [
        (0, "", ""),
        (1, "1 phút", "1 minute"),
        (18, "18 phút", "18 minutes"),
        (60, "1 giờ", "1 hour"),
        (130, "2 giờ 10 phút", "2 hours 10 minutes"),
    ],
)
def test_lengths_are_told_in_hours_and_minutes(count, vietnamese, english):
    with override("vi"):
        assert wording.minutes(count) == vietnamese
    with override("en"):
        assert wording.minutes(count) == english


def test_days_carry_their_name_and_are_local():
    just_after_midnight_here = dt.datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    with override("vi"):
        assert wording.day(just_after_midnight_here) == "thứ Ba 24/11/2026"
        assert wording.day(dt.date(2026, 11, 29)) == "Chủ nhật 29/11/2026"
        assert wording.moment(TUESDAY_EVENING) == "19:30, thứ Ba 24/11/2026"
    with override("en"):
        assert wording.day(just_after_midnight_here) == "Tuesday 24 November 2026"


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=3), "hôm nay 16:30"),
        (timedelta(days=1), "hôm qua"),
        (timedelta(days=4), "thứ Sáu 20/11/2026"),
    ],
    ids=str,
)
def test_the_past_is_told_by_how_near_it_is(before, shown):
    with override("vi"):
        assert wording.ago(TUESDAY_EVENING - before, now=TUESDAY_EVENING) == shown


def test_yesterday_is_a_day_and_not_24_hours():
    shortly_after_midnight = dt.datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with override("vi"):
        assert (
            wording.ago(shortly_after_midnight - timedelta(hours=2), now=shortly_after_midnight)
            == "hôm qua"
        )


def test_people_are_called_by_the_last_word_of_their_name():
    assert wording.given_name("Lò Thị Mai") == "Mai"
    assert wording.person_initial("Trần Đức") == "Đ"
    assert wording.person_initial("") == "?"


@pytest.mark.parametrize(
    ("tag", "vietnamese", "english"),
    [
        ("vi", "Tiếng Việt", "Vietnamese"),
        ("vi-VN", "Tiếng Việt", "Vietnamese"),
        ("kjg", "Tiếng Khơ Mú", "Khmu"),
        ("en-GB", "Tiếng Anh (GB)", "English (GB)"),
        ("xx", "xx", "xx"),
        ("", "", ""),
    ],
)
def test_languages_have_names_in_the_language_of_the_page(tag, vietnamese, english):
    with override("vi"):
        assert language_name(tag) == vietnamese
    with override("en"):
        assert language_name(tag) == english
