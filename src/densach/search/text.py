"""Vietnamese words made comparable: the one normaliser for indexing, queries and keys.

A word becomes a *token* in two forms:

* exact: the letters with their vowel marks and đ, and the tone as one letter at the end
  (ˢ sắc, ᶠ huyền, ʳ hỏi, ˣ ngã, ʲ nặng). So `hoá` = `hóa` = `hoaˢ`, in any Unicode form; and no
  tokenizer of an engine cuts the tone off, because modifier letters are letters.
* folded: plain letters, no marks at all; what people type on a keyboard without Vietnamese.

No stop words, no stemming, no word segmentation. Change anything here and raise VERSION: an index
made by another version is rebuilt.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

VERSION = 1
TONES = {"\u0301": "ˢ", "\u0300": "ᶠ", "\u0309": "ʳ", "\u0303": "ˣ", "\u0323": "ʲ"}
TONE_MARKS = {letter: mark for mark, letter in TONES.items()}
_CACHED_WORDS = 65_536  # about 15 MB when full; Vietnamese has some 7,000 syllables
_CACHED_PIECES = 32_768  # about 8 MB when full; syllables with capitals, commas, full stops


def _marks() -> str:
    """All combining marks as a character class: 15 ms, once.

    Python's `\\w` leaves them out, so a decomposed word would fall apart at its tone.
    """
    ranges: list[list[int]] = []
    for code in chain(range(0x300, 0x20000), range(0xE0100, 0xE01F0)):  # elsewhere there are none
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


# Chinese characters and Nôm are written without blanks: each is a word of its own.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words; and words and dotted abbreviations. Made when first asked for, not at start."""
    marks = _marks()
    character = rf"[^\W_{_HAN}]"
    letter = rf"[^\W\d_{_HAN}][{marks}]*"
    word = rf"[{_HAN}]|{character}+(?:[{marks}]+{character}*)*"
    inside = rf"(?:{letter}){{1,3}}(?:\.(?:{letter}){{1,3}})+"
    dotted = rf"(?<![\w{marks}]){inside}(?![\w{marks}])"
    return re.compile(word), re.compile(f"{dotted}|{word}")


# `mỹ` = `mĩ`, `quý` = `quí`, `y tế` = `i tế`; never inside other rhymes (`thúy` is not `thúi`).
_final_y = re.compile(r"^(h|k|l|m|s|t|qu|)y$")
_inner_stop = re.compile(r"\.[^\W\d_]")
_diacritics = re.compile("[\u0300-\u036f]+")


class Token(NamedTuple):
    """A word of a text: its two forms and where it stands, text[start:end]."""

    exact: str
    folded: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of `text` in order. Offsets count characters of `text` as given."""
    return [
        Token(*forms(match.group()), match.start(), match.end())
        for match in _pattern(text).finditer(text)
    ]


def exact_and_folded(text: str) -> list[tuple[str, str]]:
    """As `tokens`, without the places: 0.4 µs a word."""
    return [forms(word) for word in _pattern(text).findall(text)]


class Joined(NamedTuple):
    """Words, exact and folded, each joined by blanks: what is indexed."""

    exact: str
    folded: str


def joined(pieces: Iterable[str]) -> Joined:
    """The words of `pieces`, which are what stands between the blanks of a text: 0.1 µs a word.

    No word has a blank inside, so that each piece can be looked up as a whole. Where a piece has no
    word, two blanks may meet.
    """
    found = list(map(_pieces.__getitem__, pieces))
    return Joined(
        " ".join([exact for exact, _ in found]), " ".join([folded for _, folded in found])
    )


class _Pieces(dict[str, Joined]):
    """What is known of pieces: `“Người,` → `ngươiᶠ`, `nguoi`. Begun anew when full."""

    def __missing__(self, piece: str) -> Joined:
        pairs = exact_and_folded(piece)
        made = Joined(" ".join([exact for exact, _ in pairs]), " ".join([f for _, f in pairs]))
        if len(self) >= _CACHED_PIECES:
            self.clear()
        self[piece] = made
        return made


_pieces = _Pieces()


def fold_key(text: str) -> str:
    """Folded words joined by blanks: equal for spellings that differ only in marks and signs."""
    return " ".join(folded for _, folded in exact_and_folded(text))


def name_key(name: str) -> str:
    """Folded words of a person's name, sorted: `Verne, Jules` and `Jules Verne` are equal."""
    return " ".join(sorted(folded for _, folded in exact_and_folded(name)))


@lru_cache(_CACHED_WORDS)
def forms(word: str) -> tuple[str, str]:
    """The exact and the folded form of one word, as it stands in a text."""
    if word.isascii():
        plain = sys.intern(final_i(word.replace(".", "").lower()))
        return plain, plain
    word = unicodedata.normalize("NFC", word.replace(".", "")).casefold()
    body, tone = "", ""
    for character in unicodedata.normalize("NFD", word):
        if character in TONES:
            tone = TONES[character]
        else:
            body += character
    body = final_i(unicodedata.normalize("NFC", body))
    return sys.intern(body + tone), sys.intern(_fold(body))


@lru_cache(_CACHED_WORDS)
def folded_of(exact: str) -> str:
    """The folded form that belongs to an exact form."""
    return exact if exact.isascii() else sys.intern(_fold(tone_off(exact)))


def tone_off(exact: str) -> str:
    """An exact form without its tone letter."""
    return exact[:-1] if exact[-1:] in TONE_MARKS else exact


def final_i(body: str) -> str:
    """A toneless lower-case word with the i/y rule applied."""
    return _final_y.sub(r"\1i", body)


def spell(exact: Iterable[str]) -> str:
    """Exact forms as people write them, tone on its vowel: `hoaˢ hocʲ` → `hóa học`."""
    return " ".join(_spelled(word) for word in exact)


def _pattern(text: str) -> re.Pattern[str]:
    words, with_abbreviations = _patterns()
    # Three times as slow, so only where a letter follows a full stop.
    return with_abbreviations if _inner_stop.search(text) else words


def _fold(body: str) -> str:
    plain = _diacritics.sub("", unicodedata.normalize("NFD", body)).replace("đ", "d")
    return final_i(unicodedata.normalize("NFC", plain))  # once more: `ÿ` has become `y`


_VOWELS = "aăâeêioôơuưy"


def _spelled(exact: str) -> str:
    """One word with its tone placed by the school rule (Ministry decision 240/QĐ, 1984).

    On the marked vowel if there is one (the last of ươ); else on the last vowel of a closed
    syllable or a cluster of three's middle; else on the last but one.
    """
    if exact[-1:] not in TONE_MARKS:
        return exact
    body, mark = exact[:-1], TONE_MARKS[exact[-1]]
    place = _tone_place(body)
    return unicodedata.normalize("NFC", body[: place + 1] + mark + body[place + 1 :])


def _tone_place(body: str) -> int:
    start = 2 if re.match(rf"(qu|gi)[{_VOWELS}]", body) else 0
    vowels = [i for i in range(start, len(body)) if body[i] in _VOWELS] or [len(body) - 1]
    marked = [i for i in vowels if body[i] in "ăâêôơư"]
    if marked:
        return marked[-1]
    closed = vowels[-1] != len(body) - 1
    if len(vowels) == 1 or closed:
        return vowels[-1]
    return vowels[-2]
