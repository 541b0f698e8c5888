"""Import: from files and addresses to works, a line each.

A run is collected (files dropped, a folder named), then worked off line by line. A killed process
loses nothing and doubles nothing: bytes are known by their SHA-256, and a work is written in one
transaction together with its line's new state.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.models import StoredFile
from densach.core.permissions import require
from densach.people.models import Organization, Person

from ..errors import AlreadyDecided
from ..models import Audience, ImportLine, ImportRun
from ..permissions import can_catalogue
from .line import Passage
from .readers import Readers
from .sources import Item

Status = ImportLine.Status
Tell = Callable[[ImportLine], None]
Pair = tuple[ImportLine, Item | None]


@transaction.atomic
def start_run(
    *,
    actor: Person | None,
    label: str,
    organization: Organization | None,
    at: datetime,
    audience: str = Audience.PUBLIC,
) -> ImportRun:
    """Begin an import; files are then added to it. `actor` None: the command line, which may all.

    Raises Forbidden.
    """
    if actor is not None:
        require(can_catalogue(actor, organization), action=_("add works to this library"))
    run = ImportRun.objects.create(
        started_at=at,
        started_by=actor,
        organization=organization,
        label=label[:300],
        audience=audience,
    )
    audit.note("library.import_started", actor=actor, at=at, subject=run, label=label)
    return run


@transaction.atomic
def add_line(
    *,
    run: ImportRun,
    source: str,
    stored: StoredFile | None = None,
    details: dict[str, Any] | None = None,
) -> ImportLine:
    """One more file or address for `run`. The run's row is locked, so numbers never meet."""
    ImportRun.objects.select_for_update().get(pk=run.pk)
    last = run.lines.order_by("-position").values_list("position", flat=True).first() or 0
    return ImportLine.objects.create(
        run=run,
        position=last + 1,
        source=_printable(source)[:1000],
        stored=stored,
        details=details or {},
    )


def work_off(run: ImportRun, *, tell: Tell | None = None) -> None:
    """Read and take every line of `run` that waits. For a job: it takes its own times.

    Lines that a killed process left half-way are begun again: one job works on a run at a time.
    """
    _resume(run)
    waiting = run.lines.filter(status=Status.WAITING).order_by("position")
    _work_through(run, ((line, None) for line in waiting.iterator(chunk_size=200)), tell)
    _finish(run)


def import_items(
    run: ImportRun, items: Iterable[Item], *, tell: Tell | None = None, similar: str = "ask"
) -> None:
    """The same for files on this machine, each of which becomes a line as it is met.

    `similar`: what to do with works that look like one on the shelves: `ask`, or take them as
    `edition` or `new`.
    """
    _resume(run)
    decided = {} if similar == "ask" else {"decision": similar}
    pairs = ((add_line(run=run, source=item.name, details=decided), item) for item in items)
    _work_through(run, pairs, tell)
    _finish(run)


def import_address(run: ImportRun, address: str, *, tell: Tell | None = None) -> None:
    """Fetch a file, feed or OAI-PMH server at `address` and take in what it holds."""
    line = add_line(run=run, source=address)
    work_off(run)
    line.refresh_from_db()
    if tell is not None:
        tell(line)


def _resume(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING, ended_at=None)
    run.lines.filter(status=Status.READING).update(status=Status.WAITING)


def _finish(run: ImportRun) -> None:
    """Ended, unless it was stopped. Counts are kept for the list of runs."""
    counts = dict(run.lines.values_list("status").annotate(Count("pk")).order_by())
    run.refresh_from_db(fields=["counts", "state"])
    run.counts = {**run.counts, "lines": counts}
    run.ended_at = timezone.now()
    if run.state != ImportRun.State.STOPPED:
        run.state = ImportRun.State.DONE
    run.save(update_fields=["counts", "ended_at", "state"])


def _work_through(run: ImportRun, pairs: Iterator[Pair], tell: Tell | None) -> None:
    """Keep the readers busy: while one file is being written, the next ones are being read."""
    with Readers() as readers:
        ahead: list[Passage] = []
        for line, item in pairs:
            if _is_stopped(run):
                break
            ahead.append(Passage(run, line, item, readers).begin())
            if len(ahead) > readers.count:
                _end(ahead.pop(0), tell)
        for passage in ahead:
            _end(passage, tell)


def _end(passage: Passage, tell: Tell | None) -> None:
    line = passage.end()
    if tell is not None:
        tell(line)


def _is_stopped(run: ImportRun) -> bool:
    return ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.STOPPED).exists()


@transaction.atomic
def stop_run(*, actor: Person, run: ImportRun, at: datetime) -> None:
    """Stop after the files that are being read; what waits keeps waiting. Raises Forbidden."""
    require(can_catalogue(actor, run.organization), action=_("stop this import"))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED)
    audit.note("library.import_stopped", actor=actor, at=at, subject=run, label=run.label)


@transaction.atomic
def decide(*, actor: Person, line: ImportLine, choice: str, at: datetime) -> ImportLine:
    """Settle a line that looks like a work on the shelves.

    `choice`: `edition` (one more edition of that work), `new` (a work of its own) or `skip`. The
    first two let the line wait again: the caller enqueues the run. Raises Forbidden, AlreadyDecided.
    """
    line = ImportLine.objects.select_for_update().select_related("run").get(pk=line.pk)
    require(can_catalogue(actor, line.run.organization), action=_("decide about this file"))
    if line.status != Status.SIMILAR or choice not in ("edition", "new", "skip"):
        raise AlreadyDecided
    if choice == "skip":
        line.status, line.message = Status.KNOWN, _("Left out: the work on the shelves is enough.")
    else:
        line.status, line.message = Status.WAITING, ""
        line.details = {**line.details, "decision": choice}
        if choice == "edition":
            line.details["into"] = str(line.similar_to_id)
    line.save()
    audit.note(
        "library.import_decided", actor=actor, at=at, subject=line, label=line.source,
        facts={"choice": choice},
    )  # fmt: skip
    return line


@transaction.atomic
def drop_line(*, actor: Person, line: ImportLine, at: datetime) -> None:
    """Take a refused line off the list. Raises Forbidden."""
    require(can_catalogue(actor, line.run.organization), action=_("change this import"))
    audit.note("library.import_line_dropped", actor=actor, at=at, label=line.source)
    line.delete()


def _printable(name: str) -> str:
    """A name that can be stored and shown: broken bytes become `?`, NUL goes."""
    return name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
