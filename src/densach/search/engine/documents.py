"""From what a source gives to what the engine stores: words, codes, passages."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import tantivy

from densach.search.text import TONE_MARKS, Token, exact_and_folded, fold_key, tokens

from .schema import NOTHING, SAMPLES, SEPARATOR
from .types import Document, Text

LENGTHS = (("short", 30), ("medium", 120), ("long", 600), ("very_long", 10**9))  # up to … minutes
UNKNOWN_MINUTES = 10**9  # so that “shortest first” puts what it does not know last
PASSAGE_WORDS = 300
_WORDS_KEPT = 160  # of `other`, for ordering; further words are found but not weighed
_KEY_CHARACTERS = 200  # of raw terms; tantivy drops terms over 65,530 bytes
_ORDER_CHARACTERS = 40  # of a title, for sorting
_FIGURES = 6  # to which numbers in titles are filled, for sorting
_BREAK = "|"  # between people, between subjects: words across it are no neighbours
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


class Passage(NamedTuple):
    """Some 300 words of a part: its characters begin..end, exact and folded words."""

    begin: int
    end: int
    exact: str
    folded: str


def prepare(document: Document) -> Prepared:
    """Normalise one document; some 100 µs."""
    title = exact_and_folded(document.title)
    people = _joined(document.people)
    subjects = _joined(document.subjects)
    other = exact_and_folded(document.other)
    entry = tantivy.Document()
    add = entry.add_text
    add("key", document.key)
    entry.add_integer("number", document.number)
    title_x, title_f = " ".join(x for x, _ in title), " ".join(f for _, f in title)
    people_x, people_f = " ".join(x for x, _ in people), " ".join(f for _, f in people)
    add("title_x", title_x)
    add("title_f", title_f)
    add("title_key", title_f[:_KEY_CHARACTERS])
    add("title_order", order_key(x for x, _ in title))
    add("people_f", people_f)
    subjects_x = " ".join(x for x, _ in subjects)
    other_x = " ".join(x for x, _ in other)
    add("all_x", f"{title_x} {people_x} {subjects_x} {other_x}")
    subjects_f, other_f = " ".join(f for _, f in subjects), " ".join(f for _, f in other)
    add("all_f", f"{title_f} {people_f} {subjects_f} {other_f}")
    _add_phrases(entry, document)
    _add_codes(entry, document)
    kept = other_x if len(other) <= _WORDS_KEPT else " ".join(x for x, _ in other[:_WORDS_KEPT])
    words = f"{title_x}\t{people_x}\t{subjects_x}\t{kept}"
    return Prepared(document.key, document.number, document.title, words, entry)


def _joined(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    if len(texts) == 1:
        return exact_and_folded(texts[0])
    words: list[tuple[str, str]] = []
    for text in texts:
        if words:
            words.append((_BREAK, _BREAK))
        words += exact_and_folded(text)
    return words


def _add_phrases(entry: tantivy.Document, document: Document) -> None:
    for kind, texts in (("person", document.people), ("subject", document.subjects)):
        for text in texts:
            folded = fold_key(text)
            if folded:
                spelling = " ".join(text.split())
                term = f"{folded}{SEPARATOR}{kind}{SEPARATOR}{spelling}"
                entry.add_text("phrase", term[: 2 * _KEY_CHARACTERS])
                if kind == "subject":
                    entry.add_text("subject", folded[:_KEY_CHARACTERS])
    for agent in document.agent_keys:
        entry.add_text("agent", agent)


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
    letters, tones = [], []
    for word in exact:
        tone = word[-1:] if word[-1:] in TONE_MARKS else ""
        plain = word[:-1] if tone else word
        letters.append((plain.zfill(_FIGURES) if plain.isdigit() else plain).translate(_ALPHABETIC))
        tones.append(_TONE_ORDER[tone])
    return f"{'!'.join(letters)[:_ORDER_CHARACTERS]} {''.join(tones)}"


def passages(text: str) -> Iterator[Passage]:
    """Cut a text into passages, at ends of sentences where there is one, so that few are torn."""
    words = tokens(text)
    first = 0
    while first < len(words):
        last = _cut(text, words, first)
        part = words[first:last]
        yield Passage(
            part[0].start,
            part[-1].end,
            " ".join(word.exact for word in part),
            " ".join(word.folded for word in part),
        )
        first = last


def _cut(text: str, words: list[Token], first: int) -> int:
    """Where the passage that begins with word `first` ends."""
    last = first + PASSAGE_WORDS
    if last + PASSAGE_WORDS // 3 >= len(words):
        return len(words)
    for place in range(last, last - PASSAGE_WORDS // 3, -1):
        between = text[words[place - 1].end : words[place].start]
        if "\n" in between or any(sign in between for sign in ".!?…"):
            return place
    return last


def text_mark(document: Document, texts: Iterable[Text]) -> str:
    """Changes when the texts or who may see them change: then, and only then, index them anew."""
    digest = hashlib.blake2b(f"{document.number} {document.audience}".encode(), digest_size=12)
    for text in texts:
        digest.update(f"\0{text.part_id}\0{text.place}\0{text.title}\0{text.text}".encode())
    return digest.hexdigest()
