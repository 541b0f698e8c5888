"""Security headers, the language of the page, refusals as pages."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from densach.core.errors import DomainError
from densach.people.models import Person

from .http import policy
from .views.errors import refused

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a browser only draws, plays or links in: a policy would govern nothing, and costs each answer
# a kilobyte on the way to a phone.
INERT = ("text/css", "text/javascript", "font/", "image/webp", "image/png", "image/jpeg")
LANGUAGES = {tag for tag, _name in settings.LANGUAGES}
PERMISSIONS = (
    "accelerometer=(), autoplay=(self), camera=(self), display-capture=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "screen-wake-lock=(self), usb=()"
)


def security_headers(get_response: GetResponse) -> GetResponse:
    """Headers of every answer. A view that serves a stranger's HTML or SVG sets `response.csp`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if headers.get("Content-Type", "").startswith(INERT):
            return response
        if (person := _whose(request)) and headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Densach-Person", person)
        headers.setdefault("Content-Security-Policy", _policy_for(request, response))
        headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.is_secure():  # browsers ignore it on plain http, with a warning
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response

    return middleware


def _whose(request: HttpRequest) -> str:
    """For whom a page was made: an id, "-" for a stranger, "" where the page did not ask.

    The service worker of a shared device shows no page of one person to another (frontend/sw.js).
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return "-"
    person = getattr(request, "_cached_user", None)  # Django's own: asking costs nothing here
    if person is None:
        return ""
    return str(person.pk) if isinstance(person, Person) else "-"


def _policy_for(request: HttpRequest, response: HttpResponse) -> str:
    own: str | None = getattr(response, "csp", None)
    if own:
        return own
    try:
        return policy(request.get_host())
    except DisallowedHost:
        return "default-src 'none'"


def language(get_response: GetResponse) -> GetResponse:
    """The page speaks the language chosen on this device, else the person's, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
        if not response.headers.get("Content-Type", "").startswith(INERT):
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def chosen_language(request: HttpRequest) -> str:
    """`vi` or `en`. Asks the database only for a signed-in person without cookie."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in LANGUAGES:
        return str(cookie)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        person = get_user(request)
        if isinstance(person, Person) and person.language in LANGUAGES:
            return str(person.language)
    return get_language_from_request(request)


def refusals(get_response: GetResponse) -> GetResponse:
    """A rule that said no outside of a form becomes a page, a fragment or JSON with its sentence."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, DomainError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
