"""A megabyte set aside, so that a library on a full disk can still be opened.

SQLite makes a small file beside the database (`-shm`, 32 KB) before it reads the first row. On a disk
with not one byte left it cannot, and nothing could be read any more. So a file of that name lies in
the installation's folder and is given up when it is needed; as soon as there is room it is there again.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "reserve"
BYTES = 1 << 20
BLOCK = 4096
LEAST_BYTES = 256 << 10  # free: enough for -shm and the first pages of the log


@contextmanager
def set_aside(folder: Path) -> Iterator[None]:
    """Have the reserve in `folder`, or give it up where the disk is full; after the block, have it again.

    Never raises: whoever cannot write there is told by what really fails.
    """
    if _free(folder) < LEAST_BYTES:
        with contextlib.suppress(OSError):
            (folder / NAME).unlink()
    else:
        _fill(folder)
    try:
        yield
    finally:
        _fill(folder)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return BYTES


def _fill(folder: Path) -> None:
    """Write the reserve where there is room; under another name first, so that it is whole or absent."""
    path = folder / NAME
    part = folder / f".{NAME}.{os.getpid()}"
    # A server that ends still holds some of what it was given: what is left is set aside again.
    room = min(BYTES, _free(folder) - BLOCK)
    if path.exists() or not folder.is_dir() or room < BYTES // 2:
        return
    try:
        part.write_bytes(os.urandom(room))  # zeros would take no room on some file systems
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
