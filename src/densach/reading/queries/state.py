"""What a person's other devices did, for the device that asks."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from densach.library.models import Edition, Work
from densach.library.permissions import visible_to
from densach.people.models import Device, Person
from densach.records.queries.events import heard_of
from densach.records.services.projecting import iso

from ..models import Finished, Note, Place

AT_ONCE = 200
NOBODY = UUID(int=0)
Row = Place | Note | Finished


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a device knows: everything of `wiped` up to the row `pk` of batch `turn`."""

    wiped: int = -1
    turn: int = -1
    pk: UUID = NOBODY

    def __str__(self) -> str:
        return f"{self.wiped}.{self.turn}.{self.pk.hex}"


def cursor_of(text: str) -> Cursor:
    """Read a cursor back; one that is none begins at the beginning."""
    try:
        wiped, turn, pk = text.split(".")
        return Cursor(int(wiped), int(turn), UUID(pk))
    except ValueError:
        return Cursor()


@dataclass(frozen=True, slots=True)
class News:
    """`whole`: the lines begin everything that is known; `more`: ask again with `cursor`."""

    counter: int
    whole: bool
    more: bool
    cursor: Cursor
    lines: list[dict[str, Any]]


def news(
    person: Person, since: Cursor, *, device: UUID | None, edition: UUID | None = None
) -> News:
    """What changed after `since`, at most AT_ONCE lines, oldest change first. At most seven queries.

    After a deletion by hand `wiped` is another number, and everything is told anew.
    """
    heard = heard_of(person)
    whole = since.wiped != heard.wiped
    begin = Cursor(heard.wiped) if whole else since
    rows: list[Row] = []
    for model in (Place, Note, Finished):
        rows += _after(model, person, begin, edition)
    rows.sort(key=attrgetter("turn", "pk"))
    page, more = rows[:AT_ONCE], len(rows) > AT_ONCE
    last = page[-1] if page else None
    end = Cursor(heard.wiped, last.turn, last.pk) if last else begin
    return News(heard.counter, whole, more, end, _lines(person, page, device))


def _after(
    model: type[Model], person: Person, begin: Cursor, edition: UUID | None
) -> QuerySet[Any]:
    later = Q(turn__gt=begin.turn) | Q(turn=begin.turn, pk__gt=begin.pk)
    rows = model._default_manager.filter(later, person=person, n__gte=0)
    if edition is not None:
        rows = rows.filter(edition=edition)
    return rows.order_by("turn", "pk")[: AT_ONCE + 1]


def _lines(person: Person, rows: list[Row], device: UUID | None) -> list[dict[str, Any]]:
    ids = {row.device for row in rows if row.device}
    names = dict(Device.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    works = _works(person, {row.edition_id for row in rows})
    return [
        {
            "is": type(row).__name__.lower(),
            "on": str(row.edition_id),
            "n": row.n,
            "device": names.get(row.device, "") if row.device else "",
            "mine": row.device is not None and row.device == device,
            "at": iso(row.at),
            "work": works.get(row.edition_id),
            **_fields(row),
        }
        for row in rows
    ]


def _works(person: Person, editions: set[UUID]) -> dict[UUID, dict[str, str]]:
    """Names of the works that the person may see. Two queries."""
    by_edition = dict(Edition.objects.filter(pk__in=editions).values_list("pk", "work_id"))
    works = Work.objects.filter(visible_to(person), pk__in=set(by_edition.values()))
    names = {
        pk: {"slug": slug, "title": title}
        for pk, slug, title in works.values_list("pk", "slug", "title")
    }
    return {edition: names[work] for edition, work in by_edition.items() if work in names}


def _fields(row: Row) -> dict[str, Any]:
    if isinstance(row, Finished):
        return {}
    place = {"chapter": row.chapter, "offset": row.offset, "fraction": row.fraction}
    if isinstance(row, Place):
        return place
    if row.gone:
        return {"note": str(row.note), "gone": True}
    words = {name: getattr(row, name) for name in ("kind", "end", "excerpt", "text", "name")}
    return {"note": str(row.note), **place, **words, "color": row.color, "gone": False}
