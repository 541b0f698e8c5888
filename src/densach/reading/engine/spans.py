"""Time spent, when several devices tell of it in any order, and some tell twice.

What is known of a day is a step function: for each stretch of time, how much of it somebody was
active, in thousandths. Two tellings are joined by the higher step at each point. Joining is
commutative, associative and idempotent, so the result depends on the set of tellings only, and
what two devices tell of the same minutes counts once.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Step = tuple[int, int, int]  # [from, to) in milliseconds since 1970, thousandths
Steps = list[Step]
WHOLE = 1000
MS = 1000  # in a second
LONGEST = timedelta(hours=24)
SLACK = timedelta(minutes=2)  # an event made a little before its span was closed
_midnight = time()


def length(seconds: float) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=seconds)


def told(begin: datetime, end: datetime, seconds: float) -> Step | None:
    """The step of a span in which `seconds` were active; None for an empty one.

    More seconds than the span has count as all of it; of a span longer than a day, the last day.
    """
    begin = max(begin, end - LONGEST)
    first, last = _ms(begin), _ms(end)
    if last <= first or seconds <= 0:
        return None
    return first, last, min(WHOLE, max(1, round(WHOLE * seconds * MS / (last - first))))


def join(*many: Iterable[Step]) -> Steps:
    """The higher step at each point; sorted, without overlap, equal neighbours as one."""
    edges = []
    for begin, end, share in (step for steps in many for step in steps):
        edges += [(begin, 1, share), (end, -1, share)]
    joined: Steps = []
    open_: Counter[int] = Counter()
    since = 0
    for moment, change, share in sorted(edges):
        if open_ and moment > since:
            _lay(joined, since, moment, max(open_))
        since = moment
        open_[share] += change
        if not open_[share]:
            del open_[share]
    return joined


def _lay(joined: Steps, begin: int, end: int, share: int) -> None:
    if joined and joined[-1][1] == begin and joined[-1][2] == share:
        begin = joined.pop()[0]
    joined.append((begin, end, share))


def seconds_of(steps: Iterable[Step]) -> float:
    """How many active seconds the steps hold."""
    return sum((end - begin) * share for begin, end, share in steps) / (MS * WHOLE)


def by_day(step: Step, zone: tzinfo) -> list[tuple[date, Step]]:
    """A step cut at local midnights."""
    begin, end, share = step
    parts = []
    while begin < end:
        day = datetime.fromtimestamp(begin / MS, zone).date()
        next_day = _ms(datetime.combine(day + timedelta(days=1), _midnight, zone))
        parts.append((day, (begin, min(end, next_day), share)))
        begin = next_day
    return parts


def _ms(at: datetime) -> int:
    return round(at.astimezone(UTC).timestamp() * MS)
