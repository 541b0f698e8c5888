"""Many new documents at once: for imports of hundreds of thousands of records."""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from densach.search.engine.folder import Folder
from densach.search.engine.types import Document
from densach.search.queries.state import root

from . import rows
from .applying import commit, usable
from .changes import note, source
from .rebuild import build

if TYPE_CHECKING:
    from densach.search.engine.documents import Prepared
    from densach.search.engine.writer import Writer

_DOCUMENTS_TO_A_COMMIT = 20_000
_PATIENCE_SECONDS = 5.0


class Bulk:
    """Takes documents, block by block. See `bulk_writer`."""

    def __init__(self, folder: Folder, writer: "Writer | None") -> None:
        self._folder = folder
        self._writer = writer
        self._marks: list[str] = []
        self._waiting = 0

    def add(self, documents: Sequence[Document]) -> None:
        """Note and index new documents. Call in the transaction that makes them.

        Their keys must be new. Documents with full texts are left to the indexer, which reads them.
        """
        from densach.search.engine.documents import prepare

        plain = [document for document in documents if not document.has_text]
        if self._writer is None or len(plain) < len(documents):
            note([document.key for document in documents])
            return
        prepared = [prepare(document) for document in documents]
        rows.keep(prepared)
        mark = uuid.uuid4().hex
        note([document.key for document in documents], mark=mark)
        transaction.on_commit(partial(self._take, self._writer, prepared, mark))

    def commit(self) -> None:
        """Make what was added durable and visible."""
        if self._writer is None or not self._marks:
            return
        generation = self._folder.current()
        ledger = self._folder.ledger(generation)
        assert ledger is not None  # bulk_writer has looked
        ledger.done += self._marks
        commit(self._writer, self._folder, generation, ledger)
        self._marks, self._waiting = [], 0

    def _take(self, writer: "Writer", prepared: "list[Prepared]", mark: str) -> None:
        for entry in prepared:
            writer.put(entry, fresh=True)
        self._marks.append(mark)
        self._waiting += len(prepared)
        if self._waiting >= _DOCUMENTS_TO_A_COMMIT:
            self.commit()


@contextmanager
def bulk_writer() -> Iterator[Bulk]:
    """Hold the index for a large import and write it along with the database.

        with bulk_writer() as bulk:
            for block in blocks:  # some hundred to a thousand records
                with transaction.atomic():
                    ... make the records ...
                    bulk.add(documents)

    Every block is noted as a change in its own transaction, with a mark. Its documents go to the
    engine after that transaction has committed, so a rolled-back block leaves nothing behind; and
    marks go into the index's ledger after the engine's commit. Killed at any moment, changes whose
    marks are not in the ledger are applied by the next `run_indexer`, from the database. When
    another process keeps the index, or it must be rebuilt, changes are only noted.
    """
    from densach.search.engine.writer import Writer

    folder = Folder(root())
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with folder.writing() as held:
            if held or time.monotonic() > until:
                if not (held and _ready(folder)):
                    yield Bulk(folder, None)
                    return
                with Writer(folder.path(folder.current())) as writer:
                    bulk = Bulk(folder, writer)
                    try:
                        yield bulk
                    finally:
                        bulk.commit()
                return
        time.sleep(0.1)


def _ready(folder: Folder) -> bool:
    """Whether the index can be added to; an empty library's is made on the spot."""
    if not usable(folder) and not source().walk("", 1):
        build(folder, over=lambda: False)
    return usable(folder)
