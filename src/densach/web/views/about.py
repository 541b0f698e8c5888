"""What Đèn Sách is, its licences, help; the style guide in development."""

import os
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone

from ..assets import DIST
from ..drawings import names
from ..samples import guide_context


@require_safe
@access(anyone)
def about(request: HttpRequest) -> HttpResponse:
    """For whom it is, who made it, what it keeps about people."""
    return render(request, "web/about.html")


@require_safe
@access(anyone)
def licences(request: HttpRequest) -> HttpResponse:
    """The licences of the program and of the parts in it."""
    return render(request, "web/licences.html", {"notices": _notices()})


@require_safe
@access(anyone)
def help_page(request: HttpRequest) -> HttpResponse:
    """The questions that readers ask first."""
    return render(request, "web/help.html")


@require_safe
@access(anyone)
def guide(request: HttpRequest) -> HttpResponse:
    """Every component on one page. In development only: readers have no use for it."""
    if not (settings.DEBUG or os.environ.get("DENSACH_DEV")):
        raise Http404
    return render(request, "web/guide.html", {**guide_context(), "drawings": names()})


@cache
def _notices() -> str:
    """What the bundled JavaScript and font ask to be told; see vite.config.mjs."""
    path = DIST / "THIRD-PARTY.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
