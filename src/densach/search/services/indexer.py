"""Bringing the index up to date."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from densach.search.engine.folder import Folder, Ledger
from densach.search.engine.types import Document
from densach.search.models import SearchChange, SearchMachine
from densach.search.queries.state import root

from . import rows
from .changes import awake, next_batch, source, stream

if TYPE_CHECKING:
    from densach.search.engine.writer import Writer

log = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_AFTER_A_FAILURE_SECONDS = 10.0
_AT_A_TIME_SECONDS = 20.0
_FORGOTTEN_AFTER = timedelta(days=7)


def run_indexer(limit_seconds: float | None = None) -> int:
    """Apply changes that are not in the index yet; returns how many documents were looked at.

    Returns 0 at once when another process or thread is writing. Builds an index where there is
    none, or one of another version or database. Stops after about `limit_seconds`; a stop or a kill
    at any moment loses nothing, since changes count as applied only after the commit that holds
    them, and applying one again changes nothing.
    """
    from .rebuild import build

    until = time.monotonic() + limit_seconds if limit_seconds else None

    def over() -> bool:
        return until is not None and time.monotonic() >= until

    folder = Folder(root())
    with folder.writing() as held:
        if not held:
            return 0
        done = 0
        if not usable(folder):
            done = build(folder, over=over)
            if not usable(folder):
                return done
        return done + catch_up(folder, folder.current(), over=over)


def index_loop(stop: threading.Event) -> None:
    """Keep the index up to date until `stop` is set: for a thread of the server.

    Wakes when this process changed something, and each second to see what others changed.
    """
    folder = Folder(root())
    with folder.writing() as held:
        if held and (current := folder.current()):
            building = [name for name in folder.generations() if int(name[1:]) > int(current[1:])]
            folder.remove_others(current, *building)
    while not stop.is_set():
        pause = _POLL_SECONDS
        try:
            close_old_connections()
            awake.clear()
            run_indexer(_AT_A_TIME_SECONDS)
        except Exception:  # the loop must outlive a full disk or a database that restarts
            log.exception("The search index could not be brought up to date; trying again.")
            pause = _AFTER_A_FAILURE_SECONDS
        awake.wait(pause)
    connection.close()


def usable(folder: Folder) -> bool:
    """Whether the index can be brought up to date: this version, this database, not too old."""
    from densach.search.engine.schema import VERSION

    ledger = folder.ledger(folder.current()) if folder.current() else None
    if ledger is None or ledger.version != VERSION:
        return False
    numbered = stream()
    if ledger.stream != numbered.stream or ledger.position > numbered.last:
        return False  # another database, or this one restored from a backup
    missed = ledger.position < numbered.last
    return not missed or SearchChange.objects.filter(seq=ledger.position + 1).exists()


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
