"""Tables out of Excel workbooks and CSV files of any common encoding."""

import csv
import io
import unicodedata
import zipfile

# Tables begin with a few lines of headings: Department, school, class, year.
WIDEST = 60
LONGEST_CELL = 500


class UnreadableTable(Exception):
    """The bytes are no table that we know."""


def read_table(content: bytes) -> list[list[str]]:
    """The first sheet or the CSV in `content`, cells as tidy text, empty rows kept.

    Told by content, not by name. Raises UnreadableTable.
    """
    if content[:4] == b"PK\x03\x04" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        rows = _workbook(content)
    else:
        rows = _csv(decoded(content))
    return [[_tidy(cell) for cell in row[:WIDEST]] for row in rows]


def decoded(content: bytes) -> str:
    """Text of a CSV: UTF-8, UTF-16 with or without mark, else windows-1258 of old Excel."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:400]:
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableTable


def _workbook(content: bytes) -> list[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                _refuse_bomb(parts)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)  # type: ignore[return-value]
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as error:
        raise UnreadableTable from error


def _refuse_bomb(parts: zipfile.ZipFile) -> None:
    """A list of people never unpacks to more than this."""
    if sum(part.file_size for part in parts.infolist()) > 200 * 1024 * 1024:
        raise UnreadableTable


def _csv(text: str) -> list[list[object]]:
    if "\0" in text:
        raise UnreadableTable
    head = text[:4000]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableTable from error
    if not any(len(row) > 1 for row in rows[:20]) and not _looks_like_text(head):
        raise UnreadableTable
    return [list(row) for row in rows]


def _looks_like_text(head: str) -> bool:
    odd = sum(unicodedata.category(letter) in {"Cc", "Cn", "Co"} for letter in head)
    return odd - head.count("\n") - head.count("\r") - head.count("\t") <= len(head) // 100


def _tidy(cell: object) -> str:
    """Numbers as people wrote them (`2014`, not `2014.0`), dates as ISO, the rest as tidy text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell.isoformat() if hasattr(cell, "isoformat") else cell)
    return " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST_CELL]
