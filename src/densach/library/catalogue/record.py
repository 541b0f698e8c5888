"""A MARC 21 record: leader and fields, kept as bytes so that what is not touched stays as it came.

Fields are decoded when asked for. ISO 2709 is read here and not by pymarc, because pymarc drops
empty subfields and third indicators and cannot say where a record is wrong (ADR 0009); pymarc's
MARC-8 tables are used in `charset`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .errors import (
    BadRecord,
    NotALeader,
    WrongBaseAddress,
    WrongDirectory,
    WrongIndicators,
    WrongLength,
)

FIELD_END, RECORD_END, SUBFIELD = b"\x1e", b"\x1d", "\x1f"
LEADER_BYTES, ENTRY_BYTES = 24, 12
MAX_RECORD, MAX_FIELD = 99_999, 9_999
NEW_LEADER = "00000nam a2200000 i 4500"


@dataclass(slots=True)
class Field:
    """One field, decoded. `data` for control fields (00X), else `indicators` and `subfields`."""

    tag: str
    indicators: str = "  "
    subfields: list[tuple[str, str]] = field(default_factory=list)
    data: str = ""

    def all(self, codes: str) -> list[str]:
        """Values of the subfields whose code is in `codes`, in their order."""
        return [value for code, value in self.subfields if code in codes]

    def first(self, codes: str) -> str:
        """The first such value, or empty."""
        for code, value in self.subfields:
            if code in codes:
                return value
        return ""

    def raw(self) -> bytes:
        """The bytes between field marks, UTF-8."""
        if is_control(self.tag):
            return self.data.encode()
        return (
            self.indicators + "".join(f"\x1f{code}{value}" for code, value in self.subfields)
        ).encode()


@dataclass(slots=True)
class Record:
    """`leader` has 24 characters; `fields` are (tag, bytes in UTF-8 without the end mark)."""

    leader: str = NEW_LEADER
    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def get(self, *tags: str) -> Iterator[Field]:
        """The fields with one of `tags`, decoded, in the order of the record."""
        for tag, raw in self.fields:
            if tag in tags:
                yield decoded(tag, raw)

    def control(self, tag: str) -> str:
        """The text of a control field, or empty."""
        for name, raw in self.fields:
            if name == tag:
                return raw.decode(errors="replace")
        return ""

    def has(self, tag: str) -> bool:
        """Whether there is such a field."""
        return any(name == tag for name, _raw in self.fields)


def is_control(tag: str) -> bool:
    """Whether fields of this tag have text only, no indicators and subfields."""
    return tag < "010" and tag.isdigit()


def decoded(tag: str, raw: bytes) -> Field:
    """`raw` as a Field. Bytes that are not UTF-8 become U+FFFD (only in records to be mended)."""
    text = raw.decode(errors="replace")
    if is_control(tag):
        return Field(tag, data=text)
    head, *parts = text.split(SUBFIELD)
    return Field(tag, head, [(part[0], part[1:]) for part in parts if part])


def parse(raw: bytes) -> Record:
    """The record in `raw` (ISO 2709 with its end mark), bytes of fields as they came.

    Raises NotALeader, WrongLength, WrongBaseAddress, WrongDirectory, WrongIndicators.
    """
    leader = _leader(raw)
    if (said := int(leader[:5])) != len(raw) and not _is_oversize(raw):
        raise WrongLength(said=said, found=len(raw))
    base = int(leader[12:17])
    if not LEADER_BYTES < base < len(raw) or raw[base - 1 : base] != FIELD_END:
        raise WrongBaseAddress(said=base)
    directory = raw[LEADER_BYTES : base - 1]
    if FIELD_END in directory or len(directory) % ENTRY_BYTES:
        raise WrongBaseAddress(said=base)
    if len(raw) > MAX_RECORD:
        return Record(leader, _checked(_by_marks(directory, raw[base:])))
    return Record(leader, _checked(_by_directory(directory, raw, base)))


def _leader(raw: bytes) -> str:
    leader = raw[:LEADER_BYTES]
    if len(leader) < LEADER_BYTES or not (leader[:5].isdigit() and leader[12:17].isdigit()):
        raise NotALeader
    try:
        return leader.decode("ascii")
    except UnicodeDecodeError:
        raise NotALeader from None


def _is_oversize(raw: bytes) -> bool:
    """Longer than five digits can say: systems then write 99999 or what is left of the number."""
    said = int(raw[:5])
    return len(raw) > MAX_RECORD and said in {MAX_RECORD, len(raw) % 100_000, 0}


def _by_directory(directory: bytes, raw: bytes, base: int) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(directory), ENTRY_BYTES):
        entry = directory[start : start + ENTRY_BYTES]
        tag = entry[:3].decode("ascii", "replace")
        if not (entry[3:].isdigit() and tag.isalnum()):
            raise WrongDirectory(tag=tag)
        first = base + int(entry[7:])
        last = first + int(entry[3:7]) - 1
        if raw[last : last + 1] != FIELD_END or last < first:
            raise WrongDirectory(tag=tag)
        yield tag, raw[first:last]


def _by_marks(directory: bytes, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Fields by their end marks, for records whose numbers cannot say where they are."""
    pieces = data.rstrip(RECORD_END).split(FIELD_END)[:-1]
    tags = [
        directory[start : start + 3].decode("ascii", "replace")
        for start in range(0, len(directory), ENTRY_BYTES)
    ]
    if len(tags) != len(pieces):
        raise WrongDirectory(tag=tags[-1] if tags else "")
    return zip(tags, pieces, strict=True)


def _checked(fields: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """`fields` as a list; WrongIndicators where a data field does not begin with two of them."""
    checked = list(fields)
    for tag, raw in checked:
        # Two indicators and nothing more is an empty field: odd, but harmless.
        if not is_control(tag) and (
            (raw[2:3] != b"\x1f" and len(raw) != len("  "))
            or not raw[:2].isascii()
            or not raw[:2].decode().isprintable()
        ):
            raise WrongIndicators(tag=tag)
    return checked


def stored(data: bytes) -> Record:
    """A record that was kept once: read as it is, by other rules too than those of today."""
    try:
        return parse(data)
    except BadRecord:
        return salvage(data)


def salvage(raw: bytes) -> Record:
    """What can be read of a broken record, for a person to mend. Never raises."""
    leader = raw[:LEADER_BYTES].decode("ascii", "replace")
    leader = "".join(
        letter if letter.isascii() and letter.isprintable() else " " for letter in leader
    )
    leader = (leader + NEW_LEADER[len(leader) :])[:LEADER_BYTES]
    head, _mark, data = raw[LEADER_BYTES:].partition(FIELD_END)
    pieces = data.rstrip(RECORD_END).split(FIELD_END)
    pieces = [piece for piece in pieces if piece.strip()]
    tags = [
        head[start : start + 3].decode("ascii", "replace")
        for start in range(0, len(head) - 2, ENTRY_BYTES)
    ]
    tags = [tag if tag.isalnum() else "999" for tag in tags]
    tags += ["999"] * (len(pieces) - len(tags))
    return Record(leader, list(zip(tags, pieces, strict=False)))


def join(record: Record) -> bytes:
    """The record in ISO 2709, lengths and directory made anew.

    Where it is longer than the format can say (99,999 bytes, or 9,999 a field) the numbers are cut
    to their last digits, as other systems do; `fits` tells.
    """
    directory, data, at = [], [], 0
    for tag, raw in record.fields:
        size = len(raw) + 1
        directory.append(f"{tag}{size % 10_000:04}{at % 100_000:05}")
        data.append(raw)
        at += size
    base = LEADER_BYTES + ENTRY_BYTES * len(directory) + 1
    total = base + at + 1
    leader = record.leader
    head = f"{min(total, MAX_RECORD):05}{leader[5:12]}{base % 100_000:05}{leader[17:24]}"
    body = FIELD_END.join([*data, b""]) if data else b""
    return b"".join(
        [head.encode("ascii", "replace"), "".join(directory).encode(), FIELD_END, body, RECORD_END]
    )


def fits(record: Record) -> bool:
    """Whether ISO 2709 can say the lengths of this record."""
    size = LEADER_BYTES + 2 + sum(ENTRY_BYTES + 1 + len(raw) for _tag, raw in record.fields)
    return size <= MAX_RECORD and all(len(raw) < MAX_FIELD for _tag, raw in record.fields)
