"""A question from end to end: words → stages → order → passages → repairs → a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from densach.search.text import folded_of, spell

from . import asking, passages, repair, schema, vocabulary
from .asking import Words
from .filters import narrow
from .reader import Snapshot
from .rerank import Plan, Scored, plan, rerank
from .stages import WINDOW, Stages
from .terms import Engine
from .types import PassageHit, Query, Row

ENOUGH = 3  # hits; with fewer, words are mended
DEEPEST = 1_000  # results of a question that can be paged through
DEEPEST_BROWSED = 10_000
Rows = Callable[[Sequence[int]], dict[int, Row]]
_ORDERS = {
    "newest": ("added", True),
    "title": ("title_order", False),
    "shortest": ("minutes", False),
}


@dataclass(slots=True)
class Window:
    """The first 60 to 120 results in their order, and what the rest of them is.

    `queries`: anything that fits any of them belongs to the result. `plans` by key: what each was
    measured against. `passages` by key.
    """

    words: Words
    entries: list[Scored] = field(default_factory=list)
    queries: list[Engine] = field(default_factory=list)
    plans: dict[str, Plan] = field(default_factory=dict)
    passages: dict[str, PassageHit] = field(default_factory=dict)
    stage: str = "main"
    corrected: str | None = None

    def add(self, block: list[Scored], measured: Plan, query: Engine) -> int:
        """Append what is not there yet; returns how many that were."""
        new = [found for found in block if found.row.key not in self.plans]
        self.entries += new
        self.plans |= {found.row.key: measured for found in new}
        self.queries.append(query)
        return len(new)


def window(snapshot: Snapshot, query: Query, rows: Rows) -> Window:
    """The window of a question, remembered while the index stands. At most a few row queries."""
    key = (
        "window",
        query.text,
        query.filters,
        query.years,
        query.audience,
        query.verbatim,
        query.also,
    )
    return snapshot.remember_window(key, lambda: _Search(snapshot, query, rows).run())


class _Search:
    """One question being answered."""

    def __init__(self, snapshot: Snapshot, query: Query, rows: Rows) -> None:
        self.snapshot = snapshot
        self.query = query
        self.rows = rows
        self.loaded: dict[int, Row] = {}
        self.stages = Stages(snapshot, narrow(snapshot, query))

    def run(self) -> Window:
        typed = asking.read(self.query.text)
        result = Window(typed)
        if not typed:
            return result
        mend = not self.query.verbatim
        if mend and (decoded := asking.decode(self.snapshot, self.query.text, typed)):
            result.words, result.stage = decoded, "decode"
        result.words = asking.known(self.snapshot, result.words)
        restored = self.by_title(result, self.block(result, result.words))
        self.add_wordings(result)
        if mend:
            self.try_joined(result)
        if len(result.entries) < WINDOW:
            self.add_passages(result, restored)
        if mend and len(result.entries) < ENOUGH:
            self.repair(result)
        if mend and result.entries:
            result.corrected = self.corrected(result, typed, restored)
        # What is remembered needs no words any more, and they are most of its size.
        result.entries = [found._replace(row=found.row.without_words()) for found in result.entries]
        return result

    def add_wordings(self, result: Window) -> None:
        """What fits other wordings, among what was found by its points: they are shares of the words."""
        for wording in self.query.also:
            self.block(result, asking.known(self.snapshot, asking.read(wording)))
        if self.query.also:
            result.entries.sort(key=lambda found: (-found.score, found.row.key))

    def block(self, result: Window, words: Words) -> vocabulary.Restored:
        """Run the stages for `words` and append what they find."""
        restored = self.restore(words)
        found = self.load(self.stages.candidates(words, restored.exact))
        measured = plan(words, restored.exact)
        result.add(rerank(measured, found), measured, self.stages.anywhere(words))
        return restored

    def by_title(self, result: Window, restored: vocabulary.Restored) -> vocabulary.Restored:
        """Let a title that is just these words restore marks which the vocabulary does not know."""
        if result.entries and not result.words.marked and restored.exact == result.words.exact:
            best = result.entries[0].row
            if tuple(map(folded_of, best.title_x)) == result.words.folded:
                return vocabulary.Restored(best.title_x, best.title)
        return restored

    def restore(self, words: Words) -> vocabulary.Restored:
        if self.query.verbatim:
            return vocabulary.Restored(words.exact, spell(words.exact))
        return vocabulary.restore(self.snapshot, words)

    def load(self, numbers: Sequence[int]) -> list[Row]:
        """Rows in the order of `numbers`; what the database no longer has is left out."""
        if new := [number for number in numbers if number not in self.loaded]:
            self.loaded |= self.rows(new)
        return [self.loaded[number] for number in numbers if number in self.loaded]

    def try_joined(self, result: Window) -> None:
        """Words typed apart (`át lát`): tried when no title and people hold all of them."""
        if any(_holds_all(found.row, result.words) for found in result.entries[:ENOUGH]):
            return
        joined = repair.join(self.snapshot, result.words)
        if joined is None or not self.stages.any(self.stages.anywhere(joined)):
            return
        instead = Window(joined, stage="join")
        self.block(instead, joined)
        if instead.entries and _holds_all(instead.entries[0].row, joined):
            self.put_first(result, instead)

    def put_first(self, result: Window, instead: Window) -> None:
        """Let `instead` come before what was found, and name it."""
        before = result.entries
        result.entries = [*instead.entries]
        result.entries += [found for found in before if found.row.key not in instead.plans]
        result.plans = {**result.plans, **instead.plans}
        result.queries += instead.queries
        result.words, result.stage = instead.words, instead.stage

    def add_passages(self, result: Window, restored: vocabulary.Restored) -> None:
        """Append works whose text holds the words; note the places of those already there."""
        found = passages.search(
            self.snapshot, result.words, self.exact_for(result, restored), self.query.audience
        )
        if not found:
            return
        numbers = Engine.term_set_query(schema.works(), "number", list(found))
        result.passages = {hit.key: hit for hit in found.values()}
        allowed = set(self.stages.hits(numbers, passages.LIMIT * 3))
        rows = self.load([number for number in found if number in allowed])
        measured = plan(result.words, self.exact_for(result, restored))
        first = not result.entries
        new = [Scored(row, 0.0, {"text": 0.0}) for row in rows]
        if result.add(new, measured, numbers) and first:
            result.stage = "passages" if result.stage == "main" else result.stage

    def exact_for(self, result: Window, restored: vocabulary.Restored) -> tuple[str, ...]:
        same = len(restored.exact) == len(result.words.words)
        return restored.exact if same else self.restore(result.words).exact

    def repair(self, result: Window) -> None:
        """Mend words until three works are found; what is mended comes below what was not."""
        steps = [("split", repair.split), ("fuzzy", repair.fuzzy)]
        # A rare word is a slip only where no work is called by it.
        if not any(_holds_all(found.row, result.words) for found in result.entries):
            steps.append(("fuzzy", repair.fuzzy_for_rare))
        for stage, mend in steps:
            better = mend(self.snapshot, result.words)
            if better is not None:
                before = len(result.entries)
                self.block(result, better)
                if len(result.entries) > before:
                    result.words, result.stage = better, stage
                    if len(result.entries) >= ENOUGH:
                        return
        if len(set(result.words.folded)) >= 3:  # noqa: PLR2004 - of fewer, 70 % is nothing
            self.relax(result)

    def relax(self, result: Window) -> None:
        query = self.stages.relaxed(result.words)
        measured = plan(result.words, self.restore(result.words).exact)
        found = rerank(measured, self.load(self.stages.hits(query, WINDOW)))
        first = not result.entries
        if result.add(found, measured, query) and first:
            result.stage = "relaxed"

    def corrected(self, result: Window, typed: Words, restored: vocabulary.Restored) -> str | None:
        """What was searched, as it is usually written, when that is not what was typed.

        Marks put back on words typed without any are no correction: nothing was wrong with them.
        """
        best = result.entries[0].row
        if result.stage in ("decode", "join", "split", "fuzzy"):
            return self.usual_spelling(result.words, best)
        if not typed.marked:
            return None
        if restored.exact != typed.exact:
            return restored.spelling
        if tuple(map(folded_of, best.title_x)) == typed.folded and best.title_x != typed.exact:
            return best.title
        return None

    def usual_spelling(self, words: Words, best: Row) -> str:
        """By the vocabulary, else as the best work writes the words."""
        restored = self.restore(words)
        if restored.exact != words.exact or words.marked:
            return restored.spelling
        if tuple(map(folded_of, best.title_x)) == words.folded:
            return best.title
        forms = {folded_of(exact): exact for exact in (*best.people_x, *best.title_x)}
        return spell(forms.get(word, word) for word in words.folded)


def _holds_all(row: Row, words: Words) -> bool:
    held = {folded_of(exact) for exact in (*row.title_x, *row.people_x)}
    return held.issuperset(words.folded)


def page(snapshot: Snapshot, query: Query, rows: Rows) -> tuple[list[Scored], bool, Window]:
    """The works of one page, whether more follow, and the window they belong to."""
    found = window(snapshot, query, rows)
    skip = max(query.page - 1, 0) * query.size
    deepest = DEEPEST if found.words else DEEPEST_BROWSED
    if skip >= deepest or (found.words and not found.entries):
        return [], False, found
    if query.sort != "best" or not found.words:
        works, more = _by_column(snapshot, query, found, rows, skip)
    else:
        works, more = _by_fit(snapshot, query, found, rows, skip)
    return works, more and skip + query.size < deepest, found


def _by_column(
    snapshot: Snapshot, query: Query, found: Window, rows: Rows, skip: int
) -> tuple[list[Scored], bool]:
    name, descending = _ORDERS.get(query.sort, _ORDERS["newest"])
    stages = Stages(snapshot, narrow(snapshot, query))
    numbers = stages.listed(
        found.queries, field=name, descending=descending, skip=skip, limit=query.size + 1
    )
    return _unscored(numbers[: query.size], rows), len(numbers) > query.size


def _by_fit(
    snapshot: Snapshot, query: Query, found: Window, rows: Rows, skip: int
) -> tuple[list[Scored], bool]:
    """From the window; behind it, the whole result by BM25 without what the window has shown."""
    end = skip + query.size
    shown = found.entries[skip:end]
    if len(found.entries) > end or len(found.entries) < WINDOW:
        return shown, len(found.entries) > end
    stages = Stages(snapshot, narrow(snapshot, query))
    in_window = {entry.row.number for entry in found.entries}
    deep = end + 1 + len(in_window)
    behind = [
        number
        for query_ in found.queries
        for number in stages.hits(query_, deep)
        if number not in in_window
    ]
    behind = list(dict.fromkeys(behind))
    first = max(skip - len(found.entries), 0)
    last = end - len(found.entries)
    return shown + _unscored(behind[first:last], rows), len(behind) > last


def _unscored(numbers: Sequence[int], rows: Rows) -> list[Scored]:
    loaded = rows(numbers) if numbers else {}
    return [Scored(loaded[number], 0.0, {}) for number in numbers if number in loaded]
