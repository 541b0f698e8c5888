"""What a catalogue record says, in our words: the bridge between any format and the library."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Contributor:
    """`name` as printed, `sort_name` as catalogued; `role` a MARC relator code; `dates` as written."""

    name: str
    role: str = "aut"
    sort_name: str = ""
    dates: str = ""


@dataclass(slots=True)
class Link:
    """An address in a record. `media_type` may be empty; `is_work`: the work itself, free to fetch."""

    url: str
    media_type: str = ""
    label: str = ""
    is_work: bool = False


@dataclass(slots=True)
class Description:
    """Empty values mean that the record does not say. Texts are NFC, without ISBD punctuation.

    `kind` and `level` are values of `library.models.Kind` and `Level`; `language` is BCP 47;
    `identifiers` are (scheme, plain value) with the schemes of `library.models.Identifier`.
    """

    title: str = ""
    subtitle: str = ""
    other_titles: list[str] = field(default_factory=list)  # other scripts (880), variants (246)
    people: list[Contributor] = field(default_factory=list)
    kind: str = "BOOK"
    language: str = ""
    level: str = ""
    publisher: str = ""
    place: str = ""
    published: str = ""
    year: int | None = None
    statement: str = ""
    extent: str = ""
    pages: int | None = None
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    series: str = ""
    series_number: str = ""
    description: str = ""
    ddc: str = ""
    rights: str = ""
    links: list[Link] = field(default_factory=list)
    control_number: str = ""  # with its source before it: (DLC)12345
