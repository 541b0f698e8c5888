"""A correction of the card, carried into the record: only the fields concerned change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from . import describe as reading
from .compose import AUDIENCES, FORMS, GENRE_SOURCE, genre, heading, person
from .description import Contributor
from .languages import to_marc
from .record import Field, Record, decoded
from .relators import term_of

_NAMES = ("100", "110", "111", "700", "710", "711")
_SUBJECTS = ("600", "610", "611", "630", "648", "650", "651", "653", "655")
_SERIES = ("490", "440", "830", "800", "810", "811")
_AREA_ENDS = (" :", " /", " ;", " =", ",", ".")


def apply_changes(
    record: Record, before: Mapping[str, Any], after: Mapping[str, Any], *, at: datetime
) -> Record:
    """`record` with what differs between `before` and `after`; a new record, or the same if nothing.

    Keys are those of a correction: title, subtitle, kind, language, level, year, description, series,
    series_number, ddc, rights_note, people (`name (role)`), subjects. Others have no place in MARC
    and are passed over. Field 005 gets the time `at`.
    """
    changed = {key for key in after if before.get(key) != after[key]}
    result = Record(record.leader, list(record.fields))
    for keys, change in _CHANGES:
        if changed & keys:
            change(result, before, after)
    if result.fields != record.fields or result.leader != record.leader:
        _put(result, Field("005", data=f"{at:%Y%m%d%H%M%S}.0"))
    return result


def _title(record: Record, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    at, field = _find(record, "245")
    field = field or Field("245", "00")
    rest = [(c, v) for c, v in field.subfields if c not in "abnp"]
    old = [(c, v) for c, v in field.subfields if c in "anp"]
    if before.get("title") == after.get("title") and old:
        head = old
    else:
        head = [("a", after["title"])]
        if field.indicators[1:] not in {"0", " "}:
            field.indicators = field.indicators[:1] + "0"  # letters to pass over: of the old title
    control = [pair for pair in rest if pair[0] == "6"]
    rest = [pair for pair in rest if pair[0] != "6"]
    subtitle = after.get("subtitle", "")
    if subtitle:
        head[-1] = (head[-1][0], f"{_bare(head[-1][1])} :")
        parts = [*head, ("b", subtitle)]
    else:
        parts = head
    if rest and rest[0][0] == "c":
        parts[-1] = (parts[-1][0], f"{_bare(parts[-1][1])} /")
    elif before.get("subtitle") and not subtitle:
        parts[-1] = (parts[-1][0], _bare(parts[-1][1]))
    field.subfields = [*control, *parts, *rest]
    _set(record, at, field)


def _language(record: Record, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    code = to_marc(after.get("language", ""))
    _fixed(record, 35, code)
    at, field = _find(record, "041")
    if field is not None and at is not None:
        old = to_marc(before.get("language", ""))
        codes = [v for c, v in field.subfields if c == "a"]
        if old in codes:
            place = field.subfields.index(("a", old))
            field.subfields[place] = ("a", code)
            _set(record, at, field)


def _year(record: Record, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    new, old = str(after.get("year") or ""), str(before.get("year") or "")
    _fixed(record, 7, f"{new:>4}" if new else "uuuu")
    if new:
        fixed = record.control("008")
        if fixed[6:7] in {"n", "b", "|", " "}:
            _fixed(record, 6, "s")
    for tag in ("264", "260"):
        at, field = _find(record, tag)
        if field is None or at is None:
            continue
        for place, (code, value) in enumerate(field.subfields):
            if code == "c":
                text = value.replace(old, new, 1) if old and old in value else new
                field.subfields[place] = (code, text) if text.strip(" .,") else (code, "")
                field.subfields = [pair for pair in field.subfields if pair[1]]
                _set(record, at, field)
                return
        if new:
            field.subfields.append(("c", new))
            _set(record, at, field)
            return
    if new:
        _put(record, Field("264", " 1", [("c", new)]))


def _description(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    lines = [line for line in after.get("description", "").splitlines() if line.strip()]
    _replace(record, ("520",), [Field("520", "  ", [("a", line)]) for line in lines])


def _rights(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    text = after.get("rights_note", "")
    _replace(record, ("540",), [Field("540", "  ", [("a", text)])] if text else [])


def _ddc(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    at, field = _find(record, "082")
    number = after.get("ddc", "")
    if field is None or at is None:
        if number:
            _put(record, Field("082", "04", [("a", number)]))
    elif number:
        rest = [pair for pair in field.subfields if pair[0] != "a"]
        field.subfields = [("a", number), *rest]
        _set(record, at, field)
    else:
        del record.fields[at]


def _series(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    title, number = after.get("series", ""), after.get("series_number", "")
    found = next((tag for tag in _SERIES if record.has(tag)), None)
    parts = [("a", f"{title} ;" if number else title), *([("v", number)] if number else [])]
    if found is None:
        if title:
            _put(record, Field("490", "0 ", parts))
        return
    at, field = _find(record, found)
    assert at is not None
    assert field is not None
    if not title:
        del record.fields[at]
        return
    rest = [pair for pair in field.subfields if pair[0] not in "atv"]
    field.subfields = [*parts, *rest]
    _set(record, at, field)


def _level(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    _fixed(record, 22, AUDIENCES.get(after.get("level", ""), " "))
    record.fields = [pair for pair in record.fields if pair[0] != "521"]


def _kind(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    form = FORMS.get(after.get("kind", ""), "am")
    record.leader = record.leader[:6] + form + record.leader[8:]
    ours = f"\x1f2{GENRE_SOURCE}".encode()
    record.fields = [(t, raw) for t, raw in record.fields if t != "655" or ours not in raw]
    for field in genre(after.get("kind", "")):
        _put(record, field)


def _people(record: Record, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Fields of those who went are taken out, of those who came put in; the others stay as they are."""
    language = str(after.get("language", ""))
    wanted = [_who(text) for text in after.get("people", ())]
    was = [_who(text) for text in before.get("people", ())]
    kept: list[tuple[str, bytes]] = []
    here: set[tuple[str, str]] = set()
    for tag, raw in record.fields:
        field = decoded(tag, raw) if tag in _NAMES else None
        name = reading._name(field, language) if field and not field.first("t") else ""  # noqa: SLF001
        if field is None or not name:
            kept.append((tag, raw))
            continue
        roles = [role for who, role in wanted if who == name]
        said = reading._roles(field, record.leader[6])  # noqa: SLF001
        if set(said) <= set(roles):
            kept.append((tag, raw))
            here.update((name, role) for role in said)
        elif roles:
            kept.append((tag, _with_roles(field, roles).raw()))
            here.update((name, role) for role in roles)
        elif (name, said[0]) not in was:
            kept.append((tag, raw))  # not one of the card's people
    record.fields = kept
    for name, role in wanted:
        if (name, role) not in here:
            is_first = role == "aut" and not any(record.has(tag) for tag in ("100", "110", "111"))
            _put(record, person("100" if is_first else "700", Contributor(name, role), language))


def _who(text: str) -> tuple[str, str]:
    """`Tô Hoài (aut)` → name and role."""
    name, _bracket, role = text.rpartition(" (")
    return (name, role.rstrip(")")) if name else (text, "aut")


def _with_roles(field: Field, roles: list[str]) -> Field:
    rest = [pair for pair in field.subfields if pair[0] not in "e4"]
    said = [pair for role in roles for pair in (("e", term_of(role)), ("4", role))]
    return Field(field.tag, field.indicators, [*rest, *said])


def _subjects(record: Record, _before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    wanted = list(after.get("subjects", ()))
    here: set[str] = set()
    kept: list[tuple[str, bytes]] = []
    for tag, raw in record.fields:
        if tag not in _SUBJECTS:
            kept.append((tag, raw))
            continue
        field = decoded(tag, raw)
        headings = _headings(field)
        if field.first("2") == GENRE_SOURCE:
            kept.append((tag, raw))  # says the kind, not a subject
        elif all(one in wanted for one in headings):
            kept.append((tag, raw))
            here.update(headings)
        elif tag == "653":
            field.subfields = [
                (code, value)
                for code, value in field.subfields
                if code != "a" or reading.bare(value)[:255] in wanted
            ]
            here.update(one for one in headings if one in wanted)
            if field.first("a"):
                kept.append((tag, field.raw()))
    record.fields = kept
    for subject in wanted:
        if subject not in here:
            _put(record, heading(subject))


def _headings(field: Field) -> list[str]:
    if field.tag == "653":
        return [reading.bare(value)[:255] for value in field.all("a")]
    return [reading._heading(field)[:255]]  # noqa: SLF001


_CHANGES = (
    (frozenset({"title", "subtitle"}), _title),
    (frozenset({"language"}), _language),
    (frozenset({"year"}), _year),
    (frozenset({"description"}), _description),
    (frozenset({"rights_note"}), _rights),
    (frozenset({"ddc"}), _ddc),
    (frozenset({"series", "series_number"}), _series),
    (frozenset({"level"}), _level),
    (frozenset({"kind"}), _kind),
    (frozenset({"people"}), _people),
    (frozenset({"subjects"}), _subjects),
)


def _find(record: Record, tag: str) -> tuple[int | None, Field | None]:
    for at, (name, raw) in enumerate(record.fields):
        if name == tag:
            return at, decoded(name, raw)
    return None, None


def _set(record: Record, at: int | None, field: Field) -> None:
    if at is None:
        _put(record, field)
    else:
        record.fields[at] = (field.tag, field.raw())


def _put(record: Record, field: Field) -> None:
    """Put a field where its tag belongs; the only one of its kind (005) is replaced."""
    if field.tag == "005" and record.has("005"):
        at, _old = _find(record, "005")
        _set(record, at, field)
        return
    at = sum(1 for tag, _raw in record.fields if tag <= field.tag)
    before = [i for i, (tag, _raw) in enumerate(record.fields) if tag <= field.tag]
    record.fields.insert(before[-1] + 1 if before else min(at, 0), (field.tag, field.raw()))


def _replace(record: Record, tags: tuple[str, ...], fields: Iterable[Field]) -> None:
    """Take the fields with `tags` out, put `fields` where the first of them stood."""
    record.fields = [pair for pair in record.fields if pair[0] not in tags]
    for field in fields:
        _put(record, field)


def _fixed(record: Record, start: int, value: str) -> None:
    """Write `value` into field 008 at `start`, if the record has one of the right length."""
    at, field = _find(record, "008")
    if field is not None and at is not None and len(field.data) == 40:  # noqa: PLR2004 - 008 has 40
        field.data = field.data[:start] + value + field.data[start + len(value) :]
        _set(record, at, field)


def _bare(text: str) -> str:
    text = text.rstrip()
    for end in _AREA_ENDS:
        text = text.removesuffix(end).rstrip()
    return text
