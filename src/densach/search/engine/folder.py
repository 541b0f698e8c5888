"""Where an index lies on disk.

    SEARCH_FOLDER/
      current          the name of the generation that readers use: replaced, never changed
      machine          who this copy is, among the machines that share a database
      writer.lock      held by the one process that writes
      g<n>/works, g<n>/passages, g<n>/state.json

The state is written after the commits it speaks of, so it never promises more than is there: an
interrupted writer repeats its last changes, and repeating changes nothing.
"""

import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO


@dataclass(slots=True)
class Ledger:
    """What stands in state.json.

    `version` of fields and words; `stream` and `position`: which database's changes, and the last
    batch applied; `done`: marks of changes applied ahead of their turn; `after`: while being built,
    the last key walked over, None once complete.
    """

    version: str
    stream: str
    position: int
    done: list[str] = field(default_factory=list)
    after: str | None = None
    documents: int = 0
    passages: int = 0


class Folder:
    """The files of one installation's index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> str:
        """The name of the generation in use; empty when there is none."""
        try:
            return (self.root / "current").read_text().strip()
        except FileNotFoundError:
            return ""

    def publish(self, generation: str) -> None:
        """Let readers change over to `generation`."""
        _replace(self.root / "current", generation)

    def path(self, generation: str) -> Path:
        """The folder of a generation."""
        return self.root / generation

    def generations(self) -> list[str]:
        """All generations on disk, oldest first."""
        found = [path.name for path in self.root.glob("g*") if path.name[1:].isdigit()]
        return sorted(found, key=lambda name: int(name[1:]))

    def new_generation(self) -> str:
        """Make an empty folder for the next generation."""
        last = self.generations()[-1:] or ["g0"]
        name = f"g{int(last[0][1:]) + 1}"
        self.path(name).mkdir(parents=True)
        return name

    def ledger(self, generation: str) -> Ledger | None:
        """The state of a generation; None when it was never committed."""
        try:
            return Ledger(**json.loads((self.path(generation) / "state.json").read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def write_ledger(self, generation: str, ledger: Ledger) -> None:
        """Store the state; call after the commits."""
        _replace(self.path(generation) / "state.json", json.dumps(asdict(ledger)))

    def remove_others(self, *keep: str) -> None:
        """Delete all generations but these. A file still open on Windows stays for now."""
        for name in self.generations():
            if name not in keep:
                shutil.rmtree(self.path(name), ignore_errors=True)

    def machine(self) -> str:
        """An id for this copy of the index, made with the folder."""
        path = self.root / "machine"
        if not path.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            _replace(path, uuid.uuid4().hex)
        return path.read_text().strip()

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the right to write; yields False at once when another process or thread has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "writer.lock").open("a+b") as file:
            held = _lock(file)
            try:
                yield held
            finally:
                if held:
                    _unlock(file)


def _replace(path: Path, content: str) -> None:
    """Write a small file so that a reader, or a power cut, finds the old or the new one whole."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
