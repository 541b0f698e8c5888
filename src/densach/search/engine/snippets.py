"""The lines of a text around the words that were asked for, marked, as safe HTML."""

import re
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from densach.search.text import Token, exact_and_folded, tokens

WINDOW_WORDS = 30
_BEFORE = 6  # words shown before the first marked one
_blanks = re.compile(r"\s+")


def snippet(text: str, asked: str) -> SafeString:
    """The 30 words of `text` that say most of `asked`, with <mark>; else its beginning.

    Everything else is escaped. `…` stands where text was left out.
    """
    words = tokens(text)
    wanted = exact_and_folded(asked)
    meant = _forms_meant(words, wanted)
    hits = [place for place, word in enumerate(words) if word.exact in meant]
    first = _best_start(words, hits, {exact for exact, _ in wanted})
    shown = words[first : first + WINDOW_WORDS]
    if not shown:
        return mark_safe("")
    return _html(text, shown, meant, more=(first > 0, first + WINDOW_WORDS < len(words)))


def _forms_meant(words: list[Token], wanted: list[tuple[str, str]]) -> set[str]:
    """Exact forms to mark. Who types marks means them, where the text has the word so written;
    else every word that folds alike counts.
    """
    present = {word.exact for word in words}
    marked = any(exact != folded for exact, folded in wanted)
    strict = {exact for exact, _ in wanted} & present if marked else set()
    loose = {folded for exact, folded in wanted if exact not in strict}
    return strict | {word.exact for word in words if word.folded in loose}


def _best_start(words: list[Token], hits: list[int], exact: set[str]) -> int:
    """Where the best window begins: distinct words 5, exact forms 2, others 1, neighbours 2."""
    best, start = 0, 0
    for number, first in enumerate(hits):
        inside = []
        for place in hits[number:]:
            if place >= first + WINDOW_WORDS - _BEFORE:
                break
            inside.append(place)
        points = 5 * len({words[place].folded for place in inside})
        points += sum(2 if words[place].exact in exact else 1 for place in inside)
        points += 2 * sum(b - a == 1 for a, b in pairwise(inside))
        if points > best:
            best, start = points, first
    return max(0, min(start - _BEFORE, len(words) - WINDOW_WORDS))


def _html(text: str, shown: list[Token], meant: set[str], *, more: tuple[bool, bool]) -> SafeString:
    pieces: list[str] = ["… "] if more[0] else []
    end = shown[0].start if more[0] else 0
    for word in shown:
        pieces.append(escape(_blanks.sub(" ", text[end : word.start])))
        typed = escape(text[word.start : word.end])
        pieces.append(f"<mark>{typed}</mark>" if word.exact in meant else typed)
        end = word.end
    pieces.append(" …" if more[1] else escape(_blanks.sub(" ", text[end:]).rstrip()))
    # Neighbouring marks are one mark: easier to read, and shorter.
    html = re.sub(r"</mark>(\s*)<mark>", r"\1", "".join(pieces))
    return mark_safe(html.strip())  # noqa: S308 - every piece of text was escaped above
