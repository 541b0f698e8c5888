"""A zip of a web site → one book: pages in reading order, contents from its first page."""

import posixpath
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

from densach.core.errors import DomainError
from densach.core.unpack import Archive

from . import addresses, documents, encodings, fonts
from .binding import Binder, Leaf, Line
from .errors import NothingToRead
from .flow import finish
from .html import main_part, read_head
from .model import Extracted
from .trees import local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
INDEX = re.compile(r"(?:^|/)(?:index|default|toc|contents)\.x?html?$", re.IGNORECASE)
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.)")
PAGE_BYTES = 16 << 20
SHEET_BYTES = 2 << 20
CONTENTS_DEPTH = 4
FEWEST_LINES = 3


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read a zip of HTML pages. Raises NothingToRead and the refusals of `core.unpack`."""
    with Archive(path) as archive:
        site = Site(archive)
        order = site.reading_order()
        if not order:
            raise NothingToRead
        extracted = Extracted(format="HTML", media_type="application/zip", kind="BOOK")
        target = scratch / "reading.zip"
        with Binder(target, site) as binder:
            toc: list[Line] = []
            for at, page in enumerate(order):
                document = site.document(page)
                if document is None:
                    continue
                if at == 0:
                    read_head(document, extracted)
                    toc = _contents(document.body, page, site)
                extracted.recoded = extracted.recoded or fonts.recode(document)
                binder.add(_leaf(document, page, site))
            if not binder.count:
                raise NothingToRead
            finish(binder, extracted, toc=toc, direction="ltr", title="", name=name)
        extracted.reading = target
        return extracted


def is_page(name: str) -> bool:
    """Whether an entry is a page of the site, and not what a system left behind."""
    return bool(PAGE.search(name)) and not LITTER.search(name)


class Site:
    """The pages and files of the zip, for reading in order and for binding."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sheets: dict[str, str] = {}
        self.pages = {n: at for at, n in enumerate(archive.names) if is_page(n)}

    def find(self, name: str) -> str | None:
        """The entry that an address means; a folder means its index page."""
        return self._archive.find(name) or self._archive.find(posixpath.join(name, "index.html"))

    def fetch(self, name: str, limit: int) -> bytes | None:
        """The bytes of an entry; None when they cannot be had."""
        try:
            return self._archive.read(name, limit=limit)
        except (KeyError, DomainError):
            return None

    def stream(self, name: str) -> IO[bytes] | None:
        """An entry as a stream."""
        try:
            return self._archive.open(name)  # type: ignore[return-value]
        except (KeyError, DomainError):
            return None

    def document(self, page: str) -> documents.Document | None:
        """A page, parsed."""
        return documents.parse(self._archive.read(page, limit=PAGE_BYTES))

    def sheets(self, document: documents.Document, page: str) -> list[tuple[str, str]]:
        """The style sheets of a page, of those that lie in the zip."""
        found = []
        for address, text in document.sheets:
            if text:
                found.append((page, text))
            elif (target := addresses.resolve(page, address)) and (entry := self.find(target[0])):
                if entry not in self._sheets:
                    data = self.fetch(entry, SHEET_BYTES) or b""
                    self._sheets[entry] = encodings.decode(data).text if data else ""
                found.append((entry, self._sheets[entry]))
        return found

    def reading_order(self) -> list[str]:
        """The first page, then pages as links lead to them, then those that no link leads to."""
        if not self.pages:
            return []
        first = min(self.pages, key=_likeliest_first)
        order, waiting, seen = [], [first], {first}
        while waiting:
            page = waiting.pop(0)
            order.append(page)
            found = [target for target in self._links(page) if target not in seen]
            seen.update(found)
            # What a chapter's page leads to belongs behind it, before the next chapter.
            waiting = found + waiting if page != first else found
        rest = [page for page in sorted(self.pages, key=_natural) if page not in seen]
        return order + rest

    def _links(self, page: str) -> list[str]:
        document = self.document(page)
        if document is None:
            return []
        targets = []
        for link in document.body.iter("{*}a"):
            found = addresses.resolve(page, link.get("href", ""))
            entry = self.find(found[0]) if found else None
            if entry is not None and entry in self.pages:
                targets.append(entry)
        return list(dict.fromkeys(targets))


def _likeliest_first(page: str) -> tuple[int, int, str]:
    return page.count("/"), 0 if INDEX.search(page) else 1, page


def _natural(name: str) -> list[tuple[int, str]]:
    return [
        (int(run[:18]), "") if run.isdecimal() else (0, run) for run in re.findall(r"\d+|\D+", name)
    ]


def _leaf(document: documents.Document, page: str, site: Site) -> Leaf:
    sheets = site.sheets(document, page)
    return Leaf(
        name=page,
        body=main_part(document.body),
        title=documents.heading(document),
        sheets=sheets,
        language=document.language,
    )


def _contents(body: "_Element", page: str, site: Site) -> list[Line]:
    """The longest list of links on the first page; [] where it has none worth the name."""
    best: list[Line] = []
    for listing in body.iter("{*}ul", "{*}ol", "{*}dl"):
        if any(local(str(up.tag)) in {"ul", "ol", "dl"} for up in listing.iterancestors()):
            continue
        lines = _lines(listing, page, site, 0)
        if _count(lines) > _count(best):
            best = lines
    return best if _count(best) >= FEWEST_LINES else []


def _lines(listing: "_Element", page: str, site: Site, depth: int) -> list[Line]:
    lines: list[Line] = []
    for entry in listing:
        name = local(str(entry.tag)).lower()
        inner = list(entry.iter("{*}ul", "{*}ol", "{*}dl"))
        nested = _lines(inner[0], page, site, depth + 1) if inner and depth < CONTENTS_DEPTH else []
        if name == "dd" and lines:
            lines[-1].children.extend(nested)
            continue
        link = next((a for a in entry.iter("{*}a") if a.get("href")), None)
        found = addresses.resolve(page, link.get("href", "")) if link is not None else None
        target = site.find(found[0]) if found else None
        if link is None or found is None or target not in site.pages:
            lines.extend(nested)
            continue
        title = text_of(link)
        lines.append(Line(title, (target, found[1]), nested))
    return lines


def _count(lines: list[Line]) -> int:
    return sum(1 + _count(line.children) for line in lines)
