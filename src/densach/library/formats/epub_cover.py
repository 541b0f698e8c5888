"""The cover of an EPUB, by all the ways in which makers name it."""

from densach.core.errors import DomainError

from . import addresses, documents
from .epub_package import Item, Package, children
from .epub_toc import landmark
from .trees import raw_text

COVER_BYTES = 32 << 20
DRAWING_BYTES = 4 << 20
LEAST_BYTES = 2_000  # smaller pictures are rules and ornaments
RASTER = frozenset({"image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"})


def cover(package: Package) -> bytes | None:
    """The cover picture as it lies in the book, or None. Never raises for a broken picture."""
    for name in _candidates(package):
        try:
            data = package.archive.read(name, limit=COVER_BYTES)
        except (DomainError, KeyError):
            continue
        if data[:3] == b"\xff\xd8\xff" or data[:4] in {b"\x89PNG", b"GIF8", b"RIFF"}:
            return data
    return None


def _candidates(package: Package) -> list[str]:
    items = list(package.items.values())
    found = [item.name for item in items if "cover-image" in item.properties]
    for meta in children(package.root, "meta"):
        if meta.get("name") == "cover":
            content = meta.get("content", "")
            item = package.items.get(content)
            found.append(item.name if item else package.find(content) or "")
    found += [i.name for i in items if i.id.lower() in {"cover", "cover-image", "coverimage"}]
    page = landmark(package, "cover")
    found += _pictures_of(package, page) if page else []
    found += [
        i.name
        for i in items
        if i.media_type in RASTER and "cover" in i.name.rpartition("/")[2].lower()
    ]
    for item in package.spine[:2]:
        found += _pictures_of(package, item.name)
    is_picture = {item.name for item in items if _may_be_cover(item, package)}
    pages = [n for n in found if n and n not in is_picture and n in {i.name for i in items}]
    for name in pages:  # the “cover” of some books is the page with the picture
        found += _pictures_of(package, name)
    return list(dict.fromkeys(name for name in found if name in is_picture))


def _may_be_cover(item: Item, package: Package) -> bool:
    is_raster = item.media_type in RASTER or item.name.lower().endswith(
        (".jpg", ".jpeg", ".png", ".gif", ".webp")
    )
    return is_raster and package.archive.size(item.name) >= LEAST_BYTES


def _pictures_of(package: Package, name: str) -> list[str]:
    """Pictures of a page with hardly any text, in order."""
    if not name.lower().endswith((".xhtml", ".html", ".htm", ".xml")):
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
