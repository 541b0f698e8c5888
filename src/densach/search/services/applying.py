"""Putting changes into an index that is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from densach.search.engine.folder import Folder, Ledger
from densach.search.engine.types import Document
from densach.search.models import SearchChange, SearchMachine

from . import rows
from .changes import next_batch, source, stream

if TYPE_CHECKING:
    from densach.search.engine.writer import Writer

_FORGOTTEN_AFTER = timedelta(days=7)


def usable(folder: Folder) -> bool:
    """Whether the index in use can be brought up to date."""
    ledger = folder.ledger(folder.current()) if folder.current() else None
    return ledger is not None and can_go_on(ledger)


def can_go_on(ledger: Ledger) -> bool:
    """Whether an index is of this version and database, and all changes it lacks are still noted."""
    from densach.search.engine.schema import VERSION

    numbered = stream()
    if ledger.version != VERSION or ledger.stream != numbered.stream:
        return False
    if ledger.position >= numbered.last:
        # Ahead of a database that was restored from a backup, it knows things that never were.
        return ledger.position == numbered.last
    return SearchChange.objects.filter(seq=ledger.position + 1).exists()


def catch_up(
    folder: Folder, generation: str, *, over: Callable[[], bool], tidy: bool = True
) -> int:
    """Apply all changes after the generation's position. Returns how many documents that were."""
    from densach.search.engine.writer import Writer

    ledger = folder.ledger(generation)
    if ledger is None:
        return 0
    batch = next_batch(ledger.position, ledger.done)
    if batch is None:
        return 0
    looked_at = 0
    with Writer(folder.path(generation)) as writer:
        while batch is not None:
            looked_at += _apply(writer, batch.rows, ledger)
            ledger.position = batch.seq
            passed = {row.mark for row in batch.rows}
            ledger.done = [mark for mark in ledger.done if mark not in passed]
            commit(writer, folder, generation, ledger)
            batch = None if over() else next_batch(ledger.position, ledger.done)
    if tidy:
        _forget_passed(folder, ledger)
    return looked_at


def commit(writer: "Writer", folder: Folder, generation: str, ledger: Ledger) -> None:
    """Commit, then say so: in this order, so that the ledger never promises too much."""
    from densach.search.engine.reader import reader_of

    ledger.documents, ledger.passages = writer.commit()
    folder.write_ledger(generation, ledger)
    reader_of(folder.root).look_again()


def _apply(writer: "Writer", changes: tuple[SearchChange, ...], ledger: Ledger) -> int:
    """Put the present state of everything that changed into the index."""
    done = set(ledger.done)
    keys = {
        key: None
        for change in changes
        if not (change.mark and change.mark in done)
        for key in change.keys.split("\n")
    }
    if not keys:
        return 0
    documents = {document.key: document for document in source().load(list(keys))}
    put(writer, list(documents.values()), fresh=False)
    gone = [key for key in keys if key not in documents]
    rows.forget(gone)
    for key in gone:
        writer.drop(key)
    return len(keys)


def put(writer: "Writer", documents: list[Document], *, fresh: bool) -> None:
    """Write rows and index entries of documents, and their full texts."""
    from densach.search.engine.documents import prepare

    prepared = [prepare(document) for document in documents]
    with transaction.atomic():
        rows.keep(prepared)
    for document, entry in zip(documents, prepared, strict=True):
        writer.put(entry, fresh=fresh)
        if document.has_text:
            writer.put_texts(document, source().texts(document.key), fresh=fresh)
        elif not fresh:
            writer.drop_texts(document.key)


def _forget_passed(folder: Folder, ledger: Ledger) -> None:
    """Note how far this machine is; delete changes that all machines have passed."""
    now = timezone.now()
    SearchMachine.objects.update_or_create(
        machine=folder.machine(), defaults={"position": ledger.position, "seen_at": now}
    )
    SearchMachine.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()
    slowest = SearchMachine.objects.order_by("position").values_list("position", flat=True).first()
    if slowest is not None:
        SearchChange.objects.filter(seq__lte=slowest).delete()
