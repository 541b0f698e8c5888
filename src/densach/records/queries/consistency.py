"""Up to when the store can be read without missing anything."""

from datetime import datetime

from django.db import connection, transaction
from django.db.utils import OperationalError

from densach.records.models import Statement

from ..text.turn import TURN


def consistent_through(*, now: datetime) -> datetime:
    """The time before which nothing will appear any more (X-Experience-API-Consistent-Through).

    `now`, where nobody is storing at this moment; else when the newest visible statement was stored:
    the one who stores waits for the same turn and reads the clock after it.
    """
    newest = Statement.objects.order_by("-number").values_list("stored", flat=True).first()
    if newest is None or newest < now:
        return now if _nobody_stores() else (newest or now)
    return newest


def _nobody_stores() -> bool:
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [TURN])
            row = cursor.fetchone()
        return bool(row and row[0])
    if connection.in_atomic_block:  # the writer is this request itself
        return True
    return _sqlite_is_free()


def _sqlite_is_free() -> bool:
    """Whether the one writer's place is free: taken and given back without waiting."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return True
