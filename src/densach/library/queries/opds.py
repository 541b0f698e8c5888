"""Works as OPDS shows them, and the doors of the catalogue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from densach.people.models import Person

from ..models import Audience, Kind, Shelf, Work
from ..permissions import readable_by
from ..protocols.opds_page import Acquisition, Publication
from . import exchange
from .exchange import Loaded
from .finding import Found, Question, find

PAGE = 40
READABLE = ("readable", "yes")  # reading programs want works with files


def found(question: Question, *, viewer: Person | None) -> Found:
    """Works with files that fit. As many queries as `finding.find`, at most five."""
    filters = (*question.filters, READABLE)
    return find(Question(question.text, filters, question.sort, question.page, PAGE), viewer=viewer)


def publications(keys: Sequence[UUID], *, viewer: Person | None, base: str) -> list[Publication]:
    """The works with these ids that `viewer` may read, in this order. Eight queries."""
    works = Work.objects.filter(readable_by(viewer), pk__in=list(keys)).select_related("cover")
    by_id = {loaded.work.pk: loaded for loaded in exchange.load(works)}
    return [publication(by_id[key], base=base) for key in keys if key in by_id]


def on_shelf(shelf: Shelf, *, viewer: Person | None, page: int) -> tuple[list[UUID], bool]:
    """Ids of the readable works of a page of `shelf`, in its order; whether more follow. One query."""
    places = shelf.places.filter(
        work__in=Work.objects.filter(readable_by(viewer)).exclude(formats="")
    )
    begin = (page - 1) * PAGE
    ids = list(
        places.order_by("position", "pk").values_list("work", flat=True)[begin : begin + PAGE + 1]
    )
    return ids[:PAGE], len(ids) > PAGE


def shelves(viewer: Person | None, *, limit: int = 100) -> list[Shelf]:
    """Public shelves in their order. One query."""
    del viewer  # shelves that are not public are for staff, who have pages of their own
    return list(Shelf.objects.filter(is_public=True).order_by("position", "created_at")[:limit])


def publication(loaded: Loaded, *, base: str) -> Publication:
    """A loaded work with whole addresses. No query."""
    work, told = loaded.work, loaded.description()
    slug = [work.slug]
    has_cover = work.cover_id is not None
    cover = reverse("library:cover" if has_cover else "library:drawn_cover", args=slug)
    first = next((e for e in loaded.editions if e.format), None)
    return Publication(
        urn=f"urn:uuid:{work.pk}",
        title=work.title,
        updated=work.updated_at,
        page=base + reverse("library:work", args=slug),
        subtitle=work.subtitle,
        people=[(p.name, p.sort_name, p.role) for p in told.people],
        language=work.language,
        year=work.year,
        description=work.description,
        publisher=told.publisher,
        subjects=told.subjects,
        series=work.series,
        series_number=work.series_number,
        isbn=next((value for scheme, value in told.identifiers if scheme == "ISBN"), ""),
        rights=told.rights,
        kind=work.kind,
        kind_label=str(Kind(work.kind).label) if work.kind in Kind.values else "",
        cover=f"{base}{cover}?w=480" if has_cover else base + cover,
        cover_type="image/webp" if has_cover else "image/svg+xml",
        thumbnail=base + cover,
        pages=first.pages if first else None,
        seconds=first.duration_seconds if first else None,
        accessibility=_accessibility(work.accessibility),
        acquisitions=list(_acquisitions(loaded, base)),
    )


def _acquisitions(loaded: Loaded, base: str) -> list[Acquisition]:
    is_open = loaded.work.audience == Audience.PUBLIC
    return [
        Acquisition(
            href=base + exchange.file_address(row),
            media_type=row.stored.media_type,
            size_bytes=row.stored.size_bytes,
            title=row.name,
            is_open=is_open,
        )
        for edition in loaded.editions
        for row in exchange.files_of(edition)
    ]


def _accessibility(terms: Any) -> dict[str, list[str]]:
    return terms if isinstance(terms, dict) else {}
