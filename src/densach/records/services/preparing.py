"""A checked statement, as it is stored: completed, and with the keys it is found by."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from densach.records.formats.output import activities_of
from densach.records.formats.statements import VOIDED
from densach.records.formats.values import moment
from densach.records.models import Client, Mention
from densach.records.text.keys import agent_key, key

from .statements import Prepared

Kind = Mention.Kind
PROGRAMS = "urn:densach:program"  # the home of the accounts of programs, as authority


def authority_of(client: Client) -> dict[str, Any]:
    """The agent who vouches for what came with a key: the key, never the secret."""
    account = {"homePage": PROGRAMS, "name": client.key}
    return {"objectType": "Agent", "name": client.name, "account": account}


def prepare(
    statement: Mapping[str, Any], *, client: Client, stored: datetime, person: UUID | None
) -> Prepared:
    """`statement` (checked, with `id` and `version`) with what the store adds.

    The authority is always the key's: no program may speak for another.
    """
    whole: dict[str, Any] = {name: value for name, value in statement.items() if name != "stored"}
    whole["authority"] = authority_of(client)
    whole.setdefault("timestamp", text_of(stored))
    _list_context_activities(whole)
    thing = whole["object"]
    kind = thing.get("objectType", "Activity")
    registration = whole.get("context", {}).get("registration")
    timestamp = moment(whole["timestamp"])
    assert timestamp is not None, "checked before"
    return Prepared(
        id=UUID(whole["id"]),
        timestamp=timestamp,
        actor_key=agent_key(whole["actor"]),
        verb_key=key(whole["verb"]["id"]),
        activity_key=key(thing["id"]) if kind == "Activity" else None,
        raw=json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
        registration=UUID(registration) if registration else None,
        person_id=person,
        client_id=client.pk,
        mentions=list(dict.fromkeys(_mentions(whole))),
        target=UUID(thing["id"]) if kind == "StatementRef" else None,
        voids=whole["verb"]["id"] == VOIDED,
        definitions=_definitions(whole) if client.may(Client.Scope.DEFINE) else None,
    )


def text_of(when: datetime) -> str:
    """A UTC time as xAPI writes it, to the millisecond."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"


def _list_context_activities(statement: dict[str, Any]) -> None:
    """A single context activity becomes a list of one (1.0.3: 2.4.6.2); the caller's dicts stay."""
    context = statement.get("context")
    if context and "contextActivities" in context:
        lists = {
            name: found if isinstance(found, list) else [found]
            for name, found in context["contextActivities"].items()
        }
        statement["context"] = {**context, "contextActivities": lists}
    if statement["object"].get("objectType") == "SubStatement":
        inner = dict(statement["object"])
        _list_context_activities(inner)
        statement["object"] = inner


def _definitions(statement: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    found = {
        one["id"]: one["definition"] for one in activities_of(statement) if "definition" in one
    }
    return found or None


def _mentions(statement: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Who and what stands in a statement besides its actor and its object activity."""
    for agent in _members(statement["actor"]):
        yield Kind.OTHER_AGENT, agent_key(agent)
    thing = statement["object"]
    if thing.get("objectType") in {"Agent", "Group"}:
        for agent in (thing, *_members(thing)):
            yield Kind.OTHER_AGENT, agent_key(agent)
    yield Kind.RELATED_AGENT, agent_key(statement["authority"])
    yield from _around(statement)
    if thing.get("objectType") == "SubStatement":
        for agent in (thing["actor"], *_members(thing["actor"])):
            yield Kind.RELATED_AGENT, agent_key(agent)
        inner = thing["object"]
        if inner.get("objectType") in {"Agent", "Group"}:
            for agent in (inner, *_members(inner)):
                yield Kind.RELATED_AGENT, agent_key(agent)
        elif inner.get("objectType", "Activity") == "Activity":
            yield Kind.RELATED_ACTIVITY, key(inner["id"])
        yield from _around(thing)


def _around(statement: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    context = statement.get("context", {})
    agents = [context[name] for name in ("instructor", "team") if name in context]
    agents += [one["agent"] for one in context.get("contextAgents", ())]
    agents += [one["group"] for one in context.get("contextGroups", ())]
    for agent in agents:
        for one in (agent, *_members(agent)):
            yield Kind.RELATED_AGENT, agent_key(one)
    for found in context.get("contextActivities", {}).values():
        for activity in found:
            yield Kind.RELATED_ACTIVITY, key(activity["id"])


def _members(agent: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return agent.get("member", []) if agent.get("objectType") == "Group" else []
