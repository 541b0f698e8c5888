"""What reading pages show: pictures, sheets, sounds of books; tracks; page pictures; words."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from densach.core.http import SANDBOX, Stream, send_file
from densach.library.models import EditionFile
from densach.library.queries.reading_copies import reading_copy
from densach.library.services import derived

from .. import permissions
from ..http import FRAME, caching_for, file_for
from ..text import linked
from .book import place_url, resource_url
from .doors import reads

Purpose = EditionFile.Purpose
STREAMED = ("audio/", "video/")
WIDTHS = (480, 720, 1080, 1600)


@reads
def resource(request: HttpRequest, slug: str, token: UUID, name: str) -> HttpResponseBase:
    """A picture, font, sheet or sound of a reading copy. Sounds and films in ranges."""
    file = _file(request, slug, token, Purpose.READING)
    with reading_copy(file.stored) as copy:
        source, size, media_type = copy.open_resource(name)
        source.close()
        if media_type.startswith(STREAMED):
            stream = Stream(
                lambda: copy.open_resource(name)[0], size, f"{file.stored_id[:32]}-{name}"
            )
            response = send_file(request, stream, media_type=media_type)
        else:
            response = HttpResponse(copy.resource(name)[0], content_type=media_type)
            response["Content-Security-Policy"] = SANDBOX
            response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = caching_for(file.edition.work)
    return response


@reads
@xframe_options_sameorigin
def frame(request: HttpRequest, slug: str, token: UUID, place: str) -> HttpResponse:
    """A page of a book with fixed layout, for its sandboxed frame."""
    file = _file(request, slug, token, Purpose.READING)
    from ..queries.editions import open_edition

    opened = open_edition(file.edition.work, wanted=file.edition_id.hex)
    folder = resource_url(opened, "")
    with reading_copy(file.stored) as copy:
        html = linked(
            copy.chapter(place),
            chapter=place,
            resource=lambda name: folder + name,
            place=lambda other: place_url(opened, other),
            is_page=True,
        )
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = FRAME
    response["Cache-Control"] = caching_for(file.edition.work)
    return response


@reads
def track(request: HttpRequest, slug: str, token: UUID, name: str) -> HttpResponseBase:  # noqa: ARG001 - the name is for people
    """A part of a recording, a film, subtitles, a still picture: whole or in ranges."""
    file = file_for(request, slug, token)
    plays = file.edition.format in {"AUDIO", "VIDEO"}
    if file.purpose == Purpose.READING or (file.purpose == Purpose.MAIN and not plays):
        raise Http404  # books and PDFs as they came are for taking along (library:download)
    response = send_file(
        request,
        file.stored,
        media_type=file.stored.media_type,
        name=file.name,
        is_open=permissions.may_open(None, file.edition.work, on_premises=False),
    )
    response["Cache-Control"] = caching_for(file.edition.work)
    return response


@reads
def picture(
    request: HttpRequest, slug: str, token: UUID, page: int, width: int
) -> HttpResponseBase:
    """A page as a picture `width` pixels wide, made when first asked for; `?toi` for the night."""
    file = file_for(request, slug, token)
    if width not in WIDTHS or not 1 <= page <= max(file.edition.pages or 0, 1):
        raise Http404
    made = derived.page_picture_file(
        file.edition, page, width, dark="toi" in request.GET, at=timezone.now()
    )
    response = send_file(request, made, media_type="image/webp")
    response["Cache-Control"] = caching_for(file.edition.work)
    return response


@reads
def words(request: HttpRequest, slug: str, token: UUID, page: int) -> HttpResponse:
    """The words of a page with their boxes: [word, x, y, width, height], parts of the page."""
    file = file_for(request, slug, token)
    if not 1 <= page <= max(file.edition.pages or 0, 1):
        raise Http404
    response = JsonResponse({"words": derived.page_words(file.edition, page)})
    response["Cache-Control"] = caching_for(file.edition.work)
    return response


def _file(request: HttpRequest, slug: str, token: UUID, purpose: str) -> EditionFile:
    file = file_for(request, slug, token)
    if file.purpose != purpose:
        raise Http404
    return file
