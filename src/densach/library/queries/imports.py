"""Imports as the librarian watches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from densach.people import queries as people
from densach.people.models import Organization, Person

from ..models import ImportLine, ImportRun
from ..permissions import CATALOGUERS

Status = ImportLine.Status
LINES = 60


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its lines: what needs a person first, then what is going on, then the newest."""

    run: ImportRun
    counts: dict[str, int]
    lines: Sequence[ImportLine]
    total: int
    done: int
    more: bool

    @property
    def is_running(self) -> bool:
        """Whether the page should look again soon."""
        return self.run.state == ImportRun.State.RUNNING


def runs_for(person: Person) -> "QuerySet[ImportRun]":
    """Runs of the organisations where `person` catalogues, newest first; not evaluated."""
    runs = ImportRun.objects.select_related("started_by", "organization").order_by("-started_at")
    if person.is_superuser:
        return runs
    return runs.filter(
        Q(organization__in=homes(person)) | Q(started_by=person) & Q(organization__isnull=True)
    )


def homes(person: Person) -> list[Organization]:
    """Organisations for which `person` may bring works in."""
    return people.organizations_where(person, CATALOGUERS)


def run_view(run: ImportRun, *, status: str = "", page: int = 1) -> RunView:
    """The run's page. Two queries."""
    counts = dict(run.lines.values_list("status").annotate(Count("pk")).order_by())
    lines = run.lines.select_related("work", "similar_to", "stored").defer("raw")
    if status in Status.values:
        lines = lines.filter(status=status)
    urgency = Case(
        When(status=Status.SIMILAR, then=Value(0)),
        When(status=Status.REFUSED, then=Value(1)),
        When(status=Status.READING, then=Value(2)),
        When(status=Status.WAITING, then=Value(4)),
        default=Value(3),
        output_field=IntegerField(),
    )
    begin = (page - 1) * LINES
    found = list(
        lines.annotate(urgency=urgency).order_by("urgency", "-position")[begin : begin + LINES + 1]
    )
    total = sum(counts.values())
    done = total - counts.get(Status.WAITING, 0) - counts.get(Status.READING, 0)
    return RunView(run, counts, found[:LINES], total, done, len(found) > LINES)


def comparison(line: ImportLine) -> list[dict[str, Any]]:
    """What stands beside what, for a line to be decided: field, on the shelf, new. At most 2 queries."""
    new, work = line.details.get("new", {}), line.similar_to
    if work is None:
        return []
    edition = work.editions.order_by("created_at").first()
    rows = [
        ("title", work.title, new.get("title")),
        ("people", work.people_line, new.get("people")),
        ("year", work.year, new.get("year")),
        ("publisher", edition.publisher if edition else "", new.get("publisher")),
        ("format", work.formats, new.get("format")),
        ("pages", edition.pages if edition else None, new.get("pages")),
        ("words", edition.words if edition else None, new.get("words")),
        ("size", work.size_bytes, new.get("size_bytes")),
    ]
    return [
        {"field": field, "old": old, "new": fresh, "differs": str(old or "") != str(fresh or "")}
        for field, old, fresh in rows
        if old or fresh
    ]
