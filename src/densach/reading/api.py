"""Places and bookmarks of the person who is signed in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from densach.library.models import Edition
from densach.people.http import on_premises, person_of

from . import permissions, services
from .models import Bookmark, Place
from .queries import editions, places

# A session and its CSRF token; the island sends both.
Limit = Annotated[int, Field(ge=1, le=20)]
router = Router(tags=["reading"], auth=django_auth)


class PositionIn(Schema):
    """`chapter`: c3, p7, t2; `offset` as models.Position says; `fraction` of the whole edition."""

    chapter: Annotated[str, Field(pattern=r"^[cpt][1-9][0-9]{0,5}$")]
    offset: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    fraction: Annotated[float, Field(ge=0, le=1)] = 0.0


class PlaceOut(PositionIn):
    updated_at: datetime


class BookmarkIn(PositionIn):
    name: Annotated[str, Field(max_length=120)] = ""
    excerpt: Annotated[str, Field(max_length=160)] = ""


class BookmarkOut(BookmarkIn):
    id: UUID
    created_at: datetime


class BegunOut(Schema):
    title: str
    url: str
    percent: int
    minutes_left: int


@router.get("continue", response=list[BegunOut])
def get_continue(request: HttpRequest, limit: Limit = 6) -> list[BegunOut]:
    """What was begun and not ended, newest first."""
    begun = places.continue_reading(person_of(request), limit)
    return [
        BegunOut(title=b.card.title, url=b.url, percent=b.percent, minutes_left=b.minutes_left)
        for b in begun
    ]


@router.get("places/{uuid:edition_id}", response=PlaceOut)
def get_place(request: HttpRequest, edition_id: UUID) -> Place:
    """Where the person is in an edition; 404 when it was never opened."""
    place = places.place_of(person_of(request), _edition(request, edition_id))
    if place is None:
        raise Http404
    return place


@router.put("places/{uuid:edition_id}", response=PlaceOut)
def put_place(request: HttpRequest, edition_id: UUID, body: PositionIn) -> Place:
    """The person is here now. PUT: a page that is closing sends without hearing the answer."""
    return services.keep_place(
        actor=person_of(request),
        edition=_edition(request, edition_id),
        at=timezone.now(),
        **body.dict(),
    )


@router.get("bookmarks/{uuid:edition_id}", response=list[BookmarkOut])
def get_bookmarks(request: HttpRequest, edition_id: UUID) -> list[Bookmark]:
    """What the person marked in an edition, in reading order."""
    return places.bookmarks_of(person_of(request), _edition(request, edition_id))


@router.put("bookmarks/{uuid:edition_id}/{uuid:bookmark_id}", response=BookmarkOut)
def put_bookmark(
    request: HttpRequest, edition_id: UUID, bookmark_id: UUID, body: BookmarkIn
) -> Bookmark:
    """Mark a place, or rename the mark. The device makes the id, so sending twice marks once."""
    return services.keep_bookmark(
        actor=person_of(request),
        edition=_edition(request, edition_id),
        bookmark_id=bookmark_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.delete("bookmarks/{uuid:edition_id}/{uuid:bookmark_id}", response={204: None})
def delete_bookmark(
    request: HttpRequest,
    edition_id: UUID,  # noqa: ARG001 - stands in the address
    bookmark_id: UUID,
) -> Status[None]:
    """Take a mark away; one that is gone already is no error."""
    services.remove_bookmark(actor=person_of(request), bookmark_id=bookmark_id)
    return Status(204, None)


def _edition(request: HttpRequest, edition_id: UUID) -> Edition:
    """The edition, if the person may open it. Raises Http404, OnlyOnPremises."""
    edition = editions.edition_with(edition_id)
    if edition is None:
        raise Http404
    person = person_of(request)
    if not permissions.may_open(person, edition.work, on_premises=on_premises(request)):
        refusal = permissions.why_not(person, edition.work)
        raise refusal or Http404
    return edition
