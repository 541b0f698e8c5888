"""One long document becomes chapters: cut at its headings, contents made of them."""

import re
from typing import TYPE_CHECKING

from .binding import Line
from .split import shell
from .trees import local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

TAGS = tuple(f"{{*}}h{level}" for level in range(1, 7))
DEEPEST_CUT = 4
MOST_CHAPTERS = 2_000
CONTENTS_DEPTH = 3
HEADING_LETTERS = 120

_NUMBER_WORDS = (
    r"thứ\s+\w+|nhất|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười(?:\s+\w+)?|one|two|three|four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve|premier|première|deuxième|troisième"
)
KEYWORD = re.compile(
    r"(?:chương|phần|hồi|quyển|tập|bài|mục|tiết|canh|chapter|part|book|section|act|scene|canto|"
    rf"chapitre|livre|partie|kapitel)\s+(?:\d{{1,4}}|[ivxlc]{{1,7}}|{_NUMBER_WORDS})\b"
    r"(?:\s*[.:–—-]\s*.{0,100}|\s+.{0,100})?",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"(?:lời (?:nói đầu|tựa|bạt|giới thiệu|kết|cảm ơn|dẫn)|tựa|mở đầu|kết luận|phụ lục.{0,60}|mục lục|"
    r"prologue|epilogue|preface|foreword|introduction|conclusion|appendix.{0,40}|contents|"
    r"préface|avant-propos|épilogue|table des matières)\.?",
    re.IGNORECASE,
)


def is_heading_line(text: str) -> bool:
    """Whether a line stands over a chapter by its words: `Chương 3`, `Part II: …`, `Lời tựa`."""
    plain = " ".join(text.split())
    if not 0 < len(plain) <= HEADING_LETTERS or plain[-1] in ",;":
        return False
    return bool(KEYWORD.fullmatch(plain) or ALONE.fullmatch(plain))


def cut_at_headings(body: "_Element") -> "tuple[list[_Element], list[Line]]":
    """(pieces of `body` in order, contents); `body` is used up.

    The level to cut at is the highest that occurs more than once. Where a document has no
    headings, paragraphs that read like chapter headings are made into some. The lines of the
    contents have the anchors as targets, under the name "" for the document itself.
    """
    found = _headings(body) or _promote(body)
    level = _level(found)
    if level == 0:
        return [body], _contents(found, CONTENTS_DEPTH)
    lines = _contents(found, level + 1)
    marks = [heading for heading in found if _level_of(heading) <= level]
    if len(marks) > MOST_CHAPTERS:
        return [body], lines
    pieces = _cut(body, _with_text_between(marks))
    return [piece for piece in pieces if _has_content(piece)] or [body], lines


def _headings(body: "_Element") -> "list[_Element]":
    """Headings with text; those without only mark a break."""
    found = []
    for heading in list(body.iter(*TAGS)):
        if _text(heading):
            found.append(heading)
        elif heading.find(".//{*}img") is None:
            heading.tag = "hr"
            for child in list(heading):
                heading.remove(child)
    return found


def _promote(body: "_Element") -> "list[_Element]":
    found = [p for p in body.iter("{*}p", "{*}div") if not len(p.findall("{*}p")) and _reads_so(p)]
    if len(found) < 2:  # noqa: PLR2004 - one alone may be a sentence
        return []
    for paragraph in found:
        paragraph.tag = "h2"
    return found


def _reads_so(paragraph: "_Element") -> bool:
    return is_heading_line(_text(paragraph))


def _level(headings: "list[_Element]") -> int:
    for level in range(1, DEEPEST_CUT + 1):
        if sum(_level_of(heading) == level for heading in headings) > 1:
            return level
    return 0


def _level_of(heading: "_Element") -> int:
    return int(local(str(heading.tag))[1])


def _text(element: "_Element") -> str:
    return text_of(element)


def _has_content(piece: "_Element") -> bool:
    return bool(_text(piece)) or next(piece.iter("{*}img", "{*}svg", "{*}math"), None) is not None


def _with_text_between(marks: "list[_Element]") -> "set[_Element]":
    """Marks without those that follow right upon another: a part's title over its chapter."""
    kept: set[_Element] = set()
    before: _Element | None = None
    for mark in marks:
        if before is None or not _adjacent(before, mark):
            kept.add(mark)
        before = mark
    return kept


def _adjacent(before: "_Element", mark: "_Element") -> bool:
    """Whether nothing but blanks lies between two headings that are siblings or first children."""
    if (before.tail or "").strip():
        return False
    after = before.getnext()
    while after is not None and after is not mark:
        if mark in after.iterdescendants() and not _leading_text(after, mark):
            return True
        if _text(after) or next(after.iter("{*}img"), None) is not None:
            return False
        after = after.getnext()
    return after is mark


def _leading_text(box: "_Element", mark: "_Element") -> bool:
    """Whether text of `box` comes before `mark` in it."""
    if (box.text or "").strip():
        return True
    for element in box.iterdescendants():
        if element is mark:
            return False
        if (element.text or "").strip():
            return True
    return False


def _cut(box: "_Element", marks: "set[_Element]") -> "list[_Element]":
    """`box` cut before each mark in it, boxes around it repeated."""
    pieces = [shell(box, first=True)]
    pieces[0].text = box.text
    for child in list(box):
        if child in marks:
            pieces.append(shell(box, first=False))
            pieces[-1].append(child)
            continue
        if not any(mark in marks for mark in child.iterdescendants(*TAGS)):
            pieces[-1].append(child)
            continue
        tail, child.tail = child.tail, None
        inner = _cut(child, marks)
        pieces[-1].append(inner[0])
        for part in inner[1:]:
            pieces.append(shell(box, first=False))
            pieces[-1].append(part)
        pieces[-1][-1].tail = tail
    return pieces


def _contents(headings: "list[_Element]", deepest: int) -> list[Line]:
    """Lines of the contents, nested by level; every heading gets an anchor."""
    lines: list[Line] = []
    open_lines: list[tuple[int, Line]] = []
    for number, heading in enumerate(headings, start=1):
        level = _level_of(heading)
        if level > deepest:
            continue
        anchor = heading.get("id") or f"muc-{number}"
        heading.set("id", anchor)
        line = Line(_text(heading)[:HEADING_LETTERS], ("", anchor))
        while open_lines and open_lines[-1][0] >= level:
            open_lines.pop()
        (open_lines[-1][1].children if open_lines else lines).append(line)
        open_lines.append((level, line))
    return lines
