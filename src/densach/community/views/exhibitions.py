"""Exhibitions: a shelf laid out as a stall, and the poster that stands on it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, anyone
from densach.core.limits import TooMany, allow
from densach.core.qr import qr
from densach.library.models import Shelf
from densach.library.permissions import can_catalogue, can_see_shelf
from densach.people.http import Role, address_of, person_of, public_address, staff, viewer_of

from ..forms import ExhibitionForm, NewExhibitionForm, week_from
from ..models import Exhibition
from ..permissions import keeps_exhibition
from ..queries import exhibitions as queries
from ..services import exhibitions as services

PAGE = 20
USUAL_WEEKS = 1
librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)
MOST_SHELVES = 300


@access(anyone)
def exhibitions(request: HttpRequest) -> HttpResponse:
    """Those that run or come; `?qua=1` those that are over."""
    past = request.GET.get("qua") == "1"
    rows = queries.exhibitions(today=timezone.localdate(), past=past)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "past": past, "keeper": librarians(request)}
    return render(request, "community/exhibitions.html", context)


def _exhibition(request: HttpRequest, slug: str) -> Exhibition:
    found = queries.exhibition_named(slug)
    if found is None or not can_see_shelf(viewer_of(request), found.shelf):
        raise Http404
    return found


@access(anyone)
def exhibition(request: HttpRequest, slug: str) -> HttpResponse:
    """The stall: its text, its books and what stands beside each."""
    found = _exhibition(request, slug)
    keeper = keeps_exhibition(viewer_of(request), found)
    context = {
        "exhibition": found,
        "exhibits": queries.exhibits(found, viewer=viewer_of(request)),
        "keeper": keeper,
        "scans": queries.scans(found) if keeper else 0,
        "is_over": found.ends_on < timezone.localdate(),
    }
    return render(request, "community/exhibition.html", context)


@access(anyone)
def scan(request: HttpRequest, slug: str) -> HttpResponse:
    """The short address in the code on the stall: counted, once an hour an address, then the stall."""
    found = _exhibition(request, slug)
    try:
        allow(f"scan:{found.pk}", address_of(request), times=1, seconds=3600)
    except TooMany:
        pass  # the same visitor again: they see the stall, and count once
    else:
        services.count_scan(exhibition=found, on=timezone.localdate())
    return redirect("community:exhibition", found.slug)


@access(librarians)
@require_http_methods(["GET", "POST"])
def new_exhibition(request: HttpRequest) -> HttpResponse:
    """Lay a shelf out; `?ke=` says which."""
    person = person_of(request)
    shelves = [
        shelf
        for shelf in Shelf.objects.select_related("organization").order_by("title")[:MOST_SHELVES]
        if can_catalogue(person, shelf.organization)
    ]
    initial = {**week_from(timezone.localdate(), weeks=USUAL_WEEKS), "shelf": request.GET.get("ke")}
    form = NewExhibitionForm(request.POST or None, shelves=shelves, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.set_up(actor=person, at=timezone.now(), **form.cleaned_data)
        return redirect("community:change_exhibition", made.slug)
    return render(request, "community/exhibition_form.html", {"form": form, "shelves": shelves})


@access(librarians)
@require_http_methods(["GET", "POST"])
def change_exhibition(request: HttpRequest, slug: str) -> HttpResponse:
    """Words and days of the stall, and the label of each book."""
    found, person = _exhibition(request, slug), person_of(request)
    if not keeps_exhibition(person, found):
        raise Http404
    fields = ("title", "text", "place", "begins_on", "ends_on")
    form = ExhibitionForm(
        request.POST or None, initial={name: getattr(found, name) for name in fields}
    )
    if request.method == "POST" and form.is_valid():
        services.change(actor=person, exhibition=found, at=timezone.now(), **form.cleaned_data)
        services.write_labels(actor=person, exhibition=found, texts=_labels(request))
        return redirect("community:exhibition", found.slug)
    exhibits = queries.exhibits(found, viewer=person)
    context = {"form": form, "exhibition": found, "exhibits": exhibits}
    return render(request, "community/exhibition_form.html", context)


def _labels(request: HttpRequest) -> dict[UUID, str]:
    """`label-<id of the work>` → words; what is no id is left out."""
    found = {}
    for name, text in request.POST.items():
        if name.startswith("label-"):
            try:
                found[UUID(name.removeprefix("label-"))] = str(text)
            except ValueError:
                continue
    return found


@access(librarians)
@require_POST
def take_down(request: HttpRequest, slug: str) -> HttpResponse:
    """End the exhibition and its page; the shelf stays."""
    found = _exhibition(request, slug)
    services.take_down(actor=person_of(request), exhibition=found, at=timezone.now())
    return redirect("community:exhibitions")


@access(librarians)
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """An A4 poster for the stall, with the code that opens it on phones."""
    found = _exhibition(request, slug)
    address = public_address(request, reverse("community:scan", args=[found.slug]))
    exhibits = queries.exhibits(found, viewer=person_of(request))[:8]
    context = {"exhibition": found, "exhibits": exhibits, "address": address, "qr": qr(address)}
    return render(request, "community/exhibition_poster.html", context)
