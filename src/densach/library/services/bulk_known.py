"""Which records of a batch are here already, and which look like a work on the shelves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ..catalogue.entry import Entry
from ..models import CatalogueRecord, Contribution, Identifier, Work
from ..queries.known import WORDS_OF_A_TITLE

CHUNK = 500  # values in one question
# Whether a work is on the shelves is looked at here and not asked for: SQLite would otherwise walk the
# index of works that are merged into none, which is nearly all of them.
_PRESENCE = ("pk", "merged_into", "withdrawn_at")
AT_MOST_ALIKE = 20_000  # rows looked at for one batch: titles like “Annual report” have thousands


@dataclass(slots=True)
class Sorted:
    """A batch taken apart. `similar` has the work, or None where its twin is new in this batch."""

    new: list[tuple[Entry, str]] = field(default_factory=list)
    known: int = 0
    similar: list[tuple[Entry, str, UUID | None, str]] = field(default_factory=list)


def sort_out(entries: Sequence[tuple[Entry, str]]) -> Sorted:
    """New, known and similar among (entry, SHA-256). About five questions for 500 entries.

    known: the same bytes. Similar: the same control number, the same ISBN, or title and one person
    alike after folding (nobody named: title, language and year).
    """
    result = Sorted()
    known = _known([sha for _entry, sha in entries])
    fresh = []
    for entry, sha in entries:
        if sha in known:
            result.known += 1
        else:
            known.add(sha)
            fresh.append((entry, sha))
    alike = Alike(fresh)
    for entry, sha in fresh:
        found = alike.find(entry)
        if found is None:
            alike.add(entry)
            result.new.append((entry, sha))
        else:
            result.similar.append((entry, sha, *found))
    return result


class Alike:
    """What the library has that the records of one batch may be, and what the batch itself adds."""

    def __init__(self, entries: Sequence[tuple[Entry, str]]) -> None:
        told = [entry.description for entry, _sha in entries if entry.description is not None]
        numbers = {
            pair for one in told for pair in one.identifiers if pair[0] in ("ISBN", "CONTROL")
        }
        self._numbers: dict[tuple[str, str], Any] = dict(_numbered(numbers))
        self._titles: dict[str, list[tuple[Any, frozenset[str], str, int | None]]] = {}
        for row in _titled({entry.keys[0] for entry, _sha in entries if entry.keys[0]}):
            self._titles.setdefault(row[0], []).append(row[1:])

    def find(self, entry: Entry) -> tuple[UUID | None, str] | None:
        """(the work, why: `CONTROL`, `ISBN` or `TITLE`), or None. A twin in the batch has no id yet."""
        told = entry.description
        assert told is not None
        for pair in told.identifiers:
            if pair in self._numbers:
                return self._numbers[pair], pair[0]
        title, names = entry.keys
        for work, people, language, year in self._titles.get(title, ()):
            same_people = bool(people.intersection(names))
            nobody = not people and not names and len(title.split()) >= WORDS_OF_A_TITLE
            # Yearbooks and reports share a title: without people the year must agree too.
            if same_people or (nobody and year == told.year and language == told.language):
                return work, "TITLE"
        return None

    def add(self, entry: Entry) -> None:
        """Remember a new work of this batch."""
        told = entry.description
        assert told is not None
        for pair in told.identifiers:
            if pair[0] in ("ISBN", "CONTROL"):
                self._numbers.setdefault(pair, None)
        row = (None, frozenset(entry.keys[1]), told.language, told.year)
        self._titles.setdefault(entry.keys[0], []).append(row)


def _known(hashes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in _chunks(hashes):
        rows = CatalogueRecord.objects.filter(sha256__in=part)
        found.update(rows.values_list("sha256", flat=True))
    return found


def _numbered(numbers: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], UUID]]:
    for scheme in ("ISBN", "CONTROL"):
        values = [value[:200] for name, value in numbers if name == scheme]
        for part in _chunks(values):
            rows = Identifier.objects.filter(scheme=scheme, value__in=part)
            columns = ("value", *(f"edition__work__{name}" for name in _PRESENCE))
            for value, work, *gone in rows.values_list(*columns):
                if not any(gone):
                    yield (scheme, value), work


def _titled(titles: Iterable[str]) -> Iterator[tuple[str, UUID, frozenset[str], str, int | None]]:
    """(title key, work, keys of its people, language, year) of works with one of these titles."""
    for part in _chunks(list(titles)):
        rows = Work.objects.filter(title_key__in=part).values_list(
            "title_key", "language", "year", *_PRESENCE
        )
        works = [
            (title, pk, language, year)
            for title, language, year, pk, *gone in rows[:AT_MOST_ALIKE]
            if not any(gone)
        ]
        people: dict[UUID, set[str]] = {}
        for some in _chunks([pk for _title, pk, _language, _year in works]):
            pairs = Contribution.objects.filter(work__in=some).values_list("work", "agent__key")
            for work, key in pairs:
                people.setdefault(work, set()).add(key)
        for title, pk, language, year in works:
            yield title, pk, frozenset(people.get(pk, ())), language, year


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
