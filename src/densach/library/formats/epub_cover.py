"""The cover of an EPUB, by all the ways in which makers name it."""

import re
from collections.abc import Iterator

from densach.core.errors import DomainError

from . import addresses, documents, drawing_picture
from .epub_package import Item, Package, children
from .epub_toc import landmark
from .trees import raw_text

COVER_BYTES = 32 << 20
DRAWING_BYTES = 8 << 20
LEAST_BYTES = 2_000  # smaller pictures are rules and ornaments
SVG = "image/svg+xml"
# A drawing in a page: it says its namespace itself, or it is not well-formed by itself.
INSIDE = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)
RASTER = frozenset({"image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"})


def cover(package: Package) -> bytes | None:
    """The cover picture as it lies in the book, or None. Never raises for a broken picture.

    A drawing is taken, as a picture, where no picture is the cover.
    """
    named = _named(package)
    for name in _pictures(package, named):
        try:
            data = package.archive.read(name, limit=COVER_BYTES)
        except (DomainError, KeyError):
            continue
        if data[:3] == b"\xff\xd8\xff" or data[:4] in {b"\x89PNG", b"GIF8", b"RIFF"}:
            return data
    drawn = (drawing_picture.picture_of(drawing) for drawing in _drawings(package, named))
    return next((picture for picture in drawn if picture), None)


def _named(package: Package) -> list[str]:
    """Entries that the package calls the cover, surest first."""
    items = list(package.items.values())
    found = [item.name for item in items if "cover-image" in item.properties]
    for meta in children(package.root, "meta"):
        if meta.get("name") == "cover":
            content = meta.get("content", "")
            item = package.items.get(content)
            found.append(item.name if item else package.find(content) or "")
    found += [i.name for i in items if i.id.lower() in {"cover", "cover-image", "coverimage"}]
    found.append(landmark(package, "cover") or "")
    found += [
        i.name
        for i in items
        if i.media_type in {*RASTER, SVG} and "cover" in i.name.rpartition("/")[2].lower()
    ]
    there = {item.name for item in items}
    return [name for name in dict.fromkeys(found) if name in there]


def _pictures(package: Package, named: list[str]) -> list[str]:
    """Pictures that may be the cover: those named, else those on pages named or first in the book."""
    is_picture = {i.name for i in package.items.values() if _may_be_cover(i, package)}
    found = [name for name in named if name in is_picture]
    for name in [n for n in named if n not in is_picture] + [i.name for i in package.spine[:2]]:
        found += _pictures_of(package, name)
    return list(dict.fromkeys(name for name in found if name in is_picture))


def _drawings(package: Package, named: list[str]) -> Iterator[bytes]:
    """Drawings that may be the cover: files of their own, or standing in a page named as the cover."""
    drawings = {item.name for item in package.items.values() if item.media_type == SVG}
    for name in named:
        try:
            data = package.archive.read(name, limit=DRAWING_BYTES)
        except (DomainError, KeyError):
            continue
        if name in drawings:
            yield data
        elif b"<svg" in data and (inside := INSIDE.search(data)):
            yield inside[0]


def _may_be_cover(item: Item, package: Package) -> bool:
    is_raster = item.media_type in RASTER or item.name.lower().endswith(
        (".jpg", ".jpeg", ".png", ".gif", ".webp")
    )
    return is_raster and package.archive.size(item.name) >= LEAST_BYTES


def _pictures_of(package: Package, name: str) -> list[str]:
    """Pictures of a page with hardly any text, in order."""
    if not name.lower().endswith((".xhtml", ".html", ".htm", ".xml", ".svg")):
        return []
    try:
        data = package.archive.read(name, limit=DRAWING_BYTES)
    except DomainError:
        return []
    if b"<im" not in data and b"<IM" not in data and b":image" not in data:
        return []
    document = documents.parse(data)
    if document is None or len(raw_text(document.body).split()) > 60:  # noqa: PLR2004
        return []
    addressed = [image.get("src") for image in document.body.iter("{*}img")]
    addressed += [
        image.get("{http://www.w3.org/1999/xlink}href") or image.get("href")
        for image in document.body.iter("{*}image")
    ]
    resolved = [addresses.resolve(name, address) for address in addressed if address]
    return [entry for found in resolved if found and (entry := package.archive.find(found[0]))]
