"""Tables of books in: CSV of any delimiter, Excel old and new, HTML that calls itself Excel."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from ..formats.encodings import decode
from .columns import clean_lines, describe_cells, mapped
from .describe import clean
from .entry import Entry
from .errors import (
    LooksLikeRoster,
    NoHeader,
    RowQuotesOpen,
    RowQuotesWrong,
    RowTooLong,
    RowWithoutTitle,
    RowWithWrongYear,
    WrongRow,
)
from .listed import listed, refused

SAMPLE_BYTES = 1_000_000
# A column that every table of OneRoster has: its classes and terms have titles, too.
ROSTER = {"sourcedid"}
MAX_RECODED_BYTES = 200_000_000  # files that are not UTF-8 are turned into Unicode whole
LINES_IN_A_CELL = 100  # more lines between two quotation marks: one of them was forgotten
HEADER_WITHIN = 15  # rows
MAX_CELL = 4_000_000
_CELLS = ("td", "th")
Row = tuple[int, list[str], WrongRow | None]  # number as the person counts, cells, what is wrong


def csv_entries(source: IO[bytes], *, number: int = 0) -> Iterator[Entry]:
    """Entries of a delimited text behind record `number`; `offset` is the row. Raises NoHeader."""
    csv.field_size_limit(MAX_CELL)
    return _entries(_csv_rows(source), number=number, kept_as="CSV")


def excel_entries(path: Path, *, number: int = 0) -> Iterator[Entry]:
    """Entries of the first visible sheet that has a title column. Raises NoHeader, Damaged."""
    for rows in _sheets(path):
        head, rest = _header(rows)
        if head:
            yield from _rows_to_entries(head, rest, number=number, kept_as="XLSX")
            return
    raise NoHeader


def html_entries(data: bytes, *, number: int = 0) -> Iterator[Entry]:
    """Entries of the first table in an HTML page."""
    from lxml import html

    text = decode(data).text
    page: Any = html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p/>")
    rows = (
        (
            at,
            [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in _CELLS],
            None,
        )
        for at, row in enumerate(page.iter("tr"), start=1)
    )
    return _entries(rows, number=number, kept_as="HTML")


def _entries(rows: Iterable[Row], *, number: int, kept_as: str) -> Iterator[Entry]:
    head, rest = _header(rows)
    if not head:
        raise NoHeader
    yield from _rows_to_entries(head, rest, number=number, kept_as=kept_as)


def _header(rows: Iterable[Row]) -> tuple[dict[int, str], Iterator[Row]]:
    """Which column is what, from the first row that has a title; and the rows after it."""
    found = iter(rows)
    for count, (_at, cells, _wrong) in enumerate(found, start=1):
        if head := mapped(cells):
            if ROSTER & {cell.strip().lower() for cell in cells}:
                raise LooksLikeRoster
            return {**head, -1: str(len(cells))}, found
        if count >= HEADER_WITHIN:
            break
    return {}, iter(())


def _rows_to_entries(
    head: dict[int, str], rows: Iterable[Row], *, number: int, kept_as: str
) -> Iterator[Entry]:
    width, count = int(head[-1]), 0
    for at, cells, wrong in rows:
        if wrong is None and not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count <= number:
            continue
        raw = "\t".join(cells).encode()
        fields: dict[str, list[str]] = {}
        for place, name in head.items():
            tidy = clean_lines if name == "description" else clean
            if 0 <= place < len(cells) and (text := tidy(cells[place])):
                fields.setdefault(name, []).append(text)
        told, unclear = describe_cells(fields)
        problem = wrong or _surplus(at, cells, width)
        if problem is None and unclear:
            problem = RowWithWrongYear(row=at, text=fields["year"][0][:40])
        if problem is None and not told.title:
            problem = RowWithoutTitle(row=at)
        if problem is not None:
            yield refused(problem, number=count, offset=at, raw=raw, kept_as=kept_as)
        else:
            yield listed(told, number=count, offset=at, raw=raw, kept_as=kept_as)


def _surplus(at: int, cells: list[str], width: int) -> WrongRow | None:
    if not any(cell.strip() for cell in cells[width:]):
        return None
    return RowTooLong(row=at, cells=len(cells), columns=width)


def _csv_rows(source: IO[bytes]) -> Iterator[Row]:
    lines = _lines(source)
    first = list(islice(lines, 50))
    delimiter = delimiter_of(first)
    pending: list[str] = []
    begun = 0

    def every() -> Iterator[str]:
        yield from first
        yield from lines

    waiting = _Rewindable(every())
    for at, line in waiting:
        pending.append(line)
        begun = begun or at
        if sum(text.count('"') for text in pending) % 2 == 0:
            yield _row(begun, "".join(pending), delimiter)
            pending, begun = [], 0
        elif len(pending) >= LINES_IN_A_CELL:
            yield _unclosed(begun, pending[0])
            waiting.back(pending[1:])
            pending, begun = [], 0
    while pending:
        yield _unclosed(begun, pending[0])
        waiting.back(pending[1:])
        pending, begun = [], 0
        for at, line in waiting:
            pending.append(line)
            begun = begun or at
            if sum(text.count('"') for text in pending) % 2 == 0:
                yield _row(begun, "".join(pending), delimiter)
                pending, begun = [], 0


class _Rewindable:
    """Numbered lines, some of which can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._back, self._at = iter(lines), list[str](), 0

    def __iter__(self) -> "_Rewindable":
        return self

    def __next__(self) -> tuple[int, str]:
        line = self._back.pop(0) if self._back else next(self._lines)
        self._at += 1
        return self._at, line

    def back(self, lines: list[str]) -> None:
        """Give `lines`, the last ones taken, again."""
        self._back[:0] = lines
        self._at -= len(lines)


def _row(at: int, text: str, delimiter: str) -> Row:
    text = text.replace("\x00", "")
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return at, [text[:1000]], RowQuotesWrong(row=at)
    return at, cells, None


def _unclosed(at: int, line: str) -> Row:
    return at, [line[:1000]], RowQuotesOpen(row=at)


def _lines(source: IO[bytes]) -> Iterator[str]:
    """Lines of the text: UTF-8 streamed, anything else turned into Unicode whole."""
    head = source.read(SAMPLE_BYTES)
    whole = len(head) < SAMPLE_BYTES
    try:
        (head if whole else head.rpartition(b"\n")[0]).decode("utf-8-sig")
        utf8 = b"\x00" not in head[:200]
    except UnicodeDecodeError:
        utf8 = False
    if not utf8:
        text = decode(head + (b"" if whole else source.read(MAX_RECODED_BYTES))).text
        yield from text.splitlines(keepends=True)
        return
    joined = io.BufferedReader(_Joined(head, source))
    yield from io.TextIOWrapper(joined, "utf-8-sig", errors="replace", newline="")


class _Joined(io.RawIOBase):
    """Bytes already read, then the rest of the source."""

    def __init__(self, head: bytes, source: IO[bytes]) -> None:
        self._head, self._source = io.BytesIO(head), source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._head.read(len(buffer)) or self._source.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def delimiter_of(lines: list[str]) -> str:
    """The sign that divides most lines into equally many cells; a comma if nothing does."""
    best, most = ",", (0, 0)
    for sign in "\t;,|":
        counts = [line.count(sign) for line in lines if line.strip()]
        if not counts or not counts[0]:
            continue
        agree = sum(count >= counts[0] for count in counts)
        most, best = max((most, best), ((agree, counts[0]), sign))
    return best


def _sheets(path: Path) -> Iterator[Iterator[Row]]:
    """The visible sheets of a workbook, rows of texts. Formulas give their stored values."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    _refuse_bombs(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                yield ((at, [_cell(v) for v in row], None) for at, row in enumerate(rows, start=1))
    except CalamineError:
        raise NoHeader from None


def _refuse_bombs(path: Path) -> None:
    """Look through the parts with our own limits before the reader unpacks them."""
    import zipfile

    from densach.core.unpack import Archive

    if zipfile.is_zipfile(path):
        with Archive(path):
            pass


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, days as 2024-05-31, leading zeros of texts kept."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
