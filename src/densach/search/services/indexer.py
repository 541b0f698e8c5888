"""Bringing the index up to date."""

import logging
import threading
import time

from django.db import close_old_connections, connection

from densach.search.engine.folder import Folder
from densach.search.queries.state import root

from .applying import catch_up, usable
from .changes import awake
from .rebuild import build

log = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_AFTER_A_FAILURE_SECONDS = 10.0
_AT_A_TIME_SECONDS = 20.0


def run_indexer(limit_seconds: float | None = None) -> int:
    """Apply changes that are not in the index yet; returns how many documents were looked at.

    Returns 0 at once when another process or thread is writing. Builds an index where there is
    none, or one of another version or database. Stops after about `limit_seconds`; a stop or a kill
    at any moment loses nothing, since changes count as applied only after the commit that holds
    them, and applying one again changes nothing.
    """
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
