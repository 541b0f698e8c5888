"""Entries of any catalogue file: the one door for importers."""

from collections.abc import Iterator
from pathlib import Path

from . import iso2709
from .entry import Entry
from .errors import NotAList
from .sniff import kind_of, open_file


def entries(path: Path, *, number: int = 0, offset: int = 0) -> Iterator[Entry]:
    """Entries of the file at `path` behind record `number`, where reading goes on at `offset`.

    Memory does not grow with the file, but for tables of Excel. Raises NotAList and its kin, also in
    the middle, when what follows cannot be read at all.
    """
    kind = kind_of(path)
    if kind != "MARC":
        raise NotAList
    with open_file(path) as source:
        source.seek(offset)
        yield from iso2709.entries(source, number=number, offset=offset)
