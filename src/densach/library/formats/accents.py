"""Titles and names that a file gives without marks, restored from the book's own first pages."""

import re
import unicodedata

from .model import Extracted

FIRST_LETTERS = 6_000
LONGEST = 120


def bare(text: str) -> str:
    """`text` (NFC) without Vietnamese marks, in small letters: `Trước vành` → `truoc vanh`.

    As long as `text`, so that a place in one is the same place in the other.
    """
    return text.translate(_BARE)


def _bare_letters() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in [*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        small = chr(code).lower().replace("đ", "d").replace("ð", "d")
        letter = unicodedata.normalize("NFD", small)[0]
        if letter != chr(code):
            table[code] = letter
    return table


_BARE = _bare_letters()


def restore(extracted: Extracted) -> None:
    """Put marks on title and names where the first pages hold the same words with marks."""
    beginning = ""
    for part in extracted.parts[:4]:
        beginning += f"{part.title}\n{part.text[:FIRST_LETTERS]}\n"
    beginning = unicodedata.normalize("NFC", beginning[: FIRST_LETTERS * 2])
    extracted.title = _marked(extracted.title, beginning)
    for name in extracted.people:
        restored = _marked(name.name, beginning)
        if restored != name.name:
            name.name = restored
            name.sort_name = restored


def _marked(text: str, beginning: str) -> str:
    """`text` as the beginning spells it; unchanged when it has marks or is not found there."""
    if len(text) > LONGEST or not text.isascii() or " " not in text:
        return text
    words = [re.escape(word) for word in bare(text).split()]
    folded = bare(beginning)
    pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
    for match in re.finditer(pattern, folded):
        found = " ".join(beginning[match.start() : match.end()].split())
        if not found.isascii():
            return _like(text, found)
    return text


def _like(text: str, found: str) -> str:
    """`found`, in the capitals of `text` where it is all in capitals itself."""
    if not found.isupper():
        return found[:1].upper() + found[1:]
    pairs = zip(text.split(), found.split(), strict=False)
    return " ".join(new.capitalize() if old[:1].isupper() else new.lower() for old, new in pairs)
