"""Works like a work."""

from densach.search.text import folded_of

from .filters import audience
from .reader import Snapshot
from .search import Rows
from .stages import Stages
from .terms import SHOULD, Engine, all_of, term
from .types import Audience, Row

_RARE = 8  # words of the title, the rarest
_COMMON_SHARE = 50  # a word that more than one work in fifty has says nothing


def similar(
    snapshot: Snapshot, row: Row, seen: Audience, rows: Rows, *, limit: int
) -> tuple[str, ...]:
    """Keys, most alike first: by subjects, then people, then the title's rarer words."""
    queries = [
        (SHOULD, Engine.boost_query(query, boost)) for query, boost in _likeness(snapshot, row)
    ]
    if not queries:
        return ()
    stages = Stages(snapshot, audience(snapshot, seen))
    numbers = [n for n in stages.hits(Engine.boolean_query(queries), limit + 1) if n != row.number]
    loaded = rows(numbers) if numbers else {}
    return tuple(loaded[number].key for number in numbers if number in loaded)[:limit]


def _likeness(snapshot: Snapshot, row: Row) -> list[tuple[Engine, float]]:
    found = [(term("subject", heading), 1.0) for heading in _headings(row.subjects_x)]
    for name in _headings(row.people_x):
        whole = all_of([term("people_f", word) for word in dict.fromkeys(name.split())])
        found.append((whole, 0.7))
    words = sorted({folded_of(exact) for exact in row.title_x}, key=lambda w: (_df(snapshot, w), w))
    usual = max(snapshot.works.num_docs // _COMMON_SHARE, 5)
    rare = [word for word in words if not word.isdigit() and _df(snapshot, word) <= usual][:_RARE]
    return found + [(term("title_f", word), 0.5) for word in rare]


def _df(snapshot: Snapshot, word: str) -> int:
    return snapshot.frequency("title_f", word)


def _headings(words: tuple[str, ...]) -> list[str]:
    """Folded headings or names out of a row's words; they are kept with bars between."""
    parts = " ".join(map(folded_of, words)).split("|")
    return [part.strip() for part in parts if part.strip()]
