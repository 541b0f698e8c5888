"""Full texts cut into passages: some 300 words, at ends of sentences, so that few are torn.

A text is cut at blanks, and what stands between two blanks is looked up as a whole: five times as
fast as word by word. Writing without blanks (Chinese, Thai) is cut between its words.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from densach.search.text import joined, tokens

PASSAGE_WORDS = 300
_TORN_AT_MOST = PASSAGE_WORDS // 3  # words that a passage gives up, or takes on, to end well
_LONGEST_PIECE = 64  # characters; beyond it, and beyond the mean, blanks do not part the words
_LONGEST_MEAN = 12  # Vietnamese has 5, German 7
_BLANKS = "\n\t\r\xa0"
_ENDS = ".!?…"
_CLOSING = "\"'”’»)]}*_"


class Passage(NamedTuple):
    """Some 300 words of a part: its characters begin..end, exact and folded words."""

    begin: int
    end: int
    exact: str
    folded: str


def passages(text: str) -> Iterator[Passage]:
    """Cut a text into passages; none where it has no words."""
    flat = text
    for blank in _BLANKS:  # one character for one, so that places stay true
        flat = flat.replace(blank, " ")
    pieces = flat.split(" ")
    longest = max(map(len, pieces))
    if longest > _LONGEST_PIECE or len(text) > _LONGEST_MEAN * len(pieces):
        return _word_by_word(text)
    return _between_blanks(text, pieces)


def _between_blanks(text: str, pieces: list[str]) -> Iterator[Passage]:
    lengths = list(accumulate(map(len, pieces)))

    def end_of(place: int) -> int:
        return lengths[place] + place

    def is_end(place: int) -> bool:
        after = end_of(place)
        ending = pieces[place].rstrip(_CLOSING)[-1:]
        return text[after : after + 1] == "\n" or (ending != "" and ending in _ENDS)

    for first, last in _cuts(len(pieces), is_end):
        words = joined(pieces[first:last])
        if not words.exact.isspace() and words.exact:
            yield Passage(end_of(first) - len(pieces[first]), end_of(last - 1), *words)


def _word_by_word(text: str) -> Iterator[Passage]:
    words = tokens(text)

    def is_end(place: int) -> bool:
        after = words[place + 1].start if place + 1 < len(words) else len(text)
        between = text[words[place].end : after]
        return any(sign in between for sign in (*_ENDS, "\n", "。", "！", "？"))

    for first, last in _cuts(len(words), is_end):
        part = words[first:last]
        yield Passage(
            part[0].start,
            part[-1].end,
            " ".join([word.exact for word in part]),
            " ".join([word.folded for word in part]),
        )


def _cuts(count: int, is_end: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """First and after-last of each passage of `count` words; `is_end` says where sentences end."""
    first = 0
    while first < count:
        last = first + PASSAGE_WORDS
        if last + _TORN_AT_MOST >= count:
            last = count
        else:
            earlier = range(last, last - _TORN_AT_MOST, -1)
            last = next((place for place in earlier if is_end(place - 1)), last)
        yield first, last
        first = last
