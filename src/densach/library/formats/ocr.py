"""Recognising the text of scanned pages by Tesseract, where it is installed with Vietnamese.

Page by page into a folder, so that a job that was stopped goes on where it stood:

    done = ocr.recognise(ocr.of_pdf(path), pages=[1, 2, 3], folder=folder, progress=tell)
    ocr.write_copy(folder, copy)         # a zip that is kept as the edition's reading copy
    ocr.page_words(copy, 2)              # for the text layer, like pdf.page_words

The copy: ocr.json {"version": 1, "pages": [numbers]} and w/N.json {"text", "words": [[word, x, y,
width, height] in fractions of the page]}.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

from . import pictures_copy
from .errors import NoSuchPart, Unreadable
from .model import Part
from .pdf_drawing import page_scan
from .pdf_pages import Word

VERSION = 1
# BCP 47 → Tesseract. One at a time: with English beside it, 2 words of 100 in Vietnamese are wrong
# that are right without (98 against 99).
LANGUAGES = {"vi": "vie", "en": "eng", "fr": "fra", "ru": "rus", "zh": "chi_sim", "de": "deu"}
SECONDS = 180  # for one page; a dense newspaper page takes 60 on a slow machine
SURE = 25  # of 100; below it Tesseract sees letters in dirt
MOMENT = (1980, 1, 1, 0, 0, 0)

Draw = Callable[[int], bytes]  # page from 1 → a picture that Tesseract reads


class NoRecognition(Unreadable):
    """Tesseract, or its Vietnamese data, is not installed."""

    code = "library.no_recognition"
    status = 503
    message = _("Text recognition is not installed on this server.")
    advice = _("Have “tesseract-ocr” and “tesseract-ocr-vie” installed, then start it again.")


def is_there() -> bool:
    """Whether Tesseract can read Vietnamese on this machine."""
    return "vie" in _installed()


def _installed() -> list[str]:
    tool = shutil.which("tesseract")
    if not tool:
        return []
    try:
        told = subprocess.run(  # noqa: S603  a program found on this machine, no shell
            [tool, "--list-langs"], capture_output=True, timeout=20, check=True, text=True
        )
    except (subprocess.SubprocessError, OSError):
        return []
    return told.stdout.split()


def of_pdf(path: Path) -> Draw:
    """Pages of a PDF, drawn at 300 dots an inch."""
    return lambda page: page_scan(path, page)


def of_pictures(copy: Path) -> Draw:
    """Pages of a picture book, from its pages copy."""

    def draw(page: int) -> bytes:
        from PIL import Image

        out = io.BytesIO()
        with Image.open(io.BytesIO(pictures_copy.page_picture(copy, page))) as image:
            image.convert("L").save(out, "PNG", compress_level=1)
        return out.getvalue()

    return draw


def recognise(
    draw: Draw,
    *,
    pages: Iterable[int],
    folder: Path,
    language: str = "vi",
    progress: Callable[[int, int], None] | None = None,
) -> list[Part]:
    """The text of `pages`, each kept in `folder` when it is done; done ones are not done again.

    `language` is a BCP 47 tag; one that is not installed is read as Vietnamese. `progress` hears
    how many of how many are done. A page that cannot be drawn or read has no text.
    Raises NoRecognition.
    """
    wanted = list(pages)
    folder.mkdir(parents=True, exist_ok=True)
    installed: list[str] = []
    parts = []
    for done, page in enumerate(wanted, start=1):
        kept = folder / f"{page}.json"
        if not kept.exists():
            installed = installed or _installed()
            if "vie" not in installed:
                raise NoRecognition
            data = LANGUAGES.get(language.partition("-")[0], "vie")
            _keep(kept, _page(draw, page, data if data in installed else "vie"))
        text = json.loads(kept.read_bytes())["text"]
        if text:
            parts.append(Part(title="", place=f"p{page}", text=text))
        if progress:
            progress(done, len(wanted))
    return parts


def write_copy(folder: Path, out: Path) -> None:
    """All pages done in `folder` as one zip. The same pages give the same bytes."""
    pages = sorted(int(file.stem) for file in folder.glob("*.json") if file.stem.isdigit())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as copy:
        index = json.dumps({"version": VERSION, "pages": pages}).encode()
        copy.writestr(_entry("ocr.json"), index)
        for page in pages:
            copy.writestr(_entry(f"w/{page}.json"), (folder / f"{page}.json").read_bytes())


def page_words(copy: Path, page: int) -> list[Word]:
    """Words of a recognised page with their places. Raises NoSuchPart."""
    try:
        with zipfile.ZipFile(copy) as pages:
            told = json.loads(pages.read(f"w/{page}.json"))
    except (KeyError, zipfile.BadZipFile, OSError):
        raise NoSuchPart(name=f"p{page}") from None
    return [(str(word), x, y, w, h) for word, x, y, w, h in told["words"]]


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _page(draw: Draw, page: int, data: str) -> dict[str, object]:
    try:
        picture = draw(page)
    except DomainError:
        return {"text": "", "words": []}
    tool = shutil.which("tesseract")
    assert tool is not None
    try:
        done = subprocess.run(  # noqa: S603  a program found on this machine, no shell
            [tool, "stdin", "stdout", "-l", data, "--dpi", "300", "tsv"],
            input=picture,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            # Its threads only get into each other's way, and the server needs a core.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.SubprocessError, OSError):
        return {"text": "", "words": []}
    return _told(done.stdout.decode("utf-8", "replace"))


def _told(tsv: str) -> dict[str, object]:
    """Tesseract's table: a row for the page, then blocks, paragraphs, lines and words."""
    rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    wide = high = 1.0
    words: list[list[object]] = []
    paragraphs: list[list[str]] = []
    last = None
    for row in rows:
        box = [float(row[side] or 0) for side in ("left", "top", "width", "height")]
        if row["level"] == "1":
            wide, high = max(box[2], 1.0), max(box[3], 1.0)
        text = unicodedata.normalize("NFC", (row["text"] or "").strip())
        if row["level"] != "5" or not text or float(row["conf"]) < SURE:
            continue
        shares = (box[0] / wide, box[1] / high, box[2] / wide, box[3] / high)
        words.append([text, *(round(share, 4) for share in shares)])
        place = (row["block_num"], row["par_num"])
        if place != last:
            paragraphs.append([])
            last = place
        paragraphs[-1].append(text)
    return {"text": "\n".join(" ".join(line) for line in paragraphs), "words": words}


def _keep(path: Path, told: dict[str, object]) -> None:
    """Whole or not at all: a job may be killed at any moment."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
