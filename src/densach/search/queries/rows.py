"""The words of documents, from the database."""

from collections.abc import Sequence

from densach.search.engine.types import Row
from densach.search.models import SearchRow


def rows(numbers: Sequence[int]) -> dict[int, Row]:
    """Rows by number; those that are gone are missing. One query."""
    found = SearchRow.objects.filter(number__in=list(numbers))
    return {
        number: row(number, key, title, words)
        for number, key, title, words in found.values_list("number", "key", "title", "words")
    }


def row_of(key: str) -> Row | None:
    """The row of one document. One query."""
    found = SearchRow.objects.filter(key=key).values_list("number", "key", "title", "words").first()
    return row(*found) if found else None


def row(number: int, key: str, title: str, words: str) -> Row:
    """A row, its words taken apart."""
    fields = [tuple(part.split()) for part in words.split("\t")]
    return Row(number, key, title, *fields)
