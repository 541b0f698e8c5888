"""The words that ordering needs, kept beside the documents."""

from typing import TYPE_CHECKING

from densach.search.models import SearchRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densach.search.engine.documents import Prepared


def keep(prepared: "Sequence[Prepared]") -> None:
    """Write or overwrite rows. One statement for 500 rows."""
    SearchRow.objects.bulk_create(
        [SearchRow(number=p.number, key=p.key, title=p.title, words=p.words) for p in prepared],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["key", "title", "words"],
    )


def forget(keys: "Sequence[str]") -> None:
    """Delete rows."""
    SearchRow.objects.filter(key__in=list(keys)).delete()
