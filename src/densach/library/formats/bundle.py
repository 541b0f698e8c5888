"""Files that belong together: a folder, a zip, or one file by itself, read in natural order."""

import re
import unicodedata
from pathlib import Path, PurePath
from typing import Self

from densach.core.unpack import Archive

from .errors import Unreadable

# What systems leave behind beside what people put in.
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|@eaDir/)", re.IGNORECASE)
SMALL_BYTES = 8 << 20


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key of a path: folder by folder, numbers by value (“Trang 2” before “Trang 10”)."""
    key: list[tuple[int, int, str]] = []
    for step in unicodedata.normalize("NFC", name).casefold().split("/"):
        for piece in re.findall(r"\d+|\D+", step):
            number = piece[:30] if piece.isdecimal() else ""
            key.append((0, int(number), "") if number else (1, 0, piece))
        key.append((-1, 0, ""))  # the end of a folder's name sorts before anything longer
    return key


class Bundle:
    """Open for reading. Use as a context manager; raises the refusals of `core.unpack`.

    `names` are relative paths with `/`, in natural order, without litter of systems.
    """

    def __init__(self, path: Path, *, name: str) -> None:
        self._archive: Archive | None = None
        self._files: dict[str, Path] = {}
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
            self._files = {file.relative_to(path).as_posix(): file for file in found}
        elif _is_zip(path):
            self._archive = Archive(path)
        else:
            self._files = {PurePath(name).name or path.name: path}
        every = self._archive.names if self._archive else list(self._files)
        self.is_single = self._archive is None and not path.is_dir()
        self.names = sorted(
            (entry for entry in every if self.is_single or not LITTER.search(entry)), key=natural
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        if self._archive:
            self._archive.__exit__(*_why)

    def with_suffix(self, suffixes: set[str]) -> list[str]:
        """The names that end in one of `suffixes` (lower case, with the dot), in order."""
        return [name for name in self.names if PurePath(name).suffix.lower() in suffixes]

    def size(self, name: str) -> int:
        """Bytes, as declared."""
        return self._archive.size(name) if self._archive else self._files[name].stat().st_size

    def read(self, name: str, *, limit: int = SMALL_BYTES) -> bytes:
        """All bytes of a file; at most `limit`, else Unreadable or UnpacksTooLarge."""
        if self._archive:
            return self._archive.read(name, limit=limit)
        if self._files[name].stat().st_size > limit:
            raise Unreadable
        return self._files[name].read_bytes()

    def path(self, name: str, *, scratch: Path) -> Path:
        """A path on disk with the bytes: the file itself, or a copy under `scratch`.

        The copy has a name of our own; the name inside a zip never touches the disk.
        """
        if not self._archive:
            return self._files[name]
        target = scratch / f"{self.names.index(name) + 1:05d}{_plain_suffix(name)}"
        with self._archive.open(name) as source, target.open("wb") as out:
            for block in source.blocks():
                out.write(block)
        return target


def _plain_suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ""


def _is_zip(path: Path) -> bool:
    with path.open("rb") as source:
        return source.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}
