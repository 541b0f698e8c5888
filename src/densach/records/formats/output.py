"""Statements as they go out: exact, with identifiers only, or with one language and merged definitions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

IDENTIFYING = ("objectType", "mbox", "mbox_sha1sum", "openid", "account")
ACTIVITY_LISTS = ("parent", "grouping", "category", "other")

Languages = Sequence[str]  # as the reader prefers them, the best first


def ids_only(statement: dict[str, Any]) -> dict[str, Any]:
    """Only what identifies agents, activities, verbs and groups (1.0.3, communication 2.1.3)."""
    return _changed(statement, agent=_bare_agent, activity=_bare, verb=_bare)


def canonical(
    statement: dict[str, Any], *, definitions: Mapping[str, dict[str, Any]], languages: Languages
) -> dict[str, Any]:
    """With the merged definitions of activities, and one language in each map of languages."""

    def activity(one: dict[str, Any]) -> dict[str, Any]:
        definition = definitions.get(one["id"]) or one.get("definition")
        if not definition:
            return one
        return {**one, "definition": _in_one_language(definition, languages)}

    def verb(one: dict[str, Any]) -> dict[str, Any]:
        return _in_one_language(one, languages)

    whole = _changed(statement, agent=lambda agent: agent, activity=activity, verb=verb)
    if "attachments" in whole:
        whole["attachments"] = [_in_one_language(a, languages) for a in whole["attachments"]]
    return whole


def activities_of(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every activity in a statement, wherever it stands; also inside a SubStatement."""
    found: list[dict[str, Any]] = []

    def note(one: dict[str, Any]) -> dict[str, Any]:
        found.append(one)
        return one

    _changed(dict(statement), agent=lambda agent: agent, activity=note, verb=lambda verb: verb)
    return found


def _bare(one: dict[str, Any]) -> dict[str, Any]:
    return {"id": one["id"]}


def _bare_agent(agent: dict[str, Any]) -> dict[str, Any]:
    found = {name: agent[name] for name in IDENTIFYING if name in agent}
    identified = len(found) > ("objectType" in found)
    if "member" in agent and not identified:
        found["member"] = [_bare_agent(member) for member in agent["member"]]
    return found


Change = Callable[[dict[str, Any]], dict[str, Any]]


def _changed(
    statement: dict[str, Any], *, agent: Change, activity: Change, verb: Change
) -> dict[str, Any]:
    """A copy in which every agent, activity and verb went through its function."""
    whole = dict(statement)
    whole["actor"] = agent(whole["actor"])
    whole["verb"] = verb(whole["verb"])
    thing = whole["object"]
    match thing.get("objectType", "Activity"):
        case "Activity":
            whole["object"] = activity(thing)
        case "Agent" | "Group":
            whole["object"] = agent(thing)
        case "SubStatement":
            whole["object"] = _changed(thing, agent=agent, activity=activity, verb=verb)
    if "authority" in whole:
        whole["authority"] = agent(whole["authority"])
    if "context" in whole:
        whole["context"] = _changed_context(whole["context"], agent=agent, activity=activity)
    return whole


def _changed_context(context: dict[str, Any], *, agent: Change, activity: Change) -> dict[str, Any]:
    whole = dict(context)
    for name in ("instructor", "team"):
        if name in whole:
            whole[name] = agent(whole[name])
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in whole:
            whole[name] = [{**one, inner: agent(one[inner])} for one in whole[name]]
    if "contextActivities" in whole:
        whole["contextActivities"] = {
            kind: [activity(one) for one in (some if isinstance(some, list) else [some])]
            for kind, some in whole["contextActivities"].items()
        }
    return whole


LANGUAGE_MAPS = {"name", "description", "display"}
COMPONENT_LISTS = {"choices", "scale", "source", "target", "steps"}


def _in_one_language(thing: Mapping[str, Any], languages: Languages) -> dict[str, Any]:
    whole = dict(thing)
    for name, value in thing.items():
        if name in LANGUAGE_MAPS and isinstance(value, dict) and value:
            tag = _best(list(value), languages)
            whole[name] = {tag: value[tag]}
        elif name in COMPONENT_LISTS:
            whole[name] = [_in_one_language(one, languages) for one in value]
    return whole


def _best(tags: Sequence[str], languages: Languages) -> str:
    """The tag that fits best: the same, else the same language, else the first (RFC 4647, lookup)."""
    lower = {tag.lower(): tag for tag in tags}
    for wanted in languages:
        if wanted.lower() in lower:
            return lower[wanted.lower()]
        for tag in tags:
            if tag.lower().split("-")[0] == wanted.lower().split("-")[0]:
                return tag
    return tags[0]
