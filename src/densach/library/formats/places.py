"""Where the things of a book lie in its reading copy: pictures, sound, fonts, links."""

import base64
import binascii
import posixpath
import re
from typing import IO, TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes

from . import addresses, fixed_styles
from .clean import Placed
from .drawings import SVG_NAMESPACE, clean_drawing
from .images import picture
from .pictures_small import for_phones
from .reading import Writer
from .trees import local

if TYPE_CHECKING:
    from lxml.etree import _Element

PICTURE_BYTES = 32 << 20
INLINE_BYTES = 16 << 20
DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=-]+)*),", re.IGNORECASE)
RECORDINGS = {
    ".mp3": "mp3",
    ".m4a": "m4a",
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".ogg": "ogg",
    ".oga": "ogg",
    ".opus": "opus",
    ".wav": "wav",
    ".webm": "webm",
    ".vtt": "vtt",
}
FONTS = {
    b"\x00\x01\x00\x00": "ttf",
    b"true": "ttf",
    b"OTTO": "otf",
    b"wOFF": "woff",
    b"wOF2": "woff2",
}
FONT_BYTES = 8 << 20
NAMESPACES: Any = {None: SVG_NAMESPACE}  # the stubs know named ones only


class Source(Protocol):
    """Where a book's own files come from: a zip, a folder, nothing."""

    def find(self, name: str) -> str | None:
        """The true name of the file that `name` means; None when it is not there."""

    def fetch(self, name: str, limit: int) -> bytes | None:
        """The file under a true name; None when it is not there or larger."""

    def stream(self, name: str) -> IO[bytes] | None:
        """The same as a stream, for sound and film."""


class NoSource:
    """The source of a book that is one file and has no others."""

    def find(self, name: str) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Nothing is there."""
        return None

    def fetch(self, name: str, limit: int) -> bytes | None:  # noqa: ARG002 - the protocol's shape
        """Nothing is there."""
        return None

    def stream(self, name: str) -> IO[bytes] | None:  # noqa: ARG002 - the protocol's shape
        """Nothing is there."""
        return None


class CopyPlaces:
    """Keeps each thing once, at its first use. Remote things are never fetched."""

    def __init__(self, copy: Writer, source: Source) -> None:
        self._copy, self._source = copy, source
        self._pictures: dict[str, Placed | None] = {}
        self._recordings: dict[str, str | None] = {}
        self._fonts: dict[str, str | None] = {}
        self._sheets: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self._link_numbers: dict[tuple[str, str], int] = {}
        self.remote = False
        self.picture_count = 0

    def picture(self, base: str, address: str) -> Placed | None:
        """The picture that `address` means, kept in the copy; None when it cannot be shown."""
        if address[:5].lower() == "data:":
            return self._keep(_inline(address), base)
        name = self._local(base, address)
        if name is None:
            return None
        if name not in self._pictures:
            self._pictures[name] = None  # against drawings that contain themselves
            self._pictures[name] = self._keep(self._source.fetch(name, PICTURE_BYTES), name)
        return self._pictures[name]

    def recording(self, base: str, address: str) -> str | None:
        """Sound, film or subtitles, kept in the copy."""
        name = self._local(base, address)
        if name is None:
            return None
        suffix = RECORDINGS.get(posixpath.splitext(name)[1].lower())
        if name not in self._recordings:
            source = self._source.stream(name) if suffix else None
            kept = self._copy.resource_from(source, suffix) if source and suffix else None
            self._recordings[name] = kept
        return self._recordings[name]

    def link(self, base: str, address: str) -> str:
        """A stand-in for a link inside the book, the address itself for one out of it."""
        found = addresses.resolve(base, address)
        if found is None:
            return addresses.outside(address)
        target = (self._source.find(found[0]) or found[0], found[1])
        if target not in self._link_numbers:
            self._link_numbers[target] = len(self.links)
            self.links.append(target)
        return f"densach:{self._link_numbers[target]}"

    def inline_drawing(self, svg: "_Element") -> Placed | None:
        """A cleaned drawing of a document, kept as a picture of its own."""
        return self._write_drawing(svg)

    def font_faces(self, base: str, text: str) -> tuple[str, frozenset[str]]:
        """@font-face rules for the fonts of a sheet that are kept, and their families."""
        rules, families = [], set()
        for family, address, rest in fixed_styles.font_faces(text):
            plain = re.sub(r"[^\w-]", "_", family)
            name = self._font(base, address)
            if name:
                families.add(family.lower())
                # From r/book.css, where fonts lie beside it.
                place = name.removeprefix("r/")
                rest_safe = re.sub(r"[^\w;:,+\- ]", "", rest)
                rules.append(f'@font-face{{font-family:"{plain}";src:url("{place}");{rest_safe}}}')
        return "\n".join(rules) + ("\n" if rules else ""), frozenset(families)

    def fixed_sheets(self, sheets: list[tuple[str, str]]) -> list[str]:
        """Names in the copy of the cleaned sheets of a fixed page."""
        names = []
        for base, text in sheets:
            if text not in self._sheets:

                def place(address: str, base: str = base) -> str | None:
                    name = self._font(base, address)
                    if name is None:
                        found = self.picture(base, address)
                        name = found.name if found else None
                    return name.removeprefix("r/") if name else None

                cleaned = fixed_styles.sheet(text, place)
                self._sheets[text] = self._copy.resource(cleaned.encode("utf-8", "replace"), "css")
            names.append(self._sheets[text])
        return names

    def _local(self, base: str, address: str) -> str | None:
        """The true name of a file of the book; what lies outside is remembered, never fetched."""
        found = addresses.resolve(base, address)
        if found is None:
            self.remote = True
            return None
        return self._source.find(found[0])

    def _font(self, base: str, address: str) -> str | None:
        name = self._local(base, address)
        if name is None:
            return None
        if name not in self._fonts:
            data = self._source.fetch(name, FONT_BYTES)
            suffix = FONTS.get(data[:4]) if data else None
            self._fonts[name] = self._copy.resource(data, suffix) if data and suffix else None
        return self._fonts[name]

    def _keep(self, data: bytes | None, name: str) -> Placed | None:
        if not data:
            return None
        found = picture(data)
        if found:
            found = for_phones(found)
            kept = self._copy.resource(found.data, found.suffix)
            self.picture_count += 1
            return Placed(kept, found.width, found.height)
        if b"<svg" in data[:4096]:
            return self._keep_drawing(data, name)
        return None

    def _keep_drawing(self, data: bytes, name: str) -> Placed | None:
        from densach.core import markup

        try:
            root = markup.xml(data)
        except markup.MARKUP_REFUSALS:
            return None
        if local(str(root.tag)) != "svg":
            return None
        clean_drawing(
            root, prefix="", place=lambda address: self._embedded(name, address), link=_nowhere
        )
        return self._write_drawing(root)

    def _embedded(self, base: str, address: str) -> str | None:
        """A picture inside a drawing: it must lie in it, as pictures load nothing."""
        if address[:5].lower() == "data:":
            data = _inline(address)
        else:
            name = self._local(base, address)
            data = self._source.fetch(name, PICTURE_BYTES) if name else None
        kept = picture(data) if data else None
        if kept is None:
            return None
        kind = "jpeg" if kept.suffix == "jpg" else kept.suffix
        return f"data:image/{kind};base64,{base64.b64encode(kept.data).decode()}"

    def _write_drawing(self, root: "_Element") -> Placed:
        from lxml import etree

        whole = etree.Element("svg", nsmap=NAMESPACES)
        for key, value in root.attrib.items():
            if key != "xmlns":
                whole.set(key, value)
        whole.text = root.text
        for child in list(root):
            whole.append(child)
        text = etree.tostring(whole, encoding="unicode", with_tail=False)
        self.picture_count += 1
        width, height = _size(whole)
        return Placed(self._copy.resource(text.encode("utf-8", "replace"), "svg"), width, height)


def _size(svg: "_Element") -> tuple[int, int]:
    view = re.split(r"[\s,]+", svg.get("viewBox", svg.get("viewbox", "")).strip())
    sides = []
    for side, at in (("width", 2), ("height", 3)):
        given = re.fullmatch(r"(\d{1,6}(?:\.\d{1,9})?)(?:px)?", svg.get(side, "").strip())
        text = given[1] if given else (view[at] if len(view) > at else "")
        sides.append(round(float(text)) if re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text) else 0)
    return sides[0], sides[1]


def _nowhere(_address: str) -> str:
    return ""


def _inline(address: str) -> bytes | None:
    """The bytes of a data: address."""
    match = DATA.match(address)
    if not match or len(address) > INLINE_BYTES:
        return None
    content = unquote_to_bytes(address[match.end() :])
    if ";base64" not in match[2].lower():
        return content
    try:
        return base64.b64decode(re.sub(rb"\s+", b"", content) + b"==")
    except binascii.Error:
        return None
