"""The pages copy of a picture book: cleaned pictures in a zip (described in `__init__`)."""

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from densach.core.errors import DomainError

from .errors import NoSuchPart
from .pictures_open import webp

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 1
LONGEST = 1600
# Strips that are scrolled (three times as high as wide, or more) keep a width that can be read.
STRIP, STRIP_WIDTH, STRIP_HEIGHT = 3, 1080, 16_000
QUALITY = 80
MOMENT = (1980, 1, 1, 0, 0, 0)  # no clock gets into the copy: the same book, the same bytes


def fitted(image: "Image") -> "Image":
    """The picture in the size in which it is kept; never larger than it was."""
    wide, high = image.size
    most_wide, most_high = (
        (STRIP_WIDTH, STRIP_HEIGHT) if high >= STRIP * wide else (LONGEST, LONGEST)
    )
    scale = min(1.0, most_wide / wide, most_high / high)
    if scale == 1.0:
        return image
    return image.resize((max(1, round(wide * scale)), max(1, round(high * scale))))


class Writer:
    """Writes a pages copy page by page: only one picture is in memory at a time."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self.pages: list[list[int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._zip.close()

    def page(self, image: "Image") -> bytes:
        """Add a page; its bytes as kept."""
        image = fitted(image)
        data = webp(image, quality=QUALITY)
        self.pages.append([image.width, image.height])
        self._zip.writestr(zipfile.ZipInfo(f"p/{len(self.pages)}.webp", MOMENT), data)
        return data

    def finish(self, about: dict[str, Any]) -> None:
        """Write the index: `about` and the sizes of all pages."""
        index = {"version": VERSION, "pages": self.pages, **about}
        data = json.dumps(index, ensure_ascii=False, sort_keys=True).encode()
        self._zip.writestr(zipfile.ZipInfo("pages.json", MOMENT), data)


def page_picture(copy: Path, page: int) -> bytes:
    """Page `page` (from 1) of a pages copy, as WebP. Raises NoSuchPart."""
    return _entry(copy, f"p/{page}.webp")


def index_of(copy: Path) -> dict[str, Any]:
    """What stands in pages.json. Raises NoSuchPart where the file is no pages copy."""
    index: dict[str, Any] = json.loads(_entry(copy, "pages.json"))
    return index


def narrower(picture: bytes, *, width: int) -> bytes:
    """A page of the copy, `width` wide; the same bytes where it is not wider."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=("WEBP",)) as image:
        if image.width <= width:
            return picture
        small = image.resize((width, max(1, round(image.height * width / image.width))))
        return webp(small, quality=QUALITY)


def _entry(copy: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(copy) as pages:
            return pages.read(name)
    except (KeyError, zipfile.BadZipFile, OSError):
        refusal: DomainError = NoSuchPart(name=name)
        raise refusal from None
