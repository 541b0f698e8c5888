"""What an event says of a place, a note, a finished edition, time: read from its `result`, joined by rules.

Order comes from the person's counter, then the device's id, then the event's own id, never from a
clock: three numbers that every copy of an event carries, so that any two servers choose alike.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from densach.records.services.projecting import Done, time_of

from . import spans

TIMED = ("read", "listened", "watched")
VERBS = (*TIMED, "finished", "noted", "put_away")
KINDS = ("bookmark", "highlight", "note")
MOST_EXCERPT, MOST_TEXT, MOST_NAME, MOST_COLOR = 500, 5000, 120, 20
MOST_OFFSET = 2_000_000_000
MOST_SECONDS = 24 * 3600
ENDED = 0.98  # the last pages of a book are notes and notices
_chapter = re.compile(r"[cpt][1-9][0-9]{0,5}\Z")
Order = tuple[int, str, str]

NO_PLACE = _("This entry does not say where in the book it belongs.")
NO_NOTE = _("This note is damaged: it does not say which note it is.")
NOTE_TOO_LONG = _("This note is too long: at most 5,000 letters, and 500 of the book's own words.")
NO_SECONDS = _("This entry does not say for how long.")


def order_of(done: Done) -> Order:
    """Which of two events is newer: the greater one."""
    return done.n, done.device.hex if done.device else "", done.id.hex


def why_not(done: Done) -> Promise | str:
    """Why `result` is not what the verb asks for; "" when it is."""
    result = done.result
    if done.verb in TIMED:
        if not _is_place(result):
            return NO_PLACE
        return "" if _seconds(result) is not None else NO_SECONDS
    if done.verb == "noted":
        return _why_no_note(result)
    return ""


def _why_no_note(result: dict[str, Any]) -> Promise | str:
    if _uuid(result.get("note")) is None:
        return NO_NOTE
    if result.get("gone") is True:
        return ""
    if not _is_place(result):
        return NO_PLACE
    if result.get("kind", "note") not in KINDS or not _is_offset(result.get("end", 0) or 0):
        return NO_NOTE
    lengths = (("excerpt", MOST_EXCERPT), ("text", MOST_TEXT), ("name", MOST_NAME))
    for name, most in (*lengths, ("color", MOST_COLOR)):
        words = result.get(name) or ""
        if not isinstance(words, str):
            return NO_NOTE
        if len(words) > most:
            return NOTE_TOO_LONG
    return ""


@dataclass(slots=True)
class Spent:
    """What is known of one person, edition and local day."""

    steps: spans.Steps = field(default_factory=list)
    loose_ms: int = 0  # by clocks that could not be believed
    fraction: float = 0.0  # the farthest point of the day

    @property
    def seconds(self) -> int:
        """Active seconds of the day, at most all of it."""
        return min(MOST_SECONDS, round(spans.seconds_of(self.steps) + self.loose_ms / spans.MS))


def spent(done: Done, zone: tzinfo) -> list[tuple[date, Spent]]:
    """What an event of reading, listening or watching adds, by local day."""
    seconds = min(_seconds(done.result) or 0.0, MOST_SECONDS)
    begin, end = _time(done, "from"), _time(done, "to")
    fraction = float(done.result.get("fraction") or 0.0)
    step = None
    if done.sure and end is not None and end <= done.at + spans.SLACK:
        step = spans.told(begin or end - spans.length(seconds), end, seconds)
    if step is None:
        loose = round(seconds * spans.MS)
        return [(done.at.astimezone(zone).date(), Spent([], loose, fraction))]
    parts = spans.by_day(step, zone)
    days = [(day, Spent([part])) for day, part in parts]
    days[-1][1].fraction = fraction
    return days


@dataclass(frozen=True, slots=True)
class Here:
    """A point in an edition, as `models.Position` says."""

    chapter: str
    offset: int
    fraction: float


def here(done: Done) -> Here:
    """Where an event was."""
    result = done.result
    return Here(
        result["chapter"], int(result.get("offset") or 0), float(result.get("fraction") or 0.0)
    )


def note_id(done: Done) -> UUID:
    """Which note an event tells of."""
    return UUID(done.result["note"])


def _is_place(result: dict[str, Any]) -> bool:
    chapter, fraction = result.get("chapter"), result.get("fraction") or 0
    return (
        isinstance(chapter, str)
        and bool(_chapter.match(chapter))
        and _is_offset(result.get("offset") or 0)
        and isinstance(fraction, int | float)
        and not isinstance(fraction, bool)
        and 0 <= fraction <= 1
    )


def _is_offset(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return (whole or isinstance(value, float)) and 0 <= value <= MOST_OFFSET  # type: ignore[operator]


def _seconds(result: dict[str, Any]) -> float | None:
    seconds = result.get("seconds", 0) or 0
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        return None
    return float(seconds)


def _time(done: Done, name: str) -> datetime | None:
    """A time of the device, put right as the event's own."""
    at = time_of(done.result.get(name))
    try:
        return at + spans.length(done.shift) if at else None
    except OverflowError:
        return None


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
