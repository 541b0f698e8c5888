"""Many catalogue records at once: MARC, MARCXML, tables, lists; from a file of any size.

A batch is one transaction: its works, the lines of its bad and similar records, the counts and the
place where reading goes on. Killed at any moment, the next call goes on behind the last batch.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from densach.people.models import Person
from densach.search import services as search
from densach.search.services import Bulk

from ..catalogue.entry import Entry
from ..catalogue.errors import NotAList
from ..models import ImportLine, ImportRun
from ..protocols.ahead import entries_ahead
from .bulk_known import Sorted, sort_out
from .bulk_lines import Lines
from .bulk_rows import Rows

BATCH = 2_000  # records a transaction: half a second, so that pages are not kept from writing
MAX_BAD = 20_000  # a file with more bad records than that, and than good ones, is something else
Progress = Callable[[int, int], None]


def import_records(
    source_path: Path,
    *,
    run: ImportRun,
    actor: Person | None = None,
    at: datetime,
    line: ImportLine | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Take in the records of a file; how many were added, known, similar, refused.

    `actor` is the one of the run, whose name the works carry. Bad and similar records get lines of their own in `run`, with their bytes. `line` is the line of
    the file itself; its `percent` moves. `progress` is told (bytes or rows done, of how many).
    Raises NotAList when the file holds no record, or not to its end; what came before stays.
    """
    del actor  # `run.started_by`: the same person, also when a job goes on with the run
    name = line.source if line is not None else source_path.name
    job = _Job(run, source_path, name, line, at=at, progress=progress)
    with ExitStack() as open_things:
        entries = open_things.enter_context(
            entries_ahead(source_path, number=job.number, offset=job.resume)
        )
        open_things.enter_context(_wide_log())
        bulk = open_things.enter_context(search.bulk_writer())
        job.work_off(entries, bulk)
    if not sum(job.counts.values()):
        raise NotAList
    return dict(job.counts)


@contextmanager
def _wide_log() -> Iterator[None]:
    """Let SQLite's log grow to 80 MB before it is written back: keys come in no order, so the same
    pages of the indexes change in batch after batch. The file is not mapped meanwhile, so that memory
    stays small (CPU is the same). Afterwards the planner learns the new sizes.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint=20000")
        cursor.execute("PRAGMA mmap_size=0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint=1000")
            cursor.execute("PRAGMA mmap_size=134217728")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA analysis_limit=400")
                cursor.execute("PRAGMA optimize")


class _Job:
    """One file on its way in: where it is, what it counted."""

    def __init__(
        self,
        run: ImportRun,
        path: Path,
        name: str,
        line: ImportLine | None,
        *,
        at: datetime,
        progress: Progress | None,
    ) -> None:
        self.run, self.name, self.line, self.progress = run, name, line, progress
        self.key = str(line.pk) if line is not None else name
        self.size = max(path.stat().st_size, 1)
        kept = ImportRun.objects.values_list("cursor", flat=True).get(pk=run.pk).get(self.key, {})
        self.number, self.resume = kept.get("number", 0), kept.get("resume", 0)
        self.counts: Counter[str] = Counter(kept.get("counts", {}))
        self.decision = line.details.get("decision", "") if line is not None else ""
        self.rows = Rows(run, source=name, at=at)
        self.lines = Lines(run, name=name, key=self.key)

    def work_off(self, entries: Iterator[Entry], bulk: Bulk) -> None:
        while batch := list(islice(entries, BATCH)):
            self._batch(batch, bulk)
            if self.progress is not None:
                self.progress(self.resume, self.size)
            if self._is_stopped():
                return
            if self.counts["refused"] > MAX_BAD > self.counts["added"] + self.counts["known"]:
                raise NotAList

    def _batch(self, batch: Sequence[Entry], bulk: Bulk) -> None:
        try:
            counts = self._write(batch, bulk)
        except IntegrityError:
            # Another import made the same agent or subject in this moment: look again, once.
            self.rows.forget()
            counts = self._write(batch, bulk)
        self.number, self.resume, self.counts = batch[-1].number, batch[-1].resume, counts

    @transaction.atomic
    def _write(self, batch: Sequence[Entry], bulk: Bulk) -> "Counter[str]":
        run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
        counts = Counter(self.counts)
        sorted_out = self._sorted([entry for entry in batch if entry.problem is None])
        bulk.add(self.rows.write(sorted_out.new))
        counts["added"] += len(sorted_out.new)
        counts["known"] += sorted_out.known
        counts["similar"] += len(sorted_out.similar)
        bad = [entry for entry in batch if entry.problem is not None]
        counts["refused"] += len(bad)
        self.lines.write(bad, sorted_out.similar)
        number, resume = batch[-1].number, batch[-1].resume
        run.cursor[self.key] = {"number": number, "resume": resume, "counts": dict(counts)}
        run.save(update_fields=["cursor"])
        if self.line is not None:
            percent = min(99, 100 * resume // self.size)
            ImportLine.objects.filter(pk=self.line.pk).update(percent=percent)
        return counts

    def _sorted(self, good: Sequence[Entry]) -> Sorted:
        hashed = [(entry, hashlib.sha256(entry.raw).hexdigest()) for entry in good]
        sorted_out = sort_out(hashed)
        if self.decision == "new":
            sorted_out.new += [(entry, sha) for entry, sha, _work, _why in sorted_out.similar]
            sorted_out.similar = []
        return sorted_out

    def _is_stopped(self) -> bool:
        return ImportRun.objects.filter(pk=self.run.pk, state=ImportRun.State.STOPPED).exists()
