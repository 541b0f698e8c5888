"""A week of somebody's reading: seven lamps. No row of days that could break: each week stands alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from densach.people.models import Person

from .days import days_read
from .log import Day, Part, days

DAYS_SHORT = (
    pgettext_lazy("day, short", "Mon"),
    pgettext_lazy("day, short", "Tue"),
    pgettext_lazy("day, short", "Wed"),
    pgettext_lazy("day, short", "Thu"),
    pgettext_lazy("day, short", "Fri"),
    pgettext_lazy("day, short", "Sat"),
    pgettext_lazy("day, short", "Sun"),
)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A day of the week. One that is over and not lit was a rest, which is as well.

    `minutes` is 0 for days that were read on before minutes were kept.
    """

    name: str | Promise
    on: date
    is_lit: bool
    is_today: bool
    is_over: bool
    minutes: int
    works: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday. `before` and `after`: a day of the neighbouring weeks; None: still to come."""

    lamps: tuple[Lamp, ...]
    minutes: int
    works: int
    before: date
    after: date | None

    @property
    def monday(self) -> date:
        """The first day."""
        return self.lamps[0].on

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.lamps[-1].on

    @property
    def lit(self) -> int:
        """How many lamps shine."""
        return sum(lamp.is_lit for lamp in self.lamps)

    @property
    def is_this(self) -> bool:
        """Whether today lies in it."""
        return any(lamp.is_today for lamp in self.lamps)


def week_with(person: Person, day: date, *, today: date) -> Week:
    """The week of `day` as `person` read in it. At most four queries."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    read = {line.on: line for line in days(person, since=monday, until=sunday)}
    lit = days_read(person, since=monday) | set(read)
    lamps = tuple(_lamp(monday + timedelta(days=n), read, lit, today) for n in range(7))
    next_monday = monday + timedelta(days=7)
    return Week(
        lamps=lamps,
        minutes=-(-sum(line.seconds for line in read.values()) // 60),
        works=len({part.title for line in read.values() for part in line.works}),
        before=monday - timedelta(days=7),
        after=next_monday if next_monday <= today else None,
    )


def _lamp(on: date, read: dict[date, Day], lit: set[date], today: date) -> Lamp:
    line = read.get(on)
    return Lamp(
        name=DAYS_SHORT[on.weekday()],
        on=on,
        is_lit=on in lit,
        is_today=on == today,
        is_over=on < today,
        minutes=-(-line.seconds // 60) if line else 0,
        works=line.works if line else (),
    )
