"""A record as lines of text that a person edits (the .mrk form of MARCMaker).

    =LDR  00671nam a2200205 i 4500
    =008  260101s1820\\\\\\\\vm
    =245  10$aTruyện Kiều /$cNguyễn Du

A blank among indicators and in control fields is `\\`; `$` begins a subfield, so a true `$` is
`{dollar}`. Lines without `=` go on from the line before.
"""

import re
from collections.abc import Iterator
from typing import ClassVar, cast

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .describe import describe
from .entry import Entry
from .errors import BadRecord
from .record import LEADER_BYTES, NEW_LEADER, Field, Record, decoded, is_control, join

_LINE = re.compile(r"=(\w{3}) {0,2}(.*)", re.DOTALL)
_TO_TEXT = {"$": "{dollar}", "{": "{lcub}", "}": "{rcub}"}
_TO_FIELD = {"dollar": "$", "lcub": "{", "rcub": "}", "bsol": "\\"}
Problem = tuple[int, Promise | str]


class TextWrong(BadRecord):
    """The text is no record. `problems`: (line number from 1, sentence)."""

    code = "library.record_text_wrong"
    message = _("Line %(line)d: %(reason)s")
    advice: ClassVar[Promise | str] = ""

    def __init__(
        self, *, line: int, reason: Promise | str, problems: tuple[Problem, ...] = ()
    ) -> None:
        # The sentence is put into words where it is shown: this may be a process without languages.
        super().__init__(line=line, reason=cast("str", reason))
        self.problems = problems


def to_text(record: Record) -> str:
    """`record` as text, a line a field."""
    lines = [f"=LDR  {record.leader}"]
    lines += [f"={tag}  {_body(decoded(tag, raw))}" for tag, raw in record.fields]
    return "\n".join(lines) + "\n"


def _body(field: Field) -> str:
    if is_control(field.tag):
        return field.data.replace("\\", "{bsol}").replace(" ", "\\")
    head = (field.indicators + "  ")[:2].replace(" ", "\\")
    return head + "".join(f"${code}{_escaped(value)}" for code, value in field.subfields)


def _escaped(value: str) -> str:
    value = "".join(_TO_TEXT.get(letter, letter) for letter in value)
    return value.replace("\n", " ").replace("\r", " ")


def from_text(text: str) -> Record:
    """The record in `text`. Raises TextWrong with all that is wrong, line by line."""
    record = Record(NEW_LEADER)
    problems: list[Problem] = []
    seen_leader = False
    for at, line in _joined(text):
        match = _LINE.fullmatch(line)
        if not match:
            problems.append((at, _("a field begins with “=”, three letters and two blanks.")))
        elif match[1] in {"LDR", "000"}:
            seen_leader = True
            record.leader = match[2].replace("\\", " ")[:LEADER_BYTES]
            problems += _leader_problems(at, record.leader)
        else:
            field, found = _field(at, match[1], match[2])
            problems += found
            record.fields.append((field.tag, field.raw()))
    problems += _record_problems(record, seen_leader)
    if problems:
        first, reason = problems[0]
        raise TextWrong(line=first, reason=reason, problems=tuple(problems))
    return record


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """(number, text) of logical lines; a line that does not begin with `=` goes on."""
    begun, pending = 0, ""
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.startswith("="):
            if pending:
                yield begun, pending
            begun, pending = at, line.rstrip("\r")
        elif line.strip():
            if pending:
                pending = f"{pending.rstrip()} {line.strip()}"
            else:
                yield at, line
    if pending:
        yield begun, pending


def _leader_problems(at: int, leader: str) -> Iterator[Problem]:
    if len(leader) != LEADER_BYTES or not leader.isascii():
        yield at, _("the leader has 24 characters.")
    elif not leader[5:7].strip():
        yield at, _("the leader says in places 5 and 6 what kind of record it is.")


def _field(at: int, tag: str, body: str) -> tuple[Field, list[Problem]]:
    if is_control(tag):
        data = _unescaped(body.replace("\\", " "))
        short = tag == "008" and len(data) != 40  # noqa: PLR2004 - MARC 21, 008
        wrong: list[Problem] = [(at, _("field 008 has 40 characters."))] if short else []
        return Field(tag, data=data), wrong
    head, mark, rest = body.partition("$")
    indicators = head.replace("\\", " ").replace("#", " ")
    problems: list[Problem] = []
    if len(indicators) != 2 or not re.fullmatch(r"[ 0-9a-z|]{2}", indicators):  # noqa: PLR2004
        problems.append(
            (at, _("two indicators (figures or “\\”) stand between field and first “$”."))
        )
        indicators = (indicators + "  ")[:2]
    if not mark:
        problems.append((at, _("the field has no subfield; one begins with “$” and a letter.")))
    field = Field(tag, indicators)
    for part in rest.split("$") if mark else []:
        if not part or not re.fullmatch(r"[a-z0-9!-/:-@]", part[0]):
            problems.append((at, _("after each “$” stands a small letter or a figure.")))
        elif not part[1:].strip():
            problems.append((at, _("a subfield is empty.")))
        else:
            field.subfields.append((part[0], _unescaped(part[1:])))
    return field, problems


def _unescaped(text: str) -> str:
    text = text.translate({0x1D: None, 0x1E: None, 0x1F: None})
    return re.sub(r"\{(\w+)\}", lambda match: _TO_FIELD.get(match[1], match[0]), text)


def _record_problems(record: Record, seen_leader: bool) -> Iterator[Problem]:
    if not seen_leader:
        yield 1, _("the first line is the leader: =LDR and two blanks.")
    if not record.has("245"):
        yield 1, _("field 245 with the title is missing.")
    for tag in ("001", "003", "005", "008", "100", "110", "111", "130", "240", "245"):
        if sum(name == tag for name, _raw in record.fields) > 1:
            yield 1, format_lazy(_("field {tag} may stand only once."), tag=tag)
    if sum(record.has(tag) for tag in ("100", "110", "111", "130")) > 1:
        yield 1, _("only one of 100, 110, 111, 130 may stand in a record.")


def entries(text: str, *, number: int = 0) -> Iterator[Entry]:
    """Entries of a .mrk file, records divided by empty lines, behind record `number`."""
    count, at = 0, 1
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        if part.strip():
            count += 1
            if count > number:
                yield _entry(part, count, at)
        at += part.count("\n") + 2


def _entry(text: str, number: int, line: int) -> Entry:
    entry = Entry(number, line, number, text.encode(), "MRK")
    try:
        record = from_text(text)
        record.leader = record.leader[:9] + "a" + record.leader[10:]
        entry.marc, entry.description = join(record), describe(record)
    except BadRecord as problem:
        entry.problem = problem
    return entry
