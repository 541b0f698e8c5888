"""The bytes of a line that waits for a decision, kept so that its source may go away meanwhile."""

from datetime import datetime
from pathlib import Path

from densach.core import files

from ..models import ImportLine
from .sources import BESIDE, FILMS, SOUNDS
from .taking import media_type_of


def keep(line: ImportLine, path: Path, *, media_type: str, at: datetime) -> None:
    """Store what stands at `path`: one file, or the pages, tracks, subtitles that are one book.

    Sets the line's file or its parts; the caller saves it. A stick may be pulled out before
    somebody decides. Raises OSError when the disk is full.
    """
    if line.stored_id is not None or line.details.get("parts"):
        return
    members = _members(path)
    if path.is_file() and len(members) == 1:
        line.stored = files.keep_path(path, media_type=media_type, at=at)
        return
    kept = [
        (one, files.keep_path(one, media_type=media_type_of(one.name), at=at)) for one in members
    ]
    line.details["parts"] = [[one.name, stored.pk] for one, stored in kept]
    line.details["main"] = path.name if path.is_file() else ""


def size_of(path: Path) -> int:
    """Bytes of all that stands at `path`."""
    return sum(one.stat().st_size for one in _members(path))


def _members(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.iterdir() if one.is_file() and one.name[0] != ".")
    if path.suffix.lower() not in FILMS | SOUNDS:
        return [path]
    others = (one for one in path.parent.iterdir() if one.suffix.lower() in BESIDE)
    return [path, *sorted(one for one in others if one.name.startswith(path.stem))]
