"""Building an index anew, beside the one in use."""

import time
from collections.abc import Callable

from densach.search.engine.folder import Folder, Ledger
from densach.search.errors import IndexBusy
from densach.search.queries.state import root

from .applying import can_go_on, catch_up, commit, put, usable
from .changes import source, stream

_BLOCK = 1_000  # documents
_BLOCKS_TO_A_COMMIT = 20
_PATIENCE_SECONDS = 30.0


def _nothing(_done: int) -> None:
    pass


def rebuild(progress: Callable[[int], None] = _nothing) -> int:
    """Build a new generation and let readers change over to it; returns how many documents.

    Readers use the old one meanwhile, and it is kept up to date. Resumable: killed or stopped, the
    next call goes on after the last commit. `progress` is told how many documents are done.
    Raises IndexBusy when another process goes on writing for half a minute.
    """
    folder = Folder(root())
    waited_until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with folder.writing() as held:
            if held:
                done = build(folder, over=lambda: False, progress=progress)
                return done + catch_up(folder, folder.current(), over=lambda: False)
        if time.monotonic() > waited_until:
            raise IndexBusy
        time.sleep(0.2)


def build(
    folder: Folder, *, over: Callable[[], bool], progress: Callable[[int], None] = _nothing
) -> int:
    """Build, or go on building, while holding the right to write. Returns documents done now.

    Published only when everything is in; `over` ends it early, to be taken up again.
    """
    from densach.search.engine.writer import Writer

    generation, ledger, resumed = _begun(folder)
    done, block = 0, 0
    with Writer(folder.path(generation)) as writer:
        while documents := source().walk(ledger.after or "", _BLOCK):
            # After a kill the index may hold documents that the ledger does not know of.
            put(writer, documents, fresh=not (resumed and block < _BLOCKS_TO_A_COMMIT))
            ledger.after = documents[-1].key
            done, block = done + len(documents), block + 1
            if block % _BLOCKS_TO_A_COMMIT == 0 or over():
                commit(writer, folder, generation, ledger)
                _keep_the_old_one_fresh(folder)
                if over():
                    return done
            progress(ledger.documents if block % _BLOCKS_TO_A_COMMIT == 0 else done)
        ledger.after = None
        commit(writer, folder, generation, ledger)
    before = folder.current()
    folder.publish(generation)
    folder.remove_others(generation, before)  # readers may still look into the old one
    return done


def _begun(folder: Folder) -> tuple[str, Ledger, bool]:
    """A generation to build: one begun before, if it still can be used, or a new one.

    The position is taken first: what changes from now on is applied once more at the end.
    """
    from densach.search.engine.schema import VERSION

    for generation in reversed(folder.generations()):
        ledger = folder.ledger(generation)
        if ledger is not None and ledger.after is not None and can_go_on(ledger):
            return generation, ledger, True
    numbered = stream()
    generation = folder.new_generation()
    ledger = Ledger(VERSION, numbered.stream, numbered.last, after="")
    folder.write_ledger(generation, ledger)
    return generation, ledger, False


def _keep_the_old_one_fresh(folder: Folder) -> None:
    """Let readers of the generation in use see changes too; they stay noted for the new one."""
    if usable(folder):
        catch_up(folder, folder.current(), over=lambda: False, tidy=False)
