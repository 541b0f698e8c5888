"""Opening zip archives that strangers made, with limits on all they may cost.

Nothing is written to disk here but by `spill`, and that under names of our own making. A zip is
read entry by entry, each within its limits; the sizes that a zip declares are not believed.
"""

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from .errors import DomainError

PLAIN_NAME = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)
BLOCK = 1 << 18
EOCD = b"PK\x05\x06"
EOCD_BYTES = 22
EOCD64 = b"PK\x06\x06"
EOCD64_BYTES = 56
LOCATOR64_BYTES = 20
COMMENT_BYTES = 1 << 16
# What a directory of 10,000 entries with long names needs, twice over.
DIRECTORY_BYTES = 8 << 20
RATIO_FREE_BYTES = 4 << 20


class Damaged(DomainError):
    """The archive, or an entry that is needed, cannot be unpacked: cut off or overwritten."""

    code = "core.damaged"
    status = 422
    message = _("This file is damaged or was cut off: its contents cannot be unpacked.")
    advice = _("Copy or download it again from where it came, then send it again.")


class TooManyEntries(DomainError):
    """More files inside than any book has."""

    code = "core.too_many_entries"
    status = 422
    message = _("This file holds more than %(limit)d files, more than the library unpacks.")
    advice = _("Unpack it on your computer and send its files in smaller groups.")


class UnpacksTooLarge(DomainError):
    """The contents are larger than the limit, or far too large for the size of the file."""

    code = "core.unpacks_too_large"
    status = 422
    message = _("Unpacked, the contents of this file would be larger than %(limit_mb)d MB.")
    advice = _("Files made to fill up a disk look like this. If it is a real book, split it.")


class PointsOutside(DomainError):
    """An entry whose name leads out of the folder it would be unpacked into."""

    code = "core.points_outside"
    status = 422
    message = _("This file wants to write outside of its own folder: “%(name)s”.")
    advice = _("Files made to harm look like this. Do not open it; get the book from elsewhere.")


class LockedByPassword(DomainError):
    """Entries are encrypted by the zip program."""

    code = "core.locked_by_password"
    status = 422
    message = _("This file is locked with a password.")
    advice = _("Unpack it on your computer with the password and send what was in it.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may cost. Bytes are unpacked bytes."""

    entries: int = 10_000
    entry_bytes: int = 1 << 30
    total_bytes: int = 4 << 30
    # Deflate reaches 1:1,032 on zeros; real text stays below 1:40, drawings below 1:150.
    ratio: int = 200


LIMITS = Limits()


class Archive:
    """A zip file, open for reading within limits. Use as a context manager.

    Names are NFC with `/`. Where the same name is there twice the first stays (`repeated` tells);
    links and other special files are left out (`left_out` tells).

    Raises Damaged, TooManyEntries, PointsOutside; reading raises UnpacksTooLarge as well.
    """

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.repeated: list[str] = []
        self.left_out: list[str] = []
        self._spent = 0
        _check_directory(path, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Damaged from error
        try:
            self._entries = self._index()
        except DomainError:
            self._zip.close()
            raise
        self._loose: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """Names of the files inside, in the order of the archive."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """Unpacked bytes, as declared."""
        return self._entries[name].file_size

    def find(self, name: str) -> str | None:
        """The entry that `name` means: as written, else unquoted, else by any case and form.

        Real books say `images/Cover%20page.JPG` for `Images/cover page.jpg`.
        """
        for form in (name, unicodedata.normalize("NFC", unquote(name))):
            if form in self._entries:
                return form
        if not self._loose:
            self._loose = {_loose(entry): entry for entry in reversed(self._entries)}
        return self._loose.get(_loose(unquote(name)))

    def weigh(self) -> None:
        """Refuse by the declared sizes alone, before anything is read."""
        sizes = [(info.file_size, max(info.compress_size, 1)) for info in self._entries.values()]
        if sum(size for size, _packed in sizes) > self.limits.total_bytes:
            raise UnpacksTooLarge(limit_mb=self.limits.total_bytes >> 20)
        for size, packed in sizes:
            fair = max(RATIO_FREE_BYTES, packed * self.limits.ratio)
            if size > min(fair, self.limits.entry_bytes):
                raise UnpacksTooLarge(limit_mb=min(fair, self.limits.entry_bytes) >> 20)

    def read(self, name: str, *, limit: int | None = None) -> bytes:
        """The bytes of an entry; at most `limit` (else the archive's) or UnpacksTooLarge."""
        with self.open(name, limit=limit) as source:
            return source.read()

    def open(self, name: str, *, limit: int | None = None) -> "Entry":
        """An entry as a stream of at most `limit` bytes."""
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise LockedByPassword
        most = min(limit or self.limits.entry_bytes, self.limits.entry_bytes)
        if entry.file_size > most:
            raise UnpacksTooLarge(limit_mb=most >> 20)
        try:
            return Entry(self._zip.open(entry), entry, most, self)
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
            raise Damaged from error

    def spend(self, count: int) -> None:
        """Count unpacked bytes against what the whole archive may cost."""
        self._spent += count
        if self._spent > self.limits.total_bytes:
            raise UnpacksTooLarge(limit_mb=self.limits.total_bytes >> 20)

    def _index(self) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            raise TooManyEntries(limit=self.limits.entries)
        for info in infos:
            if not info.filename:
                continue
            name = safe_name(_true_name(info))
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or not name:
                continue
            if kind not in (0, stat.S_IFREG):
                self.left_out.append(name)
            elif name in found:
                self.repeated.append(name)
            else:
                found[name] = info
        return found


class Entry:
    """The stream of one entry: counts what comes out and stops at the limits."""

    def __init__(
        self, source: IO[bytes], info: zipfile.ZipInfo, most: int, archive: Archive
    ) -> None:
        self._source, self._most, self._archive = source, most, archive
        self._packed, self._out = max(info.compress_size, 1), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._source.close()

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that is left."""
        if size >= 0:
            return self._block(size)
        return b"".join(self.blocks())

    def blocks(self) -> Iterator[bytes]:
        """All that is left, in blocks."""
        while block := self._block(BLOCK):
            yield block

    def _block(self, size: int) -> bytes:
        try:
            block = self._source.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise Damaged from error
        self._out += len(block)
        self._archive.spend(len(block))
        fair = max(RATIO_FREE_BYTES, self._packed * self._archive.limits.ratio)
        if self._out > min(self._most, fair):
            raise UnpacksTooLarge(limit_mb=min(self._most, fair) >> 20)
        return block


def safe_name(name: str) -> str:
    """`name` of an entry as a clean relative path in NFC; "" for the root itself.

    Raises PointsOutside for absolute names, drives and any `..` that leaves the root.
    """
    if PLAIN_NAME.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if plain.startswith("/") or re.match(r"[A-Za-z]:/", plain):
        raise PointsOutside(name=name[:120])
    steps: list[str] = []
    for step in plain.split("/"):
        if step == "..":
            if not steps:
                raise PointsOutside(name=name[:120])
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)


def spill(archive: Archive, folder: Path) -> Iterator[tuple[str, Path]]:
    """Unpack file by file into `folder` under numbers; pairs (name inside, path on disk).

    The names inside never touch the disk: they may be too long, reserved or made to harm.
    """
    for number, name in enumerate(archive.names, start=1):
        target = folder / f"{number:05d}"
        with archive.open(name) as source, target.open("wb") as out:
            for block in source.blocks():
                out.write(block)
        yield name, target


def _loose(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _true_name(info: zipfile.ZipInfo) -> str:
    """The entry's name; UTF-8 that is not declared as such is read as UTF-8 all the same."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _check_directory(path: Path, limits: Limits) -> None:
    """Look at the end record before zipfile reads the whole directory into memory."""
    with path.open("rb") as source:
        size = source.seek(0, 2)
        source.seek(max(0, size - EOCD_BYTES - COMMENT_BYTES - 128))
        tail = source.read()
    at = tail.rfind(EOCD)
    if at < 0 or len(tail) - at < EOCD_BYTES:
        raise Damaged
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    count, directory = _zip64(tail, at) or (count, directory)
    if count > limits.entries or directory > DIRECTORY_BYTES:
        raise TooManyEntries(limit=limits.entries)


def _zip64(tail: bytes, at: int) -> tuple[int, int] | None:
    """Entries and bytes of the directory by the 64-bit record, where there is one.

    It counts for zipfile wherever it stands just before the end record at `at`.
    """
    record = at - LOCATOR64_BYTES - EOCD64_BYTES
    if record < 0 or tail[record : record + 4] != EOCD64:
        return None
    return (
        int.from_bytes(tail[record + 32 : record + 40], "little"),
        int.from_bytes(tail[record + 40 : record + 48], "little"),
    )
