"""The button “Follow” on the page of a shelf."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from densach.core.access import access, signed_in
from densach.library.models import Shelf
from densach.library.permissions import can_see_shelf
from densach.people.http import person_of, viewer_of

from ..queries.ten import is_followed
from ..services.shelves import follow_shelf, leave_shelf


@access(signed_in)
@require_POST
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a shelf, or leave it (`do=leave`); back to its page."""
    shelf = get_object_or_404(Shelf.objects.select_related("organization"), slug=slug)
    person = person_of(request)
    if not can_see_shelf(person, shelf):
        raise Http404
    if request.POST.get("do") == "leave":
        leave_shelf(actor=person, shelf=shelf)
    else:
        follow_shelf(actor=person, shelf=shelf, at=timezone.now())
    return redirect("library:shelf", slug=shelf.slug)


def follow_button(request: HttpRequest, shelf: Shelf) -> SafeString | str:
    """For the slot `library.shelf`; nothing for strangers. One query."""
    person = viewer_of(request)
    if person is None:
        return ""
    context = {"shelf": shelf, "followed": is_followed(person, shelf)}
    return render_to_string("reading/_follow.html", context, request)
