"""The edges of HTTP shared by every room."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

from .errors import DomainError
from .files import name_of, open_file
from .models import StoredFile
from .ranges import BLOCK, Span, Unsatisfiable, Window, parts, parts_length, spans_of

# What came from outside may be opened by its address too: then it runs nothing and calls nobody.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'"
# How long nginx may send a file that is open to all without asking: a librarian who restricts a work
# waits no longer than that. Browsers keep such files for much longer.
OPEN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes inside something else: how to open them (seekable), how many, under which tag."""

    open: Callable[[], IO[bytes]]
    size: int
    tag: str


Sendable = StoredFile | Path | Stream


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of the page. Without JavaScript the answer is always False."""
    return request.headers.get("HX-Request") == "true"


def problem_json(error: DomainError) -> JsonResponse:
    """Render `error` as problem details (RFC 9457), its facts as extension members."""
    body = {
        **error.facts,
        "type": f"urn:densach:error:{error.code}",
        "title": str(error.message) % error.facts,
        "status": error.status,
        "detail": str(error.advice) % error.facts,
    }
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def send_file(
    request: HttpRequest,
    what: Sendable,
    *,
    media_type: str,
    name: str = "",
    as_attachment: bool = False,
    is_open: bool = False,
) -> HttpResponseBase:
    """Answer GET or HEAD with the bytes of `what`, whole or the ranges asked for, never in memory.

    200, 206 (one range, or several as multipart/byteranges), 304 or 416; strong ETag (the SHA-256
    of a stored file), If-None-Match, If-Range. The caller has checked who may have it and adds its
    own Cache-Control. Behind nginx the setting ACCEL_PREFIX lets nginx send stored files; `is_open`:
    everybody may have it, so that nginx need not ask again for each range.
    Raises FileNotFoundError when the bytes are gone.
    """
    size, etag = _size_and_etag(what)
    response: HttpResponseBase = (
        _unchanged(request, etag)
        or _accelerated(what, media_type, is_open=is_open)
        or _ranged(request, what, size, etag, media_type)
    )
    if response.status_code in {200, 304} and not response.has_header("Content-Type"):
        response["Content-Type"] = media_type
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    if disposition := content_disposition_header(as_attachment, name):
        response["Content-Disposition"] = disposition
    # Compressing would break the ranges; the middleware leaves alone what names an encoding.
    response["Content-Encoding"] = "identity"
    # Browsers show a PDF only outside a sandbox; their viewer has one of its own.
    if as_attachment or media_type != "application/pdf":
        response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _size_and_etag(what: Sendable) -> tuple[int, str]:
    if isinstance(what, StoredFile):
        return what.size_bytes, f'"{what.sha256}"'
    if isinstance(what, Stream):
        return what.size, f'"{what.tag}"'
    stat = what.stat()
    return stat.st_size, f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'


def _unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    weak = {tag.removeprefix("W/") for tag in known}
    return HttpResponse(status=304) if etag in weak or "*" in weak else None


def _accelerated(what: Sendable, media_type: str, *, is_open: bool) -> HttpResponse | None:
    """Let nginx send it, where the setting says at which address it sees the store.

    X-Accel-Expires says how long nginx may remember this leave, whoever asks: 0, not at all.
    """
    prefix = getattr(settings, "ACCEL_PREFIX", "")
    if not (prefix and isinstance(what, StoredFile)):
        return None
    if not isinstance(storages["densach"], FileSystemStorage):
        return None
    response = HttpResponse(content_type=media_type)
    response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{name_of(what.sha256)}"
    response["X-Accel-Expires"] = str(OPEN_SECONDS if is_open else 0)
    return response


def _ranged(
    request: HttpRequest, what: Sendable, size: int, etag: str, media_type: str
) -> HttpResponseBase:
    header = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", "")
    try:
        # Dates in If-Range are weak validators; only our strong tag counts.
        spans = spans_of(header, size) if not condition or condition == etag else []
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if len(spans) > 1:
        return _several(request, what, size, spans, media_type)
    span = spans[0] if spans else Span(0, size - 1)
    response = _one(request, what, span, media_type)
    if spans:
        response.status_code = 206
        response["Content-Range"] = span.line(size)
    return response


def _one(request: HttpRequest, what: Sendable, span: Span, media_type: str) -> HttpResponseBase:
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=media_type)
    else:
        response = FileResponse(Window(_open(what), span), content_type=media_type)
        response.block_size = BLOCK
    response["Content-Length"] = str(span.length)
    return response


def _several(
    request: HttpRequest, what: Sendable, size: int, spans: list[Span], media_type: str
) -> HttpResponseBase:
    boundary = secrets.token_hex(12)
    kind = f"multipart/byteranges; boundary={boundary}"
    length = parts_length(spans, size=size, media_type=media_type, boundary=boundary)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(status=206, content_type=kind)
    else:
        body = parts(_open(what), spans, size=size, media_type=media_type, boundary=boundary)
        response = StreamingHttpResponse(body, status=206, content_type=kind)
    response["Content-Length"] = str(length)
    return response


def _open(what: Sendable) -> IO[bytes]:
    if isinstance(what, StoredFile):
        return open_file(what)
    return what.open() if isinstance(what, Stream) else what.open("rb")
