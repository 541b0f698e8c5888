"""Covers: the drawing of a book with its title set on it, as SVG, and as PNG where typst is there.

Readers and shelves want a raster; typst draws SVG and carries what it needs in its own wheel.
"""

import io
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from ...formats.drawing_picture import draw as draw_svg
from .source import AUTHOR, Book

TITLE_SIZES = [(9, 82), (11, 70), (14, 58), (17, 48)]  # letters of the longest line up to, size
SMALLEST = 40
AUTHOR_LINE = 840  # high enough for shelves that cut covers to 5:7
FONT = "Be Vietnam Pro"


@dataclass(frozen=True, slots=True)
class Front:
    """The cover as it goes into the book: `bia.png` or `bia.svg`; `svg` is always the drawing."""

    name: str
    data: bytes
    svg: bytes


def draw(book: Book, *, fonts: Path) -> Front:
    """The cover of a book. Raises ValueError when bia.svg is missing or has no end."""
    svg = _with_title(book)
    png = _raster(svg, fonts)
    if png is None:
        return Front("bia.svg", svg, svg)
    return Front("bia.png", png, svg)


def _with_title(book: Book) -> bytes:
    art = book.drawing("bia.svg").decode()
    if "</svg>" not in art:
        raise ValueError(f"{book.folder}/bia.svg: the drawing has no end.")
    longest = max(map(len, book.cover_lines))
    size = next((size for letters, size in TITLE_SIZES if longest <= letters), SMALLEST)
    title_ink, small_ink = book.cover_inks
    top = 60 + size
    lines = [
        f'<text x="48" y="{top + number * size * 1.26:.0f}" font-family="{FONT}" '
        f'font-weight="700" font-size="{size}" fill="{title_ink}">{escape(line)}</text>'
        for number, line in enumerate(book.cover_lines)
    ]
    lines.append(
        f'<text x="48" y="{AUTHOR_LINE}" font-family="{FONT}" font-size="24" fill="{small_ink}">{AUTHOR}</text>'
    )
    return re.sub(r"</svg>\s*$", "".join(lines) + "</svg>\n", art).encode()


def _raster(svg: bytes, fonts: Path) -> bytes | None:
    """The drawing as PNG with few colours; None without typst."""
    png = draw_svg(svg.decode(), fonts=str(fonts))
    return _small(png) if png is not None else None


def _small(png: bytes) -> bytes:
    """The same picture in 128 colours: flat drawings lose nothing and become a third as large."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        out = io.BytesIO()
        few = image.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        few.save(out, "PNG", compress_level=6)
    return out.getvalue()
