"""Looking up communes and provinces, of today and of before July 2025."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from densach.core import limits
from densach.core.access import access, anyone
from densach.core.http import wants_fragment
from densach.people.http import address_of
from densach.people.queries import units as queries

MOST = 40
TRIES, WINDOW_SECONDS = 600, 60  # typing sends one a third of a second; a school has one address


@access(anyone)
def units(request: HttpRequest) -> HttpResponse:
    """A name, a province's communes, or the list of provinces."""
    words = request.GET.get("q", "").strip()[:80]
    code = request.GET.get("tinh", "")
    if words:
        limits.allow("units", address_of(request), times=TRIES, seconds=WINDOW_SECONDS)
    province = queries.unit(code) if code else None
    if code and (province is None or province.province_id):
        raise Http404
    context = {
        "words": words,
        "hits": queries.units_named(words, MOST) if words else [],
        "province": province,
        "communes": queries.communes_of(province) if province else [],
        "provinces": queries.provinces() if not (words or province) else [],
    }
    fragment = wants_fragment(request)
    answer = render(request, "people/_units.html" if fragment else "people/units.html", context)
    answer["Vary"] = "HX-Request, Accept-Language, Cookie"
    return answer
