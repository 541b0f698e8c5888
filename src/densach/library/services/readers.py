"""Files are read in processes of their own: both cores work, and a file that kills its reader
kills nothing else."""

import logging
import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from densach.core.errors import DomainError

from ..errors import StoppedWhileReading, TookTooLong
from ..formats.errors import Unreadable
from ..formats.model import Extracted

log = logging.getLogger("densach.library")
MINUTES = 15  # a scanned book of 1,000 pages is read in two; more is a fault or an attack
MEMORY_BYTES = 3 * 1024**3  # of address space for one reader

Outcome = Extracted | DomainError


def read_one(path: Path, name: str, scratch: Path) -> Outcome:
    """Read one file here and now; a refusal comes back as a value. Runs in a reading process."""
    from ..formats.read import read

    scratch.mkdir(parents=True, exist_ok=True)
    try:
        return read(path, name=name, scratch=scratch)
    except DomainError as refusal:
        return refusal
    except MemoryError:
        return StoppedWhileReading()
    except Exception:
        # A file that our parsers did not foresee costs its own line, not the import.
        log.exception("a file could not be read")
        return Unreadable()


class Readers:
    """A few reading processes. Use as a context; `begin` a file, then `outcome` of it."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or min(2, os.cpu_count() or 1)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, path: Path, name: str, scratch: Path) -> "Future[Outcome]":
        """Start reading `path`; processes are started when first needed."""
        try:
            return self._running().submit(read_one, path, name, scratch)
        except BrokenProcessPool:
            self._pool = None
            return self._running().submit(read_one, path, name, scratch)

    def outcome(self, begun: "Future[Outcome]", path: Path, name: str, scratch: Path) -> Outcome:
        """What reading gave. When the processes died, the file is tried once more, alone."""
        try:
            return begun.result(timeout=MINUTES * 60)
        except Late:
            self._kill()
            return TookTooLong(minutes=MINUTES)
        except BrokenProcessPool:
            self._pool = None
        return self._alone(path, name, scratch)

    def _alone(self, path: Path, name: str, scratch: Path) -> Outcome:
        with ProcessPoolExecutor(1, _context(), initializer=_prepare) as pool:
            try:
                return pool.submit(read_one, path, name, scratch).result(timeout=MINUTES * 60)
            except (BrokenProcessPool, Late):
                for process in list(pool._processes.values()):  # noqa: SLF001 - no public way to stop one
                    process.kill()
                return StoppedWhileReading()

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count, _context(), initializer=_prepare, max_tasks_per_child=200
            )
        return self._pool

    def _kill(self) -> None:
        if self._pool is not None:
            for process in list(self._pool._processes.values()):  # noqa: SLF001 - see above
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _context() -> multiprocessing.context.SpawnContext:
    return multiprocessing.get_context("spawn")


def _prepare() -> None:
    """In the reading process: Django for translations and settings, and a limit on memory."""
    import signal

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
    django.setup()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def scratch_folder(line_id: int) -> Path:
    """Where the reader of a line may write; the caller removes it afterwards."""
    return Path(settings.SCRATCH_FOLDER) / f"line-{line_id}"
