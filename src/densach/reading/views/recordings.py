"""Audio books, music and films: the browser's own player, with tracks, chapters and transcript."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from densach.library.models import EditionFile, TextPart
from densach.library.queries.cards import card

from ..errors import NothingToOpen
from ..http import ASK_AGAIN, looks
from ..queries.editions import Opened
from .book import contents_page, edition_tag, place_url, quote_of

Purpose = EditionFile.Purpose
Track = dict[str, Any]
SPEEDS = (("0.75", 0.75), ("1", 1), ("1.25", 1.25), ("1.5", 1.5), ("1.75", 1.75), ("2", 2))
SLEEPS = (5, 10, 15, 30, 45, 60)  # minutes


def show(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """The page of a recording or film; without JavaScript a list of players."""
    context = {**context_of(opened), "looks": looks(request)}
    response = render(request, template_of(opened), context)
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ("Cookie",))
    return response


def template_of(opened: Opened) -> str:
    """Of films, or of what is only heard."""
    return "reading/watch.html" if opened.kind == "film" else "reading/listen.html"


def context_of(opened: Opened) -> dict[str, Any]:
    """What both templates show, but for the looks of the device. One query."""
    tracks = tracks_of(opened)
    return {
        "opened": opened,
        "work": opened.work,
        "tracks": tracks,
        "captions": _captions(opened),
        "poster": _address(opened, Purpose.POSTER),
        "small": opened.file_for(Purpose.SMALL),
        "small_url": _address(opened, Purpose.SMALL),
        "minutes": round(sum(track["seconds"] for track in tracks) / 60),
        "text": _transcript(opened),
        "card": card(opened.work),
        "tag": edition_tag(opened),
        "speeds": SPEEDS,
        "sleeps": SLEEPS if opened.kind == "sound" else (),
        "island": {
            "edition": opened.edition.pk.hex,
            "address": place_url(opened, "t0"),
            "language": opened.language,
            "tracks": tracks,
            "quote": quote_of(opened),
        },
    }


def contents(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The tracks and the chapters in them."""
    return contents_page(request, opened, lines_of(opened))


def lines_of(opened: Opened) -> list[dict[str, Any]]:
    """A line a track."""
    return [
        {
            "title": track["title"],
            "url": place_url(opened, track["place"]),
            "place": track["place"],
            "level": 0,
        }
        for track in tracks_of(opened)
    ]


def tracks_of(opened: Opened) -> list[Track]:
    """Tracks in order: place, title, address, media type, seconds, chapters [[title, begin], …].

    Raises NothingToOpen.
    """
    by_token = {file.token: file for file in opened.files}
    told = opened.tracks or [
        {"token": file.token.hex, "title": "", "seconds": 0, "type": file.stored.media_type}
        for file in opened.files_for(Purpose.TRACK) or opened.files_for(Purpose.MAIN)
    ]
    tracks = [
        {
            "place": f"t{number}",
            "title": track.get("title") or _("Part %(number)d") % {"number": number},
            "url": file_url(opened, by_token[UUID(track["token"])]),
            "type": track["type"],
            "seconds": track.get("seconds") or 0,
            "chapters": track.get("chapters") or [],
        }
        for number, track in enumerate(told, start=1)
        if UUID(track["token"]) in by_token
    ]
    if not tracks:
        raise NothingToOpen(title=opened.work.title)
    return tracks


def file_url(opened: Opened, file: EditionFile) -> str:
    """The address of a file; its name is there for people who save it."""
    return reverse(
        "reading:track", args=[opened.work.slug, file.token, file.name.replace("/", "-")]
    )


def _transcript(opened: Opened) -> list[str]:
    """What is said, in lines, for those who read instead; the script takes the timed captions."""
    texts = TextPart.objects.filter(edition=opened.edition).order_by("position")
    return [
        line for text in texts.values_list("text", flat=True) for line in text.splitlines() if line
    ]


def _captions(opened: Opened) -> list[dict[str, str]]:
    return [
        {"url": file_url(opened, file), "language": file.language or opened.language or "und"}
        for file in opened.files_for(Purpose.SUBTITLES)
    ]


def _address(opened: Opened, purpose: str) -> str:
    file = opened.file_for(purpose)
    return file_url(opened, file) if file else ""
