"""Chapters of plain text, by the headings that people write: words, numbers, capitals."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .headings import is_heading_line

TITLE_LETTERS = 100
UNDER_LETTERS = 70
FEWEST = 2
ORDERLY = 0.6  # share of numbers that follow the one before
CAPITALS_APART = 400  # letters between headings in capitals, on average
WIKI = re.compile(r"=+ *([^=].*?) *=+")
ROMAN = re.compile(r"([IVXLC]{1,7})(?:[.:)–—-]+ *(.{0,90})|( +\S.{0,90})?)")
DIGITS = re.compile(r"(\d{1,3})(?:[.)]|\.\s+(\D.{0,80}))?")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
WORDS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]


@dataclass(slots=True)
class Section:
    """A chapter: its title ("" before the first) and its text."""

    title: str
    text: str


@dataclass(slots=True)
class _Line:
    text: str
    before: bool  # a blank line, or the beginning, stands before it
    after: bool


def sections(text: str) -> list[Section]:
    """`text` cut at its headings; one section without a title where it has none."""
    lines = _lines(text)
    for is_heading in (_by_words, _by_wiki, _by_roman, _by_digits, _by_number_words, _by_capitals):
        marks = is_heading(lines)
        if len(marks) >= FEWEST:
            return _cut(lines, set(marks))
    return [Section("", text)]


def _lines(text: str) -> list[_Line]:
    plain = [line.strip() for line in text.split("\n")]
    return [
        _Line(
            line,
            before=at == 0 or not plain[at - 1],
            after=at + 1 == len(plain) or not plain[at + 1],
        )
        for at, line in enumerate(plain)
    ]


def _by_words(lines: list[_Line]) -> list[int]:
    found = [at for at, line in enumerate(lines) if line.before and is_heading_line(line.text)]
    numbered = [at for at in found if re.search(r"\d|[ivxlc]+\b|\s", lines[at].text, re.IGNORECASE)]
    return found if len(numbered) >= FEWEST else []


def _by_wiki(lines: list[_Line]) -> list[int]:
    return [at for at, line in enumerate(lines) if WIKI.fullmatch(line.text)]


def _by_roman(lines: list[_Line]) -> list[int]:
    return _numbered(lines, ROMAN, _roman)


def _by_digits(lines: list[_Line]) -> list[int]:
    return _numbered(lines, DIGITS, int)


def _by_number_words(lines: list[_Line]) -> list[int]:
    return [
        at
        for at, line in enumerate(lines)
        if line.before and line.after and line.text.lower().rstrip(".") in WORDS
    ]


def _numbered(
    lines: list[_Line], pattern: re.Pattern[str], value: Callable[[str], int]
) -> list[int]:
    """Lines that begin with a number and count up: lists inside the text do not count as far."""
    found = [
        (at, value(match[1]))
        for at, line in enumerate(lines)
        if line.before and line.after and (match := pattern.fullmatch(line.text))
    ]
    steps = sum(after[1] == before[1] + 1 for before, after in pairwise(found))
    if len(found) < FEWEST or steps < (len(found) - 1) * ORDERLY:
        return []
    return [at for at, _number in found]


def _roman(text: str) -> int:
    total = 0
    values = [ROMAN_DIGITS[digit] for digit in text]
    for at, number in enumerate(values):
        total += -number if at + 1 < len(values) and values[at + 1] > number else number
    return total


def _by_capitals(lines: list[_Line]) -> list[int]:
    found = [
        at for at, line in enumerate(lines) if line.before and line.after and _is_capital(line.text)
    ]
    length = sum(len(line.text) for line in lines)
    return found if found and length / len(found) > CAPITALS_APART else []


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and len(text) <= UNDER_LETTERS and all(c.isupper() for c in letters)  # noqa: PLR2004


def _cut(lines: list[_Line], marks: set[int]) -> list[Section]:
    found = [Section("", "")]
    body: list[str] = []
    at = 0
    while at < len(lines):
        if at not in marks:
            body.append(lines[at].text)
            at += 1
            continue
        found[-1].text = "\n".join(body)
        title, at = _title(lines, at, marks)
        if found[-1].title and not found[-1].text.strip():
            found.pop()  # a heading right upon another: a list of contents, or a part's title
        found.append(Section(title, ""))
        body = []
    found[-1].text = "\n".join(body)
    return [section for section in found if section.text.strip() or section.title]


def _title(lines: list[_Line], at: int, marks: set[int]) -> tuple[str, int]:
    """The title of the heading at `at` with what stands under it, and where the text goes on."""
    wiki = WIKI.fullmatch(lines[at].text)
    title = wiki[1] if wiki else lines[at].text
    following = at + 1
    if wiki or len(title) > TITLE_LETTERS // 2:
        return title[:TITLE_LETTERS], following
    while following < len(lines) and not lines[following].text:
        following += 1
    end = following
    under: list[str] = []
    while end < len(lines) and lines[end].text and end not in marks and len(under) < 3:  # noqa: PLR2004
        under.append(lines[end].text)
        end += 1
    is_title = bool(under) and (end >= len(lines) or not lines[end].text) and _stands_under(under)
    if is_title:
        return f"{title.rstrip('.: ')}. {' – '.join(under)}"[: TITLE_LETTERS * 2], end
    return title[:TITLE_LETTERS], at + 1


def _stands_under(under: list[str]) -> bool:
    """Whether the lines under a heading name the chapter: capitals, or one short line alone."""
    if all(_is_capital(line) for line in under):
        return True
    return len(under) == 1 and len(under[0]) <= UNDER_LETTERS and under[0][-1] not in '.,;:!?…”"-'
