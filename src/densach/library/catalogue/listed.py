"""Entries made from a Description: for sources that are not MARC (tables, citations, feeds)."""

from datetime import UTC, datetime

from densach.core.errors import DomainError

from .compose import compose
from .description import Description
from .entry import Entry
from .errors import BadRecord, ListedWithoutTitle
from .record import join

# The record made is a function of what came, so that the same source gives the same bytes.
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def listed(
    told: Description,
    *,
    number: int,
    offset: int,
    raw: bytes,
    kept_as: str,
    resume: int | None = None,
    key: str = "",
) -> Entry:
    """A good entry for `told`, with a MARC record made from it; a bad one where it has no title."""
    entry = Entry(number, offset, number if resume is None else resume, raw, kept_as, key=key)
    if not told.title:
        entry.problem = ListedWithoutTitle()
        return entry
    entry.description = told
    entry.marc = join(compose(told, number=told.control_number or key, changed_at=_UNDATED))
    return entry


def refused(
    problem: DomainError | BadRecord, *, number: int, offset: int, raw: bytes, kept_as: str
) -> Entry:
    """A bad entry."""
    return Entry(number, offset, number, raw, kept_as, problem=problem)
