"""Text of PDF pages made fit to read and to search.

A PDF knows letters at places, not words in sentences: lines are joined to paragraphs, words cut
at the ends of lines are put together, ligatures are taken apart, all of it is NFC.
"""

import re
import unicodedata
from collections.abc import Iterable

from . import legacy
from .encodings import Decoded, recode_text

SAMPLE_LINES = 2_000
CUT = "\ufffe\x02\xad"  # how pdfium writes a hyphen at the end of a line; a soft hyphen
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " "}
)
VIETNAMESE = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
VIETNAMESE_SHARE = 0.04  # Vietnamese prose has 0.12 to 0.2 of these, other languages none
FEWEST_LETTERS = 20  # fewer are a page number or a stamp on a scan
BROKEN_SHARE = 0.05
PROSE = 45  # letters in the long lines of a page of prose; verse and lists stay below
FULL_LINE = 0.72
SENTENCE_END = (".", "!", "?", ":", "…", "”", '"', ";")
ITEM = re.compile(r"^\s*(?:[•●▪◦‣*–—-]|\d{1,3}[.)]|[a-zđ][.)])\s")


LEADERS = re.compile(r"(?:[ \t]*\.){5,}[ \t]*")  # from a heading to its page, in contents


def tidy(raw: str, *, vietnamese: bool) -> str:
    """The text of one page as pdfium read it, as paragraphs of Unicode text, one a line."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").translate(LIGATURES)
    text = unicodedata.normalize("NFC", _together(text, vietnamese=vietnamese))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    text = LEADERS.sub(" … ", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(_paragraphs([line for line in lines if line]))


def recoded(raw: list[str]) -> tuple[list[str], Decoded | None]:
    """Pages whose fonts hold Vietnamese in an old encoding (.VnTime, VNI-Times) as Unicode.

    Such fonts call their letters Latin ones: “Céng hoµ x· héi” is “Cộng hoà xã hội”. The second
    value is None where there is nothing to turn; the pages are then as they were.
    """
    lines = (line for text in raw for line in text.splitlines())
    fit = [line for line in lines if not line.isascii() and legacy.as_bytes(line) is not None]
    found = recode_text("\n".join(fit[:SAMPLE_LINES]))
    if found is None or found.encoding not in legacy.NAMES:
        return raw, None
    return [
        "\n".join(recode_line(line, found.encoding) for line in text.splitlines()) for text in raw
    ], found


def recode_line(line: str, encoding: str) -> str:
    """One line, or one word, from an old encoding; what is not in it stays."""
    plain = legacy.as_bytes(line)
    return line if plain is None else legacy.unicode_of(plain, encoding)


def is_vietnamese(text: str) -> bool:
    """Whether letters that only Vietnamese has are common in `text`."""
    letters = [c for c in unicodedata.normalize("NFC", text).lower() if c.isalpha()]
    marked = sum(c in VIETNAMESE for c in letters)
    return marked > len(letters) * VIETNAMESE_SHARE and marked > 1


def letters_in(text: str) -> int:
    """How many letters and digits there are: what tells text from a stamp or a page number."""
    return sum(c.isalnum() for c in text)


def is_broken(texts: Iterable[str]) -> bool:
    """Whether fonts do not say which letters they draw: private signs, gaps, controls."""
    broken = whole = 0
    for text in texts:
        for letter in text:
            if letter.isspace() or letter in CUT:
                continue
            whole += 1
            broken += letter == "\ufffd" or unicodedata.category(letter) in {"Co", "Cn", "Cc"}
    return whole >= FEWEST_LETTERS and broken > whole * BROKEN_SHARE


def _together(text: str, *, vietnamese: bool) -> str:
    """Words that were cut at the end of a line. Vietnamese has none: its hyphens are meant."""

    def join(cut: re.Match[str]) -> str:
        before, after = cut[1], cut[2]
        return before + ("-" if vietnamese or not after.islower() else "") + after

    text = re.sub(rf"(\w)[{CUT}]\s*(\w)", join, text)
    text = re.sub(r"([^\W\d_])-\n([^\W\d_])", join, text)
    return re.sub(rf"[{CUT}]", "-", text)


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines of prose joined; short lines (verse, headings, tables) stay as they are."""
    if not lines:
        return []
    longest = sorted(map(len, lines))[len(lines) * 9 // 10]
    joined = [lines[0]]
    last = lines[0]  # the line as it stood, before any joining
    for line in lines[1:]:
        full = longest >= PROSE and len(last) >= longest * FULL_LINE
        ends = last.endswith(SENTENCE_END) and line[:1].isupper() and len(last) < longest * 0.95
        if full and not ends and not ITEM.match(line) and "…" not in last:
            joined[-1] += ("" if joined[-1].endswith("-") else " ") + line
        else:
            joined.append(line)
        last = line
    return joined
