"""Find, count, complete, explain."""

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from densach.search.engine.types import (
    Audience,
    Counts,
    Hit,
    Page,
    Part,
    PassageHit,
    Query,
    Suggestion,
)

from .rows import row_of, rows
from .state import root

if TYPE_CHECKING:
    from densach.search.engine.reader import Snapshot
    from densach.search.engine.rerank import Scored
    from densach.search.engine.search import Window

# The engine's modules load tantivy: they are imported with the first question, not at start.

_SENTENCES = {
    "same_title": _("The title is exactly these words."),
    "title_begins": _("The title begins with these words."),
    "title_order": _("The words stand side by side in the title."),
    "title_words": _("The title holds the words."),
    "title_and_people": _("Title and people together hold the words."),
    "people": _("A person’s name holds the words."),
    "subjects": _("A subject holds the words."),
    "marks": _("The marks are as you typed them."),
    "marks_restored": _("The marks are as these words are usually written."),
    "length": _("A shorter title fits more closely."),
    "place": _("Its place among the first that were found."),
    "text": _("The words stand inside the text."),
}
_WORTH_NAMING = 0.3


def find(query: Query) -> Page:
    """One page of results. Two or three SQL queries, whatever is found.

    Pages reach to the 1,000th result (10,000th when browsing): `capped` then asks to narrow.
    """
    from densach.search.engine import search

    snapshot = _snapshot()
    works, more, window = search.page(snapshot, query, rows)
    deepest = search.DEEPEST if window.words else search.DEEPEST_BROWSED
    return Page(
        hits=tuple(_hit(found, window) for found in works),
        more=more,
        stage=window.stage if window.words else "browse",
        corrected=window.corrected,
        total_hint=max(len(window.entries), (query.page - 1) * query.size + len(works)),
        capped=query.page * query.size >= deepest,
        words=window.corrected or query.text,
    )


def count(query: Query) -> Counts:
    """How many fit and how they divide. Remembered until the index changes.

    Facets: kind, language, level, subject (15 most frequent), licence, readable, length, decade.
    After `find` of the same query no SQL query; else as many as `find`.
    """
    from densach.search.engine import facets, search
    from densach.search.engine.filters import FACETS

    snapshot = _snapshot()
    key = ("count", query.text, query.verbatim, query.also, query.filters)

    def counted() -> Counts:
        window = search.window(snapshot, query, rows)
        if window.words and not window.entries:
            return Counts(0, {facet: [] for facet in FACETS})
        return facets.count(snapshot, query, window.queries)

    return snapshot.remember((*key, query.years, query.audience), counted)


def passages(
    query: Query, work_number: int | None = None, *, letter: str = ""
) -> tuple[PassageHit, ...]:
    """Places in full texts that hold the words, best first: one for each work, at most 40; or, with
    `work_number`, all of this work's, at most 40. `letter`: only places called by it and a number.
    The query's filters do not count. No SQL query.
    """
    from densach.search.engine import asking, vocabulary
    from densach.search.engine import passages as places

    snapshot = _snapshot()
    words = asking.read(query.text)
    if not words:
        return ()
    if not query.verbatim:
        words = asking.decode(snapshot, query.text, words) or words
    words = asking.known(snapshot, words)
    restored = words.exact if query.verbatim else vocabulary.restore(snapshot, words).exact
    found = places.search(
        snapshot, words, restored, query.audience, work=work_number, letter=letter
    )
    return tuple(found.values())[: places.LIMIT]


def complete(
    typed: str, audience: Audience = ("PUBLIC",), limit: int = 8
) -> tuple[Suggestion, ...]:
    """Completions of what is being typed, from two letters on. One SQL query."""
    from densach.search.engine.complete import complete as completions

    return completions(_snapshot(), typed, audience, rows, limit=limit)


def similar(key: str, audience: Audience = ("PUBLIC",), limit: int = 8) -> tuple[str, ...]:
    """Keys of documents like this one, by subjects, people, title. Two SQL queries.

    None when it was asked before and the index still stands.
    """
    from densach.search.engine.similar import similar as alike

    snapshot = _snapshot()

    def found() -> tuple[str, ...]:
        row = row_of(key)
        return alike(snapshot, row, audience, rows, limit=limit) if row else ()

    return snapshot.remember(("similar", key, audience, limit), found)


def why(key: str, query: Query) -> tuple[Part, ...]:
    """What put a document where it is for `query`, most points first; empty if it does not fit."""
    from densach.search.engine import search
    from densach.search.engine.rerank import measure

    window = search.window(_snapshot(), query, rows)
    for found in window.entries:
        if found.row.key == key:
            parts = found.parts
            break
    else:
        row = row_of(key)
        if row is None or not window.entries:
            return ()
        plan = window.plans[window.entries[0].row.key]
        parts = measure(plan, row, len(window.entries)).parts
    if key in window.passages and "text" not in parts:
        parts = {**parts, "text": 0.0}
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    return tuple(
        Part(code, round(points, 2), _SENTENCES[code])
        for code, points in ordered
        if points or code == "text"
    )


def snippet(text: str, words: str) -> SafeString:
    """The best 30 words of `text` for the asked `words`: safe HTML with <mark>."""
    from densach.search.engine.snippets import snippet as marked

    return marked(text, words)


def _snapshot() -> "Snapshot":
    from densach.search.engine.reader import reader_of

    return reader_of(root()).snapshot()


def _hit(found: "Scored", window: "Window") -> Hit:
    passage = window.passages.get(found.row.key)
    reasons = [
        code
        for code, points in sorted(found.parts.items(), key=lambda part: -part[1])
        if points >= _WORTH_NAMING or code == "text"
    ]
    if passage is not None and "text" not in reasons:
        reasons.append("text")
    return Hit(
        found.row.key,
        round(found.score, 3),
        tuple(reasons),
        passage.place if passage is not None else None,
    )
