"""Coded parts of a MARC record: language, year, level, kind (008, leader, 041, 521)."""

import re

from .languages import from_marc, from_words
from .record import Field

_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_PAGES = re.compile(r"(\d[\d.]*)\s*(?:p\b|pages?\b|pp\b|tr\b|trang\b|s\b|с\b|S\b|tờ\b)")
_AUDIENCE = {
    "a": "EARLY",
    "b": "PRIMARY",
    "c": "LOWER",
    "d": "UPPER",
    "e": "ADULT",
    "f": "HIGHER",
    "j": "PRIMARY",
}
_KINDS = {"c": "MUSIC", "d": "MUSIC", "j": "MUSIC", "e": "MAP", "f": "MAP", "i": "AUDIO_BOOK",
          "k": "OTHER", "m": "OTHER", "o": "OTHER", "p": "OTHER", "r": "OTHER"}  # fmt: skip
_OUR_GENRES = {"Sách giáo khoa": "TEXTBOOK", "Sách tranh": "PICTURE_BOOK", "Tài liệu": "DOCUMENT"}
_LAST_GRADE = {"PRIMARY": 5, "LOWER": 9, "UPPER": 12}
_OLDEST, _NEWEST = 1000, 2099


def language(fixed: str, coded: list[Field]) -> str:
    """BCP 47 from 008/35-37, else from the first code of 041 $a (old records run codes together)."""
    if tag := from_marc(fixed[35:38]):
        return tag
    for field in coded:
        if field.indicators[1:] == "7" or "2" in (code for code, _value in field.subfields):
            tag = from_words(field.first("ad"))
        else:
            tag = from_marc(field.first("ad")[:3])
        if tag:
            return tag
    return ""


def year(fixed: str, published: str) -> int | None:
    """The year of publication: 008/07-10 where it is a year, else the first one printed."""
    for text in (fixed[7:11], published):
        if match := _YEAR.search(text):
            return int(match[1]) if _OLDEST <= int(match[1]) <= _NEWEST else None
    return None


def pages(extent: str) -> int | None:
    """The last number of pages in `extent` (`xii, 158 tr.` → 158)."""
    found = [int(number.replace(".", "")) for number in _PAGES.findall(extent)]
    return found[-1] if found and 0 < found[-1] < 100_000 else None  # noqa: PLR2004 - no such book


def level(fixed: str, said: list[Field], form: str) -> str:
    """A Level value from 521 (grades and ages), else from the audience code 008/22."""
    for field in said:
        text = " ".join(field.all("a"))
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        if not numbers:
            continue
        if field.indicators[:1] == "2" or re.search(r"lớp|grade", text, re.IGNORECASE):
            return _of_grade(max(numbers))
        if field.indicators[:1] == "1" or re.search(r"tuổi|age", text, re.IGNORECASE):
            # Grade 1 begins in the calendar year of the sixth birthday (Law on Education, 28).
            return _of_grade(max(numbers) - 5)
    return _AUDIENCE.get(fixed[22:23], "") if form in "atcdijgkmor" else ""


def _of_grade(grade: int) -> str:
    if grade < 1:
        return "EARLY"
    return next((name for name, last in _LAST_GRADE.items() if grade <= last), "ADULT")


def kind(
    leader: str, control: dict[str, str], subjects: list[str], fields: dict[str, list[Field]]
) -> str:
    """A Kind value from the type of record (leader/06-07), 006, 007, 008 and genre headings."""
    form, fixed = leader[6], control.get("008", "")
    if form == "g":
        moving = fixed[33:34] in {"m", "v"} or control.get("007", "")[:1] in {"m", "v"}
        return "VIDEO" if moving or not fixed[33:34].strip() else "OTHER"
    if form == "m" and control.get("006", "")[:1] in {"a", "t"}:
        return "BOOK"
    if form in _KINDS:
        return _KINDS[form]
    if leader[7] in "bis":
        return "PERIODICAL"
    for field in fields.get("655", []):
        if field.first("2") == "densach" and (ours := _OUR_GENRES.get(field.first("a"))):
            return ours
    genres = " ".join(subjects).casefold()
    if re.search(r"sách giáo khoa|textbooks", genres):
        return "TEXTBOOK"
    if re.search(r"picture books|sách tranh|truyện tranh", genres):
        return "PICTURE_BOOK"
    return "DOCUMENT" if "502" in fields else "BOOK"
