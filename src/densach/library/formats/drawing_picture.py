"""A drawing (SVG) as a picture, by typst, which draws SVG and carries what it needs in its wheel."""

import re
from typing import TYPE_CHECKING

from densach.core import markup
from densach.core.errors import DomainError

from .drawings import clean_drawing
from .trees import local, remove

if TYPE_CHECKING:
    from lxml.etree import _Element

WIDE = 600  # points, that is 800 pixels
DENSITY = 96.0  # pixels an inch
TALLEST = 4  # times as high as wide, or as wide as high: more is a rule or an ornament
MOST_BYTES = 8 << 20
MOST_PIXELS = 24_000_000  # of a picture inside: decoded it takes four bytes each
EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,")
MOST_DRAWN = 20_000  # elements, those counted as often as they are used
SLOW = {"filter", "pattern"}  # may take minutes whatever their size
LENGTH = re.compile(r"\s*([\d.]+)\s*(?:px|pt|mm|cm|in)?\s*")


def picture_of(data: bytes) -> bytes | None:
    """The drawing as PNG, 800 pixels wide; None where it cannot or should not be drawn.

    What it loads, runs or moves is taken out before. Never raises.
    """
    if len(data) > MOST_BYTES:
        return None
    try:
        root = markup.xml(data)
    except DomainError:
        return None
    if local(root.tag) != "svg" or not _has_a_fit_size(root):
        return None
    clean_drawing(root, prefix="", place=_embedded, link=lambda _address: "")
    for element in [e for e in root.iter() if local(str(e.tag)).lower() in SLOW]:
        remove(element)
    if _drawn(root) > MOST_DRAWN:
        return None
    from lxml import etree

    return draw(etree.tostring(root, encoding="unicode"))


def draw(svg: str, *, fonts: str = "") -> bytes | None:
    """A drawing of our own making or a cleaned one as PNG; None without typst, or if it fails.

    `fonts` is a folder whose fonts are used; else those of the system and of typst.
    """
    try:
        import typst
    except ImportError:
        return None
    page = (
        f"#set page(width: {WIDE}pt, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)\n'
    )
    paths = [fonts] if fonts else []
    try:
        made = typst.compile(
            page.encode(),
            font_paths=typst.Fonts(include_system_fonts=not fonts, font_paths=paths),
            format="png",
            ppi=DENSITY,
            sys_inputs={"svg": svg},
        )
    except (RuntimeError, ValueError):  # what typst says of a drawing that it cannot read
        return None
    return made if isinstance(made, bytes) else None


def _embedded(address: str) -> str | None:
    """A picture that lies in the drawing itself and is of a fit size; nothing is loaded."""
    begin = EMBEDDED.match(address)
    if begin is None:
        return None
    import base64
    import binascii
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        data = base64.b64decode(address[begin.end() :])
        with Image.open(io.BytesIO(data)) as picture:
            wide, high = picture.size
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    except Image.DecompressionBombError:
        return None
    return address if wide * high <= MOST_PIXELS else None


def _has_a_fit_size(root: "_Element") -> bool:
    box = root.get("viewBox", "").replace(",", " ").split()
    said = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]  # noqa: PLR2004
    found = [LENGTH.fullmatch(length) for length in said]
    if not all(found):
        return False
    try:
        wide, high = (float(length[1]) for length in found if length)
    except ValueError:
        return False
    return wide > 0 and high > 0 and 1 / TALLEST <= high / wide <= TALLEST


def _drawn(root: "_Element") -> int:
    """Elements that are drawn: a few that use one another can stand for millions."""
    by_id = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    counts: dict[object, int] = {}

    def count(element: "_Element", open_: frozenset[object]) -> int:
        if element in open_:  # a ring: nothing is drawn
            return MOST_DRAWN
        if element not in counts:
            inside = open_ | {element}
            total = 1 + sum(count(child, inside) for child in element if isinstance(child.tag, str))
            target = by_id.get(element.get("href", "").removeprefix("#"))
            if local(element.tag) == "use" and target is not None and total <= MOST_DRAWN:
                total += count(target, inside)
            counts[element] = min(total, MOST_DRAWN + 1)
        return counts[element]

    return count(root, frozenset())
