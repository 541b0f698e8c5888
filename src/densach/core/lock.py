"""Servers share an installation's folder, a restore has it alone; some work is for one process at a time."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from .backup import ServerRuns


@contextmanager
def using(*, alone: bool) -> Iterator[None]:
    """Hold the folder, with others or alone. Raises ServerRuns when that cannot be.

    The system lets go of the lock when the process ends, also when it is killed.
    """
    with (settings.HOME / "serve.lock").open("a+") as file:
        try:
            _lock(file.fileno(), alone=alone)
        except OSError as error:
            raise ServerRuns from error
        yield


@contextmanager
def alone_at(work: str) -> Iterator[bool]:
    """Whether nobody else is at the work of this name, on this machine; until the block ends.

    The system lets go of it when the process ends, also when it is killed.
    """
    path = Path(settings.SCRATCH_FOLDER) / f"{work}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            _lock(file.fileno(), alone=True)
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            with contextlib.suppress(OSError):  # Windows keeps open files
                path.unlink()


def _lock(descriptor: int, *, alone: bool) -> None:
    if os.name == "nt":  # Windows has only locks for one: there one server runs
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
