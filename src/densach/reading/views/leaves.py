"""Files of pages, PDF and picture books: a picture for each page, its words, its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from densach.core.http import wants_fragment

from ..http import ASK_AGAIN, looks
from ..queries.editions import Opened, page_number, text_of
from .book import contents_page, edition_tag, place_url, quote_of

A4 = [595.0, 842.0]
# What phones and laptops ask for; the smallest is for the strip of small pictures.
WIDTHS = (480, 720, 1080, 1600)


@dataclass(frozen=True)
class Leaf:
    """One page as the template shows it."""

    opened: Opened
    number: int
    text: str

    @property
    def count(self) -> int:
        """How many pages the file has."""
        return max(self.opened.edition.pages or 0, 1)

    @property
    def size(self) -> list[float]:
        """Width and height, in any unit: their ratio counts."""
        sizes: list[list[float]] = self.opened.edition.manifest.get("pages", [])
        return sizes[self.number - 1] if self.number <= len(sizes) else A4

    @property
    def height(self) -> int:
        """Of the picture 720 wide."""
        return max(1, round(720 * self.size[1] / max(self.size[0], 1)))

    @property
    def ratio(self) -> str:
        """Width by height, with a point, as style sheets want it."""
        return f"{self.size[0] / max(self.size[1], 1):.4f}"

    @property
    def percent(self) -> int:
        """How much of the file lies before the end of this page."""
        return round(100 * self.number / self.count)

    @property
    def tag(self) -> str:
        """`?edition=…` for the addresses of an edition that is not the best."""
        return edition_tag(self.opened)

    @property
    def has_text(self) -> bool:
        """Whether any page has text: printed, recognised or written beside the picture."""
        return bool(self.opened.edition.words or self.opened.edition.manifest.get("has_text"))

    @property
    def label(self) -> str:
        """The number printed on the page, where the file tells it."""
        labels: list[str] = self.opened.edition.manifest.get("labels", [])
        return labels[self.number - 1] if self.number <= len(labels) else str(self.number)

    @property
    def source(self) -> str:
        """Address of the picture 720 wide, for browsers that choose no other."""
        return picture_url(self.opened, self.number, 720)

    @property
    def sources(self) -> str:
        """All widths, as `srcset` lists them."""
        urls = ((picture_url(self.opened, self.number, width), width) for width in WIDTHS)
        return ", ".join(f"{url} {width}w" for url, width in urls)

    @property
    def url(self) -> str:
        """Of this page."""
        return place_url(self.opened, f"p{self.number}")

    @property
    def before_url(self) -> str:
        """Of the page before; "" on the first."""
        return place_url(self.opened, f"p{self.number - 1}") if self.number > 1 else ""

    @property
    def after_url(self) -> str:
        """Of the page after; "" on the last."""
        return place_url(self.opened, f"p{self.number + 1}") if self.number < self.count else ""

    @property
    def paragraphs(self) -> list[str]:
        """The text as it is read."""
        return [part for part in self.text.split("\n") if part.strip()]

    def island(self) -> dict[str, Any]:
        """What the page's script must know."""
        manifest = self.opened.edition.manifest
        sizes = manifest.get("pages", [])
        same = all(size == sizes[0] for size in sizes)
        return {
            "edition": self.opened.edition.pk.hex,
            "language": self.opened.language,
            "count": self.count,
            "sizes": sizes[:1] if same else sizes,
            "labels": manifest.get("labels", []),
            "hasText": self.has_text,
            "night": self.opened.edition.format == "PDF",
            "rtl": manifest.get("direction") == "rtl",
            "address": place_url(self.opened, "p0"),
            "picture": picture_url(self.opened, 0, 0),
            "words": words_url(self.opened, 0),
            "quote": quote_of(self.opened),
        }


def show(request: HttpRequest, opened: Opened, place: str) -> HttpResponseBase:
    """A page with its picture and text; only the text when the page's script asks for it."""
    number = page_number(opened, place or "p1")
    leaf = Leaf(opened, number, text_of(opened.edition, f"p{number}"))
    context = {"leaf": leaf, "opened": opened, "work": opened.work, "looks": looks(request)}
    fragment = wants_fragment(request)
    response = render(
        request, "reading/_leaf_text.html" if fragment else "reading/leaves.html", context
    )
    response["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    return response


def contents(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The outline; where there is none, every page, or every tenth of many."""
    return contents_page(request, opened, lines_of(opened))


def lines_of(opened: Opened) -> list[dict[str, Any]]:
    """The outline of the file, else its pages."""
    lines = list(_lines(opened.edition.manifest.get("toc", []), opened))
    return lines or list(_pages(opened))


class Frame(Leaf):
    """A page whose picture and text are put in on a device: its links are filled in there."""

    before_url = "#truoc"
    after_url = "#sau"


def frame(opened: Opened) -> Frame:
    """The page around any page of the file."""
    return Frame(opened, 1, "")


def picture_url(opened: Opened, page: int, width: int) -> str:
    """Address of a page picture."""
    return reverse("reading:picture", args=[opened.work.slug, opened.leaves.token, page, width])


def words_url(opened: Opened, page: int) -> str:
    """Address of the words of a page."""
    return reverse("reading:words", args=[opened.work.slug, opened.leaves.token, page])


def _lines(
    entries: list[dict[str, Any]], opened: Opened, level: int = 0
) -> Iterator[dict[str, Any]]:
    for entry in entries:
        place = entry.get("place", "")
        url = place_url(opened, place) if place else ""
        yield {"title": entry["title"], "url": url, "place": place, "level": min(level, 5)}
        yield from _lines(entry.get("children", []), opened, level + 1)


def _pages(opened: Opened) -> Iterator[dict[str, Any]]:
    count = max(opened.edition.pages or 0, 1)
    for number in range(1, count + 1, 1 if count <= 60 else 10):  # noqa: PLR2004 - fits a sheet
        label = Leaf(opened, number, "").label
        title = _("Page %(label)s") % {"label": label}
        place = f"p{number}"
        yield {"title": title, "url": place_url(opened, place), "place": place, "level": 0}
