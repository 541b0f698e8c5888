"""Parameters of the LRS: which each address takes for which method, and how each is read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from densach.records.errors import NotConforming

from . import values
from .shapes import Check, Wrong
from .statements import check_agent

Read = Callable[[str], Any]


def _checked(check: Check, then: Read = str) -> Read:
    def read(text: str) -> Any:
        check(text)
        return then(text)

    return read


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise Wrong(_("This must be true or false."))
    return text == "true"


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):  # noqa: PLR2004 - fits 64 bits
        raise Wrong(_("This must be a whole number, 0 or more."))
    return int(text)


def _agent(text: str) -> dict[str, Any]:
    agent = read_json(text)
    check_agent(agent)
    assert type(agent) is dict, "check_agent takes objects only"
    return agent


def _name(text: str) -> str:
    if not text or "\0" in text:
        raise Wrong(_("This must not be empty."))
    return text


READ: dict[str, Read] = {
    "statementId": _checked(values.uuid, values.as_uuid),
    "voidedStatementId": _checked(values.uuid, values.as_uuid),
    "registration": _checked(values.uuid, values.as_uuid),
    "agent": _agent,
    "verb": _checked(values.iri),
    "activity": _checked(values.iri),
    "activityId": _checked(values.iri),
    "related_activities": _boolean,
    "related_agents": _boolean,
    "since": _checked(values.timestamp, values.moment),
    "until": _checked(values.timestamp, values.moment),
    "limit": _natural,
    "format": _checked(values.literal("ids", "exact", "canonical")),
    "attachments": _boolean,
    "ascending": _boolean,
    "stateId": _name,
    "profileId": _name,
    "cursor": _natural,
}


@dataclass(frozen=True, slots=True)
class Takes:
    """The parameters of one address: those it must have, and those it may have."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def read(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """The values of `given` by name. Raises NotConforming, also for names nobody knows."""
        found = {}
        for name, texts in given.items():
            if name not in self.required and name not in self.optional:
                refuse(name, _("There is no such parameter here; capitals count."))
            if len(texts) != 1:
                refuse(name, _("This may be given once only."))
            try:
                found[name] = READ[name](texts[0])
            except Wrong as wrong:
                where = ".".join(map(str, (name, *wrong.where)))
                raise NotConforming(where=where, reason=str(wrong.reason)) from wrong
        for name in self.required:
            if name not in found:
                refuse(name, format_lazy(_("“{name}” is missing."), name=name))
        return found


FILTERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "ascending",
)
SHOWN = ("format", "attachments")
STATEMENTS_GET = Takes(optional=("statementId", "voidedStatementId", *SHOWN, *FILTERS))
STATEMENTS_MORE = Takes(required=("cursor",), optional=(*SHOWN, *FILTERS))
STATEMENTS_PUT = Takes(required=("statementId",))
NONE = Takes()
STATE_ONE = Takes(required=("activityId", "agent", "stateId"), optional=("registration",))
STATE_GET = Takes(required=("activityId", "agent"), optional=("stateId", "registration", "since"))
STATE_DELETE = Takes(required=("activityId", "agent"), optional=("stateId", "registration"))
ACTIVITY_PROFILE_ONE = Takes(required=("activityId", "profileId"))
ACTIVITY_PROFILE_GET = Takes(required=("activityId",), optional=("profileId", "since"))
AGENT_PROFILE_ONE = Takes(required=("agent", "profileId"))
AGENT_PROFILE_GET = Takes(required=("agent",), optional=("profileId", "since"))
AGENTS_GET = Takes(required=("agent",))
ACTIVITIES_GET = Takes(required=("activityId",))


def check_together(found: Mapping[str, Any]) -> None:
    """`statementId` and `voidedStatementId` stand alone, but for how to show it (1.0.3: 2.1.3)."""
    one = [name for name in ("statementId", "voidedStatementId") if name in found]
    others = [name for name in FILTERS if name in found]
    if len(one) > 1 or (one and others):
        refuse((one + others)[1], format_lazy(_("This cannot stand beside “{name}”."), name=one[0]))


def read_json(text: str | bytes) -> Any:
    """The JSON in `text`. Raises Wrong: also for NaN and numbers beyond all, depth
    without end, half characters."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise Wrong(_("This is not JSON.")) from error
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def refuse(where: str, reason: Any) -> NoReturn:
    """Raise NotConforming with a sentence about `where`."""
    raise NotConforming(where=where, reason=str(reason))
