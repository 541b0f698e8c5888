"""A person's reading log: what they read on which days, what they finished, what they noted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from densach.library.models import Work
from densach.library.permissions import visible_to
from densach.library.queries.cards import CARD_FIELDS, WorkCard, card
from densach.people.models import Person
from densach.search.text import fold_key

from ..models import Finished, Minutes, Note
from .places import Marked, marked

NOTES_A_PAGE = 30
NOTES_LOOKED_THROUGH = 3000  # searching without marks is done here, not in the database


@dataclass(frozen=True, slots=True)
class Part:
    """A work read on a day. `slug` "" where the person may not see the work (any more)."""

    slug: str
    title: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Day:
    """A local day with reading; works longest first."""

    on: date
    seconds: int
    works: tuple[Part, ...]


def days(person: Person, *, since: date, until: date) -> list[Day]:
    """The days from `since` to `until` (both included) on which `person` read, oldest first.

    At most three queries: minutes, the roles of the person, works that they may see.
    """
    rows = Minutes.objects.filter(person=person, on__gte=since, on__lte=until, seconds__gt=0)
    found = rows.order_by("on").values_list(
        "on", "edition__work_id", "edition__work__slug", "edition__work__title", "seconds"
    )
    by_day: dict[date, dict[object, Part]] = defaultdict(dict)
    lines = list(found)
    works = Work.objects.filter(visible_to(person), pk__in={line[1] for line in lines})
    visible = set(works.values_list("pk", flat=True)) if lines else set()
    for on, work, slug, title, seconds in lines:
        held = by_day[on].get(work)
        total = seconds + (held.seconds if held else 0)
        by_day[on][work] = Part(slug if work in visible else "", title, total)
    return [
        Day(
            on,
            sum(part.seconds for part in parts.values()),
            tuple(sorted(parts.values(), key=lambda part: -part.seconds)),
        )
        for on, parts in by_day.items()
    ]


@dataclass(frozen=True, slots=True)
class Ended:
    """A work that was read to its end; `on` the local day of the first time."""

    card: WorkCard
    on: date
    at: datetime


def finished(person: Person, limit: int = 24) -> list[Ended]:
    """Works that `person` finished and may still see, newest first, each once. Three queries."""
    rows = Finished.objects.filter(person=person).order_by("-at", "pk")
    # Of several editions of a work the one finished first comes last, and stays.
    when: dict[UUID, datetime] = dict(rows.values_list("edition__work_id", "at")[: limit * 2])
    works = Work.objects.filter(visible_to(person), pk__in=set(when)).only(*CARD_FIELDS)
    by_id = {work.pk: card(work) for work in works}
    return [
        Ended(by_id[work], timezone.localtime(at).date(), at)
        for work, at in when.items()
        if work in by_id
    ][:limit]


@dataclass(frozen=True, slots=True)
class NotesPage:
    """A page of notes; `more`: there is another one."""

    lines: list[Marked]
    more: bool


def notes(person: Person, *, words: str = "", kind: str = "", page: int = 1) -> NotesPage:
    """What `person` marked, newest first, in works they may still see; found without marks.

    At most four queries; words are looked for in the newest NOTES_LOOKED_THROUGH.
    """
    rows = Note.objects.filter(person=person, gone=False).order_by("-n", "-at", "pk")
    if kind:
        rows = rows.filter(kind=kind)
    if words := fold_key(words):
        rows = rows.filter(pk__in=_with_words(person, words))
    first = (page - 1) * NOTES_A_PAGE
    held = list(rows.select_related("edition")[first : first + NOTES_A_PAGE + 1])
    return NotesPage(marked(person, held[:NOTES_A_PAGE]), len(held) > NOTES_A_PAGE)


def _with_words(person: Person, words: str) -> list[UUID]:
    texts = Note.objects.filter(~Q(kind=Note.Kind.BOOKMARK, excerpt="", name=""), person=person)
    rows = texts.filter(gone=False).order_by("-n", "-at")[:NOTES_LOOKED_THROUGH]
    return [
        pk
        for pk, *said in rows.values_list("pk", "name", "excerpt", "text", "edition__work__title")
        if words in fold_key(" ".join(said))
    ]
