"""Reading ahead: another process parses and describes while this one writes to the database.

    python -m densach.library.protocols.ahead FILE NUMBER OFFSET

writes parcels of entries (pickled: only this program's own child is read so) to its output. Entries
carry `keys`, the folded title and names by which duplicates are looked for.
"""

import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from densach.core.errors import DomainError
from densach.search.text import fold_key, name_key

from ..catalogue.entry import Entry
from .read import entries

SMALL_BYTES = 400_000  # a process costs half a second: not for files that take less
PARCEL = 500
_SOURCES = Path(__file__).resolve().parents[3]


class ReaderDied(RuntimeError):
    """The reading process was killed from outside (memory, an operator)."""


@contextmanager
def entries_ahead(path: Path, *, number: int = 0, offset: int = 0) -> Iterator[Iterator[Entry]]:
    """`read.entries` with keys, from another process where the file is large.

    The process ends with the block. Raises what `entries` raises.
    """
    if path.stat().st_size < SMALL_BYTES:
        yield map(with_keys, entries(path, number=number, offset=offset))
        return
    places = [str(_SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", __name__, str(path), str(number), str(offset)]
    child = subprocess.Popen(  # noqa: S603 - our own module and a path
        command,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
    )
    assert child.stdout is not None
    try:
        yield _received(child.stdout)
    finally:
        child.stdout.close()
        child.terminate()
        child.wait()


def with_keys(entry: Entry) -> Entry:
    """`entry` with its folded title and names."""
    told = entry.description
    if told is not None:
        names = dict.fromkeys(name_key(person.name)[:300] for person in told.people)
        entry.keys = (fold_key(told.title)[:500], tuple(names))
    return entry


def _received(pipe: IO[bytes]) -> Iterator[Entry]:
    while True:
        try:
            parcel = pickle.load(pipe)  # noqa: S301 - from our own child
        except EOFError:
            raise ReaderDied from None
        if isinstance(parcel, DomainError):
            raise parcel
        if not parcel:
            return
        yield from parcel


def _send(pipe: IO[bytes], path: Path, number: int, offset: int) -> None:
    """Parcels of entries, then an empty one, or the refusal that ended it."""
    parcel: list[Entry] = []

    def send(what: object) -> None:
        pickle.dump(what, pipe, protocol=5)
        pipe.flush()

    try:
        for entry in entries(path, number=number, offset=offset):
            parcel.append(with_keys(entry))
            if len(parcel) == PARCEL:
                send(parcel)
                parcel = []
        if parcel:
            send(parcel)
        send([])
    except DomainError as refusal:
        if parcel:
            send(parcel)
        send(refusal)


if __name__ == "__main__":
    # Under its true name, so that both sides mean the same classes.
    ahead = importlib.import_module("densach.library.protocols.ahead")
    try:
        ahead._send(sys.stdout.buffer, Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))  # noqa: SLF001
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # nobody listens any more
