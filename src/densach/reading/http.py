"""What a request asks to open, whether it may, and what the device keeps in cookies."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase

from densach.core.errors import DomainError
from densach.library.models import EditionFile, Work
from densach.people.http import on_premises, viewer_of

from . import permissions
from .errors import NoSuchPlace, SignInToRead
from .queries import editions, places
from .queries.editions import Opened
from .text import PLACE, Kept, Looks, kept_of, looks_of

LOOKS_COOKIE = "chu"
PLACE_COOKIE = "cho"  # its path is the work's, so each request carries at most one
A_YEAR = 365 * 24 * 3600
# Pages that hold a book's chapter for somebody must not be shown to the next person at a shared
# device; the browser asks again and mostly hears “unchanged”.
ASK_AGAIN = "private, no-cache"

# A fixed page may show its own pictures, sheets and fonts, and nothing else: no script, no form, no
# window, no other server. It keeps its origin so that the reader can turn pages from within, and
# so that its pictures are asked for with the reader's session.
FRAME = (
    "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self' data:; style-src 'self' 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class MovedTo(Exception):
    """The work was merged into another; read there."""

    work: Work


def work_for(request: HttpRequest, slug: str) -> Work:
    """The work that `slug` names, if the person behind `request` may open its files.

    Raises Http404 (also where its very existence is hidden), MovedTo, OnlyOnPremises, SignInToRead.
    """
    work = editions.work_called(slug)
    if work is None:
        raise Http404
    if work.merged_into is not None:
        raise MovedTo(work.merged_into)
    _insist(request, work)
    return work


@dataclass(frozen=True)
class Asked:
    """What to open and where: `place` "" is the beginning, `anchor` an element in the chapter."""

    opened: Opened
    place: str = ""
    anchor: str = ""
    offset: int = 0


def asked_for(request: HttpRequest, slug: str, place: str = "") -> Asked:
    """The edition and the place that the address says, else where the person or device was last.

    Raises as `work_for`, NothingToOpen, NoSuchPlace. At most five queries.
    """
    work = work_for(request, slug)
    wanted = request.GET.get("edition", "")
    there, _colon, anchor = (place or request.GET.get("cho", "")).partition(":")
    if there and PLACE.match(there):
        return Asked(editions.open_edition(work, wanted=wanted, place=there), there, anchor)
    if place:
        raise NoSuchPlace(title=work.title)
    kept = _last_place(request, work)
    if kept is None:
        return Asked(editions.open_edition(work, wanted=wanted))
    opened = editions.open_edition(work, wanted=wanted or kept.edition)
    here = opened.edition.pk.hex == kept.edition
    here = here and kept.chapter.startswith(editions.LETTERS[opened.kind])
    return Asked(opened, kept.chapter, offset=kept.offset) if here else Asked(opened)


def file_for(request: HttpRequest, slug: str, token: UUID) -> EditionFile:
    """A file by its token, checked at each request. Raises as `work_for`."""
    file = editions.file_called(slug, token)
    if file is None:
        raise Http404
    _insist(request, file.edition.work)
    return file


def looks(request: HttpRequest) -> Looks:
    """How this device likes pages to look."""
    return looks_of(request.COOKIES.get(LOOKS_COOKIE, ""))


def keep_looks(response: HttpResponseBase, chosen: Looks) -> None:
    """Remember `chosen` on the device. The page's script changes the same cookie."""
    response.set_cookie(LOOKS_COOKIE, chosen.cookie(), max_age=A_YEAR, samesite="Lax")


def caching_for(work: Work) -> str:
    """Cache-Control for files of `work`, whose addresses change with their bytes."""
    who = "public" if work.audience == "PUBLIC" else "private"
    return f"{who}, max-age=31536000, immutable"


def needs_sign_in(request: HttpRequest, refusal: DomainError) -> bool:
    """Whether signing in is the way to what was refused."""
    return isinstance(refusal, SignInToRead) and not request.user.is_authenticated


def _last_place(request: HttpRequest, work: Work) -> Kept | None:
    """Of a person: where they were on any device; else what this device keeps."""
    place = places.place_in(viewer_of(request), work)
    if place is not None:
        return Kept(place.edition_id.hex, place.chapter, place.offset)
    return kept_of(request.COOKIES.get(PLACE_COOKIE, ""))


def _insist(request: HttpRequest, work: Work) -> None:
    viewer = viewer_of(request)
    inside = work.audience == "PREMISES" and on_premises(request)
    if permissions.may_open(viewer, work, on_premises=inside):
        return
    refusal = permissions.why_not(viewer, work)
    if refusal is None:
        raise Http404
    raise refusal
