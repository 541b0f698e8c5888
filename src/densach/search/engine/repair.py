"""When almost nothing is found: words split, joined, or changed by a letter or two."""

import re

from .asking import Word, Words
from .reader import Snapshot
from .slips import one_edit_away, within_two_edits
from .terms import how_many, in_order

_SHORTEST_JOINED = 5  # letters: shorter ones join by chance
_LONG_ENOUGH_FOR_ONE = 4  # letters, for an edit that no neighbour confirms
_LONG_ENOUGH_FOR_TWO = 6  # letters, for two edits
_DICTIONARY = 3_000  # words with the same two first letters that are compared
_CANDIDATES = 6


def split(snapshot: Snapshot, words: Words) -> Words | None:
    """`covid19` → `covid 19`, `sapa` → `sa pa`: unknown words that are two known ones."""
    result: list[Word] = []
    for word in words.words:
        halves = _halves(snapshot, word.folded) if snapshot.hardly_knows(word.folded) else None
        result += [_plain(half) for half in halves] if halves else [word]
    return Words(tuple(result)) if len(result) != len(words.words) else None


def _halves(snapshot: Snapshot, word: str) -> tuple[str, str] | None:
    if figures := re.fullmatch(r"([a-z]+)(\d+)|(\d+)([a-z]+)", word):
        left, right = (part for part in figures.groups() if part)
        return left, right
    cuts = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
    cuts = [cut for cut in cuts if all(snapshot.frequency("all_f", half) for half in cut)]
    together = {cut: neighbours(snapshot, *cut) for cut in cuts}
    best = max(cuts, key=lambda cut: together[cut], default=None)
    return best if best and together[best] else None


def join(snapshot: Snapshot, words: Words) -> Words | None:
    """`at lat` → `atlat`: neighbours that are one known word, and hardly ever neighbours."""
    result: list[Word] = []
    place = 0
    while place < len(words.words):
        pair = words.words[place : place + 2]
        joined = "".join(word.folded for word in pair)
        if len(pair) == 2 and _is_one_word(snapshot, pair[0].folded, pair[1].folded, joined):  # noqa: PLR2004
            result.append(_plain(joined))
            place += 2
        else:
            result.append(words.words[place])
            place += 1
    return Words(tuple(result)) if len(result) != len(words.words) else None


def _is_one_word(snapshot: Snapshot, left: str, right: str, joined: str) -> bool:
    if len(joined) < _SHORTEST_JOINED or joined.isdigit():
        return False
    return snapshot.frequency("all_f", joined) > neighbours(snapshot, left, right)


def fuzzy(snapshot: Snapshot, words: Words) -> Words | None:
    """Words that nothing holds, replaced by the likeliest one a letter or two away."""
    return _replaced(snapshot, words, rarest=0)


def fuzzy_for_rare(snapshot: Snapshot, words: Words) -> Words | None:
    """The same, also for words that a single work holds: its cataloguer may have slipped."""
    return _replaced(snapshot, words, rarest=1)


def _replaced(snapshot: Snapshot, words: Words, *, rarest: int) -> Words | None:
    result = list(words.words)
    for place, word in enumerate(words.words):
        if snapshot.hardly_knows(word.folded, works=rarest) and not word.folded.isdigit():
            before = result[place - 1].folded if place else ""
            after = words.folded[place + 1] if place + 1 < len(result) else ""
            if better := _likeliest(snapshot, word.folded, before, after):
                result[place] = _plain(better)
    changed = Words(tuple(result))
    return changed if changed.folded != words.folded else None


def _likeliest(snapshot: Snapshot, word: str, before: str, after: str) -> str:
    """Of the six most frequent near words, the one that stands beside these in most titles."""

    def frequency(candidate: str) -> int:
        return snapshot.frequency("all_f", candidate)

    near = [candidate for candidate in one_edit_away(word) if frequency(candidate)]
    if not near and len(word) >= _LONG_ENOUGH_FOR_TWO:
        dictionary = snapshot.terms("all_f", word[:2], _DICTIONARY)
        near = [other for other, _ in dictionary if other != word and within_two_edits(word, other)]
    near = sorted(near, key=lambda candidate: (-frequency(candidate), candidate))[:_CANDIDATES]

    def fit(candidate: str) -> int:
        left = neighbours(snapshot, before, candidate) if before else 0
        return left + (neighbours(snapshot, candidate, after) if after else 0)

    best = max(near, key=fit, default="")
    # Of a short word everything is near: then only company counts.
    return best if len(word) >= _LONG_ENOUGH_FOR_ONE or (best and fit(best)) else ""


def neighbours(snapshot: Snapshot, left: str, right: str) -> int:
    """In how many titles the two folded words are neighbours."""

    def count() -> int:
        return how_many(snapshot, in_order("title_f", [left, right]))

    return snapshot.remember(("neighbours", left, right), count)


def _plain(folded: str) -> Word:
    return Word(folded, folded, folded)
