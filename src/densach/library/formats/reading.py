"""The reading copy: one zip in one shape for every reflowable book (described in `__init__`).

    with reading.Writer(path) as copy:
        picture = copy.resource(jpeg_bytes, "jpg")      # "r/1.jpg"
        copy.chapter(Chapter(id="c1", title="…", body="<div>…</div>"))
        copy.finish(layout="reflow", direction="ltr", language="vi", toc=[…])

    copy = reading.open_reading(path)
    copy.book, copy.chapter("c1"), copy.resource("r/1.jpg")

The same book gives the same bytes, whenever and wherever it is written.
"""

import json
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Self

from .errors import NoSuchPart

VERSION = 1
# Of 1980, the first day that a zip can say: no clock gets into the copy.
MOMENT = (1980, 1, 1, 0, 0, 0)
PACK_LEVEL = 1  # within 15 % of the best for text at a third of the time
BLOCK = 1 << 18

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "svg": "image/svg+xml",
    "css": "text/css",
    "html": "text/html",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt",
}
PACKED = frozenset({"svg", "css", "html", "ttf", "otf", "bmp", "wav", "vtt"})


@dataclass(slots=True)
class Chapter:
    """A chapter as the reader gets it. `body` is a fragment, or a whole page where it is fixed."""

    id: str
    title: str
    body: str
    words: int = 0
    part_of: str = ""
    viewport: tuple[int, int] | None = None  # of a fixed page, in CSS pixels
    # read-along: element id in `body`, sound in the copy, begin and end in seconds
    audio: list[tuple[str, str, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A line of the contents. `anchor` is the part after the colon of an id in the chapter."""

    title: str
    chapter: str
    anchor: str = ""
    children: "list[Entry]" = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape of the line in book.json."""
        return {
            "title": self.title,
            "chapter": self.chapter,
            "anchor": self.anchor,
            "children": [child.as_json() for child in self.children],
        }


class Writer:
    """Writes one reading copy to `path`. A context manager; a copy left early is removed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=PACK_LEVEL)
        self._chapters: list[dict[str, Any]] = []
        self._count = 0
        self._finished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._zip.close()
        if not self._finished:
            self.path.unlink(missing_ok=True)

    def resource(self, data: bytes, suffix: str, *, name: str = "") -> str:
        """Keep a picture, font, sound or sheet; its name in the copy (`r/7.jpg`)."""
        kept = self._name(suffix, name)
        self._put(kept, data, packed=suffix in PACKED)
        return kept

    def resource_from(self, source: IO[bytes], suffix: str) -> str:
        """`resource` for what may be large: copied block by block."""
        kept = self._name(suffix, "")
        with self._zip.open(_info(kept, packed=suffix in PACKED), "w", force_zip64=True) as out:
            while block := source.read(BLOCK):
                out.write(block)
        return kept

    def chapter(self, chapter: Chapter) -> None:
        """Keep the next chapter in reading order."""
        folder = "f" if chapter.viewport else "c"
        path = f"{folder}/{chapter.id.removeprefix('c')}.html"
        body = chapter.body.encode("utf-8", "replace")
        self._put(path, body, packed=True)
        line: dict[str, Any] = {
            "id": chapter.id,
            "title": chapter.title,
            "path": path,
            "bytes": len(body),
            "words": chapter.words,
            "viewport": list(chapter.viewport) if chapter.viewport else None,
        }
        if chapter.audio:
            line["audio"] = [list(clip) for clip in chapter.audio]
        if chapter.part_of:
            line["part_of"] = chapter.part_of
        self._chapters.append(line)

    def finish(
        self, *, layout: str, direction: str, language: str, toc: list[Entry], css: str = ""
    ) -> None:
        """Write book.json and, where there are styles, `r/book.css`. Nothing may follow."""
        book = {
            "version": VERSION,
            "layout": layout,
            "direction": direction,
            "language": language,
            "chapters": self._chapters,
            "toc": [entry.as_json() for entry in toc],
            "css": [self.resource(css.encode(), "css", name="book")] if css else [],
        }
        text = json.dumps(book, ensure_ascii=False, separators=(",", ":"))
        self._put("book.json", text.encode("utf-8", "replace"), packed=True)
        self._finished = True

    def _name(self, suffix: str, name: str) -> str:
        assert suffix in MEDIA_TYPES, suffix
        if not name:
            self._count += 1
        return f"r/{name or self._count}.{suffix}"

    def _put(self, name: str, data: bytes, *, packed: bool) -> None:
        self._zip.writestr(_info(name, packed=packed), data, compresslevel=PACK_LEVEL)


class ReadingCopy:
    """A reading copy, opened for one answer. Reads only the entries that are asked for.

    A context manager; also safe to let go of, since it holds no more than an open file.
    Raises NoSuchPart for chapters and resources that are not there.
    """

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    @cached_property
    def book(self) -> dict[str, Any]:
        """book.json: layout, direction, language, chapters, toc, css."""
        book: dict[str, Any] = json.loads(self._zip.read("book.json"))
        return book

    @property
    def names(self) -> list[str]:
        """The names of the resources (`r/…`)."""
        return [name for name in self._zip.namelist() if name.startswith("r/")]

    def chapter(self, chapter_id: str) -> str:
        """The HTML of a chapter (`c3`): a fragment, or a whole page where its viewport is set."""
        for line in self.book["chapters"]:
            if line["id"] == chapter_id:
                return self._zip.read(line["path"]).decode()
        raise NoSuchPart(name=chapter_id[:40])

    def resource(self, name: str) -> tuple[bytes, str]:
        """Bytes and media type of `r/…`."""
        info, media_type = self._resource(name)
        return self._zip.read(info), media_type

    def open_resource(self, name: str) -> tuple[IO[bytes], int, str]:
        """`r/…` as a seekable stream, with its size in bytes and media type, for sound and film."""
        info, media_type = self._resource(name)
        return self._zip.open(info), info.file_size, media_type

    def weight(self, name: str) -> tuple[int, int]:
        """Bytes of `r/…` or of a chapter's path, as it is and as it is packed here. Opens nothing."""
        try:
            info = self._zip.getinfo(name)
        except KeyError as error:
            raise NoSuchPart(name=name[:40]) from error
        return info.file_size, info.compress_size

    def _resource(self, name: str) -> tuple[zipfile.ZipInfo, str]:
        media_type = MEDIA_TYPES.get(name.rpartition(".")[2])
        if not name.startswith("r/") or media_type is None:
            raise NoSuchPart(name=name[:40])
        try:
            return self._zip.getinfo(name), media_type
        except KeyError as error:
            raise NoSuchPart(name=name[:40]) from error


def open_reading(path: Path) -> ReadingCopy:
    """Open a reading copy that `Writer` made. Costs one look at the directory of the zip."""
    return ReadingCopy(path)


def _info(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    return info
