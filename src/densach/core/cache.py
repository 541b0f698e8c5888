"""The cache of an installation: files in its folder, none when the disk is full."""

import contextlib
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class Cache(FileBasedCache):
    """Forgets instead of failing: pages are read on when the disk is full or not to be written."""

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep `value`, if there is room."""
        with contextlib.suppress(OSError):
            super().set(key, value, timeout, version)

    def touch(
        self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep it longer, if there is room."""
        with contextlib.suppress(OSError):
            return super().touch(key, timeout, version)
        return False
