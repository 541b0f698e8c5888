"""Where a place of an older text lies in a newer one, so that readers stay where they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from densach.search.text import exact_and_folded

Text = tuple[str, str, str]  # place (c3), title, text
WORDS_LOOKED_AT = 2_000  # of one chapter: enough to know it by
RUN = 4  # words in a row that are compared
ALIKE = 0.2  # share of such runs from which two chapters are one: half of its sentences changed
NEAR = 6  # chapters before and behind in which one is looked for
SEEN = 40  # letters that are looked for around an offset


@dataclass(frozen=True, slots=True)
class Moves:
    """The way from places in an older release to places in a newer one."""

    chapters: dict[str, str]
    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)

    def follow(self, place: str, offset: int) -> tuple[str, int]:
        """The place and offset where the same words stand now; as near as can be where they went.

        Offsets in pages (thousandths of their height) and tracks (seconds) stay.
        """
        there = self.chapters.get(place, place)
        if not place.startswith("c"):
            return there, offset
        return there, _offset(self.old.get(place, ""), self.new.get(there, ""), offset)

    def as_json(self, at: datetime) -> dict[str, Any]:
        """The places that changed, for `Edition.manifest["moved"]`; see `followed`."""
        changed = {old: new for old, new in self.chapters.items() if old != new}
        return {"at": at.isoformat(), "chapters": changed}


def followed(manifest: Mapping[str, Any], place: str, at: datetime) -> str:
    """Where a place that was noted at `at` lies today, after all newer releases since."""
    for one in manifest.get("moved", []):
        if datetime.fromisoformat(one["at"]) > at:
            place = one["chapters"].get(place, place)
    return place


def moves(old: Sequence[Text], new: Sequence[Text]) -> Moves:
    """Compare two releases: chapters by their text, then their titles, then their neighbours."""
    found = _same(old, new)
    taken = set(found.values())
    runs = {place: _runs(text) for place, _title, text in new if place not in taken}
    for at, (place, title, text) in enumerate(old):
        if place in found:
            continue
        expected = _expected(at, old, new, found)
        near = [one for one in new[max(0, expected - NEAR) : expected + NEAR + 1] if one[0] in runs]
        best = _most_alike(title, _runs(text), near, runs)
        if best:
            found[place] = best
            del runs[best]
    for at, (place, _title, _text) in enumerate(old):
        if place not in found and new:
            found[place] = new[min(_expected(at, old, new, found), len(new) - 1)][0]
    return Moves(found, {p: text for p, _t, text in old}, {p: text for p, _t, text in new})


def _same(old: Iterable[Text], new: Iterable[Text]) -> dict[str, str]:
    """Chapters whose text did not change, each once, in order."""
    waiting: dict[str, list[str]] = {}
    for place, _title, text in new:
        waiting.setdefault(text, []).append(place)
    return {p: waiting[text].pop(0) for p, _title, text in old if waiting.get(text)}


def _expected(at: int, old: Sequence[Text], new: Sequence[Text], found: dict[str, str]) -> int:
    """The number in `new` where chapter `at` should stand: behind the nearest one that was found."""
    numbers = {place: number for number, (place, _title, _text) in enumerate(new)}
    for back in range(at - 1, -1, -1):
        if there := found.get(old[back][0]):
            return numbers[there] + at - back
    return at


def _most_alike(
    title: str, runs: frozenset[int], near: Sequence[Text], theirs: dict[str, frozenset[int]]
) -> str:
    best, most = "", 0.0
    for place, other, _text in near:
        both = len(runs & theirs[place])
        share = both / (min(len(runs), len(theirs[place])) or 1)
        share += 0.5 * bool(title and title == other)
        if share > max(most, ALIKE):
            best, most = place, share
    return best


def _runs(text: str) -> frozenset[int]:
    words = [folded for _exact, folded in exact_and_folded(text[: WORDS_LOOKED_AT * 8])]
    return frozenset(hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _offset(old: str, new: str, offset: int) -> int:
    """The same number of letters further or back as the words around it moved."""
    if old == new or not offset:
        return offset
    for begin in (offset, offset - SEEN, offset + SEEN, offset - 3 * SEEN):
        words = old[begin : begin + SEEN] if begin >= 0 else ""
        if len(words) == SEEN and (places := _all(words, new)):
            return max(0, offset + min((at - begin for at in places), key=abs))
    return min(offset, len(new))


def _all(words: str, text: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
