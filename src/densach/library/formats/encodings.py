"""Bytes of unknown encoding become text.

Unicode is believed where it holds. Everything else is tried in each old Vietnamese encoding and
judged by how many of its marked words could be Vietnamese syllables; a text where none does well
is read as the maker declared, else as Western European.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from . import legacy
from .syllables import fit

DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]+)""", re.IGNORECASE)
SAMPLE_BYTES = 64 << 10
SAMPLE_LETTERS = 160
# Of the marked words, this share must be syllables. True text reaches 0.9 and more (the rest are
# foreign names), a wrong table less than 0.4.
CERTAIN = 0.7
FEWEST = 2
SOME_LINES = 0.05
BAD_BYTES = 0.002


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in NFC, its encoding, and a line that looked odd before and after.

    The samples are empty where the text was Unicode all along. `is_mixed`: lines of the file are
    in different encodings; each was read by itself, and a person should look at them.
    """

    text: str
    encoding: str
    sample_before: str = ""
    sample_after: str = ""
    is_mixed: bool = False

    @property
    def is_legacy(self) -> bool:
        """Whether the text came in an encoding other than Unicode and was turned into it."""
        return bool(self.sample_after)

    @property
    def recoded(self) -> tuple[str, str, str] | None:
        """What `Extracted.recoded` holds."""
        return (self.encoding, self.sample_before, self.sample_after) if self.is_legacy else None


def declared_in_markup(data: bytes) -> str:
    """The encoding that an XML declaration or a meta element names."""
    match = DECLARED.search(data[:2048])
    return match[1].decode("ascii", "replace").lower() if match else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """The text of `data`. `declared` is what the file says of itself; it is often wrong."""
    text, encoding = _unicode(data)
    if encoding:
        return _mended(text, encoding)
    if _is_nearly_utf8(data):
        return Decoded(_nfc(data.decode("utf-8", "replace")), "utf-8")
    if mixed := _line_by_line(data):
        return mixed
    latin = data.decode("latin-1")
    name = _best(latin)
    if name:
        return _recoded(latin, legacy.unicode_of(latin, name), name)
    return _declared_or_western(data, declared)


def recode_text(text: str) -> Decoded | None:
    """Text that is Unicode by name only: mojibake, or typed with an old font; None: it is fine."""
    latin = legacy.as_bytes(text)
    if latin is None or latin.isascii():
        return None
    try:
        again = latin.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        name = _best(latin)
        return _recoded(text, legacy.unicode_of(latin, name), name) if name else None
    return _recoded(text, (recode_text(again) or Decoded(again, "")).text, "utf-8 twice")


def _unicode(data: bytes) -> tuple[str, str]:
    """Text and name of the Unicode form that `data` is in; ("", "") when it is in none."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    if name := _utf16_by_zeros(data):
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return "", ""


def _utf16_by_zeros(data: bytes) -> str:
    """UTF-16 without a mark shows by the zero half of its blanks and plain letters."""
    head = data[:4096]
    half = len(head) // 2
    if half < 2 or b"\0" not in head:  # noqa: PLR2004 - a letter and a half tell nothing
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if even > 0.2 and odd < 0.05:  # noqa: PLR2004 - Vietnamese has a third of plain letters
        return "utf-16-be"
    return "utf-16-le" if odd > 0.2 and even < 0.05 else ""  # noqa: PLR2004


def _mended(text: str, encoding: str) -> Decoded:
    """Text in Unicode, unless it is mojibake or old-font text for certain."""
    if not text.isascii() and (again := recode_text(text)):
        return again
    return Decoded(_nfc(text), encoding)


def _best(latin: str) -> str:
    """The old encoding in which `latin` is Vietnamese; "" when it is in none."""
    sample = _marked_lines(latin)
    found, best = "", (0.0, 0)
    for name in legacy.NAMES:
        good, bad = fit(legacy.unicode_of(sample, name))
        share = good / (good + bad) if good + bad else 0.0
        if good >= FEWEST and share >= CERTAIN and (share, good) > best:
            found, best = name, (share, good)
    return found if best > _as_western(sample) else ""


def _as_western(sample: str) -> tuple[float, int]:
    """How Vietnamese the sample is as it stands: French `à` and `où` are syllables too."""
    good, bad = fit(sample)
    return (good / (good + bad), good) if good + bad else (0.0, 0)


def _marked_lines(latin: str) -> str:
    lines: list[str] = []
    size = 0
    for line in latin.splitlines():
        if not line.isascii():
            lines.append(line[:4000])
            size += len(lines[-1])
            if size > SAMPLE_BYTES:
                break
    return "\n".join(lines)


def _line_by_line(data: bytes) -> Decoded | None:
    """A file put together from lines in UTF-8 and in an old encoding; None for every other."""
    lines = data.splitlines(keepends=True)
    marked = [line for line in lines if not line.isascii()]
    modern = [line for line in marked if _is_utf8(line)]
    if len(modern) < max(1, len(marked) * SOME_LINES) or len(modern) == len(marked):
        return None
    old = b"".join(line for line in marked if not _is_utf8(line)).decode("latin-1")
    name = _best(old)
    if not name:
        return None
    text = "".join(
        line.decode("utf-8") if _is_utf8(line) else legacy.unicode_of(line.decode("latin-1"), name)
        for line in lines
    )
    after = _nfc(legacy.unicode_of(old, name))
    return Decoded(_nfc(text), f"utf-8 + {name}", *_samples(old, after), is_mixed=True)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_nearly_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken letters, as where a file was cut off."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    marked = sum(not character.isascii() for character in text)
    return broken * 4 <= marked and broken <= max(2, len(text) * BAD_BYTES)


def _declared_or_western(data: bytes, declared: str) -> Decoded:
    for name in (declared, "cp1252"):
        try:
            return Decoded(_nfc(data.decode(name)), codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return Decoded(_nfc(data.decode("latin-1")), "iso8859-1")


def _recoded(before: str, after: str, name: str) -> Decoded:
    text = _nfc(after)
    return Decoded(text, name, *_samples(before, text))


def _samples(before: str, after: str) -> tuple[str, str]:
    """The first line that changed, as it was shown and as it is."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new and new.strip():
            return old.strip()[:SAMPLE_LETTERS], new.strip()[:SAMPLE_LETTERS]
    return before[:SAMPLE_LETTERS], after[:SAMPLE_LETTERS]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
