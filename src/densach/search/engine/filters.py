"""What narrows a search: filters, years, audience. They never change a score."""

from collections import defaultdict

import tantivy

from . import schema
from .reader import Snapshot
from .types import Query

Engine = tantivy.Query
Clause = tuple[tantivy.Occur, Engine]
MUST, SHOULD, NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
FACETS = ("kind", "language", "level", "subject", "licence", "readable", "length", "decade")
_YEAR_DIGITS = 4
_TERMS = {
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


def term(field: str, value: str) -> Engine:
    """A word of a text field of the works."""
    option = "basic" if field in _TERMS or field in _RAW else "freq"
    return Engine.term_query(schema.works(), field, value, option)


_RAW = {"key", "title_key", "phrase", "audience", "all_x", "sample"}


def narrow(snapshot: Snapshot, query: Query, *, without: str = "") -> list[Clause]:
    """The clauses of everything in `query` but its words; leaves out the facet `without`."""
    clauses = audience(snapshot, query.audience)
    chosen: dict[str, list[str]] = defaultdict(list)
    for facet, value in query.filters:
        if facet != without:
            chosen[facet].append(value)
    for facet, values in chosen.items():
        clauses.append((MUST, Engine.const_score_query(_either(facet, values), 0.0)))
    if query.years and without not in ("decade", "year"):
        clauses.append((MUST, Engine.const_score_query(years(*query.years), 0.0)))
    return clauses


def audience(
    snapshot: Snapshot, seen: tuple[str, ...] | None, *, texts: bool = False
) -> list[Clause]:
    """Keep what the asker may see: by naming the rarer side, which is the cheaper one.

    An index that holds nothing hidden is not filtered at all, nor is it for one who sees all (None).
    """
    if seen is None:
        return []
    known = snapshot.remember(("audiences", texts), lambda: _audiences(snapshot, texts=texts))
    hidden = [code for code in known if code not in seen]
    if not hidden:
        return []
    shown = [code for code in known if code in seen]
    fields = schema.passages() if texts else schema.works()
    if shown and sum(known[code] for code in hidden) <= sum(known[code] for code in shown):
        return [(NOT, Engine.term_set_query(fields, "audience", hidden))]
    if not shown:
        return [(MUST, Engine.empty_query())]
    allowed = Engine.term_set_query(fields, "audience", shown)
    return [(MUST, Engine.const_score_query(allowed, 0.0))]


def _audiences(snapshot: Snapshot, *, texts: bool) -> dict[str, int]:
    searcher = snapshot.passages if texts else snapshot.works
    return dict(searcher.terms_with_prefix("audience", "", None, 10_000))


def _either(facet: str, values: list[str]) -> Engine:
    if facet == "year":
        years_ = [int(v) for v in values if v.isdecimal() and len(v) <= _YEAR_DIGITS]
        queries = [years(year, year) for year in years_]
    else:
        queries = [term(facet, value) for value in values if facet in _TERMS]
    if not queries:  # somebody edited the address
        return Engine.empty_query()
    return queries[0] if len(queries) == 1 else Engine.boolean_query([(SHOULD, q) for q in queries])


def years(first: int, last: int) -> Engine:
    """Works of these years, both ends included."""
    return Engine.range_query(
        schema.works(), "year", tantivy.FieldType.Integer, first, last, use_inverted_index=False
    )


def combine(queries: list[Engine], clauses: list[Clause]) -> Engine:
    """Any of `queries`, within the clauses; no query at all means everything."""
    if not queries:
        body = Engine.all_query()
    elif len(queries) == 1:
        body = queries[0]
    else:
        body = Engine.boolean_query([(SHOULD, query) for query in queries])
    return Engine.boolean_query([(MUST, body), *clauses]) if clauses else body
