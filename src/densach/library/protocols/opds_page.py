"""A page of our OPDS catalogue, before it becomes Atom or JSON."""

from dataclasses import dataclass, field
from datetime import datetime

ATOM_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ATOM_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ATOM_ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
JSON = "application/opds+json"
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
ACQUIRE = "http://opds-spec.org/acquisition"


@dataclass(slots=True)
class Acquisition:
    """A file of a work. `is_open`: everybody may have it, without an account."""

    href: str
    media_type: str
    size_bytes: int
    title: str = ""
    is_open: bool = True


@dataclass(slots=True)
class Publication:
    """A work with the addresses of its page, covers and files."""

    urn: str
    title: str
    updated: datetime
    page: str
    subtitle: str = ""
    people: list[tuple[str, str, str]] = field(default_factory=list)  # name, sort name, role
    language: str = ""
    year: int | None = None
    description: str = ""
    publisher: str = ""
    subjects: list[str] = field(default_factory=list)
    series: str = ""
    series_number: str = ""
    isbn: str = ""
    rights: str = ""
    kind: str = ""
    kind_label: str = ""
    cover: str = ""
    cover_type: str = ""
    thumbnail: str = ""
    pages: int | None = None
    seconds: int | None = None
    accessibility: dict[str, list[str]] = field(default_factory=dict)
    acquisitions: list[Acquisition] = field(default_factory=list)


@dataclass(slots=True)
class Door:
    """A feed below this one. `has_works`: it lists publications, not further feeds."""

    title: str
    href: str
    summary: str = ""
    count: int | None = None
    has_works: bool = True


@dataclass(slots=True)
class Facet:
    """One way to narrow a list."""

    title: str
    href: str
    count: int
    is_on: bool = False


@dataclass(slots=True)
class Page:
    """A feed. Addresses are whole; empty ones are left out."""

    urn: str
    title: str
    updated: datetime
    here: str
    start: str
    search: str
    up: str = ""
    first: str = ""
    previous: str = ""
    next: str = ""
    doors: list[Door] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    groups: list[tuple[Door, list[Publication]]] = field(default_factory=list)
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    total: int | None = None
    size: int = 0
    number: int = 1
    icon: str = ""
