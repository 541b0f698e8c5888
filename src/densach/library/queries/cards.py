"""Works as lists show them: one query for a list, whatever its length."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.safestring import SafeString

from densach.people.models import Person
from densach.search.text import fold_key

from ..models import Kind, Level, Shelf, ShelfPlace, Work
from ..permissions import readable_by, visible_to

CARD_FIELDS = (
    "pk", "number", "slug", "title", "subtitle", "people_line", "kind", "language", "level", "year",
    "description", "cover_id", "formats", "size_bytes", "minutes", "audience", "created_at",
)  # fmt: skip
DESCRIPTION_LETTERS = 220
COVER_COLOURS = 8
# The motif on a drawn cover: waves for literature, fruit for children, leaves for farming and
# practical things, drum for history, cloth for skills, page for papers.
MOTIF_BY_KIND = {
    Kind.PICTURE_BOOK: "qua",
    Kind.DOCUMENT: "trang",
    Kind.PERIODICAL: "trang",
    Kind.TEXTBOOK: "vai",
    Kind.VIDEO: "vai",
    Kind.MAP: "trong",
}


@dataclass(frozen=True, slots=True)
class WorkCard:
    """What a list shows of a work. `snippet` is safe HTML; `cover_url` None: draw one."""

    pk: UUID
    number: int
    slug: str
    title: str
    subtitle: str
    people: str
    kind: str
    kind_label: str
    language: str
    level_label: str
    year: int | None
    description: str
    cover_url: str | None
    cover_class: str
    motif: str
    formats: tuple[str, ...]
    size_bytes: int
    minutes: int
    readable: bool
    audience: str
    url: str
    read_url: str
    snippet: SafeString | str = ""
    place: str = ""

    def at(self, *, snippet: SafeString, read_url: str, place: str) -> "WorkCard":
        """The same card with the words found, and the address of the place where they stand."""
        return replace(self, snippet=snippet, read_url=read_url, place=place)


def card(work: Work) -> WorkCard:
    """The card of a work that was loaded with CARD_FIELDS at least. No query."""
    formats = tuple(work.formats.split())
    return WorkCard(
        pk=work.pk,
        number=work.number,
        slug=work.slug,
        title=work.title,
        subtitle=work.subtitle,
        people=work.people_line,
        kind=work.kind,
        kind_label=str(Kind(work.kind).label) if work.kind in Kind.values else "",
        language=work.language,
        level_label=str(Level(work.level).label) if work.level else "",
        year=work.year,
        description=_first_words(work.description),
        cover_url=reverse("library:cover", args=[work.slug]) if work.cover_id else None,
        cover_class=cover_class(work.title),
        motif=motif(work.kind, work.level),
        formats=formats,
        size_bytes=work.size_bytes,
        minutes=work.minutes,
        readable=bool(formats),
        audience=work.audience,
        url=reverse("library:work", args=[work.slug]),
        read_url=reverse("reading:open", args=[work.slug]) if formats else "",
    )


def cards(works: "QuerySet[Work]") -> list[WorkCard]:
    """Cards of a queryset that is already filtered, ordered and cut. One query."""
    return [card(work) for work in works.only(*CARD_FIELDS)]


def cards_by_key(
    keys: Sequence[str], *, viewer: Person | None, see_all: bool = False
) -> list[WorkCard]:
    """Cards for keys of the search index (hex of the id), in that order. One query.

    Works that `viewer` may not see, or that were withdrawn a moment ago, are left out.
    """
    allowed = Q() if see_all else visible_to(viewer)
    found = Work.objects.filter(allowed, pk__in=[UUID(key) for key in keys])
    by_key = {work.pk.hex: card(work) for work in found.only(*CARD_FIELDS)}
    return [by_key[key] for key in keys if key in by_key]


def newest_cards(viewer: Person | None, limit: int = 12) -> list[WorkCard]:
    """The works that came last and can be read. One query."""
    # `IN (1)`: for a bare `is_readable` SQLite walks all works instead of their index.
    works = Work.objects.filter(visible_to(viewer), is_readable__in=(True,))
    return cards(works.order_by("-created_at", "-number")[:limit])


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A shelf with its first works."""

    title: str
    slug: str
    text: str
    url: str
    cards: tuple[WorkCard, ...]


def shelf_rows(viewer: Person | None, *, shelves: int = 4, works: int = 6) -> list[ShelfRow]:
    """The first public shelves with their first works. One query, and one a shelf."""
    rows = []
    for shelf in Shelf.objects.filter(is_public=True).order_by("position", "created_at")[:shelves]:
        found = cards(on_shelf(shelf, viewer=viewer)[:works])
        if found:
            url = reverse("library:shelf", args=[shelf.slug])
            rows.append(ShelfRow(shelf.title, shelf.slug, shelf.text, url, tuple(found)))
    return rows


def on_shelf(shelf: Shelf, *, viewer: Person | None) -> "QuerySet[Work]":
    """The works of `shelf` that `viewer` may see, in the shelf's order; not evaluated."""
    place = ShelfPlace.objects.filter(shelf=shelf, work=OuterRef("pk"))
    return (
        Work.objects.filter(visible_to(viewer), pk__in=shelf.places.values("work"))
        .annotate(shelf_position=Subquery(place.values("position")[:1]))
        .order_by("shelf_position", "number")
    )


def shelf_size(shelf: Shelf, *, viewer: Person | None, on_premises: bool) -> int:
    """Bytes of the works on `shelf` that `viewer` may open. One query."""
    readable = readable_by(viewer, on_premises=on_premises)
    works = Work.objects.filter(readable, shelves=shelf)
    return int(works.aggregate(all=Sum("size_bytes"))["all"] or 0)


def cover_class(title: str) -> str:
    """`k1` to `k8`: the colour of a drawn cover, the same for a title everywhere."""
    return f"k{sum(map(ord, fold_key(title))) % COVER_COLOURS + 1}"


def motif(kind: str, level: str) -> str:
    """The drawing on a cover without picture."""
    if level in (Level.EARLY, Level.PRIMARY):
        return "qua"
    return MOTIF_BY_KIND.get(Kind(kind), "song") if kind in Kind.values else "song"


def _first_words(text: str) -> str:
    if len(text) <= DESCRIPTION_LETTERS:
        return text
    return text[:DESCRIPTION_LETTERS].rsplit(" ", 1)[0] + "…"
