"""From what a source gives to what the engine stores: words and codes."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import tantivy

from densach.search.text import TONE_MARKS, Joined, joined

from .schema import NOTHING, SAMPLES, SEPARATOR
from .types import Document, Text

LENGTHS = (("short", 30), ("medium", 120), ("long", 600), ("very_long", 10**9))  # up to … minutes
UNKNOWN_MINUTES = 10**9  # so that “shortest first” puts what it does not know last
_WORDS_KEPT = 160  # of `other`, for ordering; further words are found but not weighed
_KEY_CHARACTERS = 200  # of raw terms; tantivy drops terms over 65,530 bytes
_ORDER_CHARACTERS = 40  # of a title, for sorting
_FIGURES = 6  # to which numbers in titles are filled, for sorting
_BREAK = " | "  # between people, between subjects: words across it are no neighbours
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ALPHABETIC = {ord(letter): chr(ord("0") + place) for place, letter in enumerate(_ALPHABET)}
_TONE_ORDER = {"": "0", "ᶠ": "1", "ʳ": "2", "ˣ": "3", "ˢ": "4", "ʲ": "5"}


class Prepared(NamedTuple):
    """A document in words: for the engine, and the line that the database keeps for ordering."""

    key: str
    number: int
    title: str
    words: str
    engine: tantivy.Document


def prepare(document: Document) -> Prepared:
    """Normalise one document; some 60 µs."""
    title, other = _words(document.title), _words(document.other)
    people = [_heading(text) for text in document.people]
    subjects = [_heading(text) for text in document.subjects]
    people_x, people_f = _together(people)
    subjects_x, subjects_f = _together(subjects)
    entry = tantivy.Document()
    add = entry.add_text
    add("key", document.key)
    entry.add_integer("number", document.number)
    add("title_x", title.exact)
    add("title_f", title.folded)
    add("title_key", title.folded[:_KEY_CHARACTERS])
    add("title_order", order_key(title.exact.split(" ")))
    add("people_f", people_f)
    add("all_x", f"{title.exact} {people_x} {subjects_x} {other.exact}")
    add("all_f", f"{title.folded} {people_f} {subjects_f} {other.folded}")
    _add_phrases(entry, "person", document.people, people)
    _add_phrases(entry, "subject", document.subjects, subjects)
    for subject in subjects:
        if subject.folded:
            add("subject", subject.folded[:_KEY_CHARACTERS])
    for agent in document.agent_keys:
        add("agent", agent)
    _add_codes(entry, document)
    kept = other.exact
    if kept.count(" ") >= _WORDS_KEPT:
        kept = " ".join(kept.split(" ", _WORDS_KEPT)[:_WORDS_KEPT])
    words = f"{title.exact}\t{people_x}\t{subjects_x}\t{kept}"
    return Prepared(document.key, document.number, document.title, words, entry)


def _words(text: str) -> Joined:
    found = joined(text.split())
    # A piece without words has left two blanks, or one at an end.
    return Joined(*(" ".join(words.split()) for words in found))


_heading = lru_cache(16_384)(_words)  # the same names and subjects come again and again


def _together(headings: list[Joined]) -> Joined:
    if len(headings) == 1:
        return headings[0]
    return Joined(
        _BREAK.join([h.exact for h in headings]), _BREAK.join([h.folded for h in headings])
    )


def _add_phrases(
    entry: tantivy.Document, kind: str, texts: tuple[str, ...], headings: list[Joined]
) -> None:
    for text, heading in zip(texts, headings, strict=True):
        if heading.folded:
            spelling = " ".join(text.split())
            term = f"{heading.folded}{SEPARATOR}{kind}{SEPARATOR}{spelling}"
            entry.add_text("phrase", term[: 2 * _KEY_CHARACTERS])


def _add_codes(entry: tantivy.Document, document: Document) -> None:
    for field, code in (
        ("kind", document.kind),
        ("language", document.language),
        ("level", document.level),
        ("licence", document.licence),
        ("audience", document.audience),
        ("readable", "yes" if document.readable else "no"),
        ("length", length_code(document.minutes)),
        ("decade", "" if document.year is None else str(document.year // 10 * 10)),
    ):
        entry.add_text(field, code or NOTHING)
    entry.add_text("sample", str(document.number % SAMPLES))
    if document.year is not None:
        entry.add_integer("year", document.year)
    entry.add_integer("added", document.added)
    entry.add_integer("minutes", document.minutes or UNKNOWN_MINUTES)


def length_code(minutes: int) -> str:
    """The bucket of a length; empty when it is not known."""
    return next(code for code, limit in LENGTHS if minutes <= limit) if minutes else ""


def order_key(exact: Iterable[str]) -> str:
    """Sorts titles as a Vietnamese dictionary does: letters first, tones to decide; 9 before 10."""
    parts = [_order_of(word) for word in exact]
    letters, tones = "!".join([part[0] for part in parts]), "".join([part[1] for part in parts])
    return f"{letters[:_ORDER_CHARACTERS]} {tones}"


@lru_cache(16_384)
def _order_of(word: str) -> tuple[str, str]:
    tone = word[-1:] if word[-1:] in TONE_MARKS else ""
    plain = word[:-1] if tone else word
    if plain.isdigit():
        plain = plain.zfill(_FIGURES)
    return plain.translate(_ALPHABETIC), _TONE_ORDER[tone]


def text_mark(document: Document, texts: Iterable[Text]) -> str:
    """Changes when the texts or who may see them change: then, and only then, index them anew."""
    digest = hashlib.blake2b(f"{document.number} {document.audience}".encode(), digest_size=12)
    for text in texts:
        digest.update(f"\0{text.part_id}\0{text.place}\0{text.title}\0{text.text}".encode())
    return digest.hexdigest()
