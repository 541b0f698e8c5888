"""A list of people out of a table: which column is what, one line for each person."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from densach.search.text import fold_key

_COLUMNS = {
    "full_name": "họ và tên|họ tên|tên học sinh|họ và tên học sinh|full name|name",
    "family": "họ đệm|họ và tên đệm|họ|họ lót|family name|surname",
    "given": "tên|given name|first name",
    "birth": "năm sinh|ngày sinh|ngày tháng năm sinh|birth year|year of birth|date of birth",
    "group": "lớp|tên lớp|lớp học|class|group",
    "role": "vai trò|chức vụ|chức danh|role",
    "phone": "điện thoại|số điện thoại|sđt|di động|phone|telephone",
    "email": "email|e mail|thư điện tử",
    "username": "tên đăng nhập|tài khoản|user name|username",
    "guardian": "phụ huynh|họ tên phụ huynh|họ và tên phụ huynh|cha mẹ|bố mẹ|người giám hộ|"
    "họ tên người giám hộ|guardian|parent",
    "guardian_phone": "điện thoại phụ huynh|số điện thoại phụ huynh|sđt phụ huynh|sđt ph|"
    "điện thoại người giám hộ|điện thoại cha mẹ|điện thoại bố mẹ|guardian phone|parent phone",
    "father": "họ tên cha|họ và tên cha|cha|họ tên bố|họ và tên bố|bố|father",
    "father_phone": "điện thoại cha|số điện thoại cha|sđt cha|điện thoại bố|sđt bố|father phone",
    "mother": "họ tên mẹ|họ và tên mẹ|mẹ|mother",
    "mother_phone": "điện thoại mẹ|số điện thoại mẹ|sđt mẹ|mother phone",
    "identifier": "mã định danh bộ gd đt|mã định danh|mã học sinh|mã số|mã|identifier",
}
_FIELD_OF = {
    fold_key(word): field for field, words in _COLUMNS.items() for word in words.split("|")
}
_ROLES = {
    "LEARNER": "học sinh|hs|học viên|người học|sinh viên|learner|student|pupil",
    "TEACHER": "giáo viên|gv|cô giáo|thầy giáo|giảng viên|teacher",
    "LIBRARIAN": "thủ thư|cán bộ thư viện|nhân viên thư viện|librarian",
    "OFFICER": "cán bộ|cán bộ giáo dục|công chức|education officer|officer",
    "MANAGER": "quản lý|hiệu trưởng|phó hiệu trưởng|giám đốc|phó giám đốc|manager|principal",
    "ADMINISTRATOR": "quản trị|quản trị viên|người quản trị|administrator|admin",
}
_ROLE_OF = {fold_key(word): role for role, words in _ROLES.items() for word in words.split("|")}
_HEADINGS = 20  # rows among which the head of the table is looked for


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the file says, untested. `number` counts from 1, as the file's rows do."""

    number: int
    full_name: str
    birth: str = ""
    group: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    username: str = ""
    identifier: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    father: str = ""
    father_phone: str = ""
    mother: str = ""
    mother_phone: str = ""

    def parents(self) -> list[tuple[str, str]]:
        """(name, telephone) of each guardian whom the row names; one may be empty, not both."""
        pairs = (
            (self.guardian, self.guardian_phone),
            (self.father, self.father_phone),
            (self.mother, self.mother_phone),
        )
        return [(name, phone) for name, phone in pairs if name.strip() or phone.strip()]

    def as_json(self) -> dict[str, object]:
        """For keeping between the dry run and the deed."""
        return asdict(self)


class NoNames(Exception):
    """No column of names."""


def lines_of(rows: list[list[str]]) -> Iterator[Line]:
    """The people in a table with headings above. Rows without a name end nothing and are skipped.

    Raises NoNames.
    """
    head, columns = _head(rows)
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {field: row[i].strip() for field, i in columns.items() if i < len(row)}
        name = cells.get("full_name") or f"{cells.get('family', '')} {cells.get('given', '')}"
        others = {
            field: value
            for field, value in cells.items()
            if field not in {"full_name", "family", "given"}
        }
        if name.strip() or any(others.values()):
            yield Line(number=number, full_name=name.strip(), **others)


def _head(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:_HEADINGS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            field = _FIELD_OF.get(_heading(cell))
            if field:
                columns.setdefault(field, place)
        if "full_name" not in columns and {"family", "given"} - set(columns):
            if "given" in columns and len(columns) > 1:  # “Tên” alone stands for the whole name
                columns["full_name"] = columns["given"]
            else:
                continue
        return number, columns
    raise NoNames


def _heading(cell: str) -> str:
    """`Họ và tên (*)` → `ho va ten`."""
    return fold_key(re.sub(r"\(.*?\)|[*:.]", " ", cell))


def role_of(text: str) -> str:
    """`Giáo viên` → `TEACHER`; the codes themselves too; "" where we do not know the word."""
    code = text.strip().upper()
    return code if code in _ROLES else _ROLE_OF.get(fold_key(text), "")


def year_of(text: str) -> int | None:
    """The year in `2014`, `15/03/2014`, `2014-03-15`; None where there is none.

    Only the year is taken: it is enough to choose the child's pages, and the day is nobody's need.
    """
    found = re.search(r"(?<!\d)(1[89]\d{2}|20\d{2})(?!\d)", text)
    return int(found[1]) if found else None
