"""The library as JSON: the same search, works, shelves."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from densach.core import limits
from densach.core.access import anyone, api_access
from densach.people.http import on_premises, viewer_of

from .models import Shelf
from .permissions import can_see_shelf, may_read
from .queries import finding
from .queries import works as queries
from .queries.cards import WorkCard, cards, on_shelf
from .views.finding import caller, question_of

router = Router(tags=["library"])
MOST = 100


class FoundOut(Schema):
    """Results of a search."""

    total: int
    facets: dict[str, dict[str, int]]
    suggestion: str | None
    results: list[dict[str, Any]]


class FileOut(Schema):
    """A file that may be taken along."""

    name: str
    media_type: str
    size_bytes: int
    url: str


class EditionOut(Schema):
    """An edition of a work."""

    id: UUID
    format: str
    publisher: str
    published: str
    year: int | None
    pages: int | None
    duration_seconds: int | None
    identifiers: list[str]
    file: FileOut | None


class WorkOut(Schema):
    """A work with its editions. `people`: name and MARC relator code."""

    id: UUID
    number: int
    title: str
    subtitle: str
    people: list[dict[str, str]]
    kind: str
    language: str
    level: str
    year: int | None
    description: str
    subjects: list[str]
    series: str
    licence: str | None
    licence_url: str | None
    source: str
    audience: str
    url: str
    read_url: str | None
    created_at: datetime
    updated_at: datetime
    editions: list[EditionOut]


class ShelfOut(Schema):
    """A shelf with its first works."""

    title: str
    text: str
    url: str
    works: list[dict[str, Any]]


@router.get("search", response=FoundOut, auth=None)
@api_access(anyone)
def search(request: HttpRequest, size: Annotated[int, Field(ge=1, le=MOST)] = 20) -> dict[str, Any]:
    """Search: `q`, facets (kind, language, level, subject, decade, licence, readable, length; each may
    be repeated), `sort` (best, newest, title, shortest), `page`, `size`."""
    limits.allow("find", caller(request), times=240, seconds=60)
    asked = question_of(request)
    question = finding.Question(
        asked.text, asked.filters, asked.sort, asked.page, size, asked.verbatim
    )
    return finding.find(question, viewer=viewer_of(request)).as_json()


@router.get("works/{slug}", response=WorkOut, auth=None)
@api_access(anyone)
def work(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One work with its editions and, for those who may read it, the addresses of its files."""
    viewer = viewer_of(request)
    found = queries.work_named(slug, viewer=viewer)
    if found is None or found.merged_into is not None:
        raise Http404
    view = queries.work_view(found)
    readable = may_read(viewer, found, on_premises=on_premises(request))
    return {
        **{name: getattr(found, name) for name in WorkOut.model_fields if hasattr(found, name)},
        "people": [{"name": c.agent.name, "role": c.role} for c in view.people],
        "subjects": [subject.name for subject in view.subjects],
        "licence": found.licence_id,
        "licence_url": found.licence.url if found.licence else None,
        "url": f"/sach/{found.slug}/",
        "read_url": f"/doc/{found.slug}/" if found.formats and readable else None,
        "editions": [_edition(one, readable=readable) for one in view.editions],
    }


def _edition(one: queries.EditionView, *, readable: bool) -> dict[str, Any]:
    main = one.main if readable else None
    return {
        **{name: getattr(one.edition, name, None) for name in EditionOut.model_fields},
        "id": one.edition.pk,
        "identifiers": [f"{i.scheme}:{i.value}" for i in one.identifiers],
        "file": {
            "name": main.name,
            "media_type": main.stored.media_type,
            "size_bytes": main.stored.size_bytes,
            "url": f"/tep/{main.token}/{main.name}",
        }
        if main
        else None,
    }


@router.get("shelves/{slug}", response=ShelfOut, auth=None)
@api_access(anyone)
def shelf(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A shelf and its first 100 works."""
    viewer = viewer_of(request)
    found = Shelf.objects.select_related("organization").filter(slug=slug).first()
    if found is None or not can_see_shelf(viewer, found):
        raise Http404
    works = cards(on_shelf(found, viewer=viewer)[:MOST])
    return {
        "title": found.title,
        "text": found.text,
        "url": f"/ke/{found.slug}/",
        "works": [_card(one) for one in works],
    }


def _card(one: WorkCard) -> dict[str, Any]:
    return {
        "id": str(one.pk), "number": one.number, "title": one.title, "people": one.people,
        "kind": one.kind, "language": one.language, "year": one.year, "url": one.url,
    }  # fmt: skip
