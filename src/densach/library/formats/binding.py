"""Binding: documents of a book, whatever they came from, become the chapters of a reading copy.

    with Binder(path, source, title=…) as binder:
        binder.add(Leaf(name="Text/1.xhtml", body=…, sheets=[…]))
        …
        parts = binder.finish(toc=[…], language="vi")

Each document is cleaned, cut where it is too long, and its text taken; links are led to their
chapters at the end, when all of them are known.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.utils.translation import gettext_lazy as _

from densach.core.unpack import UnpacksTooLarge

from . import styles
from .chapters import Piece, alone, boxed, mended, number_anchors, plain_text, word_count
from .clean import Cleaner
from .model import Part
from .pages import page_document
from .places import CopyPlaces, Source
from .reading import Chapter, Entry, Writer
from .remarks import remark
from .split import CHAPTER_BYTES, pieces
from .trees import ids_in

if TYPE_CHECKING:
    from lxml.etree import _Element

LINK = re.compile(r'href="densach:(\d{1,7})"')


# All chapters are held in memory until the last link is known. The longest novels have 20 MB.
MOST_LETTERS = 64 << 20
MOST_STYLES = 2 << 20
BODY_RULE = ".book .bd{display:block}"
SCRIPTS = _("The book held programs (scripts); they were taken out.")
REMOTE = _("Pictures or sounds on other sites were left out: the book must work without a line.")


@dataclass(slots=True)
class Clip:
    """A stretch of sound for an element: read-along."""

    anchor: str
    sound: str  # address in the book
    begin: float
    end: float


@dataclass(slots=True)
class Leaf:
    """One document of a book as it came, parsed. `body` is used up by binding."""

    name: str  # its address in the book, to resolve links
    body: "_Element"
    title: str = ""
    sheets: list[tuple[str, str]] = field(default_factory=list)  # (address, text) in order
    viewport: tuple[int, int] | None = None
    language: str = ""
    clips: list[Clip] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of the contents as the source gives it. `target` None: a heading without a link."""

    title: str
    target: tuple[str, str] | None
    children: "list[Line]" = field(default_factory=list)


class Binder:
    """Makes one reading copy at `path`. A context manager; a copy left early is removed."""

    def __init__(self, path: Path, source: Source, *, families: bool = False) -> None:
        self.copy = Writer(path)
        self.places = CopyPlaces(self.copy, source)
        self._flowing = Cleaner(self.places)
        self._fixed = Cleaner(self.places, fixed=True, up="../")
        self._keep_fonts = families
        self._weight = 0
        self._styled = 0
        self._pieces: list[Piece] = []
        self._sheets: dict[str, str] = {}
        self._first: dict[str, int] = {}
        self.dropped: set[str] = set()
        self._flowing.dropped = self._fixed.dropped = self.dropped

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        self.copy.__exit__(*why)

    @property
    def count(self) -> int:
        """Chapters so far."""
        return len(self._pieces)

    def add(self, leaf: Leaf) -> None:
        """Take the next document in reading order."""
        self._first.setdefault(leaf.name, len(self._pieces))
        if leaf.viewport:
            self._add_fixed(leaf)
        else:
            self._add_flowing(leaf)

    def finish(
        self, *, toc: list[Line], language: str, direction: str = "ltr", titled: str = ""
    ) -> list[Part]:
        """Lead the links to their chapters, write all; the text of the chapters.

        Chapters without a title take the first line of the contents that opens them.
        """
        entries = self._entries(toc)
        names = {entry.chapter: entry.title for entry in reversed(list(_all(entries)))}
        parts = []
        for piece in self._pieces:
            chapter = piece.chapter
            chapter.title = names.get(chapter.id) or chapter.title
            if chapter.part_of and chapter.id not in names:
                chapter.title = self._title_of(chapter.part_of)
            piece.text = mended(piece.text, language)
            chapter.title = mended(chapter.title, language)
            chapter.body = mended(LINK.sub(self._led, chapter.body), language)
            if not chapter.viewport:
                chapter.body = boxed(piece, language)
            self.copy.chapter(chapter)
            parts.append(Part(chapter.title or titled, chapter.id, piece.text))
        fixed = sum(piece.chapter.viewport is not None for piece in self._pieces)
        self.copy.finish(
            layout="fixed" if fixed * 2 > len(self._pieces) else "reflow",
            direction=direction,
            language=language,
            toc=entries or self._contents(),
            css="\n".join([BODY_RULE, *filter(None, self._sheets.values())])
            if any(self._sheets.values())
            else "",
        )
        return parts

    @property
    def has_something(self) -> bool:
        """Whether there is anything to look at: a picture, or a drawing in the text."""
        return self.places.picture_count > 0 or any("<svg" in p.chapter.body for p in self._pieces)

    def sample(self) -> str:
        """Text of all chapters so far, to tell the language by."""
        return "\n".join(piece.text for piece in self._pieces)

    def warnings(self) -> list[str]:
        """What was left out, in sentences for the librarian."""
        found: list[str] = []
        if "script" in self.dropped:
            found.append(remark(SCRIPTS))
        if self.places.remote:
            found.append(remark(REMOTE))
        return found

    def _add_flowing(self, leaf: Leaf) -> None:
        from lxml import etree

        body = alone(leaf.body)
        body.tag = "div"
        self._flowing.clean(body, leaf.name)
        etree.cleanup_namespaces(body)
        scope = " ".join(self._scopes(leaf))
        # Not a div where there are sheets: rules for all divs are not meant for the whole body.
        body.tag = "book-body" if scope else "div"
        body.set("class", f"bd {body.get('class', '')}".strip())
        body.tail = None
        first = f"c{len(self._pieces) + 1}"
        anchors = number_anchors(body, first)
        html = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
        # A letter has three bytes at most, all but the rarest.
        if len(html) * 3 <= CHAPTER_BYTES or len(html.encode("utf-8", "replace")) <= CHAPTER_BYTES:
            self._keep(leaf, scope, html, plain_text(body), anchors)
            return
        for element in pieces(body):
            chapter_id = f"c{len(self._pieces) + 1}"
            anchors = number_anchors(element, chapter_id, was=first)
            html = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
            self._keep(leaf, scope, html, plain_text(element), anchors, part_of=first)

    def _keep(
        self,
        leaf: Leaf,
        scope: str,
        html: str,
        text: str,
        anchors: set[str],
        *,
        part_of: str = "",
    ) -> None:
        chapter_id = f"c{len(self._pieces) + 1}"
        chapter = Chapter(
            id=chapter_id,
            title=leaf.title,
            body=html,
            words=word_count(text),
            part_of="" if part_of == chapter_id else part_of,
        )
        self._voice(chapter, leaf, anchors, f"{chapter_id}:")
        self._weight += len(html)
        if self._weight > MOST_LETTERS:
            raise UnpacksTooLarge(limit_mb=MOST_LETTERS >> 20)
        self._pieces.append(Piece(chapter, text, leaf.name, anchors, scope, leaf.language))

    def _add_fixed(self, leaf: Leaf) -> None:
        from lxml import etree

        assert leaf.viewport is not None
        body = alone(leaf.body)
        self._fixed.clean(body, leaf.name)
        etree.cleanup_namespaces(body)
        text = plain_text(body)
        anchors = {element.get("id", "") for element in ids_in(body)}
        chapter = Chapter(
            id=f"c{len(self._pieces) + 1}",
            title=leaf.title,
            body=page_document(
                body,
                leaf.viewport,
                self.places.fixed_sheets(leaf.sheets),
                title=leaf.title,
                language=leaf.language,
            ),
            words=word_count(text),
            viewport=leaf.viewport,
        )
        self._voice(chapter, leaf, anchors, "")
        self._pieces.append(Piece(chapter, text, leaf.name, anchors))

    def _scopes(self, leaf: Leaf) -> list[str]:
        """Class names for the sheets of a document; new sheets are cleaned here."""
        scopes = []
        for address, text in leaf.sheets:
            key = text
            if key not in self._sheets and self._styled + len(text) > MOST_STYLES:
                continue  # no book needs so many; reading them takes a second a megabyte
            if key not in self._sheets:
                self._styled += len(text)
                scope = f"s{len(self._sheets) + 1}"
                faces, families = "", frozenset[str]()
                if self._keep_fonts:
                    faces, families = self.places.font_faces(address, text)
                self._sheets[key] = faces + styles.flowing(text, f".{scope}", families)
            if self._sheets[key]:
                scopes.append(f"s{list(self._sheets).index(key) + 1}")
        return scopes

    def _voice(self, chapter: Chapter, leaf: Leaf, anchors: set[str], prefix: str) -> None:
        for clip in leaf.clips:
            anchor = styles.anchor_name(clip.anchor) if prefix else clip.anchor
            sound = self.places.recording(leaf.name, clip.sound) if anchor in anchors else None
            if sound:
                chapter.audio.append((prefix + anchor, sound, clip.begin, clip.end))

    def _find(self, name: str, fragment: str) -> tuple[str, str] | None:
        """Chapter and anchor of a place in the source."""
        at = self._first.get(name)
        if at is None:
            return None
        anchor = styles.anchor_name(fragment)
        if anchor:
            for piece in self._pieces[at:]:
                if piece.leaf != name:
                    break
                if anchor in piece.anchors or fragment in piece.anchors:
                    return piece.chapter.id, anchor if anchor in piece.anchors else fragment
        return self._pieces[at].chapter.id, ""

    def _led(self, match: re.Match[str]) -> str:
        number = int(match[1])
        if number >= len(self.places.links):
            return match[0]  # a book that writes about us
        found = self._find(*self.places.links[number])
        if found is None:
            return ""
        chapter, anchor = found
        return f'href="#{chapter}:{anchor}"' if anchor else f'href="#{chapter}"'

    def _entries(self, toc: list[Line]) -> list[Entry]:
        entries: list[Entry] = []
        for line in toc:
            children = self._entries(line.children)
            found = self._find(*line.target) if line.target else None
            title = " ".join(line.title.split())
            if found and title:
                entries.append(Entry(title, found[0], found[1], children))
            elif children and title:
                entries.append(Entry(title, children[0].chapter, children[0].anchor, children))
            else:
                entries.extend(children)
        return entries

    def _contents(self) -> list[Entry]:
        """Contents of a book that has none: its titled chapters."""
        return [
            Entry(piece.chapter.title, piece.chapter.id)
            for piece in self._pieces
            if piece.chapter.title and not piece.chapter.part_of
        ]

    def _title_of(self, chapter_id: str) -> str:
        return self._pieces[int(chapter_id[1:]) - 1].chapter.title


def flat(lines: list[Line]) -> list[Line]:
    """All lines of contents, nested ones after their parents."""
    return [one for line in lines for one in (line, *flat(line.children))]


def _all(entries: list[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        found.append(entry)
        found.extend(_all(entry.children))
    return found
