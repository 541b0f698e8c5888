"""Addresses of this library as programs elsewhere need them: whole."""

from django.conf import settings
from django.http import HttpRequest

from densach.people.http import viewer_of


def base_of(request: HttpRequest) -> str:
    """Scheme and host, without a slash: the public address, else that of the request."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def caller(request: HttpRequest) -> str:
    """Who is counted for limits: the person, else the address the request came from."""
    viewer = viewer_of(request)
    return viewer.pk.hex if viewer else str(request.META.get("REMOTE_ADDR", ""))
