"""Finding statements, as GET /statements asks (xAPI 1.0.3, communication 2.1.3).

Every way in which a statement can fit is one query that runs along an index in the order of arrival
and stops after a page: as the actor, mentioned, or as the target of a statement that refers to it.
The pages are then merged.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)

from densach.records.errors import NothingThere
from densach.records.models import Activity, Attachment, Client, Mention, Reference, Statement
from densach.records.permissions import visible_to
from densach.records.text.keys import agent_key, key

MOST = 500  # statements a page: about 500 KB
Kind = Mention.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that was found; `raw` is its JSON."""

    number: int
    stored: datetime
    raw: str


@dataclass(frozen=True, slots=True)
class Page:
    """Statements in the order asked for; `cursor` is where the next page begins, None at the end."""

    found: list[Found]
    cursor: int | None


def one(*, client: Client, id: UUID, voided: bool) -> Found:  # noqa: A002 - its name in xAPI
    """The statement with that id, if it is (not) void as asked. One query. Raises NothingThere."""
    row = (
        Statement.objects.filter(visible_to(client), id=id, voided=voided)
        .values_list("number", "stored", "raw")
        .first()
    )
    if row is None:
        raise NothingThere
    return Found(*row)


def find(*, client: Client, asked: Mapping[str, Any]) -> Page:
    """A page of the statements that fit `asked` (parameters as read), without void ones.

    Two queries for a page without filter by agent or activity, one or two more with them.
    """
    limit = min(asked.get("limit") or MOST, MOST)
    ascending = bool(asked.get("ascending"))
    bounds = visible_to(client) & Q(voided=False) & _bounds(asked, ascending=ascending)
    loose: Loose = {}
    if asked.keys() & NARROW and not client.may(Client.Scope.READ):
        bounds = Q(voided=False) & _bounds(asked, ascending=ascending)
        loose = {"client": client.pk}
    rows: dict[int, Found] = {}
    for query in _ways(asked, bounds, loose, order="" if ascending else "-"):
        for row in query[: limit + 1]:
            rows[row[0]] = Found(*row)
    found = [rows[number] for number in sorted(rows, reverse=not ascending)]
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].number if more else None)


def _bounds(asked: Mapping[str, Any], *, ascending: bool) -> Q:
    """Between two times and after the last page, as numbers: they rise with the time of arrival."""
    found = Q()
    if since := asked.get("since"):
        before = Statement.objects.filter(stored__lte=since).order_by("-stored", "-number")
        last = before.values_list("number", flat=True).first()
        found &= Q(number__gt=last or 0)
    if until := asked.get("until"):
        upto = Statement.objects.filter(stored__lte=until).order_by("-stored", "-number")
        last = upto.values_list("number", flat=True).first()
        found &= Q(number__lte=last or 0)
    if (cursor := asked.get("cursor")) is not None:
        found &= Q(number__gt=cursor) if ascending else Q(number__lt=cursor)
    return found


Mentioned = tuple[int, int]  # kind and key
Loose = dict[str, int]  # column and value
NARROW = {"agent", "verb", "activity", "registration"}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to fit: a condition on the statement, mentions that must lead to it, loose columns.

    `loose` columns are compared row by row, where something narrower leads to the statement: SQLite,
    which keeps no figures of its own, would else run along all statements of a verb or a program.
    """

    where: Q
    mentions: tuple[Mentioned, ...] = ()
    loose: Loose = field(default_factory=dict)

    def statement(self) -> Q:
        """All that is asked of the statement itself."""
        return self.where & Q(**self.loose)


def _loosely(rows: QuerySet[Any], loose: Loose, through: str = "") -> QuerySet[Any]:
    """Those of `rows` whose columns have these values, without running along an index of them."""
    for column, value in loose.items():
        bare = ExpressionWrapper(F(f"{through}{column}") + 0, output_field=BigIntegerField())
        rows = rows.alias(**{f"loose_{column}": bare}).filter(**{f"loose_{column}": value})
    return rows


def _ways(
    asked: Mapping[str, Any], bounds: Q, loose: Loose, *, order: str
) -> Iterator[QuerySet[Any, Any]]:
    ways = list(_direct(asked, loose))
    for way in ways:
        if not way.mentions:
            rows = _loosely(Statement.objects.filter(way.where & bounds), way.loose)
            yield rows.order_by(f"{order}number").values_list("number", "stored", "raw")
            continue
        (kind, name), *others = way.mentions  # along the first; the others are looked up for each
        along = Mention.objects.filter(_through(way.statement() & bounds), kind=kind, key=name)
        along = along.filter(_mentioned(others, "statement"))
        yield along.order_by(f"{order}statement").values_list(*THROUGH)
    if asked.keys() & NARROW:  # without a filter everything was found already
        yield _referring(ways, bounds, loose, order)


def _direct(asked: Mapping[str, Any], loose: Loose) -> Iterator[_Way]:
    registration = asked.get("registration")
    rest = Q(registration=registration) if registration else Q()
    if "verb" in asked:
        verb = {"verb_key": key(asked["verb"])}
        if asked.keys() & {"agent", "activity", "registration"}:
            loose = {**loose, **verb}
        else:  # nothing narrower: run along the verb
            rest = Q(**verb)
    for agent in _agent_ways(asked):
        for activity in _activity_ways(asked):
            where = rest & agent.where & activity.where
            yield _Way(where, (*agent.mentions, *activity.mentions), loose)


def _agent_ways(asked: Mapping[str, Any]) -> list[_Way]:
    if "agent" not in asked:
        return [_Way(Q())]
    name = agent_key(asked["agent"])
    kinds = [Kind.OTHER_AGENT] + [Kind.RELATED_AGENT] * bool(asked.get("related_agents"))
    return [_Way(Q(actor_key=name)), *(_Way(Q(), ((kind, name),)) for kind in kinds)]


def _activity_ways(asked: Mapping[str, Any]) -> list[_Way]:
    if "activity" not in asked:
        return [_Way(Q())]
    name = key(asked["activity"])
    related = [_Way(Q(), ((Kind.RELATED_ACTIVITY, name),))]
    return [_Way(Q(activity_key=name)), *related * bool(asked.get("related_activities"))]


def _mentioned(mentions: Iterable[Mentioned], statement: str) -> Q:
    found = Q()
    for kind, name in mentions:
        rows = Mention.objects.filter(statement=OuterRef(statement), kind=kind, key=name)
        found &= Q(Exists(rows))
    return found


def _referring(ways: list[_Way], bounds: Q, loose: Loose, order: str) -> QuerySet[Any, Any]:
    """Statements about statements that fit: these need not fit themselves (1.0.3: 2.1.3)."""
    fits = Q()
    for way in ways:
        fits |= way.statement() & _mentioned(way.mentions, "number")
    target = Statement.objects.filter(fits, id=OuterRef("target"))
    references = Reference.objects.filter(_through(bounds), Exists(target))
    references = _loosely(references, loose, "statement__")
    return references.order_by(f"{order}statement").values_list(*THROUGH)


THROUGH = ("statement", "statement__stored", "statement__raw")


def _through(where: Q) -> Q:
    """The same condition, asked of a row that points at the statement."""
    found = Q(_connector=where.connector, _negated=where.negated)
    for child in where.children:
        if isinstance(child, Q):
            found.children.append(_through(child))
        else:
            assert isinstance(child, tuple), "conditions on columns only"
            name, value = child
            found.children.append((f"statement__{name}", value))
    return found


def attachments_of(found: Sequence[Found]) -> list[Attachment]:
    """The files that came with statements, each once, with their stored files. One query."""
    rows = Attachment.objects.filter(statement__in=[one.number for one in found])
    by_hash = {row.sha2: row for row in rows.select_related("file").order_by("-statement")}
    return list(by_hash.values())


def definitions(iris: set[str]) -> dict[str, dict[str, Any]]:
    """What is known of activities, by IRI. One query."""
    rows = Activity.objects.filter(key__in=[key(iri) for iri in iris])
    return {row.iri: json.loads(row.definition) for row in rows}


def names_of(agent: Mapping[str, Any], *, client: Client) -> list[str]:
    """The names under which an agent acted lately, as far as `client` may know. One query."""
    rows = Statement.objects.filter(visible_to(client), actor_key=agent_key(agent))
    actors = [
        json.loads(raw)["actor"]
        for raw in rows.order_by("-number").values_list("raw", flat=True)[:20]
    ]
    names = [agent.get("name"), *(actor.get("name") for actor in actors)]
    return list(dict.fromkeys(name for name in names if name))
