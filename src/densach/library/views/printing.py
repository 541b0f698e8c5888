"""Paper: a poster for one book, the list of a shelf, both with QR codes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from densach.core.access import access
from densach.people.http import Role, person_of, staff

from ..models import Shelf
from ..permissions import can_see_shelf
from ..queries.cards import card, cards, on_shelf
from .works import work_or_404

librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR, Role.TEACHER)
MOST_ON_PAPER = 200


def qr(text: str) -> SafeString:
    """A QR code as inline SVG, with room for a fifth of it to be unreadable (level Q)."""
    import segno

    code = segno.make(text, error="q", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S308 - drawn by segno


def public_address(request: HttpRequest, path: str) -> str:
    """The full address that paper carries: PUBLIC_URL where it is set, else as it was asked."""
    base = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return f"{base}{path}"


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
