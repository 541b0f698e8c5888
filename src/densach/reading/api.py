"""Where a person is and what they marked, for their devices and for other programs of theirs."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.security import django_auth

from densach.people.http import person_of
from densach.records.http import by_device_or_session, sender_of
from densach.records.services.projecting import iso

from .queries import places, state

# A session and its CSRF token, or a device's key where a route says so.
Limit = Annotated[int, Field(ge=1, le=20)]
router = Router(tags=["reading"], auth=django_auth)


class BegunOut(Schema):
    title: str
    url: str
    percent: int
    minutes_left: int


class StateOut(Schema):
    """docs/architecture/events.md, “Back to devices”."""

    now: str
    n: int
    whole: bool
    more: bool
    next: str
    lines: list[dict[str, Any]]


@router.get("continue", response=list[BegunOut])
def get_continue(request: HttpRequest, limit: Limit = 6) -> list[BegunOut]:
    """What was begun and not ended, newest first."""
    begun = places.continue_reading(person_of(request), limit)
    return [
        BegunOut(title=b.card.title, url=b.url, percent=b.percent, minutes_left=b.minutes_left)
        for b in begun
    ]


@router.get("state", response=StateOut, auth=by_device_or_session)
def get_state(request: HttpRequest, since: str = "", on: UUID | None = None) -> StateOut:
    """Places, notes, finished editions that changed after the cursor `since`; of one edition (`on`)."""
    person, device = sender_of(request)
    news = state.news(person, state.cursor_of(since), device=device, edition=on)
    return StateOut(
        now=iso(timezone.now()),
        n=news.counter,
        whole=news.whole,
        more=news.more,
        next=str(news.cursor),
        lines=news.lines,
    )
