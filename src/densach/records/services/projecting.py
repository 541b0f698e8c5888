"""Which rooms make what from events: their projectors.

A room above registers in its `apps.ready()`. A projector is called in the transaction that stores the
events, each event once in its life, in any order. Its result depends on the set of events only.
"""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from densach.people.models import Person

from ..formats.events import Done, iso, time_of

__all__ = ["Done", "Projector", "iso", "projector_of", "projectors", "register", "time_of"]


class Projector(Protocol):
    """What a room makes of the events of some verbs."""

    def refuse(self, events: Sequence[Done]) -> dict[UUID, Promise | str]:
        """Sentences, by id, for the events whose `result` is not what their verb asks for. No query."""

    def apply(self, person: Person, events: Sequence[Done], *, turn: int) -> None:
        """Take in events of one person that were never taken in before.

        `turn` rises with every batch of the person: what changed carries it, so that devices can
        ask for what is newer than they know.
        """

    def rebuild(self, person: Person, events: Sequence[Done], *, turn: int) -> int:
        """Make everything of the person anew from all events; how many rows were not equal before."""

    def forget(self, person: Person, *, on: UUID | None, verbs: Collection[str] | None) -> None:
        """The events were deleted for real: delete what was made of them.

        `on` None: of all editions; `verbs` None: of all verbs.
        """


_by_verb: dict[str, Projector] = {}


def register(*verbs: str, projector: Projector) -> None:
    """Events of `verbs` go to `projector`. One projector a verb."""
    for verb in verbs:
        _by_verb[verb] = projector


def projector_of(verb: str) -> Projector | None:
    """Who takes in events of `verb`; None: no room of this release knows it."""
    return _by_verb.get(verb)


def projectors() -> list[Projector]:
    """Each once, in the order of registration."""
    return list(dict.fromkeys(_by_verb.values()))
