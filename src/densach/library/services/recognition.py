"""Recognised text of scans becomes part of the edition: searched, selected, marked on the page."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from densach.core import files
from densach.search import services as search

from ..formats import language, ocr
from ..formats.model import Part
from ..models import Edition, EditionFile, TextPart
from .derived import RECOGNISED
from .taking import refresh_card

Purpose = EditionFile.Purpose


def pages_without_text(edition: Edition) -> list[int]:
    """Pages of a PDF or picture book whose words are only a picture, from 1. No query."""
    if edition.format == "PDF":
        return [int(page) for page in edition.manifest.get("scanned", [])]
    if edition.format != "PICTURES":
        return []
    texts = edition.manifest.get("texts", [])
    return [n for n in range(1, (edition.pages or 0) + 1) if not (texts[n - 1 : n] or [""])[0]]


def can_recognise(edition: Edition) -> bool:
    """Whether there is something to recognise and Tesseract to do it."""
    return bool(pages_without_text(edition)) and ocr.is_there()


def recognise(
    edition: Edition, *, at: datetime, progress: Callable[[int, int], None] | None = None
) -> int:
    """Recognise the pages without text, about two seconds each; how many have text then.

    Every page is kept as it is done: a stopped call goes on where it stood when it is called
    again. The edition changes only at the end, in one transaction; the index hears of it.
    Raises NoRecognition.
    """
    folder = Path(settings.SCRATCH_FOLDER) / f"recognised-{edition.pk.hex}"
    source = edition.files.select_related("stored").exclude(name=RECOGNISED)
    wanted = Purpose.MAIN if edition.format == "PDF" else Purpose.READING
    with files.path_of(source.get(purpose=wanted).stored) as path:
        draw = ocr.of_pdf(path) if edition.format == "PDF" else ocr.of_pictures(path)
        parts = ocr.recognise(
            draw,
            pages=pages_without_text(edition),
            folder=folder,
            language=edition.language or edition.work.language or "vi",
            progress=progress,
        )
    copy = folder / RECOGNISED
    ocr.write_copy(folder, copy)
    _write(edition, parts, copy, at=at)
    shutil.rmtree(folder, ignore_errors=True)
    return len(parts)


@transaction.atomic
def _write(edition: Edition, parts: list[Part], copy: Path, *, at: datetime) -> None:
    stored = files.keep_path(copy, media_type="application/zip", at=at)
    edition.files.filter(purpose=Purpose.READING, name=RECOGNISED).delete()
    EditionFile.objects.create(
        edition=edition, stored=stored, purpose=Purpose.READING, name=RECOGNISED, position=1
    )
    texts = {row.place: (row.title, row.text) for row in edition.parts.all()}
    for part in parts:
        title, before = texts.get(part.place, ("", ""))
        texts[part.place] = (title, part.text if len(part.text) > len(before) else before)
    edition.parts.all().delete()
    TextPart.objects.bulk_create(
        [
            TextPart(edition=edition, position=position, title=title, place=place, text=text)
            for position, (place, (title, text)) in enumerate(sorted(texts.items(), key=_by_page))
        ],
        batch_size=200,
    )
    _tell_language(edition, " ".join(text for _title, text in texts.values()))
    edition.words = sum(len(text.split()) for _title, text in texts.values())
    edition.manifest = {**edition.manifest, "has_text": bool(edition.words)}
    edition.updated_at = at
    edition.version += 1
    edition.save(update_fields=["language", "words", "manifest", "updated_at", "version"])
    refresh_card(edition.work, at=at)
    search.changed([edition.work_id.hex])


def _tell_language(edition: Edition, text: str) -> None:
    """A scan has no language until its text is known; what was said before stays."""
    edition.language = edition.language or language.detect(text)[:35]
    edition.work.language = edition.work.language or edition.language


def _by_page(entry: tuple[str, tuple[str, str]]) -> int:
    return int(entry[0][1:]) if entry[0][1:].isdecimal() else 0
