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
    """One entry of a menu, by the name of its address; `short` where phones have no room.

    `also` names addresses with one slug whose pages belong to the entry without lying under it.
    """

    label: str | Promise
    icon: str
    name: str
    short: str | Promise = ""
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return _address(self.name)

    def holds(self, path: str) -> int:
        """How many letters of `path` the entry answers for; 0: it is another entry's page."""
        under = [self.url, *map(_root, self.also)]
        return max(
            (
                len(root)
                for root in under
                if root == path or (root != "/" and path.startswith(root))
            ),
            default=0,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A way on a page: `here` when the page lies under it."""

    label: str | Promise
    short: str | Promise
    icon: str
    url: str
    here: bool


MY_READING = Way(
    pgettext_lazy("menu", "My reading"),
    "mark",
    "reading:mine",
    pgettext_lazy("menu, short", "Mine"),
)
WORKS = ("library:work", "library:agent", "library:shelf")
TOGETHER = Way(
    pgettext_lazy("menu", "Reading together"),
    "people",
    "community:home",
    pgettext_lazy("menu, short", "Together"),
)
READER = (
    Way(pgettext_lazy("menu", "Today"), "lamp", "web:home"),
    Way(pgettext_lazy("menu", "Library"), "book", "library:find", also=WORKS),
    TOGETHER,
    MY_READING,
    Way(pgettext_lazy("menu", "Help"), "help", "web:help"),
)
BRING_IN = pgettext_lazy("menu, short", "Bring in")
LIBRARIAN = (
    Way(pgettext_lazy("menu", "Bring in"), "up", "library:imports", BRING_IN),
    Way(
        pgettext_lazy("menu", "Catalogue"),
        "pen",
        "library:cataloguing",
        also=("library:work", "library:export"),
    ),
    Way(pgettext_lazy("menu", "Shelves"), "shelf", "library:shelves"),
)
PEOPLE = Way(
    pgettext_lazy("menu", "People"),
    "people",
    "people:people",
    pgettext_lazy("menu, short", "People"),
)
RECORDS = Way(
    pgettext_lazy("menu", "Records by file"),
    "saved",
    "records:carry",
    pgettext_lazy("menu, short", "Records"),
)
TEACHER = (PEOPLE, RECORDS)
ADMINISTRATOR = (
    Way(pgettext_lazy("menu", "Organisations"), "house", "people:organizations"),
    PEOPLE,
    RECORDS,
    Way(pgettext_lazy("menu", "Staff log"), "clock", "people:staff_acts"),
)
OPERATOR = (
    Way(pgettext_lazy("menu", "Backup"), "box", "web:backups"),
    Way(pgettext_lazy("menu", "Settings"), "gear", "people:installation"),
)
# Whoever holds one of the roles gets the group. The operator of the installation gets all but the
# teacher's, and OPERATOR besides.
GROUPS = (
    (pgettext_lazy("menu", "Librarian"), LIBRARIAN, {Role.LIBRARIAN, Role.ADMINISTRATOR}),
    (pgettext_lazy("menu", "Teacher"), TEACHER, {Role.TEACHER}),
    (pgettext_lazy("menu", "Administration"), ADMINISTRATOR, {Role.ADMINISTRATOR}),
)


def reader_ways(person: Person | None, path: str) -> list[Step]:
    """The menu of everyone; strangers have no reading of their own."""
    ways = READER if person else [way for way in READER if way is not MY_READING]
    return _steps(ways, path)


def staff_ways(person: Person | None, path: str) -> list[tuple[str, list[Step]]]:
    """(heading, steps) of each group of work `person` has. One query, kept on the person."""
    if person is None:
        return []
    held = {role for role, _path in roles_of(person)}
    if person.is_superuser:
        held |= {Role.ADMINISTRATOR}
    if Role.ADMINISTRATOR in held:
        held -= {Role.TEACHER}  # the same page stands in their own group
    groups: list[tuple[str, tuple[Way, ...]]]
    groups = [(str(heading), ways) for heading, ways, roles in GROUPS if held & roles]
    if person.is_superuser:
        heading, ways = groups.pop()
        groups.append((heading, ways + OPERATOR))
    named = [(heading, _steps(ways, path)) for heading, ways in groups]
    return [(heading, steps) for heading, steps in named if steps]


def _steps(ways: Iterable[Way], path: str) -> list[Step]:
    """Steps for the ways that exist; the one that holds most of `path` is `here`."""
    found = [(way, way.url, way.holds(path)) for way in ways if way.url]
    most = max((held for _way, _url, held in found), default=0)
    return [
        Step(way.label, way.short or way.label, way.icon, url, here=held == most > 0)
        for way, url, held in found
    ]


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@cache
def _root(name: str) -> str:
    """What the addresses called `name` begin with: `library:work` → `/sach/`."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=["-"]).removesuffix("-/")
