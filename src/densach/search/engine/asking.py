"""From what is typed to query words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from densach.search.text import folded_of, tokens

from .reader import Snapshot
from .slips import telex, viqr, vni

MAX_WORDS = 24  # of a query; a pasted paragraph is cut


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query. `raw` as typed, `exact` and `folded` as the index has it."""

    exact: str
    folded: str
    raw: str = ""

    @property
    def marked(self) -> bool:
        """Whether any mark was typed on it."""
        return self.exact != self.folded


@dataclass(frozen=True)
class Words:
    """The words of a query, in the forms the stages want."""

    words: tuple[Word, ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Without marks."""
        return tuple(word.folded for word in self.words)

    @cached_property
    def exact(self) -> tuple[str, ...]:
        """As typed."""
        return tuple(word.exact for word in self.words)

    @cached_property
    def marked(self) -> bool:
        """Whether any mark was typed: then marks count."""
        return any(word.marked for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.words)


def read(text: str) -> Words:
    """The words of `text`, nothing mended."""
    found = tokens(text)[:MAX_WORDS]
    return Words(tuple(Word(t.exact, t.folded, text[t.start : t.end].lower()) for t in found))


def known(snapshot: Snapshot, words: Words) -> Words:
    """The same, but a marked form that nothing holds counts as typed without marks."""
    return Words(
        tuple(
            Word(word.folded, word.folded, word.raw)
            if word.marked and not snapshot.knows_exact(word.exact)
            else word
            for word in words.words
        )
    )


def decode(snapshot: Snapshot, text: str, words: Words) -> Words | None:
    """Undo key strokes that the keyboard should have turned into letters; None if there are none.

    A word is only taken for key strokes when nothing holds it as it stands and something holds
    what it would become: names and codes (`verne`, `covid19`) are no slips.
    """
    if (mended := viqr(text)) is not None:
        decoded = read(mended)
        if decoded and all(snapshot.knows_exact(word.exact) for word in decoded.words):
            return decoded
    changed = False
    result: list[Word] = []
    for word in words.words:
        better = None
        if word.raw.isascii() and snapshot.hardly_knows(word.folded):
            better = _first_known(snapshot, (telex(word.raw), vni(word.raw)))
        changed = changed or better is not None
        result.append(better or word)
    return Words(tuple(result)) if changed else None


def _first_known(snapshot: Snapshot, candidates: Sequence[str | None]) -> Word | None:
    for candidate in candidates:
        if candidate is not None and snapshot.knows_exact(candidate):
            folded = folded_of(candidate)
            return Word(candidate, folded, folded)
    return None
