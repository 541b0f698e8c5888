"""One open index per process, and what is remembered while it does not change."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from densach.search.errors import IndexMissing

from . import schema
from .folder import Folder, Ledger

T = TypeVar("T")
Wide = dict[tuple[str, str, int], tuple[float, list[tuple[str, int]]]]

RELOAD_SECONDS = 1.0
_WIDE_SECONDS = 60.0
_REMEMBERED = 2_000
_PASSAGES_TO_A_CHANCE = 20_000  # in scans, one in so many holds any given string
_WINDOWS = 64  # whole results, some 100 kB each


class Snapshot:
    """An index as it stood at one commit. Immutable, safe for many threads.

    The engine lets the interpreter's lock go while it searches, so threads suffice for two cores.
    """

    def __init__(
        self, works: tantivy.Searcher, passages: tantivy.Searcher, ledger: Ledger, wide: Wide
    ) -> None:
        self.works = works
        self.passages = passages
        self.ledger = ledger
        self._wide = wide
        self._frequencies: dict[tuple[str, str], int] = {}
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()
        self._windows: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def frequency(self, field: str, word: str) -> int:
        """How many works hold the term (works deleted since the last merge included)."""
        key = (field, word)
        found = self._frequencies.get(key)
        if found is None:
            found = self._frequencies[key] = self.works.doc_freq(field, word)
            if len(self._frequencies) > 20 * _REMEMBERED:
                self._frequencies = {}
        return found

    def hardly_knows(self, folded: str, *, works: int = 0) -> bool:
        """Whether a word may be a slip: at most so many works hold it, and full texts by chance."""
        by_chance = self.passages.num_docs // _PASSAGES_TO_A_CHANCE
        return (
            self.frequency("all_f", folded) <= works
            and self.passages.doc_freq("f", folded) <= by_chance
        )

    def knows_exact(self, exact: str) -> bool:
        """Whether any work, or any full text, holds the word in exactly this form."""
        return bool(self.frequency("all_x", exact) or self.passages.doc_freq("x", exact))

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The most frequent terms of works that begin with `prefix`, and how many works hold each.

        The dictionary under the prefix is walked whole, 0.5 µs a term: answers for prefixes of one
        or two letters, and for phrases, outlive commits for a minute.
        """
        key = (field, prefix, limit)
        if len(prefix) > 2 and field != "phrase":  # noqa: PLR2004 - said above
            return self.remember(key, lambda: self._walk(*key))
        now = time.monotonic()
        kept = self._wide.get(key)
        if kept is None or now - kept[0] > _WIDE_SECONDS:
            if len(self._wide) > _REMEMBERED:
                self._wide.clear()
            kept = self._wide[key] = (now, self._walk(*key))
        return kept[1]

    def _walk(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = self.works.terms_with_prefix(field, prefix, None, limit)
        return found

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before: the last 2,000 small answers are kept."""
        return self._kept(self._remembered, _REMEMBERED, key, make)

    def remember_window(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for whole results: the last 64."""
        return self._kept(self._windows, _WINDOWS, key, make)

    def _kept(
        self, answers: OrderedDict[Hashable, Any], most: int, key: Hashable, make: Callable[[], T]
    ) -> T:
        with self._lock:
            if key in answers:
                answers.move_to_end(key)
                found: T = answers[key]
                return found
        made = make()
        with self._lock:
            answers[key] = made
            if len(answers) > most:
                answers.popitem(last=False)
        return made

    def forget(self) -> None:
        """Drop what this snapshot remembers; for measuring."""
        self._frequencies, self._remembered, self._windows = {}, OrderedDict(), OrderedDict()


class Reader:
    """Follows the generation in use. `snapshot()` looks at the disk at most once a second."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._looked = 0.0
        self._seen: tuple[str, float] = ("", 0.0)
        self._indexes: tuple[tantivy.Index, tantivy.Index] | None = None
        self._snapshot: Snapshot | None = None
        self._wide: Wide = {}

    def snapshot(self) -> Snapshot:
        """The newest committed state. Raises IndexMissing."""
        with self._lock:
            if self._snapshot is None or time.monotonic() - self._looked >= RELOAD_SECONDS:
                self._look()
            if self._snapshot is None:
                raise IndexMissing
            return self._snapshot

    def look_again(self) -> None:
        """Let the next question look at the disk: something was written in this process."""
        self._looked = 0.0

    def _look(self) -> None:
        self._looked = time.monotonic()
        generation = self._folder.current()
        path = self._folder.path(generation) if generation else Path()
        try:
            seen = (generation, (path / "state.json").stat().st_mtime_ns) if generation else None
        except FileNotFoundError:
            seen = None
        if seen is None:
            self._snapshot = None
        elif seen != self._seen or self._snapshot is None:
            self._open(generation, path, changed=generation != self._seen[0])
            self._seen = seen

    def _open(self, generation: str, path: Path, *, changed: bool) -> None:
        ledger = self._folder.ledger(generation)
        if ledger is None or ledger.version != schema.VERSION:
            self._snapshot = self._indexes = None
            return
        if changed or self._indexes is None:
            self._indexes = (tantivy.Index.open(str(path / "works")), _passages(path / "passages"))
            self._wide = {}
            for index in self._indexes:
                index.config_reader("manual", 0)
        for index in self._indexes:
            index.reload()
        works, passages = self._indexes
        self._snapshot = Snapshot(works.searcher(), passages.searcher(), ledger, self._wide)


def _passages(path: Path) -> tantivy.Index:
    """The index of full texts; an empty one in memory as long as nobody has written any."""
    if tantivy.Index.exists(str(path)):
        return tantivy.Index.open(str(path))
    return tantivy.Index(schema.passages())


_readers: dict[Path, Reader] = {}


def reader_of(root: Path) -> Reader:
    """This process's reader of the index under `root`."""
    return _readers.setdefault(root, Reader(Folder(root)))
