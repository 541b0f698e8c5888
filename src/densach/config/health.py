"""What `densach doctor` looks at."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from densach.core.files import BLOCK, open_file
from densach.core.models import StoredFile
from densach.search.queries import position

LEAST_FREE_BYTES = 1 << 30
THIS_PROGRAM = datetime(2026, 11, 1, tzinfo=UTC)  # a clock before the program was written is wrong


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what, what was found, whether it is well, and what to do if not."""

    what: str
    found: str
    well: bool
    do: str = ""


def checks(*, quick: bool) -> Iterator[Check]:
    """All checks, the cheap ones first; `quick` leaves out reading every stored file."""
    yield _settings()
    yield _disk()
    yield _clock()
    yield _tables()
    yield _index()
    if not quick:
        yield _files()


def _settings() -> Check:
    found = [message for message in run_checks() if message.level >= 30]  # noqa: PLR2004 - WARNING
    text = "; ".join(message.msg for message in found) or "in order"
    return Check("settings", text, not found, "Correct the environment variables named above.")


def _disk() -> Check:
    free = shutil.disk_usage(settings.HOME).free
    well = free >= LEAST_FREE_BYTES
    return Check(
        "disk",
        f"{free / 1e9:.1f} GB free in {settings.HOME}",
        well,
        "Make room: imports stop below 0.2 GB.",
    )


def _clock() -> Check:
    now = datetime.now(UTC)
    return Check("clock", f"{now:%F %T} UTC", now >= THIS_PROGRAM, "Set the clock of this machine.")


def _tables() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            answer = str(cursor.fetchone()[0])
        if answer != "ok":
            return Check(
                "database", answer, well=False, do="Restore the last backup: densach restore FILE"
            )
    text = "in order" if not missing else f"{missing} changes of tables are missing"
    return Check("database", text, not missing, "Run: densach setup")


def _index() -> Check:
    from densach.library.models import Work
    from densach.search.errors import IndexMissing

    works = Work.objects.filter(merged_into__isnull=True, withdrawn_at__isnull=True).count()
    try:
        state = position()
    except IndexMissing:
        return Check("search index", "not there", works == 0, "Run: densach index --rebuild")
    text = f"{state.documents} of {works} works, {state.pending} changes wait"
    well = state.documents + state.pending >= works
    return Check("search index", text, well, "Run: densach index --rebuild")


def _files() -> Check:
    bad = []
    total = 0
    for row in StoredFile.objects.iterator(chunk_size=500):
        total += 1
        if not _is_whole(row):
            bad.append(row.sha256[:12])
    text = (
        f"{total} whole"
        if not bad
        else f"{len(bad)} of {total} missing or damaged: {', '.join(bad[:5])}"
    )
    return Check("files", text, not bad, "Bring them back from a backup: densach restore FILE")


def _is_whole(row: StoredFile) -> bool:
    sha = hashlib.sha256()
    try:
        with open_file(row) as source:
            while block := source.read(BLOCK):
                sha.update(block)
    except OSError:
        return False
    return sha.hexdigest() == row.sha256
