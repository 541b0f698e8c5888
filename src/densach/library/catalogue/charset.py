"""Letters of MARC records: UTF-8, MARC-8, and what is labelled as one and is another."""

import re
from functools import lru_cache

from .errors import WrongText
from .record import Record

_HIGH = re.compile(rb"[\x80-\xff]")
# In MARC-8 bytes from E0 to FE are marks over the next letter: never more than three in a row.
_TOO_MANY_MARKS = re.compile(rb"[\xc0-\xff]{4,}")
_ANSEL_SET, _LAST_CONTROL = 0x45, 0x9F


def to_unicode(record: Record) -> str:
    """Turn the fields of `record` into UTF-8 in place; the name of what they were.

    Pure ASCII and true UTF-8 stay byte for byte. One of `UTF-8`, `MARC-8`, `WINDOWS-1251`, with
    ` ?` behind it where the leader said another. Raises WrongText.
    """
    says_utf8 = record.leader[9] == "a"
    if all(raw.isascii() and b"\x1b" not in raw for _tag, raw in record.fields):
        return "UTF-8"
    if _is_utf8(record) and (says_utf8 or not _has_escapes(record)):
        label = "UTF-8" if says_utf8 else "UTF-8 ?"
    elif _looks_cyrillic(record):
        record.fields = [
            (tag, raw.decode("cp1251", "replace").encode()) for tag, raw in record.fields
        ]
        label = "WINDOWS-1251 ?"
    else:
        record.fields = [(tag, _from_marc8(tag, raw)) for tag, raw in record.fields]
        label = "MARC-8 ?" if says_utf8 else "MARC-8"
    record.leader = record.leader[:9] + "a" + record.leader[10:]
    return label


def _is_utf8(record: Record) -> bool:
    try:
        for _tag, raw in record.fields:
            raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_escapes(record: Record) -> bool:
    return any(b"\x1b" in raw for _tag, raw in record.fields)


def _looks_cyrillic(record: Record) -> bool:
    """Whole words of letters where MARC-8 has marks: Cyrillic in the Windows code page."""
    return not _has_escapes(record) and any(
        _TOO_MANY_MARKS.search(raw) for _tag, raw in record.fields
    )


def _from_marc8(tag: str, raw: bytes) -> bytes:
    if raw.isascii() and b"\x1b" not in raw:
        return raw
    head, *parts = raw.split(b"\x1f")
    try:
        return (
            b"\x1f".join([head, *(_subfield(part) for part in parts)]) if parts else _subfield(raw)
        )
    except (UnicodeError, ValueError):
        high = _HIGH.search(raw)
        raise WrongText(tag=tag, place=high.start() + 1 if high else 1) from None


def _subfield(part: bytes) -> bytes:
    return part if part.isascii() and b"\x1b" not in part else _marc8(part).encode()


@lru_cache(maxsize=20_000)
def _marc8(text: bytes) -> str:
    """`text` in Unicode (NFC). pymarc's tables; raises ValueError on bytes that are not MARC-8."""
    from pymarc.marc8 import marc8_to_unicode
    from pymarc.marc8_mapping import CODESETS, ODD_MAP

    if b"\x1b" not in text and any(
        byte > _LAST_CONTROL and byte not in CODESETS[_ANSEL_SET] and byte not in ODD_MAP
        for byte in text
    ):
        raise ValueError(text)
    return str(marc8_to_unicode(text, hide_utf8_warnings=True))
