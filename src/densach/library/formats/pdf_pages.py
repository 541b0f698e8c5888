"""Pages of a PDF by pdfium: drawn as pictures, words with their places, raw text.

Imports nothing of Django, since a small process of its own runs it for the web (`pdf_child.py`).
pdfium is not thread-safe: everything here holds LOCK. Pages are numbered from 0 here.
"""

import io
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_int
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

LOCK = threading.RLock()
QUALITY = 68
SCAN_DPI = 300
MAX_PIXELS = 16_000_000  # a page 1600 wide may be 10,000 high; 64 MB of memory
MAX_SIDE = 16_000  # WebP knows no longer ones
MAX_LETTERS = 200_000  # of one page; the densest newspaper pages have 40,000
GRID = 100_000  # places of words are reckoned on a grid this fine
# Night: paper and ink of the dark reader, instead of white and black.
NIGHT_PAPER, NIGHT_INK = (0x14, 0x1B, 0x29), (0xF1, 0xE9, 0xD8)
# Pictures on a page keep their colours at night; one that fills the page is a scan of text.
SMALLEST_PHOTO, LARGEST_PHOTO = 0.01, 0.6

Word = tuple[str, float, float, float, float]
Box = tuple[float, float, float, float]
# pypdfium2 has no types: PdfDocument, PdfPage, PdfTextPage.
Document = Any
Page = Any
Letters = Any


@contextmanager
def document(path: Path) -> Iterator[Document]:
    """The PDF at `path`, open, with LOCK held. Raises pypdfium2.PdfiumError."""
    import pypdfium2

    with LOCK:
        pdf = pypdfium2.PdfDocument(path)
        try:
            pdf.init_forms()  # what was filled into forms is drawn too
            yield pdf
        finally:
            pdf.close()


@contextmanager
def page_of(pdf: Document, index: int) -> Iterator[Page]:
    """One page, closed at the end so that a long file does not pile pages up in memory."""
    page = pdf[index]
    try:
        yield page
    finally:
        page.close()


def draw(pdf: Document, index: int, *, width: int, dark: bool = False) -> bytes:
    """The page as WebP, `width` pixels wide (less where that would break MAX_PIXELS)."""
    with page_of(pdf, index) as page:
        image = bitmap(page, width=width)
        if dark:
            image = _at_night(image, _photos(page, image.size))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=3)
    return out.getvalue()


def scan(pdf: Document, index: int) -> bytes:
    """The page in grey as PNG at 300 dots an inch (less where that would break MAX_PIXELS)."""
    with page_of(pdf, index) as page:
        image = bitmap(page, width=round(page.get_width() / 72 * SCAN_DPI)).convert("L")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def bitmap(page: Page, *, width: int) -> "Image":
    """The page as an RGB picture."""
    wide, high = (max(side, 1.0) for side in page.get_size())
    scale = min(width / wide, (MAX_PIXELS / (wide * high)) ** 0.5, MAX_SIDE / wide, MAX_SIDE / high)
    drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    try:
        image: Image = drawn.to_pil().convert("RGB")
    finally:
        drawn.close()
    return image


def text(pdf: Document, index: int) -> str:
    """The page's text as pdfium reads it: lines end in CR LF, U+FFFE is a hyphen there."""
    with page_of(pdf, index) as page:
        words = page.get_textpage()
        try:
            read: str = words.get_text_range(0, min(words.count_chars(), MAX_LETTERS))
        finally:
            words.close()
    return read.replace("\x00", "")


def words(pdf: Document, index: int) -> list[Word]:
    """Each word with x, y, width, height in fractions of the page as drawn, from its top left."""
    found: list[Word] = []
    with page_of(pdf, index) as page:
        letters = page.get_textpage()
        try:
            word: list[str] = []
            box: Box | None = None
            for letter, place in _letters(page, letters):
                if letter.isspace() or (box and place and _apart(box, place)):
                    _finish(found, word, box)
                    word, box = [], None
                if not letter.isspace():
                    word.append(letter)
                    box = _around(box, place)
            _finish(found, word, box)
        finally:
            letters.close()
    return found


def _letters(page: Page, letters: Letters) -> Iterator[tuple[str, Box | None]]:
    """Each letter with its box from ascent to descent, so that the marks of a line are level."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    for at in range(min(letters.count_chars(), MAX_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(letters.raw, at)
        if code in {0xFFFE, 0x2, 0xAD}:
            code = ord("-")
        elif 0xD800 <= code <= 0xDFFF or code < ord(" "):  # noqa: PLR2004  half letters, controls
            code = ord(" ")
        letter = chr(code)
        if letter.isspace() or not pdfium.FPDFText_GetLooseCharBox(letters.raw, at, byref(box)):
            yield letter, None
            continue
        a, b = _on_grid(page, box.left, box.top), _on_grid(page, box.right, box.bottom)
        yield letter, (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _on_grid(page: Page, x: float, y: float) -> tuple[float, float]:
    """From the page's own coordinates to fractions of the page as drawn: turned and cropped."""
    import pypdfium2.raw as pdfium

    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, GRID, GRID, 0, x, y, byref(across), byref(down))
    return across.value / GRID, down.value / GRID


def _apart(box: Box, place: Box) -> bool:
    """Whether a letter stands on another line than the word before it."""
    height = max(box[3] - box[1], place[3] - place[1], 0.002)
    return place[1] > box[3] + height / 2 or place[3] < box[1] - height / 2


def _around(
    box: Box | None,
    place: Box | None,
) -> Box | None:
    if box is None or place is None:
        return place or box
    return (
        min(box[0], place[0]), min(box[1], place[1]), max(box[2], place[2]), max(box[3], place[3])
    )  # fmt: skip


def _finish(found: list[Word], word: list[str], box: Box | None) -> None:
    if not word or box is None:
        return
    left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in box)
    if right > left and bottom > top:
        written = unicodedata.normalize("NFC", "".join(word))
        found.append(
            (written, round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4))
        )


def _photos(page: Page, size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Where pictures lie on the drawn page, in pixels; scans of a whole page do not count."""
    import pypdfium2.raw as pdfium

    boxes = []
    for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        a, b = _on_grid(page, left, top), _on_grid(page, right, bottom)
        x1, x2 = sorted((min(max(a[0], 0), 1), min(max(b[0], 0), 1)))
        y1, y2 = sorted((min(max(a[1], 0), 1), min(max(b[1], 0), 1)))
        if SMALLEST_PHOTO < (x2 - x1) * (y2 - y1) < LARGEST_PHOTO:
            boxes.append(
                (round(x1 * size[0]), round(y1 * size[1]), round(x2 * size[0]), round(y2 * size[1]))
            )
    return boxes


def _at_night(image: "Image", photos: list[tuple[int, int, int, int]]) -> "Image":
    """Light and dark exchanged, hues kept, on the paper of the dark reader."""
    from PIL import Image, ImageChops

    bands = image.split()
    highest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    lowest = ImageChops.darker(ImageChops.darker(bands[0], bands[1]), bands[2])
    dark = ImageChops.invert(highest)
    turned = []
    for band, paper, ink in zip(bands, NIGHT_PAPER, NIGHT_INK, strict=True):
        band = ImageChops.add(dark, ImageChops.subtract(band, lowest))  # noqa: PLW2901
        turned.append(band.point([round(paper + (ink - paper) * v / 255) for v in range(256)]))
    night = Image.merge("RGB", turned)
    for box in photos:
        night.paste(image.crop(box), box)
    return night
