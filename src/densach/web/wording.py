"""Numbers, sizes, lengths of time and days as people write them, in the language of the page."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

KILO = 1024
MINUTES_AN_HOUR = 60
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
VIETNAMESE_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def number(value: float, decimals: int | None = None) -> str:
    """1.234 and 0,4 in Vietnamese; 1,234 and 0.4 in English."""
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def size(size_bytes: int) -> str:
    """`0,4 MB`: two figures that matter; KB below 100 KB, GB above 1000 MB. At least 1 KB."""
    megabytes = size_bytes / KILO**2
    if size_bytes < 100 * KILO:
        return f"{number(max(1, round(size_bytes / KILO)))} KB"
    if megabytes < 1000:  # noqa: PLR2004
        return f"{_two_figures(megabytes)} MB"
    return f"{_two_figures(megabytes / KILO)} GB"


def _two_figures(value: float) -> str:
    return (
        number(round(value, 1), 1 if round(value, 1) % 1 else 0)
        if value < 10
        else number(round(value))
    )  # noqa: E501, PLR2004


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
    if (get_language() or "").startswith("vi"):
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
        return gettext("yesterday")
    return day(value)


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
