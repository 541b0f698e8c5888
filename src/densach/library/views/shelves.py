"""Shelves for readers, and their making by librarians."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, anyone
from densach.core.limits import allow
from densach.people.http import Role, address_of, on_premises, person_of, staff, viewer_of

from ..forms import ShelfForm
from ..models import Shelf, Work
from ..permissions import can_catalogue, can_see_shelf
from ..queries import works as queries
from ..queries.cards import cards, on_shelf, shelf_size
from ..queries.imports import homes
from ..services import shelf_out
from ..services import shelves as services

librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)
PAGE = 48
FILES_AN_HOUR = 30  # of one address: a shelf may hold gigabytes


@access(anyone)
def shelves(request: HttpRequest) -> HttpResponse:
    """All shelves; librarians see hidden ones too."""
    viewer = viewer_of(request)
    keeper = viewer is not None and librarians(request)
    page = Paginator(queries.shelves_for(hidden=keeper), PAGE).get_page(request.GET.get("page"))
    return render(request, "library/shelves.html", {"page": page, "keeper": keeper})


@access(anyone)
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf: its text and its works in order."""
    viewer = viewer_of(request)
    found = _shelf(request, slug)
    page = Paginator(on_shelf(found, viewer=viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "shelf": found,
        "page": page,
        "cards": cards(page.object_list),  # type: ignore[arg-type]
        "can_change": can_catalogue(viewer, found.organization),
        "size_bytes": shelf_size(found, viewer=viewer, on_premises=on_premises(request)),
    }
    return render(request, "library/shelf.html", context)


@access(anyone)
def carry(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole shelf as one file: the works that the viewer may read, as they came."""
    found = _shelf(request, slug)
    allow("shelf-file", address_of(request), times=FILES_AN_HOUR, seconds=3600)
    packed = shelf_out.pack(found, viewer=viewer_of(request), on_premises=on_premises(request))
    response = StreamingHttpResponse(shelf_out.stream(packed), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"ke-{found.slug}.zip"
    )
    response["Cache-Control"] = "no-store"
    return response


def _shelf(request: HttpRequest, slug: str) -> Shelf:
    found = get_object_or_404(Shelf.objects.select_related("organization"), slug=slug)
    if not can_see_shelf(viewer_of(request), found):
        raise Http404
    return found


@access(librarians)
@require_http_methods(["GET", "POST"])
def new_shelf(request: HttpRequest) -> HttpResponse:
    """Set up a shelf."""
    form = ShelfForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        places = homes(person_of(request))
        made = services.make_shelf(
            actor=person_of(request),
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            organization=places[0] if places else None,
            at=timezone.now(),
        )
        return redirect("library:change_shelf", made.slug)
    return render(request, "library/shelf_form.html", {"form": form})


@access(librarians)
@require_http_methods(["GET", "POST"])
def change_shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """Words, order and works of a shelf on one page."""
    found = _shelf(request, slug)
    initial = {"title": found.title, "text": found.text, "is_public": found.is_public}
    form = ShelfForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_shelf(
            actor=person_of(request), shelf=found, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Kept."))
        return redirect("library:shelf", found.slug)
    works = Paginator(on_shelf(found, viewer=person_of(request)), PAGE)
    page = works.get_page(request.GET.get("page"))
    context = {"form": form, "shelf": found, "page": page, "cards": cards(page.object_list)}  # type: ignore[arg-type]
    return render(request, "library/shelf_form.html", context)


@access(librarians)
@require_POST
def shelf_works(request: HttpRequest, slug: str) -> HttpResponse:
    """Put works on (by DS numbers), take one off, or move one up or down."""
    found, person, now = _shelf(request, slug), person_of(request), timezone.now()
    do, number = request.POST.get("do", ""), request.POST.get("work", "")
    if do == "put":
        numbers = [
            n
            for n in request.POST.get("numbers", "")
            .upper()
            .replace("DS-", " ")
            .replace(",", " ")
            .split()
            if n.isdecimal()
        ]
        order = {int(n): place for place, n in enumerate(numbers)}
        works = sorted(Work.objects.filter(number__in=order), key=lambda w: order[w.number])
        services.put_on_shelf(actor=person, shelf=found, works=works, at=now)
        _tell_missing(request, order.keys() - {work.number for work in works})
    else:
        work = get_object_or_404(Work, number=number if number.isdecimal() else 0)
        if do == "off":
            services.take_off_shelf(actor=person, shelf=found, work=work, at=now)
        elif do in ("up", "down"):
            steps = -1 if do == "up" else 1
            services.move_on_shelf(actor=person, shelf=found, work=work, steps=steps, at=now)
    return redirect("library:change_shelf", found.slug)


def _tell_missing(request: HttpRequest, numbers: set[int]) -> None:
    if numbers:
        text = _("No work has the number %(numbers)s. The number stands on each work's page.")
        named = ", ".join(f"DS-{number}" for number in sorted(numbers))
        messages.warning(request, text % {"numbers": named})


@access(librarians)
@require_POST
def take_down(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a shelf; the works stay."""
    found = _shelf(request, slug)
    services.take_down(actor=person_of(request), shelf=found, at=timezone.now())
    messages.success(request, _("The shelf “%(title)s” is taken down.") % {"title": found.title})
    return redirect("library:shelves")
