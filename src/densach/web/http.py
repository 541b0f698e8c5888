"""The screen of a request, in its cookie; the content policy of pages."""

from functools import lru_cache

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


@lru_cache(maxsize=64)
def policy(host: str) -> str:
    """The Content-Security-Policy of pages under `host`.

    Scripts come from our own build folder only, named by its path: a script smuggled in by a book
    or an upload never runs, not inline, not from blob:, not from another address of this server. The
    host stands without scheme, so that it also holds behind a proxy that speaks https.
    """
    scripts = f"{host}/static/dist/"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            f"worker-src {host}/sw.js",
            "style-src 'self' 'unsafe-inline' blob:",
            "img-src 'self' blob: data:",
            "font-src 'self' blob: data:",
            "media-src 'self' blob:",
            "connect-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
