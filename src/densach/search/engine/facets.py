"""Totals and counts of values over a whole result."""

from typing import Any

from .filters import FACETS, combine, narrow
from .reader import Snapshot
from .schema import NOTHING
from .terms import MUST, Clause, Engine, how_many, term
from .types import Counts, Query

_SUBJECTS, _VALUES = 15, 40
_MANY = 50_000  # works; from here on, counting every subject of every work takes too long


def count(snapshot: Snapshot, query: Query, queries: list[Engine]) -> Counts:
    """How many works fit any of `queries` (none: all works) within the query's filters.

    One call of the engine for the total and what is not chosen, and one more for each facet that
    is: that one is counted as if it were not, so that a reader sees what else there is.
    """
    chosen = {facet for facet, _ in query.filters}
    if query.years or "year" in chosen:
        chosen.add("decade")
    everything = _Counting(snapshot, queries, narrow(snapshot, query))
    asked = [facet for facet in FACETS if facet not in chosen]
    total, facets = everything.values(asked)
    for facet in FACETS:
        if facet in chosen:
            without = _Counting(snapshot, queries, narrow(snapshot, query, without=facet))
            picked = dict.fromkeys(value for name, value in query.filters if name == facet)
            facets[facet] = without.values([facet], picked=list(picked))[1][facet]
    return Counts(total, {facet: facets[facet] for facet in FACETS})


class _Counting:
    """Counts over the works that fit any of some queries, within some clauses."""

    def __init__(self, snapshot: Snapshot, queries: list[Engine], clauses: list[Clause]) -> None:
        self._snapshot = snapshot
        self._queries = queries
        self._clauses = clauses

    def values(
        self, facets: list[str], *, picked: list[str] | None = None
    ) -> tuple[int, dict[str, list[tuple[str, int]]]]:
        """The total, and values with their counts, most first. `picked` subjects are always there."""
        columns = [facet for facet in facets if facet != "subject"]
        found = self.aggregate(dict.fromkeys(columns, _VALUES))
        total = int(found["total"]["value"])
        values = {facet: _pairs(found[facet]) for facet in columns}
        if "decade" in values:
            values["decade"].sort(reverse=True)
        if "subject" in facets:
            subjects = self._subjects(total)
            shown = {subject for subject, _ in subjects}
            missing = [subject for subject in picked or [] if subject not in shown]
            values["subject"] = subjects + [(subject, self._with(subject)) for subject in missing]
        return total, values

    def _subjects(self, total: int) -> list[tuple[str, int]]:
        """The most frequent subjects; of many works, reckoned from a sample, in round numbers."""
        if total <= _MANY:
            return _pairs(self.aggregate({"subject": _SUBJECTS})["subject"])
        sampled = [*self._clauses, (MUST, term("sample", "0"))]
        sample = _Counting(self._snapshot, self._queries, sampled).aggregate({"subject": _SUBJECTS})
        scale = total / max(int(sample["total"]["value"]), 1)
        return [(subject, _round(works * scale)) for subject, works in _pairs(sample["subject"])]

    def _with(self, subject: str) -> int:
        only = combine(self._queries, [*self._clauses, (MUST, term("subject", subject))])
        return how_many(self._snapshot, only)

    def aggregate(self, sizes: dict[str, int]) -> dict[str, Any]:
        """The total, and the most frequent terms of columns, as the engine gives them."""
        asked: dict[str, Any] = {"total": {"value_count": {"field": "number"}}}
        for facet, size in sizes.items():
            asked[facet] = {"terms": {"field": facet, "size": size}}
        query = Engine.const_score_query(combine(self._queries, self._clauses), 1.0)
        found: dict[str, Any] = self._snapshot.works.aggregate(query, asked)
        return found


def _round(number: float) -> int:
    """To two figures: 20,480 → 20,000."""
    return int(float(f"{number:.1e}"))


def _pairs(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (bucket["key"], int(bucket["doc_count"]))
        for bucket in found["buckets"]
        if bucket["key"] != NOTHING
    ]
