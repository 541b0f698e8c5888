"""Paper: a poster for one book, the list of a shelf, both with QR codes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from densach.core.access import access
from densach.core.qr import qr
from densach.people.http import Role, person_of, public_address, staff

from ..models import Shelf
from ..permissions import can_see_shelf
from ..queries.cards import card, cards, on_shelf
from .works import work_or_404

librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR, Role.TEACHER)
MOST_ON_PAPER = 200


@access(librarians)
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """An A4 poster: cover, title, a few words, and a code that opens the book."""
    work = work_or_404(request, slug)
    address = public_address(request, reverse("library:work", args=[work.slug]))
    context = {"work": work, "card": card(work), "address": address, "qr": qr(address)}
    return render(request, "library/poster.html", context)


@access(librarians)
def shelf_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a shelf for the wall, with a code for each work."""
    shelf = get_object_or_404(Shelf.objects.select_related("organization"), slug=slug)
    if not can_see_shelf(person_of(request), shelf):
        return render(request, "404.html", status=404)
    rows = [
        (one, qr(public_address(request, one.url)))
        for one in cards(on_shelf(shelf, viewer=person_of(request))[:MOST_ON_PAPER])
    ]
    address = public_address(request, reverse("library:shelf", args=[shelf.slug]))
    context = {"shelf": shelf, "rows": rows, "address": address, "qr": qr(address)}
    return render(request, "library/shelf_list.html", context)
