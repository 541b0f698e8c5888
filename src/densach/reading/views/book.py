"""Books that flow, and books of fixed pages: chapter by chapter from the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from densach.core.http import wants_fragment
from densach.library.queries.reading_copies import ReadingCopy, reading_copy

from ..errors import NoSuchPlace
from ..http import ASK_AGAIN, looks
from ..queries.editions import Opened
from ..text import QUOTED, QUOTED_OPEN, linked, minutes

Chapter = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One chapter as its template shows it."""

    opened: Opened
    book: dict[str, Any]
    chapters: list[Chapter]
    index: int
    html: SafeString
    frame_url: str = ""  # of a fixed page
    offset: int = 0

    @property
    def chapter(self) -> Chapter:
        """The line of book.json."""
        return self.chapters[self.index]

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.index + 1

    @property
    def title(self) -> str:
        """Of the chapter; parts of a long chapter carry the title of the whole."""
        return str(self.chapter["title"])

    @property
    def minutes(self) -> int:
        """To read the chapter."""
        return minutes(self.chapter.get("words", 0))

    @property
    def percent_before(self) -> int:
        """How much of the book lies before the chapter."""
        words = [c.get("words", 0) or 1 for c in self.chapters]
        return round(100 * sum(words[: self.index]) / sum(words))

    @property
    def before_url(self) -> str:
        """Of the chapter before; "" on the first."""
        return place_url(self.opened, self.chapters[self.index - 1]["id"]) if self.index else ""

    @property
    def after_url(self) -> str:
        """Of the chapter after; "" on the last."""
        if self.number == len(self.chapters):
            return ""
        return place_url(self.opened, self.chapters[self.number]["id"])

    @property
    def is_fixed(self) -> bool:
        """Whether its pages are drawn as the publisher laid them out."""
        return bool(self.book["layout"] == "fixed")

    @property
    def vertical(self) -> bool:
        """Whether its lines run from top to bottom."""
        return bool(self.book["direction"] == "vertical-rl")

    @property
    def turns_left(self) -> bool:
        """Whether the next page lies on the left, as in Hebrew, Arabic and vertical Chinese books."""
        return self.book["direction"] in {"rtl", "vertical-rl"}

    @property
    def sheets(self) -> list[str]:
        """Addresses of the book's own style sheets."""
        return [resource_url(self.opened, name) for name in self.book["css"]]

    @property
    def tag(self) -> str:
        """`?edition=…` for the addresses of an edition that is not the best."""
        return edition_tag(self.opened)

    def island(self) -> dict[str, Any]:
        """What the page's script must know: the chapters with their weights, addresses, sounds."""
        return {
            "edition": self.opened.edition.pk.hex,
            "language": self.book["language"] or self.opened.language,
            "direction": self.book["direction"],
            "layout": self.book["layout"],
            "chapters": [[c["id"], c.get("words", 0) or 1] for c in self.chapters],
            "address": place_url(self.opened, "c0"),
            "sounds": [c["id"] for c in self.chapters if c.get("audio")],
            "sound": resource_url(self.opened, ""),
            "pages": [[c["id"], *c["viewport"]] for c in self.chapters] if self.is_fixed else [],
            "frames": frame_url(self.opened, "c0") if self.is_fixed else "",
            "quote": quote_of(self.opened),
        }


def show(request: HttpRequest, opened: Opened, place: str, *, offset: int = 0) -> HttpResponseBase:
    """The page of a chapter, or the chapter alone when the page's script asks for the next one.

    `place` "" is the first chapter. Raises NoSuchPlace.
    """
    with page_of(opened, place, offset=offset) as page:
        context = {"page": page, "opened": opened, "work": opened.work, "looks": looks(request)}
        if wants_fragment(request):
            context["clips"] = page.chapter.get("audio", [])
            response = render(request, "reading/_chapter.html", context)
        else:
            response = render(request, "reading/book.html", context)
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    return response


class Frame(Page):
    """A page whose chapter is put in on a device (views.bundles): its links are filled in there."""

    before_url = "#truoc"
    after_url = "#sau"
    title = ""


def frame(opened: Opened, copy: ReadingCopy) -> Frame:
    """The page around any chapter of the book in `copy`."""
    return Frame(opened, copy.book, copy.book["chapters"], 0, mark_safe(""))


@contextmanager
def page_of(opened: Opened, place: str, *, offset: int = 0) -> Iterator[Page]:
    """The chapter at `place`. Raises NoSuchPlace, NothingToOpen."""
    with reading_copy(opened.reading.stored) as copy:
        yield page_in(opened, copy, place, offset=offset)


def contents(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The table of contents: a sheet in the page, or a page of its own without JavaScript."""
    with reading_copy(opened.reading.stored) as copy:
        lines = lines_of(opened, copy.book)
    return contents_page(request, opened, lines)


def lines_of(opened: Opened, book: dict[str, Any]) -> list[dict[str, Any]]:
    """The contents of `book`; where it has none, its chapters."""
    return list(_lines(book["toc"], opened)) or [
        {"title": c["title"], "url": place_url(opened, c["id"]), "place": c["id"], "level": 0}
        for c in book["chapters"]
        if not c.get("part_of") or c["part_of"] == c["id"]
    ]


def contents_page(
    request: HttpRequest, opened: Opened, lines: list[dict[str, Any]]
) -> HttpResponse:
    """Lines (title, url, place, level from 0) as a sheet or a page."""
    context = {"opened": opened, "work": opened.work, "lines": lines, "looks": looks(request)}
    fragment = wants_fragment(request)
    template = "reading/_contents.html" if fragment else "reading/contents.html"
    response = render(request, template, context)
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    return response


def edition_tag(opened: Opened) -> str:
    """`?edition=…` where the address alone would open another edition."""
    return "" if opened.is_best else f"?edition={opened.edition.pk.hex}"


def quote_of(opened: Opened) -> dict[str, Any]:
    """What stands under a quoted passage, and how long it may be."""
    licence = opened.work.licence
    most = QUOTED_OPEN if licence is not None and licence.is_open else QUOTED
    return {"by": opened.work.people_line, "most": most}


def place_url(opened: Opened, place: str) -> str:
    """The address of a chapter, page or track."""
    return reverse("reading:place", args=[opened.work.slug, place]) + edition_tag(opened)


def resource_url(opened: Opened, name: str) -> str:
    """The address of a picture, sound or sheet of a reading copy; `name` "" gives the folder."""
    at = reverse("reading:resource", args=[opened.work.slug, opened.reading.token, "r/x"])
    return at.removesuffix("r/x") + name


def frame_url(opened: Opened, chapter: str) -> str:
    """The address of a fixed page, for its frame."""
    return reverse("reading:frame", args=[opened.work.slug, opened.reading.token, chapter])


def page_in(opened: Opened, copy: ReadingCopy, place: str, *, offset: int = 0) -> Page:
    """The chapter at `place` of an open copy. Raises NoSuchPlace."""
    chapters: list[Chapter] = copy.book["chapters"]
    index = next((i for i, c in enumerate(chapters) if c["id"] == (place or chapters[0]["id"])), -1)
    if index < 0:
        raise NoSuchPlace(title=opened.work.title)
    page = Page(opened, copy.book, chapters, index, mark_safe(""), offset=offset)
    if page.is_fixed:
        url = frame_url(opened, chapters[index]["id"])
        return Page(opened, copy.book, chapters, index, page.html, url, offset)
    folder = resource_url(opened, "")
    html = linked(
        copy.chapter(chapters[index]["id"]),
        chapter=chapters[index]["id"],
        resource=lambda name: folder + name,
        place=lambda other: place_url(opened, other),
    )
    return Page(opened, copy.book, chapters, index, mark_safe(html), offset=offset)  # noqa: S308 - cleaned at import, linked() looks again


def _lines(
    entries: list[dict[str, Any]], opened: Opened, level: int = 0
) -> Iterator[dict[str, Any]]:
    for entry in entries:
        place, anchor = entry["chapter"], entry.get("anchor", "")
        yield {
            "title": entry["title"],
            "url": place_url(opened, place) + (f"#{place}:{anchor}" if anchor else ""),
            "place": place,
            "level": min(level, 5),
        }
        yield from _lines(entry.get("children", []), opened, level + 1)
