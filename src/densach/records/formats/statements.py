"""What a statement may hold: the tables of xAPI 1.0.3 (part two, data) and 2.0 (IEEE 9274.1.1, 4.2).

`check_statement` raises `Wrong` at the first thing that does not fit. The tables name every property;
rules that look at two properties at once stand beside them as functions.
"""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from densach.records.text.keys import IDENTIFIERS

from .shapes import Check, Wrong, either, listed, obj, one_or_list
from .values import (
    boolean,
    duration,
    extensions,
    iri,
    language,
    language_map,
    literal,
    mailto,
    media_type,
    natural,
    number,
    sha1,
    sha2,
    string,
    timestamp,
    uuid,
    version,
)

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"


# Agents and groups (1.0.3: 2.4.2)


def _one_identifier(agent: dict[str, Any]) -> None:
    if sum(name in agent for name in IDENTIFIERS) != 1:
        names = ", ".join(IDENTIFIERS)
        raise Wrong(format_lazy(_("This must have exactly one of: {names}."), names=names))


def _identified_or_members(group: dict[str, Any]) -> None:
    if not any(name in group for name in IDENTIFIERS):
        if not group.get("member"):
            raise Wrong(_("A group without identifier must name its members."), "member")
    else:
        _one_identifier(group)


def _two_agents(group: dict[str, Any]) -> None:
    if len(group.get("member", ())) != 2:  # noqa: PLR2004 - the consumer and the person
        raise Wrong(_("A group that vouches has exactly two members."), "member")
    if any(name in group for name in IDENTIFIERS):
        raise Wrong(_("A group that vouches has no identifier."))


ACCOUNT = obj({"homePage": iri, "name": string}, required=("homePage", "name"))
IDENTIFIER_FIELDS: dict[str, Check] = {
    "mbox": mailto,
    "mbox_sha1sum": sha1,
    "openid": iri,
    "account": ACCOUNT,
}
AGENT = obj(
    {"objectType": literal("Agent"), "name": string, **IDENTIFIER_FIELDS}, rules=[_one_identifier]
)
GROUP_FIELDS: dict[str, Check] = {
    "objectType": literal("Group"),
    "name": string,
    "member": listed(AGENT),
    **IDENTIFIER_FIELDS,
}
GROUP = obj(GROUP_FIELDS, required=("objectType",), rules=[_identified_or_members])
ACTOR = either({None: AGENT, "Agent": AGENT, "Group": GROUP})
AUTHORITY = either(
    {
        None: AGENT,
        "Agent": AGENT,
        "Group": obj(GROUP_FIELDS, required=("objectType", "member"), rules=[_two_agents]),
    }
)

# Verbs and activities (2.4.3, 2.4.4.1)

VERB = obj({"id": iri, "display": language_map}, required=("id",))

COMPONENTS = {  # which interaction uses which lists of components (1.0.3, appendix C)
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "true-false": (),
    "fill-in": (),
    "long-fill-in": (),
    "numeric": (),
    "other": (),
}
LISTS = ("choices", "scale", "source", "target", "steps")


def _interaction(definition: dict[str, Any]) -> None:
    kind = definition.get("interactionType")
    if kind is None:
        if "correctResponsesPattern" in definition or any(name in definition for name in LISTS):
            raise Wrong(format_lazy(_("“{name}” is missing."), name="interactionType"))
        return
    for name in LISTS:
        if name in definition and name not in COMPONENTS[kind]:
            raise Wrong(_("This kind of interaction has no such list."), name)


def _components(value: Any) -> None:
    _COMPONENT_LIST(value)
    ids = [component["id"] for component in value]
    if len(set(ids)) != len(ids):
        raise Wrong(_("Two components have the same id."))


_COMPONENT_LIST = listed(obj({"id": string, "description": language_map}, required=("id",)))
DEFINITION = obj(
    {
        "name": language_map,
        "description": language_map,
        "type": iri,
        "moreInfo": iri,
        "extensions": extensions,
        "interactionType": literal(*COMPONENTS),
        "correctResponsesPattern": listed(string),
        **dict.fromkeys(LISTS, _components),
    },
    rules=[_interaction],
)
ACTIVITY = obj(
    {"objectType": literal("Activity"), "id": iri, "definition": DEFINITION}, required=("id",)
)
STATEMENT_REF = obj(
    {"objectType": literal("StatementRef"), "id": uuid}, required=("objectType", "id")
)

# Results, contexts, attachments (2.4.5, 2.4.6, 2.4.11)


def _score_in_range(score: dict[str, Any]) -> None:
    least, most, raw = score.get("min"), score.get("max"), score.get("raw")
    if least is not None and most is not None and least >= most:
        raise Wrong(_("“min” must be less than “max”."))
    if raw is not None and least is not None and raw < least:
        raise Wrong(_("This must lie between “min” and “max”."), "raw")
    if raw is not None and most is not None and raw > most:
        raise Wrong(_("This must lie between “min” and “max”."), "raw")


def _scaled(value: Any) -> None:
    number(value)
    if not -1 <= value <= 1:
        raise Wrong(_("This must lie between -1 and 1."))


RESULT = obj(
    {
        "score": obj(
            {"scaled": _scaled, "raw": number, "min": number, "max": number},
            rules=[_score_in_range],
        ),
        "success": boolean,
        "completion": boolean,
        "response": string,
        "duration": duration,
        "extensions": extensions,
    }
)
CONTEXT_ACTIVITIES = obj(
    dict.fromkeys(("parent", "grouping", "category", "other"), one_or_list(ACTIVITY))
)
CONTEXT_FIELDS: dict[str, Check] = {
    "registration": uuid,
    "instructor": ACTOR,
    "team": either({"Group": GROUP}),
    "contextActivities": CONTEXT_ACTIVITIES,
    "revision": string,
    "platform": string,
    "language": language,
    "statement": STATEMENT_REF,
    "extensions": extensions,
}
CONTEXT_AGENT = obj(
    {
        "objectType": literal("contextAgent"),
        "agent": AGENT,
        "relevantTypes": listed(iri, least=1),
    },
    required=("objectType", "agent"),
)
CONTEXT_GROUP = obj(
    {
        "objectType": literal("contextGroup"),
        "group": either({"Group": GROUP}),
        "relevantTypes": listed(iri, least=1),
    },
    required=("objectType", "group"),
)
CONTEXT_FIELDS_2 = {
    **CONTEXT_FIELDS,
    "contextAgents": listed(CONTEXT_AGENT),
    "contextGroups": listed(CONTEXT_GROUP),
}
ATTACHMENT = obj(
    {
        "usageType": iri,
        "display": language_map,
        "description": language_map,
        "contentType": media_type,
        "length": natural,
        "sha2": sha2,
        "fileUrl": iri,
    },
    required=("usageType", "display", "contentType", "length", "sha2"),
)

# Statements (2.2, 2.4) and statements inside statements (2.4.4.3)


def _context_fits_object(statement: dict[str, Any]) -> None:
    context = statement.get("context", {})
    if statement["object"].get("objectType", "Activity") != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                raise Wrong(
                    _("This may only stand where the object is an activity."), "context", name
                )


def _voiding_points_at_statement(statement: dict[str, Any]) -> None:
    refers = statement["object"].get("objectType") == "StatementRef"
    if statement["verb"]["id"] == VOIDED and not refers:
        raise Wrong(_("What is voided must be a StatementRef."), "object", "objectType")


def _tables(context_fields: dict[str, Check]) -> Check:
    """The whole statement of one version."""
    core: dict[str, Check] = {
        "actor": ACTOR,
        "verb": VERB,
        "result": RESULT,
        "context": obj(context_fields),
        "timestamp": timestamp,
        "attachments": listed(ATTACHMENT),
    }
    objects: dict[str | None, Check] = {
        None: ACTIVITY,
        "Activity": ACTIVITY,
        "Agent": AGENT,
        "Group": GROUP,
        "StatementRef": STATEMENT_REF,
    }
    required = ("actor", "verb", "object")
    inner = obj(
        {"objectType": literal("SubStatement"), **core, "object": either(objects)},
        required=("objectType", *required),
        rules=[_context_fits_object],
    )
    return obj(
        {
            **core,
            "id": uuid,
            "stored": timestamp,
            "version": version,
            "authority": AUTHORITY,
            "object": either({**objects, "SubStatement": inner}),
        },
        required=required,
        rules=[_context_fits_object, _voiding_points_at_statement],
    )


STATEMENT_1 = _tables(CONTEXT_FIELDS)
STATEMENT_2 = _tables(CONTEXT_FIELDS_2)


def check_statement(value: Any, *, version: str) -> None:
    """Raise `Wrong` unless `value` is a statement of `version` (“1.0.3”, “2.0.0”)."""
    (STATEMENT_2 if version.startswith("2") else STATEMENT_1)(value)


def check_agent(value: Any) -> None:
    """Raise `Wrong` unless `value` is an agent or group with an identifier."""
    ACTOR(value)
    _one_identifier(value)
