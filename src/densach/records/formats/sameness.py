"""Whether two statements say the same, as xAPI 1.0.3 (data 2.3.1) means it.

What the store itself adds, how things are named and described, and hundredths of seconds do not count.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .values import moment

ASSIGNED = {"authority", "stored", "version", "id"}
NAMING = {"display", "definition", "name", "description"}
LONG_FRACTION = re.compile(r"(\.\d\d)\d+")


def same(first: Mapping[str, Any], second: Mapping[str, Any], *, attachments: bool = True) -> bool:
    """Whether both say the same; with `attachments` False those do not count (signatures)."""
    left, right = _core(first, attachments), _core(second, attachments)
    for name in ("timestamp",):
        if name not in first or name not in second:  # the store gave one
            left.pop(name, None)
            right.pop(name, None)
    return left == right


def _core(statement: Mapping[str, Any], attachments: bool) -> dict[str, Any]:
    core = {
        name: _plain(name, value)
        for name, value in statement.items()
        if name not in ASSIGNED and (attachments or name != "attachments")
    }
    for name in ("result", "context"):
        if not core.get(name):
            core.pop(name, None)
    return core


def _plain(name: str, value: Any) -> Any:
    if name == "extensions":
        return value
    if isinstance(value, dict):
        inner = {
            key: _plain(key, item)
            for key, item in value.items()
            if key not in NAMING or name == "account"
        }
        if inner.get("objectType") in {"Activity", "Agent"}:
            del inner["objectType"]  # both are what stands there without saying so
        if name == "contextActivities":
            return {key: item if isinstance(item, list) else [item] for key, item in inner.items()}
        return inner
    if isinstance(value, list):
        return [_plain("", item) for item in value]
    if name == "duration" and isinstance(value, str):
        return LONG_FRACTION.sub(r"\1", value)
    if name == "timestamp" and isinstance(value, str):
        return _hundredths(moment(value))
    return value


def _hundredths(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="milliseconds")
