"""Titles and names that a file gives without marks, restored from the book's own first pages."""

import re
import unicodedata

from .model import Extracted

FIRST_LETTERS = 6_000
LONGEST = 120


def bare(text: str) -> str:
    """`text` without marks, in small letters: `Trước vành` → `truoc vanh`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


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
    folded, places = _folded(beginning)
    pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
    for match in re.finditer(pattern, folded):
        found = " ".join(beginning[places[match.start()] : places[match.end() - 1] + 1].split())
        if not found.isascii():
            return _like(text, found)
    return text


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` folded letter by letter, with the place of each letter in it."""
    letters, places = [], []
    for at, character in enumerate(text):
        for letter in bare(character):
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _like(text: str, found: str) -> str:
    """`found`, in the capitals of `text` where it is all in capitals itself."""
    if not found.isupper():
        return found[:1].upper() + found[1:]
    pairs = zip(text.split(), found.split(), strict=False)
    return " ".join(new.capitalize() if old[:1].isupper() else new.lower() for old, new in pairs)
