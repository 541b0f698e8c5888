"""What a film's container says, read from its bytes: where ffprobe is not installed.

Only the few fields that a shelf needs: length, title, codecs, language. Sizes are bounded; what
does not fit the rules of the container simply tells nothing.
"""

import re
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HEAD_BYTES = 16 << 20  # how much of the description is looked at
WEBM_BYTES = 4 << 20
# Element ids of Matroska (RFC 9559).
EBML, SEGMENT, INFO, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
SCALE, DURATION, TITLE, DOCTYPE, CODEC, LANGUAGE = 0x2AD7B1, 0x4489, 0x7BA9, 0x4282, 0x86, 0x22B59C
INSIDE = {SEGMENT, INFO, TRACKS, TRACK, EBML}
UNKNOWN_SIZE = -1
PLACE = re.compile(rb"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/")


@dataclass(slots=True)
class Boxes:
    """As the container says; empty or 0 where it does not."""

    container: str = ""  # mp4, webm, matroska, avi, asf, mpeg, ogg, flv
    seconds: float = 0.0
    title: str = ""
    codecs: str = ""  # fourcc or Matroska names of all tracks, space between
    language: str = ""
    is_cut: bool = False  # the file ends before its container does


def look(path: Path) -> Boxes:
    """Into the file at `path`, by its bytes and never by its name."""
    with path.open("rb") as source:
        head = source.read(1 << 12)
        source.seek(0)
        if head[:4] == b"\x1aE\xdf\xa3":
            return _matroska(source)
        if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free"}:
            return _mp4(source, path.stat().st_size)
    return Boxes(container=_other(head))


def without_place(path: Path, *, out: Path) -> Path:
    """The recording without the place where a phone made it: `path` itself, or a copy at `out`.

    Phones write it into the description of an MP4 (ISO 6709: +18.6796+105.6813/). Its digits
    become zeros, so that nothing else of the file moves.
    """
    found = [
        (start + hit.start(), hit[0])
        for start, moov in _descriptions(path)
        for hit in PLACE.finditer(moov)
    ]
    if not found:
        return path
    shutil.copyfile(path, out)
    with out.open("r+b") as target:
        for at, place in found:
            target.seek(at)
            target.write(re.sub(rb"\d", b"0", place))
    return out


def _descriptions(path: Path) -> Iterator[tuple[int, bytes]]:
    """Where the descriptions (moov) of an MP4 begin, and their bytes."""
    size = path.stat().st_size
    with path.open("rb") as source:
        for at, kind, length in _top_boxes(source, size):
            if kind == b"moov":
                source.seek(at)
                yield at, source.read(min(length, HEAD_BYTES))


def _other(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:11] == b"AVI":
        return "avi"
    signs = {
        b"0&\xb2u\x8ef\xcf\x11": "asf", b"OggS": "ogg", b"FLV\x01": "flv",
        b"\x00\x00\x01\xba": "mpeg", b"\x00\x00\x01\xb3": "mpeg",
    }  # fmt: skip
    for sign, name in signs.items():
        if head.startswith(sign):
            return name
    # Packets of a transport stream begin with G every 188 bytes.
    return "mpeg" if head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G" else ""


def _mp4(source: IO[bytes], size: int) -> Boxes:
    told = Boxes(container="mp4")
    for at, kind, length in _top_boxes(source, size):
        if kind == b"moov":
            source.seek(at)
            _moov(told, source.read(min(length, HEAD_BYTES)))
        told.is_cut = at + length > size
    return told


def _top_boxes(source: IO[bytes], size: int) -> Iterator[tuple[int, bytes, int]]:
    """(place, kind, length) of each box of an MP4, as far as they make sense."""
    at = 0
    while at + 8 <= size:
        source.seek(at)
        head = source.read(16)
        length = int.from_bytes(head[:4], "big")
        length = int.from_bytes(head[8:16], "big") if length == 1 else length or size - at
        yield at, head[4:8], length
        if length < 8:  # noqa: PLR2004  the head itself
            return
        at += length


def _moov(told: Boxes, moov: bytes) -> None:
    at = moov.find(b"mvhd")
    if at > 0:
        wide = moov[at + 4 : at + 5] == b"\x01"
        form, skip = (">IQ", 24) if wide else (">II", 16)
        piece = moov[at + skip : at + skip + struct.calcsize(form)]
        if len(piece) == struct.calcsize(form):
            scale, length = struct.unpack(form, piece)
            told.seconds = length / scale if scale else 0.0
    codecs = []
    while (at := moov.find(b"stsd", at + 1)) > 0:
        codecs.append(moov[at + 16 : at + 20].decode("latin-1"))
    told.codecs = " ".join(codecs)


def _matroska(source: IO[bytes]) -> Boxes:
    told = Boxes(container="matroska")
    scale, length, codecs = 1_000_000, 0.0, []
    for ident, data in _elements(source):
        if ident == DOCTYPE and data.rstrip(b"\x00") == b"webm":
            told.container = "webm"
        elif ident == SCALE:
            scale = int.from_bytes(data, "big")
        elif ident == DURATION and len(data) in {4, 8}:
            length = struct.unpack(">f" if len(data) == 4 else ">d", data)[0]  # noqa: PLR2004
        elif ident == TITLE:
            told.title = data.rstrip(b"\x00").decode("utf-8", "replace")[:500]
        elif ident == CODEC:
            codecs.append(data.rstrip(b"\x00").decode("latin-1"))
        elif ident == LANGUAGE and not told.language:
            told.language = data.rstrip(b"\x00").decode("latin-1")[:12]
    told.seconds = length * scale / 1e9 if 0 < length < 1e12 else 0.0  # noqa: PLR2004
    told.codecs = " ".join(codecs)
    return told


def _elements(source: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Small elements of the description, up to the first cluster of pictures."""
    while source.tell() < WEBM_BYTES:
        ident = _number(source, keep_mark=True)
        size = _number(source, keep_mark=False)
        if ident is None or size is None or ident == 0x1F43B675:  # noqa: PLR2004  a cluster
            return
        if ident in INSIDE:
            continue
        if size == UNKNOWN_SIZE:
            return
        if size <= 1 << 12:
            yield ident, source.read(size)
        else:
            source.seek(size, 1)


def _number(source: IO[bytes], *, keep_mark: bool) -> int | None:
    """A number of variable length; UNKNOWN_SIZE where all its bits are set."""
    first = source.read(1)
    if not first or first == b"\x00":
        return None
    length = 9 - first[0].bit_length()
    rest = source.read(length - 1)
    if len(rest) < length - 1:
        return None
    value = int.from_bytes(first + rest, "big")
    if keep_mark:
        return value
    value &= (1 << (7 * length)) - 1
    return UNKNOWN_SIZE if value == (1 << (7 * length)) - 1 else value
