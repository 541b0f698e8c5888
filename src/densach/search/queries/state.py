"""Where the index stands."""

from pathlib import Path

from django.conf import settings

from densach.search.engine.folder import Folder
from densach.search.engine.types import State
from densach.search.errors import IndexMissing
from densach.search.models import SearchChange


def root() -> Path:
    """Where the index lies."""
    return Path(settings.SEARCH_FOLDER)


def position() -> State:
    """Generation, last change applied, documents, passages, batches of changes still to apply.

    One query. Raises IndexMissing.
    """
    from densach.search.engine.schema import VERSION

    folder = Folder(root())
    generation = folder.current()
    ledger = folder.ledger(generation) if generation else None
    if ledger is None or ledger.version != VERSION:
        raise IndexMissing
    waiting = SearchChange.objects.exclude(seq__lte=ledger.position).exclude(mark__in=ledger.done)
    return State(generation, ledger.position, ledger.documents, ledger.passages, waiting.count())
