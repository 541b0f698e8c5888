"""The order of candidates, and why.

The weights are set by hand (docs/adr/0006): neighbours in the title weigh most, then the title's
words, then people; marks that were typed weigh more than marks that were put back. Every point has
a name, so that “why is this first?” can be answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from densach.search.text import folded_of

from .asking import Words
from .types import Row

TYPED, UNMARKED_WORD, RESTORED = 1.0, 0.3, 0.6


class Scored(NamedTuple):
    """A work with its points by name."""

    row: Row
    score: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Plan:
    """What candidates are measured against. `variants`: exact forms with their weight."""

    folded: tuple[str, ...]
    variants: tuple[tuple[tuple[str, ...], float], ...]


def plan(words: Words, restored: Sequence[str]) -> Plan:
    """Which exact forms count, and how much.

    Words typed without any mark give titles without marks no bonus, but for a single one.
    """
    variants: list[tuple[tuple[str, ...], float]] = []
    if words.marked:
        variants.append((words.exact, TYPED))
    elif len(words.words) == 1:
        variants.append((words.exact, UNMARKED_WORD))
    if tuple(restored) != words.exact:
        variants.append((tuple(restored), RESTORED))
    return Plan(words.folded, tuple(variants))


def rerank(plan: Plan, rows: Iterable[Row]) -> list[Scored]:
    """Best first; `rows` in the order of the stages, which decides a little; ties by key."""
    scored = [measure(plan, row, place) for place, row in enumerate(rows)]
    return sorted(scored, key=lambda found: (-found.score, found.row.key))


def measure(plan: Plan, row: Row, place: int = 0) -> Scored:
    """The points of one work, at `place` in the window."""
    parts = _folded_parts(plan.folded, row)
    if plan.variants:
        parts.update(_best_marks(plan, row))
    parts["length"] = -0.02 * len(row.title_x)
    parts["place"] = -0.002 * place
    return Scored(row, _total(parts), parts)


def _folded_parts(words: tuple[str, ...], row: Row) -> dict[str, float]:
    title = tuple(map(folded_of, row.title_x))
    people = tuple(map(folded_of, row.people_x))
    completed = _completed(words, title)
    in_title = set(title)
    coverage = _share(completed, in_title)
    parts = {
        "title_order": 3 * _neighbours(title, completed),
        "title_words": 1.5 * coverage,
        "people": 2 * _neighbours(people, completed) ** 2,
        "subjects": 0.6 * _neighbours(tuple(map(folded_of, row.subjects_x)), words),
    }
    if title == completed:
        parts["same_title"] = 6.0
    elif title[: len(words)] == completed:
        parts["title_begins"] = 0.8
    if 0 < coverage < 1:
        parts["title_and_people"] = 2 * _share(completed, in_title | set(people))
    return parts


def _best_marks(plan: Plan, row: Row) -> dict[str, float]:
    """The points of the variant that the work fits best."""
    found = [_exact_parts(row, *variant) for variant in plan.variants]
    return max(found, key=_total)


def _exact_parts(row: Row, words: tuple[str, ...], weight: float) -> dict[str, float]:
    in_title = set(row.title_x)
    anywhere = in_title.union(row.people_x, row.subjects_x, row.other_x)
    points = (
        4 * _neighbours(row.title_x, words)
        + 1.5 * _share(words, in_title)
        + 2 * _neighbours(row.people_x, words) ** 2
        + 1.2 * _share(words, anywhere)
        + 0.4 * _neighbours(row.subjects_x, words)
        + (3 if row.title_x == words else 0)
    )
    return {"marks" if weight != RESTORED else "marks_restored": weight * points}


def _completed(words: tuple[str, ...], title: tuple[str, ...]) -> tuple[str, ...]:
    """The query with its last word as the title has it, when it was only begun."""
    last = words[-1]
    if last in title:
        return words
    for place, word in enumerate(title):
        if word.startswith(last) and (len(words) == 1 or (place and title[place - 1] == words[-2])):
            return (*words[:-1], word)
    return words


def _neighbours(document: tuple[str, ...], words: tuple[str, ...]) -> float:
    """Share of the query’s neighbours that are neighbours here; one word: whether present."""
    if len(words) == 1:
        return float(words[0] in document)
    if not document:
        return 0.0
    pairs = set(pairwise(document))
    return sum(pair in pairs for pair in pairwise(words)) / (len(words) - 1)


def _share(words: tuple[str, ...], present: set[str]) -> float:
    return sum(word in present for word in words) / len(words)


def _total(parts: dict[str, float]) -> float:
    return sum(parts.values())
