"""The addresses of reading: which page answers is decided by what the edition is."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from densach.core.access import access, anyone
from densach.core.http import wants_fragment
from densach.library.queries.finding import inside

from ..http import ASK_AGAIN, Asked, asked_for, keep_looks, looks
from ..queries.editions import LETTERS
from ..text import Looks, looks_of
from . import book, leaves, recordings
from .doors import reads

MOST_LETTERS = 100  # of a question; nobody types more on purpose


@reads
def open_work(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The best edition, where the reader was last."""
    return _show(request, asked_for(request, slug))


@reads
def open_place(request: HttpRequest, slug: str, place: str) -> HttpResponseBase:
    """One chapter, page or track: a whole page, or only its piece when the script asks."""
    return _show(request, asked_for(request, slug, place))


@reads
def contents(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The table of contents of a book or of a file of pages."""
    opened = asked_for(request, slug).opened
    if opened.kind == "book":
        return book.contents(request, opened)
    if opened.kind == "leaves":
        return leaves.contents(request, opened)
    return recordings.contents(request, opened)


@reads
def find_inside(request: HttpRequest, slug: str) -> HttpResponse:
    """Places in the work where the words stand; each opens the reader there."""
    opened = asked_for(request, slug).opened
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    letter = LETTERS[opened.kind]
    found = inside(opened.work, opened.edition, words, letter=letter) if words else []
    here = [{**hit, "url": book.place_url(opened, hit["place"])} for hit in found]
    context = {"opened": opened, "work": opened.work, "words": words, "hits": here}
    fragment = wants_fragment(request)
    template = "reading/_hits.html" if fragment else "reading/find.html"
    response = render(request, template, {**context, "looks": looks(request)})
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ("HX-Request",))
    return response


@access(anyone)
@require_POST
def choose_looks(request: HttpRequest, slug: str) -> HttpResponse:
    """Letters, paper and way of turning, for pages without JavaScript. Back to the page."""
    said = request.POST
    names = ("size", "lines", "margins", "font", "paper", "way")
    values = [said.get(name, "") for name in names]
    chosen: Looks = looks_of(".".join([*values, "1" if said.get("justified") else "0"]))
    back = said.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "reading:open", *([] if safe else [slug]))
    keep_looks(response, chosen)
    return response


def _show(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    opened = asked.opened
    if opened.kind == "book":
        return book.show(request, opened, asked.place, offset=asked.offset)
    if opened.kind == "leaves":
        return leaves.show(request, opened, asked.place)
    return recordings.show(request, opened)
