"""Numbers, sizes, lengths of time and days as people write them, in the language of the page."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

KILO = 1024
SWAPPED = str.maketrans(",.", ".,")
MINUTES_AN_HOUR = 60
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
VIETNAMESE_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def number(value: float, decimals: int = 0) -> str:
    """1.234 and 0,4 in Vietnamese; 1,234 and 0.4 in English. Whole unless `decimals` says how many.

    Django's own formats for Vietnamese do not group, hence by hand.
    """
    text = f"{value:,.{decimals}f}"
    return text.translate(SWAPPED) if _speaks_vietnamese() else text


def size(size_bytes: int) -> str:
    """`0,4 MB`: two figures that matter; KB below 100 KB, GB from 1000 MB. At least 1 KB."""
    if size_bytes < 100 * KILO:
        return f"{max(1, round(size_bytes / KILO))} KB"
    megabytes = size_bytes / KILO**2
    if megabytes < 1000:  # noqa: PLR2004 - as the docstring says
        return f"{_two_figures(megabytes)} MB"
    return f"{_two_figures(megabytes / KILO)} GB"


def _two_figures(value: float) -> str:
    rounded = round(value, 1)
    needs_a_decimal = rounded < 10 and rounded % 1  # noqa: PLR2004
    return number(rounded, 1 if needs_a_decimal else 0)


def minutes(count: int) -> str:
    """`18 phút`, `2 giờ`, `2 giờ 10 phút`; empty for 0, which means “not known”."""
    hours, left = divmod(int(count), MINUTES_AN_HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": number(hours)})
    if left:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left})
    return " ".join(parts)


def day(value: dt.date | dt.datetime) -> str:
    """`thứ Ba 24/11/2026`; in English `Tuesday 24 November 2026`. Times are told by local day."""
    local = _local_day(value)
    if _speaks_vietnamese():
        return f"{VIETNAMESE_DAYS[local.weekday()]} {local:%d/%m/%Y}"
    return f"{DAYS[local.weekday()]} {local.day} {local:%B %Y}"


def moment(value: dt.datetime) -> str:
    """`19:30, thứ Ba 24/11/2026`, local time."""
    return f"{timezone.localtime(value):%H:%M}, {day(value)}"


def ago(value: dt.datetime, *, now: dt.datetime | None = None) -> str:
    """`vừa xong`, `5 phút trước`, `hôm nay 19:30`, `hôm qua`, else the day."""
    now = now or timezone.now()
    passed = int((now - value).total_seconds() // 60)
    if passed < 1:
        return gettext("just now")
    if passed < MINUTES_AN_HOUR:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", passed) % {"n": passed}
    days = (_local_day(now) - _local_day(value)).days
    if days == 0:
        return gettext("today %(time)s") % {"time": f"{timezone.localtime(value):%H:%M}"}
    if days == 1:
        return pgettext("when something happened", "yesterday")
    return day(value)


def _speaks_vietnamese() -> bool:
    return (get_language() or "").startswith("vi")


def _local_day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def person_initial(name: str) -> str:
    """The letter of an avatar. Vietnamese people are called by the last word of their name."""
    words = name.split()
    return words[-1][:1].upper() if words else "?"


def given_name(name: str) -> str:
    """How a Vietnamese person is addressed: by the last word of the name."""
    words = name.split()
    return words[-1] if words else ""
