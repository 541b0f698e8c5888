"""Today: the lamp, the one next thing, what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone
from densach.people.http import viewer_of

from .. import queries


@require_safe
@access(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """The first page, with or without account."""
    today = queries.today(viewer_of(request), at=timezone.now())
    return render(request, "web/home.html", {"today": today, "kinds": queries.kind_chips()})
