"""Reading ahead: another process parses and describes while this one writes to the database.

What comes over is plain data; `Entry.keys` are the folded title and names that duplicates are
looked for with.
"""

import multiprocessing as mp
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from densach.core.errors import DomainError
from densach.search.text import fold_key, name_key

from .entry import Entry
from .read import entries

SMALL_BYTES = 400_000  # a process costs half a second: not for files that take less
PARCEL = 500


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
    context = mp.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, str(path), number, offset), daemon=True)
    process.start()
    there.close()
    try:
        yield _received(here)
    finally:
        here.close()
        process.terminate()
        process.join()


def with_keys(entry: Entry) -> Entry:
    """`entry` with its folded title and names."""
    told = entry.description
    if told is not None:
        names = dict.fromkeys(name_key(person.name)[:300] for person in told.people)
        entry.keys = (fold_key(told.title)[:500], tuple(names))
    return entry


def _received(pipe: Connection) -> Iterator[Entry]:
    while True:
        try:
            parcel = pipe.recv()
        except EOFError:
            raise ReaderDied from None
        if isinstance(parcel, DomainError):
            raise parcel
        if not parcel:
            return
        yield from parcel


def _send(pipe: Connection, path: str, number: int, offset: int) -> None:
    """The other process: parcels of entries, then an empty one, or the refusal that ended it."""
    parcel: list[Entry] = []
    try:
        for entry in entries(Path(path), number=number, offset=offset):
            parcel.append(with_keys(entry))
            if len(parcel) == PARCEL:
                pipe.send(parcel)
                parcel = []
        if parcel:
            pipe.send(parcel)
        pipe.send([])
    except DomainError as refusal:
        pipe.send(parcel)
        pipe.send(refusal)
    except (BrokenPipeError, KeyboardInterrupt):
        return  # nobody listens any more
