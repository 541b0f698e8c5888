"""What narrows a search: filters, years, audience. They never change a score."""

from collections import defaultdict

import tantivy

from . import schema
from .reader import Snapshot
from .terms import CHOSEN, MUST, NOT, Clause, Engine, any_of, term
from .types import Audience, Query

FACETS = ("kind", "language", "level", "subject", "licence", "readable", "length", "decade")
_YEAR_DIGITS, _LAST_YEAR = 4, 9999


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


def audience(snapshot: Snapshot, seen: Audience, *, texts: bool = False) -> list[Clause]:
    """Keep what the asker may see: by naming the rarer side, which is the cheaper one.

    An index that holds nothing hidden is not filtered at all.
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
        queries = [term(facet, value) for value in values if facet in CHOSEN]
    return any_of(queries) if queries else Engine.empty_query()  # somebody edited the address


def years(first: int, last: int) -> Engine:
    """Works of these years, both ends included; somebody may have typed any number."""
    first, last = (max(-_LAST_YEAR, min(year, _LAST_YEAR)) for year in (first, last))
    return Engine.range_query(
        schema.works(), "year", tantivy.FieldType.Integer, first, last, use_inverted_index=False
    )


def combine(queries: list[Engine], clauses: list[Clause]) -> Engine:
    """Any of `queries`, within the clauses; no query at all means everything."""
    body = any_of(queries) if queries else Engine.all_query()
    return Engine.boolean_query([(MUST, body), *clauses]) if clauses else body
