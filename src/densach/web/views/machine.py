"""Small files that browsers and robots ask for by name."""

import contextlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone
from densach.people.models import Installation

from ..drawings import FILE, logo_file

DAY = 24 * 3600
PICTURE_SIZES = (180, 192, 512)


@cache_control(public=True, max_age=DAY)
@require_safe
@access(anyone)
def icon(_request: HttpRequest) -> HttpResponse:
    """The sign of Đèn Sách as SVG."""
    response = HttpResponse(logo_file(), content_type="image/svg+xml")
    response.csp = "default-src 'none'"  # type: ignore[attr-defined]  # short: it comes with every first visit
    return response


@cache_control(public=True, max_age=DAY)
@require_safe
@access(anyone)
def picture_icon(_request: HttpRequest, size: int) -> HttpResponse:
    """The sign as PNG: for home screens, which do not take SVG."""
    if size not in PICTURE_SIZES:
        raise Http404
    path = FILE.with_name(f"icon-{size}.png")
    return HttpResponse(path.read_bytes(), content_type="image/png")


@cache_control(public=True, max_age=DAY)
@require_safe
@access(anyone)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the library on its home screen."""
    installation = Installation.objects.first() or Installation()
    pictures = [
        {"src": reverse("web:picture_icon", args=[s]), "sizes": f"{s}x{s}", "type": "image/png"}
        for s in PICTURE_SIZES[1:]
    ]
    body: dict[str, Any] = {
        "name": installation.name,
        "short_name": installation.name[:24],
        "description": _("An open library: find, read, listen."),
        "lang": getattr(request, "LANGUAGE_CODE", "vi"),
        "start_url": reverse("web:home"),
        "scope": "/",
        "display": "standalone",
        "id": "/",
        "shortcuts": [
            {"name": _("This device"), "url": reverse("web:device"), "icons": pictures[:1]},
            {"name": _("Library"), "url": reverse("library:find"), "icons": pictures[:1]},
            {"name": _("My books"), "url": reverse("reading:mine"), "icons": pictures[:1]},
        ],
        "background_color": "#fbf6ea",
        "theme_color": "#fbf6ea",
        "icons": [
            {"src": reverse("web:icon"), "sizes": "any", "type": "image/svg+xml"},
            *pictures,
            *({**picture, "purpose": "maskable"} for picture in pictures),
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@cache_control(public=True, max_age=DAY)
@require_safe
@access(anyone)
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read open works; not the reader, the search or people's pages."""
    private = ["/ngon-ngu/", "/giao-dien/", "/vao/", "/doc/", "/thu-vien/?", "/goi-y/", "/api/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    with contextlib.suppress(NoReverseMatch):
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('library:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
