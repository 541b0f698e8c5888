"""What is made of films after they came in, where ffmpeg is installed: a still, small versions."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from densach.core import files

from ..formats import covers, ffmpeg
from ..models import Edition, EditionFile
from .taking import refresh_card

Purpose = EditionFile.Purpose
# What is below this plays on weak lines as it is: the small version has about 250.
SMALL_ENOUGH_KBITS = 400


def make_poster(edition: Edition, *, at: datetime) -> EditionFile | None:
    """A still of the first film, kept once; it also becomes the cover of a work without one.

    None where ffmpeg is not installed or there is no film. Raises NotConverted.
    """
    if kept := edition.files.filter(purpose=Purpose.POSTER).first():
        return kept
    films = _films(edition)
    if not films or not ffmpeg.is_there():
        return None
    with _scratch() as folder, files.path_of(films[0][1].stored) as path:
        out = Path(folder) / "poster.webp"
        ffmpeg.make_poster(path, out, seconds=films[0][0]["seconds"])
        with transaction.atomic():
            poster = _keep(edition, out, Purpose.POSTER, "poster.webp", "image/webp", at=at)
            if edition.work.cover_id is None:
                small = Path(folder) / "cover.webp"
                small.write_bytes(covers.small_cover(out.read_bytes()))
                edition.work.cover = files.keep_path(small, media_type="image/webp", at=at)
                refresh_card(edition.work, at=at)
    return poster


def make_small(
    edition: Edition, *, at: datetime, progress: Callable[[float], None] | None = None
) -> list[EditionFile]:
    """A small version of each film (position: its number, from 1), kept once; those made now.

    None of films that are small already. Nothing where ffmpeg is not installed. Raises
    NotConverted; films made before that stay made.
    """
    if not ffmpeg.is_there():
        return []
    done = set(edition.files.filter(purpose=Purpose.SMALL).values_list("position", flat=True))
    made = []
    for number, (about, file) in enumerate(_films(edition), start=1):
        if number in done or _is_small(about, file):
            continue
        with _scratch() as folder, files.path_of(file.stored) as path:
            out = Path(folder) / "small.mp4"
            ffmpeg.make_small(path, out, progress)
            if out.stat().st_size < file.stored.size_bytes:
                name = f"{Path(file.name).stem[:200]}-360p.mp4"
                made.append(
                    _keep(edition, out, Purpose.SMALL, name, "video/mp4", position=number, at=at)
                )
    return made


def _films(edition: Edition) -> list[tuple[dict[str, Any], EditionFile]]:
    """The films of an edition as its manifest lists them, with their files. One query."""
    if edition.format != "VIDEO":
        return []
    by_token = {file.token.hex: file for file in edition.files.select_related("stored")}
    tracks = edition.manifest.get("tracks", [])
    return [(track, by_token[track["token"]]) for track in tracks if track["token"] in by_token]


def _is_small(about: dict[str, Any], file: EditionFile) -> bool:
    seconds = float(about.get("seconds") or 0)
    return seconds > 0 and file.stored.size_bytes * 8 / 1000 / seconds < SMALL_ENOUGH_KBITS


def _scratch() -> "tempfile.TemporaryDirectory[str]":
    Path(settings.SCRATCH_FOLDER).mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=settings.SCRATCH_FOLDER, prefix="film-")


def _keep(
    edition: Edition,
    path: Path,
    purpose: str,
    name: str,
    media_type: str,
    *,
    at: datetime,
    position: int = 0,
) -> EditionFile:
    stored = files.keep_path(path, media_type=media_type, at=at)
    return EditionFile.objects.create(
        edition=edition, stored=stored, purpose=purpose, name=name, position=position
    )
