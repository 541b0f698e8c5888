"""What changed, in order; and where documents come from."""

import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from densach.search.engine.types import Source
from densach.search.models import SearchChange, SearchStream

BATCH = 1_000  # documents
_KEYS_IN_A_ROW = 500
awake = threading.Event()
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Say where documents come from: called from `ready()` of the room that owns them."""
    _sources[:] = [source]


def source() -> Source:
    """The registered source."""
    if not _sources:
        raise RuntimeError("No source of documents: call register_source() in apps.ready().")
    return _sources[0]


def changed(keys: Iterable[str]) -> None:
    """Note, in the caller's transaction, that these documents were made, changed or deleted.

    They are found as they now are a second or two after the commit.
    """
    note(list(dict.fromkeys(keys)))


def note(keys: list[str], *, mark: str = "") -> None:
    """Write changes of `keys` and wake the indexer of this process after commit."""
    if not keys:
        return
    rows = [
        SearchChange(keys="\n".join(keys[start : start + _KEYS_IN_A_ROW]), mark=mark)
        for start in range(0, len(keys), _KEYS_IN_A_ROW)
    ]
    SearchChange.objects.bulk_create(rows)
    transaction.on_commit(awake.set)


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes with one number."""

    seq: int
    rows: tuple[SearchChange, ...]


def stream() -> SearchStream:
    """The row that numbers changes; made when first asked for. One query."""
    found, _ = SearchStream.objects.get_or_create(pk=1, defaults={"stream": uuid.uuid4().hex})
    return found


def next_batch(position: int, applied: Iterable[str]) -> Batch | None:
    """The first changes after `position`; gives new ones a number. At most about 1,000 documents.

    Rows whose mark is in `applied` cost nothing, so any number of them may come along.
    """
    seq = (
        SearchChange.objects.filter(seq__gt=position).order_by("seq").values_list("seq", flat=True)
    )
    first = seq.first() or _number_new(set(applied))
    if first is None:
        return None
    return Batch(first, tuple(SearchChange.objects.filter(seq=first).order_by("pk")))


@transaction.atomic
def _number_new(applied: set[str]) -> int | None:
    """Give the oldest changes without a number the next one; None if there are none.

    Numbers are given to rows that can be seen, under a lock, one transaction after the other: so no
    row ever appears with a number that somebody has already passed.
    """
    if not SearchChange.objects.filter(seq=None).exists():
        return None
    counter = SearchStream.objects.select_for_update().get(pk=stream().pk)
    chosen, documents = [], 0
    new = SearchChange.objects.filter(seq=None).order_by("pk")[:BATCH]
    for pk, keys, mark in new.values_list("pk", "keys", "mark"):
        if documents >= BATCH:
            break
        chosen.append(pk)
        documents += 0 if mark and mark in applied else keys.count("\n") + 1
    if not chosen:  # another indexer was faster
        return None
    counter.last += 1
    counter.save(update_fields=["last"])
    SearchChange.objects.filter(pk__in=chosen).update(seq=counter.last)
    return counter.last
