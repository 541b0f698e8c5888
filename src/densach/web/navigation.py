"""Which ways lead where, by role. Only ways that exist: an address without view is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from densach.people.models import Membership, Person
from densach.people.queries import roles_of

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of a menu, by the name of its address; `short` where phones have no room."""

    label: str | Promise
    icon: str
    name: str
    short: str | Promise = ""

    @property
    def url(self) -> str:
        return _address(self.name)


@dataclass(frozen=True, slots=True)
class Step:
    """A way on a page: `here` when the page lies under it."""

    label: str | Promise
    short: str | Promise
    icon: str
    url: str
    here: bool


READER = (
    Way(pgettext_lazy("menu", "Today"), "lamp", "web:home"),
    Way(pgettext_lazy("menu", "Library"), "book", "library:find"),
    Way(pgettext_lazy("menu", "My reading"), "mark", "reading:mine"),
    Way(pgettext_lazy("menu", "Help"), "help", "web:help"),
)
LIBRARIAN = (
    Way(
        pgettext_lazy("menu", "Bring in"),
        "up",
        "library:imports",
        pgettext_lazy("menu, short", "Bring in"),
    ),
    Way(pgettext_lazy("menu", "Catalogue"), "pen", "library:cataloguing"),
    Way(pgettext_lazy("menu", "Shelves"), "shelf", "library:shelves"),
)
ADMINISTRATOR = (
    Way(pgettext_lazy("menu", "Organisations"), "house", "people:organizations"),
    Way(
        pgettext_lazy("menu", "People"),
        "people",
        "people:people",
        pgettext_lazy("menu, short", "People"),
    ),
    Way(pgettext_lazy("menu", "Staff log"), "clock", "people:staff_acts"),
    Way(pgettext_lazy("menu", "Backup"), "box", "web:backups"),
)
LIBRARIANS = {Role.LIBRARIAN, Role.ADMINISTRATOR}
ADMINISTRATORS = {Role.ADMINISTRATOR}


def reader_ways(path: str) -> list[Step]:
    """The menu of everyone."""
    return _steps(READER, path)


def staff_ways(person: Person | None, path: str) -> list[tuple[str, list[Step]]]:
    """(heading, steps) of each group of work `person` has. One query, kept on the person."""
    if person is None:
        return []
    held = {role for role, _path in roles_of(person)}
    groups = []
    if person.is_superuser or held & LIBRARIANS:
        groups.append((str(pgettext_lazy("menu", "Librarian")), _steps(LIBRARIAN, path)))
    if person.is_superuser or held & ADMINISTRATORS:
        groups.append((str(pgettext_lazy("menu", "Administration")), _steps(ADMINISTRATOR, path)))
    return [(heading, steps) for heading, steps in groups if steps]


def _steps(ways: Iterable[Way], path: str) -> list[Step]:
    """Steps for the ways that exist; the longest address that `path` starts with is `here`."""
    found = [(way, way.url) for way in ways if way.url]
    under = [url for _way, url in found if path == url or (url != "/" and path.startswith(url))]
    here = max(under, key=len, default="")
    return [
        Step(way.label, way.short or way.label, way.icon, url, here=url == here)
        for way, url in found
    ]


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
