"""What could be meant while somebody still types."""

from collections.abc import Iterable

from densach.search.text import fold_key, folded_of

from . import asking, vocabulary
from .filters import audience
from .reader import Snapshot
from .rerank import plan, rerank
from .schema import SEPARATOR
from .search import Rows
from .stages import WINDOW, Stages
from .terms import term
from .types import Audience, Row, Suggestion

SHORTEST = 2  # letters
_PHRASES = 3
_LOOKED_AT = 12


def complete(
    snapshot: Snapshot, typed: str, seen: Audience, rows: Rows, *, limit: int
) -> tuple[Suggestion, ...]:
    """Subjects and names that begin with what is typed, then titles that hold it. One row query."""
    words = asking.read(typed)
    begun = " ".join(words.folded)
    if len(begun) < SHORTEST:
        return ()
    stages = Stages(snapshot, audience(snapshot, seen))
    restored = vocabulary.restore(snapshot, words)
    numbers = list(stages.titles(words, restored.exact))[:WINDOW]
    loaded = rows(numbers) if numbers else {}
    found = [loaded[number] for number in numbers if number in loaded]
    best = [scored.row for scored in rerank(plan(words, restored.exact), found)]
    titles = {fold_key(title.text): title for title in _titles(best)}
    first = {}
    for phrase in _phrases(snapshot, stages, begun):
        key = fold_key(phrase.text)
        first[key] = titles.get(key, phrase)  # a title of the same words leads straight to it
    return tuple({**first, **titles}.values())[:limit]


def _phrases(snapshot: Snapshot, stages: Stages, begun: str) -> Iterable[Suggestion]:
    """The most frequent subjects and names that begin so, each once, in its usual spelling."""
    given: set[str] = set()
    for found, _ in snapshot.terms("phrase", begun, _LOOKED_AT):
        folded = found.split(SEPARATOR, 1)[0]
        # A phrase of hidden works alone would tell that they are there.
        if folded in given or not stages.any(term("phrase", found)):
            continue
        given.add(folded)
        spellings = vocabulary.spellings(snapshot, folded)
        if spellings:
            yield Suggestion(spellings[0].spelling, None, spellings[0].kind)
        if len(given) == _PHRASES:
            return


def _titles(rows: list[Row]) -> Iterable[Suggestion]:
    """Titles, best first, each once."""
    given: set[str] = set()
    for row in rows:
        folded = " ".join(map(folded_of, row.title_x))
        if folded not in given:
            given.add(folded)
            yield Suggestion(row.title, row.key, "title")
