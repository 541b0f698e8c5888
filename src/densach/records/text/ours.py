"""How events of our devices are written as xAPI statements, and read back."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from .keys import HOME_PAGE, agent_key, key
from .verbs import verb_iri

AUTHORITY = {
    "objectType": "Agent",
    "account": {"homePage": "urn:densach:program", "name": "outbox"},
}
RESULT = "urn:densach:result"  # result extension: what the verb says, as the device told it
CONTEXT = "urn:densach:event"  # context extension: device, n, at, sure, shift, more


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as statements name it, and its key."""

    iri: str
    key: int


@lru_cache(maxsize=256)
def verb(word: str) -> Verb:
    """The verb behind a short word."""
    return Verb(verb_iri(word), key(verb_iri(word)))


def actor(person: UUID) -> dict[str, Any]:
    """A person of ours as an xAPI agent."""
    return {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": str(person)}}


@lru_cache(maxsize=1024)
def actor_key(person: UUID) -> int:
    """By which statements of a person are found."""
    return agent_key(actor(person))


def activity_id(edition: UUID) -> str:
    """An edition as an xAPI activity."""
    return f"urn:uuid:{edition}"


@lru_cache(maxsize=1024)
def activity_key(edition: UUID) -> int:
    """By which statements about an edition are found."""
    return key(activity_id(edition))


def edition_of(activity: str) -> UUID | None:
    """`urn:uuid:…` → the edition; None for activities of other programs."""
    try:
        return (
            UUID(activity.removeprefix("urn:uuid:")) if activity.startswith("urn:uuid:") else None
        )
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Told:
    """What only the whole statement of an event says."""

    on: UUID
    shift: float
    at: str
    was_sure: bool
    result: dict[str, Any]
    more: dict[str, Any]


def told(raw: str) -> Told | None:
    """Read an event's statement back; None for statements that are no event of ours."""
    whole = json.loads(raw)
    about = whole.get("context", {}).get("extensions", {}).get(CONTEXT)
    on = edition_of(whole["object"].get("id", ""))
    if about is None or on is None:
        return None
    result = whole.get("result", {}).get("extensions", {}).get(RESULT, {})
    return Told(on, about["shift"], about["at"], about["sure"], result, about.get("more", {}))
