"""The copy of a book that the reader opens, for rooms above."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from densach.core.files import name_of, path_of
from densach.core.models import StoredFile

from ..formats.reading import ReadingCopy, open_reading

__all__ = ["ReadingCopy", "reading_copy"]

KEPT_OPEN = 8  # a class reads few books at a time; each costs a file handle and its book.json


@contextmanager
def reading_copy(stored: StoredFile) -> Iterator[ReadingCopy]:
    """The reading copy in `stored`, open. Copies in a folder stay open for the next answer.

    Safe among threads: the zip reader locks, and a stored file never changes.
    """
    store = storages["densach"]
    if isinstance(store, FileSystemStorage):
        yield _open(store.path(name_of(stored.sha256)))
        return
    with path_of(stored) as path, open_reading(path) as copy:
        yield copy


@lru_cache(maxsize=KEPT_OPEN)
def _open(path: str) -> ReadingCopy:
    return open_reading(Path(path))
