"""Records of a MARC file (ISO 2709), one after the other, in constant memory.

A record ends where its leader says, if an end mark stands there, else at the next end mark: so one
broken leader costs one record. What lies between records (line ends, blanks, NULs) is passed over.
"""

import re
from collections.abc import Iterator
from typing import IO

from .charset import to_unicode
from .describe import describe
from .entry import Entry
from .errors import BadRecord, LooksLikeUnimarc, NotALeader, RecordCutOff, TooLong
from .record import LEADER_BYTES, MAX_RECORD, RECORD_END, join, parse

BLOCK = 1 << 18
LIMIT = 4_000_000  # no record is longer; some systems exceed the format's 99,999 bytes
KEPT = 100_000  # of a piece without an end, that many bytes are kept for repair
_LEADER = re.compile(rb"[0-9]{5}[acdnp][a-z][a-z ][ a-z][ a]22[0-9]{5}[ 0-9a-z]..45[0-9 ]{2}")
_BETWEEN = b" \t\r\n\x00\x1a\xef\xbb\xbf"


def entries(source: IO[bytes], *, number: int = 0, offset: int = 0) -> Iterator[Entry]:
    """Entries of `source`, which stands at byte `offset` behind `number` records."""
    for at, raw, problem in _pieces(source, offset):
        number += 1
        entry = Entry(number, at, at + len(raw), raw, "MARC", problem=problem)
        if problem is None:
            _read(entry)
        yield entry


def read_one(raw: bytes) -> Entry:
    """One record by itself, as `entries` would give it."""
    entry = Entry(1, 0, len(raw), raw, "MARC")
    _read(entry)
    return entry


def _read(entry: Entry) -> None:
    """Parse and describe the record of `entry`, or note why not."""
    try:
        record = parse(entry.raw)
        if record.has("200") and not record.has("245"):
            raise LooksLikeUnimarc
        encoding = to_unicode(record)
        entry.kept_as = "MARC" if encoding.startswith("UTF-8") else encoding.split()[0]
        if encoding.endswith("?"):
            entry.notes.append(encoding)
        changed = encoding != "UTF-8" or len(entry.raw) > MAX_RECORD
        entry.marc = join(record) if changed else entry.raw
        entry.description = describe(record)
    except BadRecord as problem:
        entry.problem = problem


def _pieces(source: IO[bytes], at: int) -> Iterator[tuple[int, bytes, BadRecord | None]]:
    """(offset, bytes, what is wrong already) for each record; the bytes include its end mark.

    `at` is the offset of the first byte of `buffer`, `pos` the place in it.
    """
    buffer, pos, ended = b"", 0, False
    while True:
        if not ended and len(buffer) - pos < BLOCK:
            block = source.read(BLOCK)
            ended, buffer, at, pos = not block, buffer[pos:] + block, at + pos, 0
        while pos < len(buffer) and buffer[pos] in _BETWEEN:
            pos += 1
        if pos == len(buffer):
            if ended:
                return
            continue
        end = _end_of(buffer, pos)
        while end < 0 and not ended and len(buffer) - pos < LIMIT:
            block = source.read(BLOCK)
            ended, buffer = not block, buffer + block
            end = buffer.find(RECORD_END, len(buffer) - len(block)) + 1 or -1
        if end < 0:
            yield at + pos, buffer[pos : pos + KEPT], _endless(buffer[pos:], ended=ended)
            if ended:
                return
            behind = at + len(buffer)
            passed, buffer = _pass_over(source)
            at, pos = behind + passed, 0
            continue
        yield at + pos, buffer[pos:end], _cut_off(buffer[pos:end])
        pos = end


def _end_of(buffer: bytes, pos: int) -> int:
    """Where the record at `pos` ends, or -1 if no end mark is in sight."""
    first = buffer.find(RECORD_END, pos) + 1
    if not first:
        return -1
    said = buffer[pos : pos + 5]
    size = int(said) if said.isdigit() else 0
    if first - pos == size:
        return first
    if first - pos < size and buffer[pos + size - 1 : pos + size] == RECORD_END:
        following = buffer[first : first + 40].lstrip(_BETWEEN)[:5]
        # An end mark inside a field, unless a record begins right behind it.
        return first if following.isdigit() else pos + size
    inner = _LEADER.search(buffer, pos + LEADER_BYTES, first)
    return inner.start() if inner else first


def _cut_off(raw: bytes) -> BadRecord | None:
    return None if raw.endswith(RECORD_END) else RecordCutOff(found=len(raw))


def _endless(rest: bytes, *, ended: bool) -> BadRecord:
    if not rest[:5].isdigit():
        return NotALeader()
    return RecordCutOff(found=len(rest)) if ended else TooLong(limit=LIMIT)


def _pass_over(source: IO[bytes]) -> tuple[int, bytes]:
    """Read on to the next end mark: (bytes passed, what was read behind it)."""
    passed = 0
    while block := source.read(BLOCK):
        if end := block.find(RECORD_END) + 1:
            return passed + end, block[end:]
        passed += len(block)
    return passed, b""
