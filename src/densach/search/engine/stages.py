"""Finding candidates: a few cheap queries, each for its best 20 to 60, instead of one big one.

tantivy skips ahead only in plain conjunctions and unions without counting; a weighted query over
all fields would score every hit. The order of candidates is rerank.py's.
"""

import re
from typing import cast

import tantivy

from . import schema
from .asking import Words
from .filters import combine
from .reader import Snapshot
from .terms import SHOULD, Clause, Engine, all_of, any_of, in_order, term

WINDOW = 60  # stop adding stages
WIDEST = 120  # candidates at most
_ENOUGH_TITLES = 40  # that hold the words; with fewer, the last word may be only begun
_COMPLETIONS, _COMPLETIONS_OF_A_LETTER = 50, 30
_COMPLETED = 0.3  # score of a word that is only begun


class Stages:
    """The stages over one snapshot, within the clauses of filters and audience."""

    def __init__(self, snapshot: Snapshot, clauses: list[Clause]) -> None:
        self._snapshot = snapshot
        self._clauses = clauses

    def candidates(self, words: Words, restored: tuple[str, ...]) -> list[int]:
        """Numbers of works, at most 120, the most promising stages first."""
        found = self.titles(words, restored)
        if len(words.folded) > 1 or len(found) < WINDOW:
            found |= dict.fromkeys(self.hits(self._all_of("people_f", words.folded), 20))
        if len(words.folded[-1]) > 1:
            # Whole words first: a union of fifty beginnings costs many times more.
            for query in (self._all_of("all_f", words.folded), self.anywhere(words)):
                if len(found) < WINDOW:
                    found |= dict.fromkeys(self.hits(query, WINDOW))
        return list(found)[:WIDEST]

    def titles(self, words: Words, restored: tuple[str, ...]) -> dict[int, None]:
        """Stages 0 to 3: same title, exact, folded, prefix. A dict keeps their order."""
        same = term("title_key", " ".join(words.folded))
        found = dict.fromkeys(self.hits(same, 20))
        variants = [words.exact] if words.marked or len(words.words) == 1 else []
        if restored != words.exact:
            variants.append(restored)
        for variant in variants:
            found |= dict.fromkeys(self.hits(in_order("title_x", variant), 40))
        found |= dict.fromkeys(self.hits(self._all_of("title_f", words.folded), 40))
        if len(found) < _ENOUGH_TITLES:
            found |= dict.fromkeys(self.hits(self._begun("title_f", words.folded), 40))
        return found

    def anywhere(self, words: Words) -> Engine:
        """Stage 5, which is also the whole result: all words anywhere, the last one maybe begun.

        A single letter is looked for in titles alone, as the stages do.
        """
        field = "all_f" if len(words.folded[-1]) > 1 else "title_f"
        return self._begun(field, words.folded)

    def relaxed(self, words: Words) -> Engine:
        """Works that hold about 70 % of at least three words: 2 of 3, 3 of 4, 4 of 5 or 6."""
        clauses = [(SHOULD, term("all_f", word)) for word in dict.fromkeys(words.folded)]
        enough = max(2, int(0.7 * len(clauses) + 0.5))
        return Engine.boolean_query(clauses, minimum_number_should_match=enough)

    def hits(self, query: Engine, limit: int) -> list[int]:
        """Numbers of the best works, by BM25; filters add nothing to the score."""
        narrowed = combine([query], self._clauses)
        return numbers(self._snapshot, self._snapshot.works.search(narrowed, limit, count=False))

    def any(self, query: Engine) -> bool:
        """Whether a single work fits."""
        return bool(self.hits(query, 1))

    def listed(
        self, queries: list[Engine], *, field: str, descending: bool, skip: int, limit: int
    ) -> list[int]:
        """Works that fit any of `queries` (none: all works), by a column."""
        found = self._snapshot.works.search(
            combine(queries, self._clauses),
            limit,
            count=False,
            order_by_field=field,
            offset=skip,
            order=tantivy.Order.Desc if descending else tantivy.Order.Asc,
        )
        return numbers(self._snapshot, found)

    def _all_of(self, field: str, words: tuple[str, ...]) -> Engine:
        return all_of([term(field, word) for word in dict.fromkeys(words)])

    def _begun(self, field: str, words: tuple[str, ...]) -> Engine:
        """All of the words, the last one also as the beginning of a word. Not figures."""
        *whole, last = words
        queries = [term(field, word) for word in dict.fromkeys(whole)]
        queries.append(self._beginning(field, last))
        return all_of(queries)

    def _beginning(self, field: str, word: str) -> Engine:
        if word.isdigit():
            return term(field, word)
        most = _COMPLETIONS if len(word) > 1 else _COMPLETIONS_OF_A_LETTER
        longer = {found for found, _ in self._snapshot.terms(field, word, most)}
        if raw := _before_i_rule(word):
            longer |= {found for found, _ in self._snapshot.terms(field, raw, most)}
        if not longer - {word}:
            return term(field, word)
        begun = Engine.const_score_query(
            Engine.term_set_query(schema.works(), field, sorted(longer)), _COMPLETED
        )
        if word not in longer:
            return begun
        return any_of([term(field, word), begun])


_turned = re.compile(r"(h|k|l|m|s|t|qu|)i")


def _before_i_rule(word: str) -> str:
    """A word as it was typed before the i/y rule: `qui` begins nothing that `quy` began."""
    return f"{word[:-1]}y" if _turned.fullmatch(word) else ""


def numbers(snapshot: Snapshot, result: tantivy.SearchResult) -> list[int]:
    """The numbers of found works, in order."""
    addresses = [address for _, address in result.hits]
    if not addresses:
        return []
    return cast(list[int], snapshot.works.fast_field_values("number", addresses))
