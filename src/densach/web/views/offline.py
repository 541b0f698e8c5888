"""Reading without a line: the service worker, the pages that stay on devices, how to take the library home."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from densach.core.access import access, anyone
from densach.people.http import public_address
from densach.reading.http import FRAME

from .. import shell
from ..http import policy


def _worker_tag(request: HttpRequest) -> str:
    """Browsers ask for the worker at every page: mostly the answer is a few bytes, “unchanged”."""
    return f'"{shell.version()}-{request.get_host()}"'


@require_safe
@access(anyone)
@condition(etag_func=_worker_tag)
def service_worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`. Asked for anew each time; its own policy lets it fetch from here and nowhere else."""
    body = shell.worker(policy(request.get_host()), FRAME)
    if body is None:
        raise Http404("sw.js")
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    response["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    return response


@require_safe
@access(anyone)
def offline(request: HttpRequest) -> HttpResponse:
    """What a device shows for a page that it did not save: calm, and what is here."""
    return render(request, "web/offline.html", {"secure_url": secure_url(request)})


@never_cache
@require_safe
@access(anyone)
def this_device(request: HttpRequest) -> HttpResponse:
    """“Máy này”: filled in by the device itself; the server knows nothing of it."""
    return render(request, "web/device.html", {"secure_url": secure_url(request)})


@require_safe
@access(anyone)
def take_home(request: HttpRequest) -> HttpResponse:
    """A sheet to print: the address as QR code, three steps, what to do in Zalo or Facebook."""
    import segno

    address = secure_url(request) or public_address(request, "/")
    code = segno.make(address, error="m").svg_inline(scale=1, border=0, omitsize=True)
    return render(request, "web/take_home.html", {"address": address, "code": code})


def secure_url(request: HttpRequest) -> str:
    """The https address under which devices can save; "" where there is none."""
    if urlsplit(settings.PUBLIC_URL).scheme == "https":
        return f"{settings.PUBLIC_URL.rstrip('/')}/"
    return request.build_absolute_uri("/") if request.is_secure() else ""
