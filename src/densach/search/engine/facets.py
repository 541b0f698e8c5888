"""Totals and counts of values over a whole result."""

from typing import Any

import tantivy

from .filters import FACETS, MUST, Engine, combine, narrow, term
from .reader import Snapshot
from .types import Counts, Query

_SUBJECTS, _VALUES = 15, 40


def count(snapshot: Snapshot, query: Query, queries: list[Engine]) -> Counts:
    """How many works fit any of `queries` (none: all works) within the query's filters.

    One call of the engine, and one more for each facet that is chosen: that one is counted as if it
    were not, so that a reader sees what else could be chosen.
    """
    chosen = {facet for facet, _ in query.filters}
    if query.years:
        chosen.add("decade")
    if "year" in chosen:
        chosen.add("decade")
    asked = [facet for facet in FACETS if facet not in chosen]
    found = _aggregate(snapshot, combine(queries, narrow(snapshot, query)), asked)
    facets = {facet: _values(facet, found[facet]) for facet in asked}
    for facet in FACETS:
        if facet in chosen:
            without = _without(snapshot, query, facet)
            alone = _aggregate(snapshot, combine(queries, without), [facet])
            values = _values(facet, alone[facet])
            facets[facet] = values + _missing(snapshot, query, facet, values, queries, without)
    total = int(found["total"]["value"])
    return Counts(total, {facet: facets[facet] for facet in FACETS})


def _without(snapshot: Snapshot, query: Query, facet: str) -> list[tuple[tantivy.Occur, Engine]]:
    return narrow(snapshot, query, without=facet)


def _aggregate(snapshot: Snapshot, query: Engine, facets: list[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {"total": {"value_count": {"field": "number"}}}
    for facet in facets:
        if facet == "decade":
            asked[facet] = {"histogram": {"field": "year", "interval": 10, "min_doc_count": 1}}
        else:
            size = _SUBJECTS if facet == "subject" else _VALUES
            asked[facet] = {"terms": {"field": facet, "size": size}}
    found: dict[str, Any] = snapshot.works.aggregate(Engine.const_score_query(query, 1.0), asked)
    return found


def _values(facet: str, found: dict[str, Any]) -> list[tuple[str, int]]:
    buckets = [(bucket["key"], int(bucket["doc_count"])) for bucket in found["buckets"]]
    if facet == "decade":
        return [(str(int(decade)), works) for decade, works in reversed(buckets)]
    return buckets


def _missing(
    snapshot: Snapshot,
    query: Query,
    facet: str,
    values: list[tuple[str, int]],
    queries: list[Engine],
    clauses: list[tuple[tantivy.Occur, Engine]],
) -> list[tuple[str, int]]:
    """Chosen subjects that are not among the most frequent: shown, so that they can be unchosen."""
    if facet != "subject":
        return []
    shown = {value for value, _ in values}
    result = []
    for value in dict.fromkeys(v for name, v in query.filters if name == facet):
        if value not in shown:
            only = combine(queries, [*clauses, (MUST, term(facet, value))])
            result.append((value, int(snapshot.works.search(only, 1, count=True).count or 0)))
    return result
