"""Entries of any catalogue file: the one door for importers."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..catalogue import bibtex, csl, dublin_core, iso2709, marcjson, marcxml, ris, tables, text_form
from ..catalogue.entry import Entry
from ..catalogue.errors import LooksLikeNews, LooksLikeOnix, NotAList
from ..catalogue.sniff import kind_of, open_file
from ..formats.encodings import decode
from . import oai_in, opds_in

_EXPLAINED: dict[str, type[NotAList]] = {"ONIX": LooksLikeOnix, "RSS": LooksLikeNews}
MAX_TEXT_BYTES = 64 * 1024 * 1024  # RIS, BibTeX, feeds are read whole


def entries(path: Path, *, number: int = 0, offset: int = 0) -> Iterator[Entry]:
    """Entries of the file at `path` behind record `number`, where reading goes on at `offset`.

    Memory does not grow with the file for MARC, MARCXML, Dublin Core and CSV in UTF-8. Raises NotAList
    and its kin, also in the middle, when what follows cannot be read at all.
    """
    kind = kind_of(path)
    if kind == "XLSX":
        yield from tables.excel_entries(path, number=number)
        return
    if kind in _EXPLAINED:
        raise _EXPLAINED[kind]
    try:
        with open_file(path) as source:
            if kind == "MARC":
                _go_to(source, offset)
                yield from iso2709.entries(source, number=number, offset=offset)
            else:
                yield from _other(kind, source, number)
    except (EOFError, gzip.BadGzipFile):
        raise NotAList from None


def _go_to(source: IO[bytes], offset: int) -> None:
    source.seek(offset)  # gzip unpacks up to there


def _other(kind: str, source: IO[bytes], number: int) -> Iterator[Entry]:
    streamed = {
        "MARCXML": marcxml.entries,
        "OAI": oai_in.entries,
        "DC": dublin_core.entries,
        "XML": dublin_core.entries,
        "MARCJSON": marcjson.entries,
        "CSLJSON": csl.entries,
        "FEED": opds_in.entries,
        "OPDS": opds_in.entries,
        "TABLE": tables.csv_entries,
    }
    if kind in streamed:
        yield from streamed[kind](source, number=number)
        return
    whole = source.read(MAX_TEXT_BYTES)
    if kind == "HTML":
        yield from tables.html_entries(whole, number=number)
        return
    texts = {"RIS": ris.entries, "BIBTEX": bibtex.entries, "MRK": text_form.entries}
    if kind not in texts:
        raise NotAList
    yield from texts[kind](decode(whole).text, number=number)
