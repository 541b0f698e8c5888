"""What the home page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from densach.community.queries.clubs import set_for
from densach.library.models import Kind
from densach.library.queries import finding
from densach.library.queries.cards import ShelfRow, WorkCard, newest_cards, shelf_rows
from densach.people.models import Person
from densach.reading.queries.days import days_read
from densach.reading.queries.places import Begun, continue_reading
from densach.reading.queries.ten import Ten, ten_minutes

NEW_WORKS = 12
SHELVES = 4
NOON_HOUR, AFTERNOON_HOUR, EVENING_HOUR, MORNING_HOUR = 11, 13, 18, 4
# The kinds that have a chip on the home page: (kind, icon, name of many).
KIND_CHIPS: tuple[tuple[Kind, str, Promise], ...] = (
    (Kind.BOOK, "book", gettext_lazy("Books")),
    (Kind.PICTURE_BOOK, "pic", gettext_lazy("Picture books")),
    (Kind.AUDIO_BOOK, "ear", gettext_lazy("Audio books")),
    (Kind.VIDEO, "film", gettext_lazy("Videos")),
    (Kind.PERIODICAL, "news", gettext_lazy("Newspapers")),
    (Kind.TEXTBOOK, "pen", gettext_lazy("Textbooks")),
    (Kind.DOCUMENT, "note", gettext_lazy("Documents")),
)


KINDS_KEPT_SECONDS = 600


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
    """One day of this week. A day that is over and not lit was a rest, which is as well."""

    name: str | Promise
    lit: bool
    is_today: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Today:
    """`ten` is the one amber thing of the page, with its reason; `begun` what else was begun. `week`
    is empty for strangers, Monday first for people.
    """

    greeting: str
    person: Person | None
    week: tuple[Lamp, ...]
    begun: tuple[Begun, ...]
    ten: Ten | None
    suggested: tuple[WorkCard, ...]
    new: tuple[WorkCard, ...]
    shelves: tuple[ShelfRow, ...]

    @property
    def lit_days(self) -> int:
        """How many lamps of the week shine."""
        return sum(lamp.lit for lamp in self.week)


def today(viewer: Person | None, *, at: datetime) -> Today:
    """The home page of `viewer` at `at`. Two queries and one a shelf; for signed-in people seven more.

    The next step is the book that was left last, else what their club reads, else what is new on a
    shelf they follow, else the
    first work of the first shelf, which is what a librarian put there to be seen first, else the
    newest work.
    """
    begun = tuple(continue_reading(viewer, 3)) if viewer else ()
    shelves = tuple(shelf_rows(viewer, shelves=SHELVES))
    new = tuple(newest_cards(viewer, NEW_WORKS))
    ten = _ten(viewer, begun, timezone.localtime(at).date()) if viewer else None
    known = {line.card.pk for line in begun} | ({ten.card.pk} if ten else set())
    offers = [offer for offer in _offers(shelves, new) if offer.card.pk not in known]
    if ten is None and offers:
        ten = offers.pop(0)
    return Today(
        greeting=greeting(timezone.localtime(at)),
        person=viewer,
        week=week_of(viewer, timezone.localtime(at).date()) if viewer else (),
        begun=begun[1:],
        ten=ten,
        suggested=tuple(offer.card for offer in offers[: max(0, 2 - len(begun[1:]))]),
        new=new,
        shelves=shelves,
    )


def _ten(viewer: Person, begun: tuple[Begun, ...], today: date) -> Ten | None:
    """What to read next, from what is the person's own."""
    if not begun and (set_by_club := set_for(viewer, today=today)):
        return set_by_club
    return ten_minutes(viewer, begun)


def _offers(shelves: tuple[ShelfRow, ...], new: tuple[WorkCard, ...]) -> list[Ten]:
    """Works to begin, each once: the first two of every shelf, then the newest."""
    reasons = [
        (card, _("First on the shelf “%(shelf)s”") % {"shelf": row.title})
        for row in shelves
        for card in row.cards[:2]
    ]
    reasons += [(card, _("New in the library")) for card in new]
    by_work: dict[object, Ten] = {}
    for card, reason in reasons:
        if card.readable and card.pk not in by_work:
            by_work[card.pk] = Ten(card, card.read_url, reason, minutes_left=card.minutes)
    return list(by_work.values())


def week_of(person: Person, today: date) -> tuple[Lamp, ...]:
    """Seven lamps from Monday to Sunday of the week of `today`, lit where `person` read. One query."""
    monday = today - timedelta(days=today.weekday())
    read = days_read(person, since=monday)
    days = [monday + timedelta(days=n) for n in range(7)]
    return tuple(
        Lamp(name, lit=day in read, is_today=day == today, is_over=day < today)
        for name, day in zip(DAYS_SHORT, days, strict=True)
    )


def kind_chips() -> list[tuple[Kind, str, Promise]]:
    """The chips of kinds that open works have, so that none leads to an empty list.

    Counted by the search index and kept for ten minutes; all chips while there is no index.
    """
    present = cache.get("web.kinds")
    if present is None:
        found = finding.count(finding.Question(), viewer=None)
        if not found.indexed:
            return list(KIND_CHIPS)
        present = {kind for kind, count in found.facets.get("kind", ()) if count}
        cache.set("web.kinds", present, KINDS_KEPT_SECONDS)
    return [chip for chip in KIND_CHIPS if chip[0].value in present]


def greeting(at: datetime) -> str:
    """By local time of day, in the four parts that Vietnamese people tell apart."""
    if MORNING_HOUR <= at.hour < NOON_HOUR:
        return _("Good morning")
    if NOON_HOUR <= at.hour < AFTERNOON_HOUR:
        return _("Good day")
    if AFTERNOON_HOUR <= at.hour < EVENING_HOUR:
        return _("Good afternoon")
    return _("Good evening")
