"""Search and browse."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.vary import vary_on_headers

from densach.core import limits
from densach.core.access import access, anyone
from densach.core.http import wants_fragment
from densach.people import queries as people
from densach.people.http import viewer_of

from ..queries import finding
from ..queries.cards import newest_cards, shelf_rows

SORTS = ("best", "newest", "title", "shortest")
MOST_PAGES = 50
PAGE = 20
Labels = dict[str, dict[str, str]]  # facet → value → words for it


def question_of(request: HttpRequest) -> finding.Question:
    """What the address asks: q, page, sort, facets (may be repeated), `y` to take words as typed."""
    values = request.GET
    filters = tuple(
        (facet, value) for facet in finding.FACETS for value in values.getlist(facet) if value
    )
    page = values.get("page", "1")
    sort = values.get("sort", "best")
    return finding.Question(
        text=values.get("q", "").strip()[:300],
        filters=filters,
        sort=sort if sort in SORTS else "best",  # type: ignore[arg-type]
        page=min(max(int(page), 1), MOST_PAGES) if page.isdecimal() else 1,
        size=PAGE,
        verbatim="y" in values,
    )


@access(anyone)
@vary_on_headers("HX-Request")
def find(request: HttpRequest) -> HttpResponse:
    """Results, or the doors for browsing when nothing is asked."""
    limits.allow("find", caller(request), times=240, seconds=60)
    question = question_of(request)
    viewer = viewer_of(request)
    if not question.text and not question.filters and "tat-ca" not in request.GET:
        return render(request, "library/browse.html", _doors(viewer))
    found = finding.find(question, viewer=viewer)
    labels = finding.facet_labels(found.facets, language=get_language() or "vi")
    context = {
        "question": question,
        "found": found,
        "facets": facets(request, question, found, labels),
        "chosen": chosen(request, question, labels),
        "first": (question.page - 1) * question.size + 1,
        "shown": (question.page - 1) * question.size + len(found.cards),
        "units": people.units_meant(question.text) if question.page == 1 else [],
        "agents": finding.agents_meant(question.text, found.cards) if question.page == 1 else [],
        "sorts": SORTS,
    }
    fragment = wants_fragment(request) and request.headers.get("HX-Target") == "results"
    response = render(
        request, "library/_results.html" if fragment else "library/find.html", context
    )
    if wants_fragment(request):
        response["Cache-Control"] = "no-store"
    return response


def _doors(viewer: object) -> dict[str, object]:
    """What the library shows before anything is asked."""
    found = finding.count(finding.Question(), viewer=viewer)  # type: ignore[arg-type]
    return {
        "found": found,
        "labels": finding.facet_labels(found.facets, language=get_language() or "vi"),
        "shelves": shelf_rows(viewer, shelves=6),  # type: ignore[arg-type]
        "newest": newest_cards(viewer, 12),  # type: ignore[arg-type]
        "question": finding.Question(),
    }


@access(anyone)
def suggest(request: HttpRequest) -> HttpResponse:
    """Lines under the search box while typing: HTML for htmx, JSON for OpenSearch."""
    limits.allow("suggest", caller(request), times=600, seconds=60)
    typed = request.GET.get("q", "").strip()[:100]
    lines = finding.complete(typed, viewer=viewer_of(request)) if len(typed) > 1 else []
    if request.GET.get("dang") == "json":
        body = [typed, [line["text"] for line in lines], [], [line["url"] for line in lines]]
        return JsonResponse(body, safe=False, content_type="application/x-suggestions+json")
    response = render(request, "library/_suggest.html", {"lines": lines, "typed": typed})
    response["Cache-Control"] = "no-store"
    return response


@access(anyone)
def opensearch(request: HttpRequest) -> HttpResponse:
    """The OpenSearch 1.1 description of the library's search."""
    base = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    context = {"base": base, "find": reverse("library:find"), "suggest": reverse("library:suggest")}
    kind = "application/opensearchdescription+xml"
    return render(request, "library/opensearch.xml", context, content_type=kind)


def caller(request: HttpRequest) -> str:
    """Who is counted for limits: the person, else the address the request came from."""
    viewer = viewer_of(request)
    return viewer.pk.hex if viewer else str(request.META.get("REMOTE_ADDR", ""))


def facets(
    request: HttpRequest, question: finding.Question, found: finding.Found, labels: Labels
) -> list[dict[str, object]]:
    """Facets as the page draws them: each value with its count, its state and the address that turns it."""
    return [
        {
            "name": name,
            "values": [
                {
                    "value": value,
                    "label": labels.get(name, {}).get(value, ""),
                    "count": number,
                    "on": (name, value) in question.filters,
                    "url": turned(request, question, name, value),
                }
                for value, number in found.facets.get(name, [])
                if value
            ],
        }
        for name in finding.FACETS
        if found.facets.get(name)
    ]


def chosen(
    request: HttpRequest, question: finding.Question, labels: Labels
) -> list[dict[str, object]]:
    """The filters in use, each with the address without it."""
    return [
        {
            "name": name,
            "value": value,
            "label": labels.get(name, {}).get(value, ""),
            "url": turned(request, question, name, value),
        }
        for name, value in question.filters
    ]


def turned(request: HttpRequest, question: finding.Question, name: str, value: str) -> str:
    """The address with the filter (name, value) turned on or off; begins at the first page."""
    pairs = [(n, v) for n, v in question.filters if (n, v) != (name, value)]
    if (name, value) not in question.filters:
        pairs.append((name, value))
    if question.text:
        pairs.insert(0, ("q", question.text))
    if question.sort != "best":
        pairs.append(("sort", question.sort))
    if not pairs:
        pairs.append(("tat-ca", ""))
    return f"{request.path}?{urlencode(pairs)}"
