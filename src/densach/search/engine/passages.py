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
_FEW = 3


def search(
    snapshot: Snapshot,
    words: Words,
    restored: tuple[str, ...],
    seen: Audience,
    *,
    work: int | None = None,
    letter: str = "",
) -> dict[int, PassageHit]:
    """The best passage of each work by its number; or, with `work`, every passage of this one.

    `letter`: only places that are called by it and a number (`c`: c1, c2 …).

    First the phrase as typed, then as restored, then all the words as typed; without marks, again
    phrase and words, only when few were found, since in a book `van dam` is mostly somebody
    else's words. No word is taken as only begun: with short ones that costs 15 ms.
    """
    clauses = audience(snapshot, seen, texts=True)
    if work is not None:
        only = Engine.term_query(schema.passages(), "work", work, "basic")
        clauses.append((MUST, Engine.const_score_query(only, 0.0)))
    if letter:
        called = Engine.regex_query(schema.passages(), "place", f"{letter}[0-9]+")
        clauses.append((MUST, Engine.const_score_query(called, 0.0)))
    found: dict[int, PassageHit] = {}
    for query, enough in _queries(words, restored):
        if len(found) < enough:
            result = snapshot.passages.search(combine([query], clauses), LIMIT, count=False)
            addresses = [address for _, address in result.hits]
            _collect(snapshot, addresses, found, by_work=work is None)
    return found


def _queries(words: Words, restored: tuple[str, ...]) -> Iterable[tuple[Engine, int]]:
    """Queries in their order, each to be asked while fewer works than its number are found."""
    several = len(words.folded) > 1
    if words.marked:
        if several:
            yield _phrase("x", words.exact), LIMIT
        yield _all("x", words.exact), LIMIT
    if restored != words.exact:
        yield _phrase("x", restored), LIMIT
    few = _FEW if words.marked else LIMIT
    if several:
        yield _phrase("f", words.folded), few
    yield _all("f", words.folded), few


def _phrase(field: str, words: tuple[str, ...]) -> Engine:
    return phrase(schema.passages(), field, words)


def _all(field: str, words: tuple[str, ...]) -> Engine:
    distinct = dict.fromkeys(words)
    return all_of([Engine.term_query(schema.passages(), field, word, "freq") for word in distinct])


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
