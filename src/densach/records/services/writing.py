"""The transaction in which records are written: one at a time, on the disk before anybody is answered."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

from densach.records.errors import Busy, NoRoom

# Threads of this process queue here; at SQLite's own lock they would sleep and try again by chance.
_writers = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction whose end is on the disk: devices and programs delete what was taken.

    Raises NoRoom where the disk is full, Busy where somebody else holds the database for too long;
    then nothing was changed.
    """
    try:
        with ExitStack() as stack:
            if connection.vendor == "sqlite" and not connection.in_atomic_block:
                stack.enter_context(_writers)
                stack.enter_context(_durable())
            stack.enter_context(transaction.atomic())
            yield
    except OperationalError as error:
        raise refusal_for(error) from error


@contextmanager
def _durable() -> Iterator[None]:
    """Elsewhere SQLite may lose the last moments to a power cut (WAL with synchronous=NORMAL)."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")


def refusal_for(error: OperationalError) -> Exception:
    """What a failure of the database means for the one who sends; the error itself where unknown."""
    words = f"{type(error.__cause__).__name__} {error}".lower()
    if any(sign in words for sign in ("full", "disk", "readonly", "no space")):
        return NoRoom()
    if any(sign in words for sign in ("locked", "busy", "deadlock", "timeout", "notavailable")):
        return Busy()
    return error
