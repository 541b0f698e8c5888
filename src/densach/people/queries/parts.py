"""What rooms above know of a person: each tells what, why, for how long, and how it is deleted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from densach.people.models import Person

Text = Promise | str
Told = list[dict[str, Any]]
# Names of columns in what people take along, for the page and the tables.
COLUMNS: dict[str, Text] = {
    "title": _("Work"),
    "place": _("Place"),
    "read": _("Read, of 1"),
    "at": _("When"),
    "kind": _("Kind"),
    "name": _("Name"),
    "words": _("Words of the book"),
    "note": _("Own words"),
    "day": _("Day"),
    "minutes": _("Minutes"),
    "did": _("Did"),
    "about": _("About"),
    "by": _("Told by"),
    "count": _("How often"),
    "first": _("First"),
    "last": _("Last"),
    "counter": _("Counter"),
    "batches": _("Times sent"),
    "deleted": _("Deleted by hand"),
}


DELETE_ALL = _("Delete all of it")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a part that may be deleted by itself. `key` names it in forms."""

    key: str
    label: str
    detail: str = ""


class Wipe(Protocol):
    """Delete one thing of a part (`thing` its key) or all of it (`thing` "") for real."""

    def __call__(self, *, actor: Person, person: Person, thing: str, at: datetime) -> int:
        """How many entries went. Raises Forbidden; ValueError for a key of nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one room knows: rows of plain values with `tell`, for the page and the file.

    `why` and `kept` are sentences: why it is kept, for how long. `count` is cheaper than telling
    everything; `things` are the newest of those that can be deleted alone; `files` go into the
    file as they are: (name, pieces).
    """

    name: str
    label: Text
    tell: Callable[[Person], Told]
    why: Text = ""
    kept: Text = ""
    count: Callable[[Person], int] | None = None
    things: Callable[[Person], list[Thing]] | None = None
    wipe: Wipe | None = None
    wipe_label: Text = DELETE_ALL
    files: Callable[[Person], Iterable[tuple[str, Iterable[bytes]]]] | None = None

    @property
    def is_deletable(self) -> bool:
        """Whether it can be deleted alone."""
        return self.wipe is not None

    def counted(self, person: Person) -> int:
        """How many rows it has."""
        return self.count(person) if self.count else len(self.tell(person))


_parts: dict[str, Part] = {}


def add_part(name: str, label: Text, tell: Callable[[Person], Told], **more: Any) -> None:
    """A room above says what it knows of a person; `more` as in Part.

    Call from the room's `apps.ready()`: `add_part("reading", _("My reading"), told, why=_("…"))`.
    """
    _parts[name] = Part(name, label, tell, **more)


def parts() -> list[Part]:
    """All, in the order in which the rooms said so."""
    return list(_parts.values())


def part_named(name: str) -> Part | None:
    """One of them."""
    return _parts.get(name)
