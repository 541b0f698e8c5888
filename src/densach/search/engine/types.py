"""What goes into the engine and what comes out. Plain frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from django.utils.functional import Promise

Sort = Literal["best", "newest", "title", "shortest"]
Audience = tuple[str, ...] | None  # codes that the asker may see; None: everything


@dataclass(frozen=True, slots=True)
class Document:
    """All that can be found about one thing; `key` is its owner's id, `number` a short one.

    `subjects` are headings, `other` any further words (description, publisher, series …);
    `kind`, `language`, `level`, `licence`, `audience` are codes; `added` is in seconds since 1970,
    `minutes` 0 when not known; `agent_keys` are ids of the people, for the filter `agent`;
    `has_text`: the source gives `texts(key)`.
    """

    key: str
    number: int
    title: str
    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    other: str = ""
    kind: str = ""
    language: str = ""
    level: str = ""
    audience: str = "PUBLIC"
    licence: str = ""
    year: int | None = None
    added: int = 0
    readable: bool = False
    minutes: int = 0
    agent_keys: tuple[str, ...] = ()
    has_text: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One part of a full text: a chapter, a page. `place` is where a reader opens it."""

    part_id: int
    place: str
    title: str
    text: str


class Source(Protocol):
    """Where documents come from: the room that owns them."""

    def load(self, keys: Iterable[str]) -> Iterable[Document]:
        """The present documents with these keys; one that is missing is to be deleted."""

    def texts(self, key: str) -> Iterable[Text]:
        """The parts of a document's full text, in order."""

    def walk(self, after: str, size: int) -> list[Document]:
        """At most `size` documents with keys greater than `after`, by key; empty at the end."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a page or the API asks.

    `filters`: (facet, value); two values of one facet mean either, two facets mean both.
    Facets: kind, language, level, subject (folded heading), agent, licence, readable (yes, no),
    length (see documents.LENGTHS), year, decade (1990). `years` is inclusive. `audience`: the
    codes the asker may see, None for all. `verbatim`: take the words as typed, mend nothing.
    Empty text browses: `best` then means newest. `also`: other wordings of `text`; what fits one of
    them is found as well, among the rest by how well it fits.
    """

    text: str
    filters: tuple[tuple[str, str], ...] = ()
    years: tuple[int, int] | None = None
    audience: Audience = ("PUBLIC",)
    sort: Sort = "best"
    page: int = 1
    size: int = 20
    verbatim: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Where words stand inside a full text: characters begin..end of part `part_id`."""

    part_id: int
    place: str
    title: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage of the document `key` that holds the words."""

    key: str
    part_id: int
    begin: int
    end: int
    place: PassagePlace


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `reasons`: codes, see queries.why; `place`: where its text holds the words."""

    key: str
    score: float
    reasons: tuple[str, ...] = ()
    place: PassagePlace | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results.

    `stage` names how they were found (main, passages, decode, join, split, fuzzy, relaxed, browse);
    `corrected` is what was searched instead of the typed words, in usual spelling, else None;
    `words`: what to mark in snippets, that is `corrected` or what was typed;
    `total_hint`: at least so many fit, known without counting; `capped`: more fit than are shown.
    """

    hits: tuple[Hit, ...]
    more: bool
    stage: str
    corrected: str | None = None
    total_hint: int = 0
    capped: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many fit, and how many of each value; a chosen facet is counted as if not chosen.

    Subjects of more than 50,000 works are reckoned from a sample, to two figures.
    """

    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion. kind: title (then `key` is its document), person, subject."""

    text: str
    key: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: a code, its points, and a sentence for the reader."""

    code: str
    points: float
    sentence: str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """What ordering needs of a document: its words in exact form, kept in the database."""

    number: int
    key: str
    title: str
    title_x: tuple[str, ...]
    people_x: tuple[str, ...]
    subjects_x: tuple[str, ...]
    other_x: tuple[str, ...]

    def without_words(self) -> "Row":
        """Who it is, and no more."""
        return Row(self.number, self.key, self.title, (), (), (), ())


@dataclass(frozen=True, slots=True)
class State:
    """What an index holds. `position`: last change applied; `pending`: changes it lacks."""

    generation: str
    position: int
    documents: int
    passages: int
    pending: int = 0
