"""Reading: what other rooms ask of the search.

Every function raises IndexMissing when there is no index, or one of another version. None of them
checks rights: the asker says what may be seen (`audience`), and the caller loads the records from
the database anyway, which drops what has vanished within the last second.
"""

from densach.search.engine.types import (
    Audience,
    Counts,
    Hit,
    Page,
    Part,
    PassageHit,
    PassagePlace,
    Query,
    Sort,
    State,
    Suggestion,
)
from densach.search.text import fold_key, name_key

from .find import complete, count, find, passages, similar, snippet, why
from .state import position

__all__ = [
    "Audience",
    "Counts",
    "Hit",
    "Page",
    "Part",
    "PassageHit",
    "PassagePlace",
    "Query",
    "Sort",
    "State",
    "Suggestion",
    "complete",
    "count",
    "find",
    "fold_key",
    "name_key",
    "passages",
    "position",
    "similar",
    "snippet",
    "why",
]
