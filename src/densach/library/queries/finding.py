"""The one search of the product: page, command, API, OPDS and feeds ask here."""

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from django.core.cache import cache
from django.db.models import F, Value
from django.urls import reverse
from django.utils.safestring import mark_safe

from densach.people import queries as people
from densach.people.models import Person
from densach.search import queries as search
from densach.search.errors import IndexMissing
from densach.search.text import fold_key, name_key

from ..models import Agent, Edition, Kind, Level, Licence, Subject, TextPart, Work
from ..permissions import visible_to
from .abbreviations import wordings
from .cards import WorkCard, cards, cards_by_key

Sort = Literal["best", "newest", "title", "shortest"]
WHOLE_SECONDS = 300
SMALL = 5_000  # fewer works are counted in a few milliseconds, and are always up to date
FLOWING = frozenset(("EPUB", "HTML", "DOCX", "ODT", "MARKDOWN", "TEXT"))
FACETS = ("kind", "level", "language", "subject", "decade", "licence", "readable", "length")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks. `filters` are (facet, value) as the address carries them."""

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: Sort = "best"
    page: int = 1
    size: int = 20
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `indexed` False: the index is being made, this is a plain list by newest."""

    cards: list[WorkCard]
    total: int
    more: bool
    corrected: str | None = None
    stage: str = ""
    indexed: bool = True
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `densach search --json` and the API give it."""
        return {
            "total": self.total,
            "facets": {name: dict(rows) for name, rows in self.facets.items()},
            "suggestion": self.corrected,
            "results": [
                {
                    "id": str(card.pk),
                    "title": card.title,
                    "people": card.people,
                    "kind": card.kind,
                    "language": card.language,
                    "url": card.url,
                    "snippet": str(card.snippet) or card.description,
                    "where": card.place,
                }
                for card in self.cards
            ],
        }


def find(
    question: Question, *, viewer: Person | None, see_all: bool = False, with_facets: bool = True
) -> Found:
    """Results for `question` that `viewer` may see (`see_all`: the operator at the command line).

    At most five queries to the database, whatever is found; three without facets.
    """
    query = _query(question, viewer=viewer, see_all=see_all)
    try:
        page = search.find(query)
        counts = search.count(query) if with_facets else None
    except IndexMissing:
        return _by_database(question, viewer=viewer)
    keys = [hit.key for hit in page.hits]
    found = cards_by_key(keys, viewer=viewer, see_all=see_all)
    places = {hit.key: hit.place for hit in page.hits if hit.place is not None}
    if places:
        words = page.words or question.text
        found = _with_places(found, _in_flowing_text(found, places, words), words)
    total = counts.total if counts else page.total_hint
    return Found(
        cards=found,
        total=max(total, len(found)),
        more=page.more,
        corrected=page.corrected,
        stage=page.stage,
        facets=counts.facets if counts else {},
    )


def count(question: Question, *, viewer: Person | None) -> Found:
    """Only the total and the facets. At most two queries.

    Those of the whole library, which the front pages show, are kept for WHOLE_SECONDS: counting a
    million works takes longer than all the rest of the page.
    """
    query = _query(question, viewer=viewer, see_all=False)
    key = f"library:whole:{hash(query.audience)}" if question == Question() else ""
    try:
        counts = cache.get(key) if key else None
        if counts is None:
            counts = search.count(query)
            if key and counts.total >= SMALL:
                cache.set(key, counts, WHOLE_SECONDS)
    except IndexMissing:
        return Found(cards=[], total=0, more=False, indexed=False)
    return Found(cards=[], total=counts.total, more=False, facets=counts.facets)


def complete(typed: str, *, viewer: Person | None, limit: int = 8) -> list[dict[str, str]]:
    """Lines for the list under the search box: text, kind (title, person, subject), address."""
    try:
        lines = search.complete(typed, people.audience_terms(viewer, on_premises=False), limit)
    except IndexMissing:
        return []
    keys = [line.key for line in lines if line.key]
    addresses = {card.pk.hex: card.url for card in cards_by_key(keys, viewer=viewer)}
    ask = reverse("library:find")
    return [
        {
            "text": line.text,
            "kind": line.kind,
            "url": addresses.get(line.key or "", f"{ask}?q={quote(line.text)}"),
        }
        for line in lines
    ]


def inside(
    work: Work, edition: Edition, text: str, *, letter: str, limit: int = 30
) -> list[dict[str, Any]]:
    """Places in the text of an edition of `work` where the words stand: place, title, snippet.

    `letter` is that of its places: c, p or t. The caller has checked that the asker may read
    `work`. One query.
    """
    query = search.Query(text=text, audience=None)
    hits = search.passages(query, work.number, letter=letter)
    rows = TextPart.objects.filter(edition=edition, pk__in=[hit.part_id for hit in hits])
    parts = {part.pk: part for part in rows}
    return [
        {
            "place": hit.place.place,
            "title": parts[hit.part_id].title,
            "snippet": mark_safe(  # noqa: S308 - the search room escapes all but its own marks
                search.snippet(parts[hit.part_id].text[hit.begin : hit.end], text)
            ),
        }
        for hit in hits
        if hit.part_id in parts
    ][:limit]


def facet_labels(
    facets: dict[str, list[tuple[str, int]]], *, language: str
) -> dict[str, dict[str, str]]:
    """Words for the values of facets, as far as the database knows them. At most one query."""
    labels: dict[str, dict[str, str]] = {
        "kind": {value: str(label) for value, label in Kind.choices},
        "level": {value: str(label) for value, label in Level.choices},
    }
    name = F("name_vi" if language == "vi" else "name")
    subjects = [value for value, _n in facets.get("subject", [])]
    licences = [value for value, _n in facets.get("licence", []) if value]
    asked: list[Any] = []
    if subjects:
        of_subjects = Subject.objects.filter(key__in=subjects)
        asked.append(of_subjects.values_list(Value("subject"), "key", "name"))
    if licences:
        of_licences = Licence.objects.filter(code__in=licences)
        asked.append(of_licences.values_list(Value("licence"), "code", name))
    for facet, value, label in asked[0].union(*asked[1:], all=True) if asked else ():
        labels.setdefault(facet, {})[value] = label
    return labels


def agents_meant(text: str, found: list[WorkCard], *, limit: int = 3) -> list[Agent]:
    """People whose whole name was typed, in either order. One query where a card names them, else none."""
    key = name_key(text)
    words = set(key.split())
    if not words or not any(words <= set(fold_key(card.people).split()) for card in found):
        return []
    return list(Agent.objects.filter(key=key)[:limit])


def _query(question: Question, *, viewer: Person | None, see_all: bool) -> search.Query:
    audience = None if see_all else people.audience_terms(viewer, on_premises=False)
    return search.Query(
        text=question.text,
        filters=question.filters,
        audience=audience,
        sort=question.sort,
        page=question.page,
        size=question.size,
        verbatim=question.verbatim,
        also=() if question.verbatim else wordings(question.text),
    )


def _in_flowing_text(
    found: list[WorkCard], places: dict[str, search.PassagePlace], text: str
) -> dict[str, search.PassagePlace]:
    """The same, but a page of a PDF gives way to the chapter with the words, where there is one.

    A page is short, so the engine ranks it first; a chapter fits the screen of a phone. No query.
    """
    better = dict(places)
    for card in found:
        place = places.get(card.pk.hex)
        flows = bool(FLOWING & set(card.formats))
        if place is None or not flows or not place.place.startswith("p"):
            continue
        query = search.Query(text=text, audience=None)
        chapters = search.passages(query, card.number, letter="c")
        if chapters:
            better[card.pk.hex] = chapters[0].place
    return better


def _with_places(
    found: list[WorkCard], places: dict[str, search.PassagePlace], text: str
) -> list[WorkCard]:
    """Put the marked words, their chapter or page and the way there onto the cards. One query."""
    parts = TextPart.objects.in_bulk([place.part_id for place in places.values()])
    shown = []
    for card in found:
        place = places.get(card.pk.hex)
        part = parts.get(place.part_id) if place else None
        if place is None or part is None:
            shown.append(card)
            continue
        snippet = mark_safe(search.snippet(part.text[place.begin : place.end], text))  # noqa: S308 - escaped there
        where = f"cho={quote(place.place)}&edition={part.edition_id.hex}&tim={quote(text)}"
        there = f"{card.read_url}?{where}" if card.read_url else ""
        shown.append(card.at(snippet=snippet, read_url=there, place=part.title or place.title))
    return shown


def _by_database(question: Question, *, viewer: Person | None) -> Found:
    """While there is no index: the newest works whose title begins or is as typed."""
    works = Work.objects.filter(visible_to(viewer))
    if key := fold_key(question.text):
        works = works.filter(title_key__startswith=key)
    begin = (question.page - 1) * question.size
    found = cards(works.order_by("-created_at", "-number")[begin : begin + question.size + 1])
    more = len(found) > question.size
    found = found[: question.size]
    return Found(cards=found, total=len(found), more=more, stage="database", indexed=False)
