"""From a MARC 21 record to a Description."""

import re
import unicodedata
from collections.abc import Iterator

from ..formats.isbn import isbn13, issn
from . import describe_parts as parts
from .description import Contributor, Description, Link
from .errors import NotAWork, NoTitle
from .names import printed
from .record import Field, Record
from .relators import code_of

_ABBREVIATED = re.compile(
    r"(\.\.|\b\w|\b(?:Jr|Sr|Co|Inc|Ltd|Corp|Bros|Cie|St|Dr|Mr|Mrs|TS|PGS|GS))\.$"
)
_WORDS_OF_A_NAME = 5
_AUTHORITIES = "zuvxyqw"
_NAMES = {"100": "X00", "110": "X10", "111": "X11", "700": "X00", "710": "X10", "711": "X11"}
_SUBJECTS = frozenset({"600", "610", "611", "630", "648", "650", "651", "653", "655"})
_WANTED = (
    _SUBJECTS
    | _NAMES.keys()
    | frozenset(
        [
            "001",
            "003",
            "006",
            "007",
            "008",
            "020",
            "022",
            "041",
            "082",
            "130",
            "240",
            "245",
            "246",
            "250",
            "260",
            "264",
            "300",
            "440",
            "490",
            "502",
            "506",
            "520",
            "521",
            "540",
            "800",
            "810",
            "811",
            "830",
            "856",
            "880",
        ]
    )
)


# Headings that only authority records have (MARC 21 Authority: 148 to 185 are no names).
_HEADINGS = ("148", "150", "151", "155", "162", "180", "181", "182", "185")


def describe(record: Record) -> Description:
    """What `record` says, for our card. Raises NotAWork, NoTitle."""
    fields = _by_tag(record)
    is_heading = "245" not in fields and next(record.get(*_HEADINGS), None) is not None
    if record.leader[6] in _AUTHORITIES or is_heading:
        raise NotAWork
    control = {tag: found[0].data for tag, found in fields.items() if tag < "010"}
    told = Description()
    _title(told, fields)
    told.language = parts.language(control.get("008", ""), fields.get("041", []))
    told.people = list(_people(fields, told.language, record.leader[6]))
    _publication(told, fields, control.get("008", ""))
    told.identifiers = list(_identifiers(fields, control))
    told.subjects = _subjects(fields)
    _series(told, fields)
    told.description = "\n".join(
        clean(" ".join(field.all("ab"))) for field in fields.get("520", [])
    ).strip()
    told.rights = "; ".join(clean(" ".join(f.all("a"))) for f in fields.get("540", []))[:500]
    told.ddc = _ddc(fields)
    told.links = list(_links(fields))
    told.level = parts.level(control.get("008", ""), fields.get("521", []), record.leader[6])
    told.kind = parts.kind(record.leader, control, told.subjects, fields)
    told.control_number = control_number(control)
    return told


def control_number(control: dict[str, str]) -> str:
    """001 with its source 003 before it: `(DLC)12345`."""
    number, source = control.get("001", "").strip(), control.get("003", "").strip()
    return (f"({source}){number}" if source and number else number)[:80]


def clean(text: str) -> str:
    """NFC, single blanks, no control characters and no non-sorting marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(text.split())


def bare(text: str) -> str:
    """`text` without the ISBD punctuation that stands between areas."""
    text = clean(text).rstrip(" /:;,=+")
    if text.endswith(".") and not _ABBREVIATED.search(text):
        text = text[:-1]
    if text.startswith("[") and text.find("]") in {-1, len(text) - 1}:
        text = text.strip("[]")
    return text


def _by_tag(record: Record) -> dict[str, list[Field]]:
    fields: dict[str, list[Field]] = {}
    for field in record.get(*_WANTED):
        fields.setdefault(field.tag, []).append(field)
    return fields


def _title(told: Description, fields: dict[str, list[Field]]) -> None:
    main = next((f for f in fields.get("245", []) if f.first("abknp")), None)
    if main is None:
        raise NoTitle
    told.title = _full_title(main)
    if not told.title:
        raise NoTitle
    subtitle, *parallel = clean(" ".join(main.all("b"))).split(" = ") if main.first("a") else [""]
    if main.first("a").rstrip().endswith("="):
        subtitle, parallel = (
            "",
            [subtitle, *parallel],
        )  # $b begins with the title in another language
    told.subtitle = bare(subtitle)
    others = [bare(title) for title in parallel]
    others += [_full_title(field) for field in fields.get("246", [])]
    others += [_full_title(f) for f in fields.get("880", []) if f.first("6")[:3] in {"245", "246"}]
    others += [_full_title(field) for tag in ("130", "240") for field in fields.get(tag, [])]
    told.other_titles = [t for t in dict.fromkeys(others) if t and t != told.title]


def _full_title(field: Field) -> str:
    """Title proper with number and name of its part: `Lịch sử. Tập 2, Thời Trần`."""
    head = field.all("a") or field.all("k") or field.all("b")
    title = bare(" ".join(head))
    for code, value in field.subfields:
        if code in "np" and (part := bare(value)):
            title = f"{title}, {part}" if code == "p" and field.first("n") else f"{title}. {part}"
    return title


def _people(fields: dict[str, list[Field]], language: str, form: str) -> Iterator[Contributor]:
    seen: set[tuple[str, str]] = set()
    for tag in _NAMES:
        for field in fields.get(tag, []):
            # A name with a title ($t) is a related work, not a person who made this one.
            if field.first("t") or not (name := _name(field, language)):
                continue
            for role in _roles(field, form):
                if (name, role) not in seen:
                    seen.add((name, role))
                    yield Contributor(
                        name[:300], role, _sort_name(field)[:300], bare(field.first("d"))[:60]
                    )
    if not seen and (main := next(iter(fields.get("245", [])), None)):
        yield from _from_statement(main.first("c"))


def _name(field: Field, language: str) -> str:
    if field.tag[1:] == "00":
        name = bare(field.first("a"))
        if field.indicators[:1] != "0":
            name = printed(name, language=language)
        number = bare(field.first("b"))
        return f"{name} {number}".strip()
    return ". ".join(filter(None, (bare(value) for value in field.all("ab"))))


def _sort_name(field: Field) -> str:
    return bare(field.first("a")) if field.tag[1:] == "00" else _name(field, "")


def _roles(field: Field, form: str) -> list[str]:
    """Relator codes of a name, from $4, else $e ($j for meetings); a sensible one if there is none."""
    said = field.all("4") or field.all("j" if field.tag.endswith("11") else "e")
    roles = [code for term in said if (code := code_of(clean(term)))]
    if roles:
        return list(dict.fromkeys(roles))
    if field.tag[0] == "7":
        return ["ctb"]
    return ["cmp" if form in "cdj" else "aut"]


def _from_statement(statement: str) -> Iterator[Contributor]:
    """An author out of 245 $c, where no name field is filled: only a plain name is believed."""
    first = re.split(r"[;,\[/]| và | and ", clean(statement))[0].strip(" .")
    first = re.sub(r"^(by|tác giả|biên soạn|của)[: ]+", "", first, flags=re.IGNORECASE)
    words = first.split()
    if (
        1 < len(words) <= _WORDS_OF_A_NAME
        and all(w[0].isupper() for w in words)
        and not re.search(r"[\d:]", first)
    ):
        yield Contributor(first)


def _publication(told: Description, fields: dict[str, list[Field]], fixed: str) -> None:
    made = [f for f in fields.get("264", []) if f.indicators[1:] in {"1", " "}]
    field = next(iter(made or fields.get("260", []) or fields.get("264", [])), None)
    if field is not None:
        told.place = bare(field.first("a"))[:200]
        told.publisher = bare(field.first("b"))[:300]
        told.published = bare(field.first("c"))[:60]
    told.year = parts.year(fixed, told.published)
    told.statement = bare(next((f.first("a") for f in fields.get("250", [])), ""))[:200]
    extent = next(iter(fields.get("300", [])), None)
    if extent is not None:
        told.extent = bare(extent.first("a"))[:200]
        told.pages = parts.pages(told.extent)


def _identifiers(
    fields: dict[str, list[Field]], control: dict[str, str]
) -> Iterator[tuple[str, str]]:
    seen = set()
    for tag, check, scheme in (("020", isbn13, "ISBN"), ("022", issn, "ISSN")):
        for field in fields.get(tag, []):
            written = clean(field.first("a"))
            value = check(written)
            found = (scheme, value) if value else ("OTHER", written[:200])
            if written and found not in seen:
                seen.add(found)
                yield found
    if number := control_number(control):
        yield "CONTROL", number


def _subjects(fields: dict[str, list[Field]]) -> list[str]:
    headings: dict[str, None] = {}
    for tag in sorted(_SUBJECTS & fields.keys()):
        for field in fields[tag]:
            if field.first("2") == "densach":
                continue  # our way to write the kind (`compose.GENRES`)
            if tag == "653":
                headings.update(dict.fromkeys(bare(value)[:255] for value in field.all("a")))
            else:
                headings[_heading(field)[:255]] = None
    headings.pop("", None)
    return list(headings)


def _heading(field: Field) -> str:
    """`Việt Nam — Lịch sử — 1945-1975`: the parts as cataloguers divide them."""
    main = "".join(f" {value}" for code, value in field.subfields if code in "abcdgnpqt")
    divided = [bare(value) for code, value in field.subfields if code in "vxyz"]
    return " — ".join(filter(None, [bare(main), *divided]))


def _series(told: Description, fields: dict[str, list[Field]]) -> None:
    for tag in ("490", "440", "830", "800", "810", "811"):
        for field in fields.get(tag, []):
            title = bare(field.first("t") or field.first("a"))
            if title:
                told.series, told.series_number = title[:300], bare(field.first("v"))[:30]
                return


def _ddc(fields: dict[str, list[Field]]) -> str:
    """The Dewey number, a string: `895.9223` keeps its zeros, segmentation marks go."""
    for field in fields.get("082", []):
        if number := re.sub(r"[/'′\s]", "", field.first("a")):
            return number[:60]
    return ""


def _links(fields: dict[str, list[Field]]) -> Iterator[Link]:
    for field in fields.get("856", []):
        label = clean(field.first("3") or field.first("y") or field.first("z"))
        for url in field.all("u"):
            if url.strip().startswith(("http://", "https://", "ftp://")):
                is_work = field.indicators[1:] in {"0", "1", " "} and not label.lower().startswith(
                    ("table of", "mục lục", "publisher", "contributor", "cover", "bìa", "sample")
                )
                yield Link(url.strip()[:1000], field.first("q"), label, is_work)
