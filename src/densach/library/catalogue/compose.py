"""From a Description to a MARC 21 record, for works that came without one."""

from collections.abc import Iterator
from datetime import datetime

from .description import Contributor, Description
from .languages import to_marc
from .names import catalogued
from .record import Field, Record
from .relators import term_of

FORMS = {
    "BOOK": "am", "PICTURE_BOOK": "am", "TEXTBOOK": "am", "DOCUMENT": "am", "PERIODICAL": "as",
    "AUDIO_BOOK": "im", "MUSIC": "jm", "VIDEO": "gm", "MAP": "em", "OTHER": "om",
}  # fmt: skip
# Kinds that the leader cannot tell apart are kept in a genre heading with a source of our own.
GENRES = {"TEXTBOOK": "Sách giáo khoa", "PICTURE_BOOK": "Sách tranh", "DOCUMENT": "Tài liệu"}
GENRE_SOURCE = "densach"
AUDIENCES = {"EARLY": "a", "PRIMARY": "b", "LOWER": "c", "UPPER": "d", "ADULT": "e", "HIGHER": "f"}
_GRADES = {"PRIMARY": "Lớp 1-5", "LOWER": "Lớp 6-9", "UPPER": "Lớp 10-12"}
_CONTENTS = {
    "AUDIO_BOOK": ("spoken word", "spw"), "MUSIC": ("performed music", "prm"),
    "VIDEO": ("two-dimensional moving image", "tdi"), "MAP": ("cartographic image", "cri"),
}  # fmt: skip
_CORPORATE = ("nxb", "nhà xuất bản", "trường", "viện", "hội", "sở ", "bộ ", "ủy ban", "trung tâm",
              "university", "press", "institute", "ministry", "association", "company")  # fmt: skip
ORGANIZATION_CODE = "VN-DenSach"
_FIRST_ROLES = {"aut", "cre", "cmp", "art", "pht"}


def compose(told: Description, *, number: str, changed_at: datetime) -> Record:
    """A record that says what `told` says, with ISBD punctuation. `number` becomes its 001."""
    record = Record(f"00000n{FORMS.get(told.kind, 'am')} a2200000 i 4500")
    record.fields = [(field.tag, field.raw()) for field in _fields(told, number, changed_at)]
    return record


def _fields(told: Description, number: str, at: datetime) -> Iterator[Field]:
    if number:
        yield Field("001", data=number)
        yield Field("003", data=ORGANIZATION_CODE)
    yield Field("005", data=f"{at:%Y%m%d%H%M%S}.0")
    yield Field("008", data=fixed(told, at))
    yield from _numbers(told)
    yield Field("040", "  ", [("a", ORGANIZATION_CODE), ("b", "vie"), ("e", "rda")])
    if told.language:
        yield Field("041", "0 ", [("a", to_marc(told.language))])
    if told.ddc:
        yield Field("082", "04", [("a", told.ddc)])
    main = next((p for p in told.people if p.role in _FIRST_ROLES), None)
    if main is not None:
        yield person("100", main, told.language)
    yield _title(told, main)
    yield from (Field("246", "3 ", [("a", title)]) for title in told.other_titles)
    if told.statement:
        yield Field("250", "  ", [("a", told.statement)])
    yield from _publication(told)
    term, code = _CONTENTS.get(told.kind, ("text", "txt"))
    yield Field("336", "  ", [("a", term), ("b", code), ("2", "rdacontent")])
    yield from _notes(told)
    yield from map(heading, told.subjects)
    yield from genre(told.kind)
    yield from (person("700", p, told.language) for p in told.people if p is not main)
    yield from _links(told)


def _numbers(told: Description) -> Iterator[Field]:
    for scheme, value in told.identifiers:
        if scheme in {"ISBN", "ISSN"}:
            yield Field("020" if scheme == "ISBN" else "022", "  ", [("a", value)])
        elif scheme == "CONTROL" and value.startswith("("):
            yield Field("035", "  ", [("a", value)])
        elif scheme == "URI":
            yield Field("024", "7 ", [("a", value), ("2", "uri")])


def _links(told: Description) -> Iterator[Field]:
    for link in told.links:
        coded = [("u", link.url), *([("q", link.media_type)] if link.media_type else [])]
        yield Field("856", "40" if link.is_work else "42", coded)


def genre(kind: str) -> Iterator[Field]:
    """The heading that tells a textbook, picture book or document from a book."""
    if word := GENRES.get(kind):
        yield Field("655", " 7", [("a", word), ("2", GENRE_SOURCE)])


def fixed(told: Description, at: datetime) -> str:
    """Field 008 of a new record, 40 characters."""
    year = f"s{told.year:04}    " if told.year else "nuuuuuuuu"
    place = "vm " if told.language.startswith("vi") else "xx "
    # Maps have their projection where other records have the audience.
    audience = AUDIENCES.get(told.level, " ") if told.kind != "MAP" else " "
    middle = f"    {audience}{'o' if told.links else ' '}" + " " * 11  # 18 to 34
    if told.kind == "VIDEO":
        middle = middle[:15] + "v" + middle[16:]
    return f"{at:%y%m%d}{year}{place}{middle}{to_marc(told.language)} d"


def person(tag: str, who: Contributor, language: str) -> Field:
    """A 100 or 700 field for a person, 110 or 710 for a body, with the role as word and code."""
    plain = who.name.casefold()
    if plain.startswith(_CORPORATE) or any(f" {word}" in plain for word in _CORPORATE[7:]):
        field = Field(tag[0] + "10", "2 ", [("a", who.name)])
    else:
        name = who.sort_name or catalogued(who.name, language=language)
        field = Field(tag, "1 " if "," in name else "0 ", [("a", name)])
    if who.dates:
        field.subfields[-1] = (field.subfields[-1][0], field.subfields[-1][1] + ",")
        field.subfields.append(("d", who.dates))
    last, value = field.subfields[-1]
    field.subfields[-1] = (last, value if value.endswith("-") else value + ",")
    field.subfields += [("e", term_of(who.role)), ("4", who.role)]
    return field


def heading(subject: str) -> Field:
    """A 650 field; divisions (`Việt Nam — Lịch sử`) become $x."""
    first, *divisions = [part.strip() for part in subject.split(" — ")]
    return Field("650", " 4", [("a", first), *(("x", part) for part in divisions)])


def _title(told: Description, main: Contributor | None) -> Field:
    field = Field("245", "10" if main else "00", [("a", told.title)])
    if told.subtitle:
        field.subfields = [("a", f"{told.title} :"), ("b", told.subtitle)]
    names = ", ".join(dict.fromkeys(p.name for p in told.people if p.role not in {"pbl", "bkp"}))
    if names:
        code, value = field.subfields[-1]
        field.subfields[-1] = (code, f"{value} /")
        field.subfields.append(("c", names))
    return field


def _publication(told: Description) -> Iterator[Field]:
    parts = []
    if told.place:
        parts.append(("a", f"{told.place} :" if told.publisher else told.place))
    date = told.published or (str(told.year) if told.year else "")
    if told.publisher:
        parts.append(("b", f"{told.publisher}," if date else told.publisher))
    if date:
        parts.append(("c", date))
    if parts:
        yield Field("264", " 1", parts)
    if told.extent or told.pages:
        yield Field("300", "  ", [("a", told.extent or f"{told.pages} tr.")])


def _notes(told: Description) -> Iterator[Field]:
    if told.series:
        volume = [("v", told.series_number)] if told.series_number else []
        yield Field("490", "0 ", [("a", f"{told.series} ;" if volume else told.series), *volume])
    for line in told.description.splitlines():
        if line.strip():
            yield Field("520", "  ", [("a", line.strip())])
    if told.kind == "MAP" and (grades := _GRADES.get(told.level)):
        yield Field("521", "2 ", [("a", grades)])
    if told.rights:
        yield Field("540", "  ", [("a", told.rights)])
