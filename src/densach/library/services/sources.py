"""What a source holds: one file, or a folder with books of several files in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ..errors import NothingHere

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif"}
SOUNDS = {".mp3", ".m4a", ".ogg", ".opus", ".oga", ".flac", ".wav", ".aac", ".m4b", ".wma"}
FILMS = {".mp4", ".webm", ".mkv", ".mov", ".m4v", ".avi", ".wmv"}
BESIDE = {".srt", ".vtt", ".ass", ".lrc"}  # go with the recording of the same name
IGNORED = {".ds_store", "thumbs.db", "desktop.ini"}
SEVERAL = 2  # pictures or sounds alone in a folder, from here on, are one book


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to take in: a file, or a folder whose files are the pages or tracks of one book."""

    path: Path
    name: str  # relative to the source, as shown to the librarian


def path_as_text(path: Path) -> str:
    """The path in letters that every database keeps; names of broken bytes too."""
    return quote_from_bytes(os.fsencode(path.absolute()))


def path_of_text(text: str) -> Path:
    """What `path_as_text` made, back."""
    return Path(os.fsdecode(unquote_to_bytes(text)))


def items(source: Path) -> Iterator[Item]:
    """The things in `source`, in natural order, found as it goes. Hidden files are left out.

    A folder with nothing but pictures (or nothing but sounds) is one book. Raises NothingHere.
    """
    if not source.exists():
        raise NothingHere(source=str(source))
    if source.is_file():
        yield Item(source, source.name)
        return
    yield from _folder(source, source)


def _folder(folder: Path, root: Path) -> Iterator[Item]:
    files, folders = _entries(folder)
    if is_one_book(files):
        yield Item(folder, str(folder.relative_to(root)) if folder != root else folder.name)
        files = []
    stems = {path.stem for path in files if path.suffix.lower() in FILMS | SOUNDS}
    for path in files:
        beside = path.suffix.lower() in BESIDE and path.stem.split(".")[0] in stems
        if not beside:
            yield Item(path, str(path.relative_to(root)))
    for inner in folders:
        yield from _folder(inner, root)


def _entries(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files and folders of `folder`, links left out, sorted as people count (2 before 10)."""
    files: list[Path] = []
    folders: list[Path] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.lower() in IGNORED:
                continue
            if entry.is_symlink():
                continue
            (folders if entry.is_dir() else files).append(Path(entry.path))
    return sorted(files, key=_as_counted), sorted(folders, key=_as_counted)


def _as_counted(path: Path) -> list[tuple[int, str]]:
    from itertools import groupby

    return [
        (int(run), "") if digits else (0, run.casefold())
        for digits, run in ((d, "".join(g)) for d, g in groupby(path.name, str.isdecimal))
    ]


def is_one_book(files: list[Path]) -> bool:
    """Whether these files of one folder are the pages or tracks of one book, by their names."""
    kinds = {path.suffix.lower() for path in files}
    if len(files) < SEVERAL:
        return False
    sidecars = {".txt", ".md", ".json", ".xml"} | BESIDE
    pictures = [p for p in files if p.suffix.lower() in PICTURES]
    sounds = [p for p in files if p.suffix.lower() in SOUNDS]
    if len(sounds) >= SEVERAL and kinds <= SOUNDS | PICTURES | sidecars:
        return _are_numbered(sounds)
    return len(pictures) >= SEVERAL and kinds <= PICTURES | sidecars and _are_numbered(pictures)


def _are_numbered(files: list[Path]) -> bool:
    """Pages and tracks carry numbers; a heap of holiday pictures with the same name does not."""
    return all(any(letter.isdecimal() for letter in path.stem) for path in files)
