"""Places inside full texts."""

from collections.abc import Iterable
from typing import cast

import tantivy

from . import schema
from .asking import Words
from .filters import audience, combine
from .reader import Snapshot
from .terms import MUST, Engine, all_of, phrase
from .types import Audience, PassageHit, PassagePlace

LIMIT = 40


def search(
    snapshot: Snapshot,
    words: Words,
    restored: tuple[str, ...],
    seen: Audience,
    *,
    work: int | None = None,
) -> dict[int, PassageHit]:
    """The best passage of each work by its number; or, with `work`, every passage of this one.

    First the phrase as typed, then as restored, then without marks, then all the words anywhere in
    a passage. No word is taken as only begun: with short ones that costs 15 ms.
    """
    clauses = audience(snapshot, seen, texts=True)
    if work is not None:
        only = Engine.term_query(schema.passages(), "work", work, "basic")
        clauses.append((MUST, Engine.const_score_query(only, 0.0)))
    found: dict[int, PassageHit] = {}
    for query in _queries(words, restored):
        if len(found) < LIMIT:
            result = snapshot.passages.search(combine([query], clauses), LIMIT, count=False)
            addresses = [address for _, address in result.hits]
            _collect(snapshot, addresses, found, by_work=work is None)
    return found


def _queries(words: Words, restored: tuple[str, ...]) -> Iterable[Engine]:
    if len(words.folded) > 1:
        if words.marked:
            yield phrase(schema.passages(), "x", words.exact)
        if restored != words.exact:
            yield phrase(schema.passages(), "x", restored)
        yield phrase(schema.passages(), "f", words.folded)
    elif words.marked:
        yield Engine.term_query(schema.passages(), "x", words.exact[0], "freq")
    each = [
        Engine.term_query(schema.passages(), "f", w, "freq") for w in dict.fromkeys(words.folded)
    ]
    yield all_of(each)


def _collect(
    snapshot: Snapshot,
    addresses: list[tantivy.DocAddress],
    found: dict[int, PassageHit],
    *,
    by_work: bool,
) -> None:
    """Add the hits that are not there yet; `found` is keyed by work, or by passage."""
    if not addresses:
        return
    columns = [
        cast(list[int], snapshot.passages.fast_field_values(name, addresses))
        for name in ("work", "part", "begin", "end")
    ]
    for address, work, part, begin, end in zip(addresses, *columns, strict=True):
        slot = work if by_work else (part << 32) + begin
        if slot not in found:
            stored = snapshot.passages.doc(address)
            key, where, title = (str(stored.get_first(name)) for name in ("key", "place", "title"))
            place = PassagePlace(part, where, title, begin, end)
            found[slot] = PassageHit(key, part, begin, end, place)
