"""The engine's queries for single words and phrases, and how many works fit one."""

from collections.abc import Sequence

import tantivy

from . import schema
from .reader import Snapshot

Engine = tantivy.Query
Clause = tuple[tantivy.Occur, Engine]
MUST, SHOULD, NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
CHOSEN = {
    "kind",
    "language",
    "level",
    "subject",
    "agent",
    "licence",
    "readable",
    "length",
    "decade",
}
_BASIC = CHOSEN | {"key", "title_key", "phrase", "audience", "all_x", "sample"}


def term(field: str, value: str) -> Engine:
    """Works whose field holds the term."""
    return Engine.term_query(schema.works(), field, value, "basic" if field in _BASIC else "freq")


def in_order(field: str, words: Sequence[str]) -> Engine:
    """Works whose field holds the words side by side."""
    return term(field, words[0]) if len(words) == 1 else phrase(schema.works(), field, words)


def phrase(fields: tantivy.Schema, field: str, words: Sequence[str]) -> Engine:
    """At least two words side by side."""
    return Engine.phrase_query(fields, field, list[str | tuple[int, str]](words))


def any_of(queries: Sequence[Engine]) -> Engine:
    """Works that fit one of the queries."""
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(SHOULD, q) for q in queries])


def all_of(queries: Sequence[Engine]) -> Engine:
    """Works that fit all of the queries."""
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(MUST, q) for q in queries])


def how_many(snapshot: Snapshot, query: Engine) -> int:
    """How many works fit. A call of its own: counting visits every one of them."""
    found = snapshot.works.search(query, 1, count=True)
    return int(found.count or 0)  # type: ignore[attr-defined]  # missing in tantivy's stubs
