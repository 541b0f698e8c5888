"""Tables of books out: CSV and Excel, with headers that `columns` reads again."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator

from .columns import KINDS, LEVELS, TITLES, joined_names
from .description import Description
from .languages import from_words

BLOCK = 1 << 16
_NUMBER = re.compile(r"[+-]?[\d\s.,()]+")
_ROLES = ("aut", "edt", "trl", "ill")


def harmless(text: str) -> str:
    """`text` such that a spreadsheet does not run it: an apostrophe before what begins like a formula.

    Telephone and other numbers (`+84912345678`, `-1`) stay as they are.
    """
    if text[:1] in "=@\t\r" and text:
        return f"'{text}"
    if text[:1] in {"+", "-"} and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_file(works: Iterable[Description]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with byte order mark (Excel needs it), in pieces."""
    yield "\ufeff".encode()
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(TITLES.values())
    for told in works:
        writer.writerow([harmless(text) for text in cells(told)])
        if page.tell() > BLOCK:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def xlsx_file(works: Iterable[Description]) -> Iterator[bytes]:
    """An Excel workbook, in pieces; all cells are texts, so that no zero is lost."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sách")
    sheet.append(list(TITLES.values()))
    for told in works:
        row = []
        for text in cells(told):
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000])
            cell.data_type = "s"  # also what begins with “=”
            row.append(cell)
        sheet.append(row)
    with tempfile.TemporaryFile() as kept:
        book.save(kept)
        kept.seek(0)
        while block := kept.read(BLOCK):
            yield block


def cells(told: Description) -> list[str]:
    """One row, in the order of `columns.TITLES`."""
    people = {role: [p.name for p in told.people if p.role == role] for role in _ROLES}
    others = [f"{p.name} ({p.role})" for p in told.people if p.role not in _ROLES]
    by_field = {
        "title": told.title, "subtitle": told.subtitle,
        **{role: joined_names(names) for role, names in people.items()},
        "ctb": joined_names(others), "place": told.place, "publisher": told.publisher,
        "year": str(told.year or told.published), "statement": told.statement,
        "extent": told.extent or (f"{told.pages} tr." if told.pages else ""), "series": told.series,
        "series_number": told.series_number,
        "isbn": "; ".join(v for s, v in told.identifiers if s == "ISBN"),
        "issn": "; ".join(v for s, v in told.identifiers if s == "ISSN"),
        "language": from_words(told.language), "kind": _word(KINDS, told.kind),
        "level": _word(LEVELS, told.level), "subjects": "; ".join(told.subjects), "ddc": told.ddc,
        "description": told.description, "rights": told.rights,
        "links": "; ".join(link.url for link in told.links), "control": told.control_number,
    }  # fmt: skip
    return [by_field[name] for name in TITLES]


def _word(words: dict[str, str], code: str) -> str:
    return words.get(code, "").split("|")[0].capitalize()
