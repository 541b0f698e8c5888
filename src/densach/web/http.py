"""The screen of a request, in its cookie."""

from django.http import HttpRequest, HttpResponse

from densach.people.http import viewer_of
from densach.people.models import Person

from .screen import Screen

COOKIE = "densach_screen"
YEAR_SECONDS = 365 * 24 * 3600


def person_or_none(request: HttpRequest) -> Person | None:
    """As `viewer_of`, also for a request that failed before the session was read."""
    return viewer_of(request) if hasattr(request, "user") else None


def screen_of(request: HttpRequest) -> Screen:
    """What the cookie says, and for signed-in people the age they chose."""
    screen = Screen.from_cookie(request.COOKIES.get(COOKIE, ""))
    person = person_or_none(request)
    return screen.choose(age=person.age_mode) if person and person.age_mode else screen


def keep_screen(response: HttpResponse, screen: Screen) -> None:
    """For a year, on this device."""
    response.set_cookie(COOKIE, screen.cookie, max_age=YEAR_SECONDS, samesite="Lax")
