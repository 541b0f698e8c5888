"""Saving works on a device: the plan, the parts, what became of saved works, a whole shelf.

JSON and packed parts for the island `ds-save` and the service worker. Rights are asked each time; what
may be read on the premises only is not for taking away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone
from densach.core.errors import DomainError
from densach.core.http import problem_json
from densach.library.models import Audience, Shelf
from densach.library.permissions import can_see_shelf
from densach.library.queries.cards import on_shelf
from densach.library.queries.reading_copies import ReadingCopy, reading_copy
from densach.people.http import viewer_of
from densach.people.models import Person

from .. import permissions
from ..errors import NotForTakingAway
from ..http import MovedTo, work_for
from ..queries import saving
from ..queries.editions import Opened, open_edition, openings
from . import book, recordings
from .bundles import entries_of, frame_address, packed

MOST_ASKED = 60  # saved works told in one answer
MOST_OF_A_SHELF = 100
View = Callable[..., HttpResponseBase]


def tells(view: View) -> View:
    """JSON for scripts: open to anyone, a refusal is problem details and never a page to sign in."""

    @access(anyone)
    @require_safe
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            return view(request, **named)
        except MovedTo as moved:
            return JsonResponse({"moved": moved.work.slug}, status=410)
        except DomainError as refusal:
            return problem_json(refusal)
        except Http404:
            return JsonResponse({"status": 404}, status=404)

    return guarded


@tells
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """What a device has to fetch to keep the work (`edition` names one that is not the best)."""
    opened = _opened(request, slug, request.GET.get("edition", ""))
    with _copy_of(opened) as copy:
        return JsonResponse(_plan(opened, copy))


@tells
def part(request: HttpRequest, slug: str, edition: UUID, number: int) -> HttpResponse:
    """One part, packed as views.bundles says. Texts are compressed on the way, pictures are already."""
    opened = _opened(request, slug, edition.hex)
    with _copy_of(opened) as copy:
        parts = saving.parts_of(opened, copy)
        if opened.edition.pk != edition or number >= len(parts):
            raise Http404
        body = packed(list(entries_of(request, opened, copy, parts[number])))
    response = HttpResponse(body, content_type="application/octet-stream")
    if not any(piece.is_text for piece in parts[number]):
        response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "no-store"  # the device keeps what is in it, not the answer
    return response


@access(anyone)
@require_safe
def saved_frame(_request: HttpRequest, slug: str, edition: UUID) -> HttpResponse:
    """The address under which devices keep a frame. On the server there is nothing to see."""
    raise Http404(f"{slug} {edition}")


@tells
def check(request: HttpRequest) -> HttpResponse:
    """Whether what a device keeps (`e`, ids of editions) may stay, and whether there is a newer one.

    Answered for the person of the device key or of the session, who is named in the answer: the device
    takes away nothing of anybody else.
    """
    viewer = _who(request)
    asked = [UUID(text) for text in request.GET.getlist("e")[:MOST_ASKED] if _is_id(text)]
    found = {edition.pk: edition for edition in saving.editions_with(asked)}
    works: dict[str, dict[str, str]] = {}
    for pk in asked:
        edition = found.get(pk)
        stays = edition is not None and _may_keep(viewer, edition.work)
        works[str(pk)] = {"is": "kept" if stays else "gone"}
        if edition is not None and stays:
            opened = Opened(edition.work, edition, (), is_best=True)
            works[str(pk)]["version"] = saving.version_of(opened)
    person = str(viewer.pk) if viewer else ""
    return JsonResponse({"person": person, "program": program(), "works": works})


@tells
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """The works of a shelf that the person may save, with sizes. Four queries, whatever stands there."""
    found = Shelf.objects.select_related("organization").filter(slug=slug).first()
    viewer = viewer_of(request)
    if found is None or not can_see_shelf(viewer, found):
        raise Http404
    works = on_shelf(found, viewer=viewer).filter(is_readable=True)[:MOST_OF_A_SHELF]
    lines = [
        {
            "work": opened.work.slug,
            "title": opened.work.title,
            "edition": str(opened.edition.pk),
            "mode": opened.kind,
            "bytes": saving.bytes_of(opened),
        }
        for opened in openings(works)
        if _may_keep(viewer, opened.work)
    ]
    address = reverse("library:shelf", args=[found.slug])
    return JsonResponse(
        {"shelf": found.slug, "title": found.title, "address": address, "works": lines}
    )


@cache
def _release() -> str:
    try:
        return version("densach")
    except PackageNotFoundError:
        return "0"


def program() -> str:
    """What frames depend on beside the work: the release, and the language they speak."""
    return f"{_release()}-{get_language()}"


def _plan(opened: Opened, copy: ReadingCopy | None) -> dict[str, Any]:
    work = opened.work
    parts = [sum(piece.bytes for piece in pieces) for pieces in saving.parts_of(opened, copy)]
    files = saving.alone_of(opened, copy)
    query = "" if opened.is_best else f"?edition={opened.edition.pk.hex}"
    return {
        "edition": str(opened.edition.pk),
        "work": work.slug,
        "title": work.title,
        "people": work.people_line,
        "mode": opened.kind,
        "address": reverse("reading:open", args=[work.slug]) + query,
        "page": reverse("library:work", args=[work.slug]),
        "cover": reverse("library:cover", args=[work.slug]) if work.cover_id else "",
        "frame": frame_address(opened),
        "places": _places(opened, copy),
        "bytes": sum(parts) + sum(line.bytes for line in files),
        "version": saving.version_of(opened),
        "program": program(),
        "parts": [
            {
                "url": reverse("reading:saved_part", args=[work.slug, opened.edition.pk, number]),
                "bytes": size,
            }
            for number, size in enumerate(parts)
        ],
        "files": [_alone(opened, line) for line in files],
    }


def _places(opened: Opened, copy: ReadingCopy | None) -> list[list[str]]:
    """[place, title] in reading order: the worker tells from it what comes before and after."""
    if copy is not None:
        return [[line["id"], line["title"]] for line in copy.book["chapters"]]
    if opened.kind == "leaves":
        return [[f"p{n}", ""] for n in range(1, (opened.edition.pages or 1) + 1)]
    return [[track["place"], track["title"]] for track in recordings.tracks_of(opened)]


def _alone(opened: Opened, line: saving.Alone) -> dict[str, Any]:
    if line.file is None:
        url = key = book.resource_url(opened, line.resource)
    else:
        url = recordings.file_url(opened, line.file)
        key = recordings.file_url(opened, line.stands_for or line.file)
    return {"url": url, "key": key, "bytes": line.bytes, "type": line.media_type}


def _opened(request: HttpRequest, slug: str, wanted: str) -> Opened:
    work = work_for(request, slug)
    if work.audience == Audience.PREMISES:
        raise NotForTakingAway(title=work.title)
    return open_edition(work, wanted=wanted)


def _may_keep(viewer: Person | None, work: Any) -> bool:
    may = permissions.may_open(viewer, work, on_premises=False)
    return may and work.audience != Audience.PREMISES and work.merged_into_id is None


def _who(request: HttpRequest) -> Person | None:
    from densach.people import http

    key_of = getattr(http, "device_key_of", None)
    key = key_of(request) if key_of else None
    return key.person if key is not None else viewer_of(request)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@contextmanager
def _copy_of(opened: Opened) -> Iterator[ReadingCopy | None]:
    """The reading copy of a book, open; None for works of pages and recordings."""
    if opened.kind != "book":
        yield None
        return
    with reading_copy(opened.reading.stored) as copy:
        yield copy
