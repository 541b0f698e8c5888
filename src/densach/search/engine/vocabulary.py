"""Marks put back by known phrases.

The vocabulary is a field of the index itself, `phrase`: every subject and every person's name with
its usual spelling. So it is as fresh as the index, and how often a spelling occurs is known.
"""

from typing import NamedTuple

from densach.search.text import exact_and_folded, spell

from . import schema, terms
from .asking import Word, Words
from .reader import Snapshot
from .schema import SEPARATOR
from .terms import how_many, in_order

_LONGEST = 7  # syllables of a phrase
_NOISE = 20  # a spelling that is so many times rarer is somebody else’s slip


class Phrase(NamedTuple):
    """A spelling of a phrase, its words in exact form, and how many works hold it."""

    spelling: str
    kind: str
    exact: tuple[str, ...]
    works: int


class Restored(NamedTuple):
    """Query words with marks put back: exact forms, and the whole in usual spelling."""

    exact: tuple[str, ...]
    spelling: str


def spellings(snapshot: Snapshot, folded: str) -> list[Phrase]:
    """How a folded phrase is written, the most frequent first. Empty when it is no known phrase."""
    return snapshot.remember(("spellings", folded), lambda: _spellings(snapshot, folded))


def _spellings(snapshot: Snapshot, folded: str) -> list[Phrase]:
    found: dict[tuple[str, ...], Phrase] = {}
    for term, works in snapshot.terms("phrase", folded + SEPARATOR, 20):
        _, kind, spelling = term.split(SEPARATOR, 2)
        exact = tuple(x for x, _ in exact_and_folded(spelling))
        first = found.get(exact)
        if first is None:
            found[exact] = Phrase(spelling, kind, exact, works)
        else:
            found[exact] = first._replace(works=first.works + works)
    return sorted(found.values(), key=lambda phrase: -phrase.works)


def restore(snapshot: Snapshot, words: Words) -> Restored:
    """Put marks on `words` by the longest known phrases; words outside of any stay as they are."""
    exact: list[str] = []
    shown: list[str] = []
    place = 0
    while place < len(words.words):
        size, phrase = _longest(snapshot, words.words[place : place + _LONGEST])
        if phrase is None:
            word = words.words[place]
            exact.append(word.exact)
            shown.append(spell([word.exact]))
        else:
            exact += phrase.exact
            shown.append(_inside(phrase))
        place += size
    return Restored(tuple(exact), " ".join(shown))


def _longest(snapshot: Snapshot, words: tuple[Word, ...]) -> tuple[int, Phrase | None]:
    for size in range(len(words), 1, -1):
        part = words[:size]
        found = spellings(snapshot, " ".join(word.folded for word in part))
        found = [phrase for phrase in found if len(phrase.exact) == size]
        if found:
            # Of several spellings, the one that agrees with most of the marks that were typed.
            best = max(found, key=lambda phrase: (_agreement(part, phrase), phrase.works))
            if _is_meant(snapshot, part, best):
                return size, best
    return 1, None


def _is_meant(snapshot: Snapshot, words: tuple[Word, ...], phrase: Phrase) -> bool:
    """Whether marks that were typed otherwise are a slip: nobody writes the words as typed."""
    if _agreement(words, phrase) == sum(word.marked for word in words):
        return True
    typed = [word.exact for word in words]
    titles = how_many(snapshot, in_order("title_x", typed))
    if titles * _NOISE > phrase.works:
        return False
    in_texts = terms.phrase(schema.passages(), "x", typed)
    return not snapshot.passages.search(in_texts, 1, count=False).hits


def _inside(phrase: Phrase) -> str:
    """A phrase as it stands inside a line: headings begin with a capital for no other reason."""
    heading = phrase.kind == "subject" and phrase.spelling[1:].islower()
    return phrase.spelling.lower() if heading else phrase.spelling


def _agreement(words: tuple[Word, ...], phrase: Phrase) -> int:
    return sum(
        word.marked and word.exact == exact for word, exact in zip(words, phrase.exact, strict=True)
    )
