"""Everything that is known of a person as one zip: a page to read, JSON, tables."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.formats import date_format

from .known import Known
from .parts import COLUMNS, Part, Told, parts


@dataclass(frozen=True, slots=True)
class Table:
    """A part as the page shows it: names of columns, rows of words."""

    part: Part
    heads: list[str]
    rows: list[list[str]]


def tables(known: Known) -> list[Table]:
    """What the rooms above know, in words. The queries of the parts."""
    return [_table(part, part.tell(known.person)) for part in parts()]


def write(to: IO[bytes], *, known: Known, page: str) -> None:
    """The zip: `page` as index.html, everything as du-lieu.json, a CSV a part, the rooms' own files."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        whole = json.dumps(known.as_json(), ensure_ascii=False, indent=1)
        archive.writestr("du-lieu.json", whole)
        for part in parts():
            rows = part.tell(known.person)
            if rows:
                archive.writestr(f"bang/{part.name}.csv", _csv(rows))
            for name, pieces in part.files(known.person) if part.files else ():
                _stream(archive, name, pieces)


def _stream(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    with archive.open(name, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)


def _csv(rows: Told) -> bytes:
    """Excel opens it with its letters whole: UTF-8 with a byte order mark."""
    names = _names(rows)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([str(COLUMNS.get(name, name)) for name in names])
    table.writerows([_harmless(row.get(name)) for name in names] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula stays text."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"}:
        return f"'{value}"
    return value


def _table(part: Part, rows: Told) -> Table:
    names = _names(rows)
    heads = [str(COLUMNS.get(name, name)) for name in names]
    return Table(part, heads, [[_words(row.get(name)) for name in names] for row in rows])


def _names(rows: Told) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _words(value: Any) -> str:
    """A value as a person reads it: moments by the clock of the place."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, str) and len(value) > len("2026-11-24") and value[4:5] == "-":
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        return date_format(timezone.localtime(at) if at.tzinfo else at, "H:i d/m/Y")
    return str(value)
