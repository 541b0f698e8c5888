"""A work's page, a person's page, covers and files."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from densach.core.access import access, anyone
from densach.core.http import send_file
from densach.people.http import on_premises, viewer_of
from densach.search.text import fold_key

from ..models import Agent, Audience, Work
from ..permissions import can_catalogue, may_read
from ..queries import works as queries
from ..queries.cards import card, cards
from ..queries.export import FORMS
from ..queries.files import file_with_token
from ..services import derived

AGENT_PAGE = 48
NO_CHAPTERS = {"bia", "bia sach", "cover", "muc luc", "contents", "table of contents"}


def work_or_404(request: HttpRequest, slug: str) -> Work:
    """The work at an address for this viewer."""
    work = queries.work_named(slug, viewer=viewer_of(request))
    if work is None:
        raise Http404
    return work


@access(anyone)
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about a work on one page, all editions together."""
    found = work_or_404(request, slug)
    if found.merged_into is not None:
        return redirect("library:work", found.merged_into.slug, permanent=False)
    viewer = viewer_of(request)
    readable = may_read(viewer, found, on_premises=on_premises(request))
    context = {
        "view": queries.work_view(found),
        "card": card(found),
        "readable": readable,
        "contents": _chapters(found) if readable and found.is_readable else [],
        "alike": queries.works_like(found, viewer=viewer),
        "record_formats": [(code, form.name) for code, form in FORMS.items()],
        "can_catalogue": can_catalogue(viewer, found.organization),
    }
    return render(request, "library/work.html", context)


def _chapters(found: Work) -> list[dict[str, str]]:
    """The contents without the cover and without the list of contents itself."""
    return [one for one in queries.contents(found) if fold_key(one["title"]) not in NO_CHAPTERS]


@access(anyone)
def agent(request: HttpRequest, slug: str) -> HttpResponse:
    """A person or body and their works."""
    found = get_object_or_404(Agent, slug=slug)
    works = queries.agent_works(found, viewer=viewer_of(request))
    page = request.GET.get("page", "1")
    number = max(1, int(page)) if page.isdecimal() else 1
    begin = (number - 1) * AGENT_PAGE
    shown = cards(works[begin : begin + AGENT_PAGE + 1])
    context = {
        "agent": found,
        "cards": shown[:AGENT_PAGE],
        "page_number": number,
        "next_page": number + 1 if len(shown) > AGENT_PAGE else None,
    }
    return render(request, "library/agent.html", context)


def _cover_tag(_request: HttpRequest, slug: str) -> str | None:
    sha = Work.objects.filter(slug=slug).values_list("cover", flat=True).first()
    return f'"{sha}"' if sha else None


@access(anyone)
@cache_control(public=True, max_age=60 * 60 * 24 * 7)
@condition(etag_func=_cover_tag)
def cover(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The cover picture; for works without one, the drawn cover as SVG."""
    found = work_or_404(request, slug)
    width = {"104": 104, "480": 480}.get(request.GET.get("w", ""), 240)
    made = derived.cover_file(found, width)
    if made is None:
        return HttpResponse(derived.drawn_cover(found), content_type="image/svg+xml")
    return send_file(request, made, media_type="image/webp")


@access(anyone)
def drawn_cover(request: HttpRequest, slug: str) -> HttpResponse:
    """The typographic cover of a work, as SVG, for feeds and other programs."""
    response = HttpResponse(
        derived.drawn_cover(work_or_404(request, slug)), content_type="image/svg+xml"
    )
    response["Cache-Control"] = "public, max-age=604800"
    return response


@access(anyone)
def download(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A file as it came, to take along. The address is hard to guess and asks for leave each time."""
    row = file_with_token(token)
    if row is None:
        raise Http404(name)
    work = row.edition.work
    inside = work.audience == Audience.PREMISES and on_premises(request)
    if not may_read(viewer_of(request), work, on_premises=inside):
        raise Http404(name)
    return send_file(
        request,
        row.stored,
        media_type=row.stored.media_type,
        name=row.name,
        as_attachment=True,
        is_open=may_read(None, work),
    )
