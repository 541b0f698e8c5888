"""What a device keeps of a work: the same bytes for everybody, none of them about the person who saves.

A part is a row of entries in one answer: four bytes, the length of the list that follows (big-endian);
the list, JSON: [address, media type, length in bytes] for each entry; the bodies, one after the other.
The device keeps each body under its address and the service worker answers from there.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from densach.core.files import open_file
from densach.core.models import StoredFile
from densach.library.models import TextPart
from densach.library.queries.reading_copies import ReadingCopy
from densach.library.services import derived

from ..http import looks
from ..queries.editions import Opened
from ..queries.saving import PHONE_WIDTH, Piece
from ..text import linked
from . import book, leaves, recordings

Entry = tuple[str, str, bytes]
HTML = "text/html; charset=utf-8"


def packed(entries: list[Entry]) -> bytes:
    """The bytes of a part; see above."""
    told = [[address, media_type, len(body)] for address, media_type, body in entries]
    head = json.dumps(told, ensure_ascii=False).encode()
    return b"".join([len(head).to_bytes(4, "big"), head, *(body for _a, _t, body in entries)])


def entries_of(
    request: HttpRequest, opened: Opened, copy: ReadingCopy | None, pieces: list[Piece]
) -> Iterator[Entry]:
    """The entries of a part. Two queries at most beside those of the pages themselves."""
    bare = neutral(request)
    texts: dict[str, str] = {}
    if any(piece.kind == "page" for piece in pieces):
        wanted = TextPart.objects.filter(edition=opened.edition, place__in=[p.name for p in pieces])
        texts = dict(wanted.values_list("place", "text"))
    makers: dict[str, Callable[[Piece], Iterator[Entry]]] = {
        "frame": lambda _piece: _frame(bare, opened, copy),
        "contents": lambda _piece: _contents(bare, opened, copy),
        "cover": lambda _piece: _cover(opened),
        "chapter": lambda piece: _chapter(bare, opened, copy, piece),
        "fixed": lambda piece: _fixed(opened, copy, piece),
        "resource": lambda piece: _resource(opened, copy, piece),
        "page": lambda piece: _page(bare, opened, piece, texts),
        "captions": lambda piece: _file(opened, piece),
        "poster": lambda piece: _file(opened, piece),
    }
    for piece in pieces:
        yield from makers[piece.kind](piece)


def neutral(request: HttpRequest) -> HttpRequest:
    """The same question as a stranger would ask it on a device without any choices of its own."""
    bare = HttpRequest()
    bare.method = "GET"
    bare.path = bare.path_info = request.path
    kept = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
    bare.META = {key: request.META[key] for key in kept if key in request.META}
    bare.user = AnonymousUser()
    bare.LANGUAGE_CODE = get_language()
    return bare


def frame_address(opened: Opened) -> str:
    """Under which a device keeps the frame: no page of ours, only the worker reads it."""
    return reverse("reading:saved_frame", args=[opened.work.slug, opened.edition.pk])


def _frame(bare: HttpRequest, opened: Opened, copy: ReadingCopy | None) -> Iterator[Entry]:
    """The page without its text; the worker puts the chapter, the person and the place in."""
    context: dict[str, Any] = {
        "opened": opened, "work": opened.work, "looks": looks(bare), "saved": True
    }  # fmt: skip
    if copy is not None:
        template, context["page"] = "reading/book.html", book.frame(opened, copy)
    elif opened.kind == "leaves":
        template, context["leaf"] = "reading/leaves.html", leaves.frame(opened)
    else:
        template = recordings.template_of(opened)
        context |= recordings.context_of(opened)
    html = render_to_string(template, context, request=bare)
    yield frame_address(opened), HTML, html.encode()


def _contents(bare: HttpRequest, opened: Opened, copy: ReadingCopy | None) -> Iterator[Entry]:
    if copy is not None:
        lines = book.lines_of(opened, copy.book)
    elif opened.kind == "leaves":
        lines = leaves.lines_of(opened)
    else:
        lines = recordings.lines_of(opened)
    html = render_to_string("reading/_contents.html", {"lines": lines}, request=bare)
    yield reverse("reading:contents", args=[opened.work.slug]), HTML, html.encode()


def _cover(opened: Opened) -> Iterator[Entry]:
    made = derived.cover_file(opened.work, 240)
    if made is not None:
        body = _bytes(made) if isinstance(made, StoredFile) else made.read_bytes()
        yield reverse("library:cover", args=[opened.work.slug]), "image/webp", body


def _chapter(
    bare: HttpRequest, opened: Opened, copy: ReadingCopy | None, piece: Piece
) -> Iterator[Entry]:
    assert copy is not None
    page = book.page_in(opened, copy, piece.name)
    context = {
        "page": page, "opened": opened, "work": opened.work, "clips": page.chapter.get("audio", [])
    }  # fmt: skip
    html = render_to_string("reading/_chapter.html", context, request=bare)
    yield _place(opened, piece.name), HTML, html.encode()


def _fixed(opened: Opened, copy: ReadingCopy | None, piece: Piece) -> Iterator[Entry]:
    assert copy is not None
    folder = book.resource_url(opened, "")
    html = linked(
        copy.chapter(piece.name),
        chapter=piece.name,
        resource=lambda name: folder + name,
        place=lambda other: book.place_url(opened, other),
        is_page=True,
    )
    yield book.frame_url(opened, piece.name), HTML, html.encode()


def _resource(opened: Opened, copy: ReadingCopy | None, piece: Piece) -> Iterator[Entry]:
    assert copy is not None
    body, media_type = copy.resource(piece.name)
    yield book.resource_url(opened, piece.name), media_type, body


def _page(
    bare: HttpRequest, opened: Opened, piece: Piece, texts: dict[str, str]
) -> Iterator[Entry]:
    number = int(piece.name[1:])
    leaf = leaves.Leaf(opened, number, texts.get(piece.name, ""))
    context = {"leaf": leaf, "opened": opened}
    html = render_to_string("reading/_leaf_text.html", context, request=bare)
    yield _place(opened, piece.name), HTML, html.encode()
    at = timezone.now()
    made = derived.page_picture_file(opened.edition, number, PHONE_WIDTH, at=at)
    yield leaves.picture_url(opened, number, PHONE_WIDTH), "image/webp", made.read_bytes()


def _file(opened: Opened, piece: Piece) -> Iterator[Entry]:
    file = next(file for file in opened.files if file.token.hex == piece.name)
    yield recordings.file_url(opened, file), file.stored.media_type, _bytes(file.stored)


def _place(opened: Opened, place: str) -> str:
    return reverse("reading:place", args=[opened.work.slug, place])


def _bytes(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        return file.read()
