"""Our OPDS catalogues: 1.2 in Atom, 2.0 in JSON; any reading program browses the library here.

/opds/                 doors: newest, by kind, language, subject, shelves
/opds/moi/             newest          /opds/tim/?q=…&kind=…   search, with facets
/opds/loai/BOOK/       by kind; also ngon-ngu/<tag>, chu-de/<slug>, ke/<slug>
/opds/v2/…             the same in OPDS 2.0
"""

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from densach.core import limits
from densach.core.access import access, anyone
from densach.people.http import viewer_of
from densach.people.models import Installation

from ..models import Shelf, Subject
from ..protocols import opds1, opds2
from ..protocols.opds_page import ATOM_ACQUISITION, ATOM_NAVIGATION, JSON, Door, Facet, Page
from ..queries import finding
from ..queries import opds as queries
from .places import base_of, caller

MOST_PAGES = 50
FACETS = {
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "level": gettext_lazy("For"),
}
# word in the address → facet of the search
BY = {"loai": "kind", "ngon-ngu": "language", "chu-de": "subject"}
TITLES = {
    "moi": gettext_lazy("Newest"),
    "tim": gettext_lazy("Search"),
    "loai": gettext_lazy("By kind"),
    "ngon-ngu": gettext_lazy("By language"),
    "chu-de": gettext_lazy("By subject"),
    "ke": gettext_lazy("Shelves"),
}
FACET_ROWS = 12
GROUP_SIZE = 8


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One of the two catalogues: names of its addresses, and how a page is written."""

    root: str
    feed: str
    write: Callable[[Page], bytes]
    is_json: bool

    def address(self, base: str, *parts: str, **query: str) -> str:
        """The whole address of a feed."""
        path = reverse(self.feed, args=parts) if parts else reverse(self.root)
        return f"{base}{path}{'?' + urlencode(query) if query else ''}"


ATOM = Catalogue("library:opds", "library:opds_feed", opds1.feed, is_json=False)
JSON2 = Catalogue("library:opds2", "library:opds2_feed", opds2.feed, is_json=True)


@access(anyone)
@require_safe
def root1(request: HttpRequest) -> HttpResponse:
    """The doors of the catalogue, OPDS 1.2."""
    return _answer(request, ATOM, _root(request, ATOM))


@access(anyone)
@require_safe
def root2(request: HttpRequest) -> HttpResponse:
    """The doors of the catalogue with the newest works, OPDS 2.0."""
    return _answer(request, JSON2, _root(request, JSON2))


@access(anyone)
@require_safe
def feed1(request: HttpRequest, what: str, value: str = "") -> HttpResponse:
    """A list, OPDS 1.2."""
    return _answer(request, ATOM, _feed(request, ATOM, what, value))


@access(anyone)
@require_safe
def feed2(request: HttpRequest, what: str, value: str = "") -> HttpResponse:
    """A list, OPDS 2.0."""
    return _answer(request, JSON2, _feed(request, JSON2, what, value))


@access(anyone)
@require_safe
def search_description(request: HttpRequest) -> HttpResponse:
    """How reading programs search here (OpenSearch 1.1)."""
    template = f"{ATOM.address(base_of(request), 'tim')}?q={{searchTerms}}"
    body = opds1.search_description(name=_name(), template=template)
    return HttpResponse(body, content_type="application/opensearchdescription+xml; charset=utf-8")


def _answer(request: HttpRequest, catalogue: Catalogue, page: Page) -> HttpResponse:
    kind = ATOM_NAVIGATION if page.doors and not page.publications else ATOM_ACQUISITION
    response = HttpResponse(catalogue.write(page), content_type=JSON if catalogue.is_json else kind)
    # What strangers see is the same for all of them; what members see is theirs.
    private = request.user.is_authenticated
    response["Cache-Control"] = "private, no-store" if private else "public, max-age=60"
    response["Vary"] = "Cookie, Accept-Language"
    return response


def _page(request: HttpRequest, catalogue: Catalogue, title: str) -> Page:
    base = base_of(request)
    here = f"{base}{request.get_full_path()}"
    search = f"{catalogue.address(base, 'tim')}{{?q}}"
    return Page(
        urn=f"urn:uuid:{uuid5(NAMESPACE_URL, here)}",
        title=title,
        updated=timezone.now(),
        here=here,
        start=catalogue.address(base),
        search=search if catalogue.is_json else base + reverse("library:opds_search"),
        icon=base + static("dist/icon-192.png"),
    )


def _root(request: HttpRequest, catalogue: Catalogue) -> Page:
    page = _page(request, catalogue, _name())
    base = base_of(request)
    page.doors = [
        Door(str(TITLES["moi"]), catalogue.address(base, "moi"), _("What came last")),
        *(
            Door(str(TITLES[name]), catalogue.address(base, name), has_works=False)
            for name in ("ke", "loai", "ngon-ngu", "chu-de")
        ),
    ]
    if catalogue.is_json:
        viewer = viewer_of(request)
        newest = queries.found(finding.Question(sort="newest"), viewer=viewer)
        works = queries.publications(
            [card.pk for card in newest.cards[:GROUP_SIZE]], viewer=viewer, base=base
        )
        page.groups = [(page.doors[0], works)] if works else []
    return page


def _feed(request: HttpRequest, catalogue: Catalogue, what: str, value: str) -> Page:
    limits.allow("find", caller(request), times=240, seconds=60)
    if what not in TITLES:
        raise Http404
    if what == "ke":
        return _shelf(request, catalogue, value) if value else _shelves(request, catalogue)
    if what in BY and not value:
        return _doors(request, catalogue, what)
    if what in {"moi", "tim"} and value:
        raise Http404
    return _list(request, catalogue, what, value)


def _shelves(request: HttpRequest, catalogue: Catalogue) -> Page:
    page = _page(request, catalogue, str(TITLES["ke"]))
    page.up, base = page.start, base_of(request)
    page.doors = [
        Door(shelf.title, catalogue.address(base, "ke", shelf.slug), shelf.text[:300])
        for shelf in queries.shelves(viewer_of(request))
    ]
    return page


def _shelf(request: HttpRequest, catalogue: Catalogue, slug: str) -> Page:
    shelf = get_object_or_404(Shelf, slug=slug, is_public=True)
    viewer, number, base = viewer_of(request), _number(request), base_of(request)
    page = _page(request, catalogue, shelf.title)
    page.up = catalogue.address(base, "ke")
    keys, more = queries.on_shelf(shelf, viewer=viewer, page=number)
    page.publications = queries.publications(keys, viewer=viewer, base=base)
    _steps(page, request, number, more=more)
    return page


def _doors(request: HttpRequest, catalogue: Catalogue, what: str) -> Page:
    """A door for each kind, language or subject that has readable works."""
    page = _page(request, catalogue, str(TITLES[what]))
    page.up, base = page.start, base_of(request)
    counts = finding.count(
        finding.Question(filters=(queries.READABLE,)), viewer=viewer_of(request)
    ).facets
    rows = counts.get(BY[what], [])
    labels = _labels(BY[what], rows)
    slugs = {}
    if what == "chu-de":
        keys = [value for value, _count in rows]
        slugs = dict(Subject.objects.filter(key__in=keys).values_list("key", "slug"))
    page.doors = [
        Door(
            labels.get(value, value),
            catalogue.address(base, what, slugs.get(value, value)),
            count=count,
        )
        for value, count in rows
        if value and (what != "chu-de" or value in slugs)
    ]
    return page


def _list(request: HttpRequest, catalogue: Catalogue, what: str, value: str) -> Page:
    """Works of the search, narrowed by the address and by facets."""
    fixed, title = _fixed(what, value)
    chosen = tuple((name, one[:60]) for name in FACETS for one in request.GET.getlist(name) if one)
    text, number = request.GET.get("q", "").strip()[:300], _number(request)
    question = finding.Question(
        text=text,
        filters=(*fixed, *chosen),
        sort="best" if text else "newest",
        page=number,
    )
    viewer, base = viewer_of(request), base_of(request)
    found = queries.found(question, viewer=viewer)
    page = _page(request, catalogue, f"{title}: {text}" if text else title)
    page.up = catalogue.address(base, what) if value else page.start
    page.publications = queries.publications([c.pk for c in found.cards], viewer=viewer, base=base)
    page.total, page.size, page.number = found.total, queries.PAGE, number
    _steps(page, request, number, more=found.more)
    page.facets = _facets(request, found, chosen, fixed)
    return page


def _fixed(what: str, value: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The filter that an address names, and its title."""
    if what not in BY:
        return (), str(TITLES[what])
    if what == "chu-de":
        subject = get_object_or_404(Subject, slug=value)
        return (("subject", subject.key),), subject.name
    labels = _labels(BY[what], [(value, 0)])
    return ((BY[what], value[:60]),), labels.get(value, value)


def _facets(
    request: HttpRequest,
    found: finding.Found,
    chosen: tuple[tuple[str, str], ...],
    fixed: tuple[tuple[str, str], ...],
) -> dict[str, list[Facet]]:
    base = base_of(request)
    groups = {}
    for name, title in FACETS.items():
        rows = [(value, count) for value, count in found.facets.get(name, []) if value][:FACET_ROWS]
        if not rows or name in dict(fixed):
            continue
        labels = _labels(name, rows)
        groups[str(title)] = [
            Facet(
                labels.get(value, value),
                f"{base}{request.path}?{_turned(request, name, value)}",
                count,
                (name, value) in chosen,
            )
            for value, count in rows
        ]
    return groups


def _turned(request: HttpRequest, name: str, value: str) -> str:
    """The query of this address with the facet on, from the first page."""
    values = request.GET.copy()
    values.pop("page", None)
    values.setlist(name, [value])
    return values.urlencode()


def _steps(page: Page, request: HttpRequest, number: int, *, more: bool) -> None:
    """First, previous, next: the same address with another page."""

    def at(wanted: int) -> str:
        values = request.GET.copy()
        values["page"] = str(wanted)
        return f"{base_of(request)}{request.path}?{values.urlencode()}"

    page.first = at(1)
    page.previous = at(number - 1) if number > 1 else ""
    page.next = at(number + 1) if more and number < MOST_PAGES else ""


def _labels(facet: str, rows: list[tuple[str, int]]) -> dict[str, str]:
    """Words for the values of a facet. At most one query."""
    if facet == "language":
        return {value: _language(value) for value, _count in rows}
    language = get_language() or "vi"
    return finding.facet_labels({facet: rows}, language=language).get(facet, {})


def _language(tag: str) -> str:
    """A language in its own words, as somebody looks for it who speaks it."""
    try:
        name = normalize("NFC", str(get_language_info(tag.split("-", maxsplit=1)[0])["name_local"]))
    except KeyError:
        return tag
    return name[:1].upper() + name[1:]


def _number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return min(max(int(number), 1), MOST_PAGES) if number.isascii() and number.isdecimal() else 1


def _name() -> str:
    installation = Installation.objects.first()
    return installation.name if installation else "Đèn Sách"
