"""Import: from files and addresses to works, a line each.

A run is collected (files dropped, a folder named), then worked off line by line. A killed process
loses nothing and doubles nothing: bytes are known by their SHA-256, and a work is written in one
transaction together with its line's new state.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db.models import Count
from django.utils import timezone

from densach.core.lock import alone_at

from ..models import ImportLine, ImportRun
from . import shelf_in
from .line import Passage
from .readers import Readers
from .runs import add_line, add_lines
from .sources import Item, path_as_text

LINES_AT_ONCE = 20  # written in one transaction
LOOK_SECONDS = 0.5  # after which it is seen that somebody has stopped the run

Status = ImportLine.Status
Tell = Callable[[ImportLine], None]
Pair = tuple[ImportLine, Item | None]


class AtWork(Exception):
    """Another process works on this import: a command beside the server, or a second worker."""


@contextmanager
def _alone(run: ImportRun) -> Iterator[None]:
    with alone_at(work_of(run)) as mine:
        if not mine:
            raise AtWork
        yield


def work_of(run: ImportRun) -> str:
    """The name under which a process holds `run`; see core.lock."""
    return f"run-{run.pk}"


def work_off(run: ImportRun, *, tell: Tell | None = None) -> None:
    """Read and take every line of `run` that waits. For a job: it takes its own times.

    Lines that a killed process left half-way are begun again. Raises AtWork: one process works on
    a run at a time.
    """
    with _alone(run):
        _resume(run)
        _work_waiting(run, tell)
        _finish(run)


def import_items(
    run: ImportRun,
    items: Iterable[Item],
    *,
    tell: Tell | None = None,
    similar: str = "ask",
    renew: bool = False,
) -> None:
    """The same for files on this machine, each of which becomes a line as it is met.

    `similar`: what to do with works that look like one on the shelves: `ask`, or take them as
    `edition` or `new`. `renew`: newer releases take the place of older ones, nobody is asked.
    """
    decided: dict[str, Any] = {} if similar == "ask" else {"decision": similar}
    decided |= {"renew": True} if renew else {}
    pairs = _with_lines(run, items, decided)
    with _alone(run):
        _resume(run)
        _work_through(run, pairs, tell)
        _work_waiting(run, tell)  # what was packed in zips
        _finish(run)


def _with_lines(run: ImportRun, items: Iterable[Item], details: dict[str, Any]) -> Iterator[Pair]:
    """A line for each item, some at a time: 10,000 files are not 10,000 transactions.

    Each knows its path, so that a run whose process was killed can go on without it.
    """
    rest = iter(items)
    while block := list(islice(rest, LINES_AT_ONCE)):
        new = [
            ImportLine(source=item.name, details={**details, "path": path_as_text(item.path)})
            for item in block
        ]
        yield from zip(add_lines(run=run, lines=new), block, strict=True)


def import_address(run: ImportRun, address: str, *, tell: Tell | None = None) -> None:
    """Fetch a file, feed or OAI-PMH server at `address` and take in what it holds."""
    line = add_line(run=run, source=address)
    work_off(run)
    line.refresh_from_db()
    if tell is not None:
        tell(line)


def _work_waiting(run: ImportRun, tell: Tell | None) -> None:
    """All waiting lines, also those that come of a zip of works on the way."""
    while not _is_stopped(run):
        waiting = run.lines.filter(status=Status.WAITING).order_by("position")[:200]
        lines = list(waiting)
        if not lines:
            return
        _work_through(run, ((line, None) for line in lines), tell)


def _resume(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING, ended_at=None)
    run.lines.filter(status=Status.READING).update(status=Status.WAITING)


def _finish(run: ImportRun) -> None:
    """Ended, unless it was stopped. Counts are kept for the list of runs."""
    shelf_in.settle(run, at=timezone.now())
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
        look_again = 0.0
        for line, item in pairs:
            if time.monotonic() >= look_again:
                if _is_stopped(run):
                    break
                look_again = time.monotonic() + LOOK_SECONDS
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
