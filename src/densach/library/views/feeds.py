"""Saved searches as Atom feeds: `/tim.atom?q=…&kind=…` tells a feed reader what is new."""

from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from densach.core import limits
from densach.core.access import access, anyone
from densach.people.http import viewer_of

from ..models import Work
from ..protocols.atom import Item, atom
from ..queries import finding
from .places import base_of, caller

SIZE = 30


@access(anyone)
@require_safe
def saved_search(request: HttpRequest) -> HttpResponse:
    """The newest works that fit a search, with the same words and facets as the search page."""
    limits.allow("find", caller(request), times=240, seconds=60)
    base = base_of(request)
    filters = tuple(
        (facet, value[:100])
        for facet in finding.FACETS
        for value in request.GET.getlist(facet)
        if value
    )
    text = request.GET.get("q", "").strip()[:300]
    question = finding.Question(text=text, filters=filters, sort="newest", size=SIZE)
    found = finding.find(question, viewer=viewer_of(request), with_facets=False)
    asked = urlencode([*([("q", text)] if text else []), *filters])
    page = f"{base}{reverse('library:find')}{'?' + asked if asked else ''}"
    here = f"{base}{request.get_full_path()}"
    moments = dict(
        Work.objects.filter(pk__in=[card.pk for card in found.cards]).values_list(
            "pk", "created_at"
        )
    )
    items = [
        Item(
            urn=f"urn:uuid:{card.pk}",
            title=card.title,
            href=base + card.url,
            summary=card.description,
            people=card.people,
            at=moments[card.pk],
        )
        for card in found.cards
        if card.pk in moments
    ]
    title = (
        _("New in the library: %(words)s") % {"words": text} if text else _("New in the library")
    )
    body = atom(
        urn=f"urn:uuid:{uuid5(NAMESPACE_URL, here)}", title=title, here=here, page=page, items=items
    )
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    private = request.user.is_authenticated
    response["Cache-Control"] = "private, no-store" if private else "public, max-age=300"
    return response
