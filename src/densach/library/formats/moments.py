"""Moments as files write them."""

import re
from datetime import UTC, datetime, timedelta, timezone

# 2026-11-24T00:00:00Z (W3C), 2026-11-24, D:20261124000000+07'00' (PDF); what is missing is zero.
WRITTEN = re.compile(
    r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?"
    r"\s*(?:(Z)|([+-])(\d\d):?'?(\d\d)?'?)?"
)


def moment(text: str) -> datetime | None:
    """The moment in UTC that `text` says; without a zone it is taken for UTC. None: it says none."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    *numbers, _utc, sign, hours, minutes = match.groups()
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-shift if sign == "-" else shift)
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
