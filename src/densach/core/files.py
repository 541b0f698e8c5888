"""Stored files: bytes kept once under their SHA-256, in a folder or an object store.

Only this module knows where the bytes are. `path_of` gives a local path for parsers that want one.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from .models import StoredFile

BLOCK = 1 << 20


def name_of(sha256: str) -> str:
    """Where the bytes lie in the store: two levels of folders, so that none grows too full."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def digest(source: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of `source`, read in blocks from where it stands."""
    sha, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        sha.update(block)
        size += len(block)
    return sha.hexdigest(), size


def keep(source: BinaryIO, *, media_type: str, at: datetime) -> StoredFile:
    """Store the bytes of `source` (seekable) unless they are here already; the row either way.

    The bytes are written under another name and moved, so a killed process leaves no half file
    under a good name. Raises OSError when the disk is full; then nothing is kept.
    """
    source.seek(0)
    sha256, size = digest(source)
    put(sha256, source)
    stored, _new = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size_bytes": size, "media_type": media_type, "created_at": at},
    )
    return stored


def keep_path(path: Path, *, media_type: str, at: datetime) -> StoredFile:
    """`keep` for a file on disk."""
    with path.open("rb") as source:
        return keep(source, media_type=media_type, at=at)


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes, open for reading."""
    return storages["densach"].open(name_of(stored.sha256), "rb")


@contextmanager
def path_of(stored: StoredFile) -> Iterator[Path]:
    """A path on this machine with the bytes, for parsers that want a path.

    The store's own file where it is a folder; else a copy that goes away at the end.
    """
    store = storages["densach"]
    if isinstance(store, FileSystemStorage):
        yield Path(store.path(name_of(stored.sha256)))
        return
    with tempfile.NamedTemporaryFile(suffix=".densach") as copy, open_file(stored) as source:
        shutil.copyfileobj(source, copy, BLOCK)
        copy.flush()
        yield Path(copy.name)


def remove(stored: StoredFile) -> None:
    """Take bytes and row away. The caller knows that no row refers to them any more."""
    storages["densach"].delete(name_of(stored.sha256))
    stored.delete()


def put(sha256: str, source: BinaryIO) -> None:
    """Lay bytes whose SHA-256 is known into the store, unless they are there. Makes no row."""
    store = storages["densach"]
    name = name_of(sha256)
    if store.exists(name):
        return
    source.seek(0)
    if not isinstance(store, FileSystemStorage):
        store.save(name, File(source))
        return
    target = Path(store.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
        try:
            shutil.copyfileobj(source, part, BLOCK)
            part.flush()
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    Path(part.name).replace(target)
