"""How JSON is compared with a table of what it may hold.

A *check* takes a value and raises `Wrong` with a sentence; `obj`, `listed` and `either` make checks of
checks, so that the tables in `statements.py` read like those of the specification. A right value costs
no more than the look at it: where something stands is only put together when it is wrong.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Check = Callable[[Any], None]
Rule = Callable[[dict[str, Any]], None]


class Wrong(Exception):
    """A value is not what its place asks for; `where` leads to it from outside inwards."""

    def __init__(self, reason: Promise | str, *where: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.where: list[str | int] = list(where)

    def place(self) -> str:
        """`object.definition.choices[2].id`; `statement` for the whole."""
        parts = "".join(f"[{w}]" if isinstance(w, int) else f".{w}" for w in self.where)
        return parts.removeprefix(".") or "statement"


def obj(
    fields: Mapping[str, Check], *, required: Collection[str] = (), rules: Collection[Rule] = ()
) -> Check:
    """An object with no other properties than `fields`, all of `required`, that keeps `rules`."""

    def check(value: Any) -> None:
        if type(value) is not dict:
            raise Wrong(_("This must be an object."))
        for name, inner in value.items():
            field = fields.get(name)
            if field is None:
                raise Wrong(_("There is no such property here; capitals count."), name)
            _step(field, inner, name)
        for name in required:
            if name not in value:
                raise Wrong(format_lazy(_("“{name}” is missing."), name=name))
        for rule in rules:
            rule(value)

    return check


def listed(item: Check, *, least: int = 0) -> Check:
    """An array of at least `least` items."""

    def check(value: Any) -> None:
        if type(value) is not list:
            raise Wrong(_("This must be an array."))
        if len(value) < least:
            raise Wrong(_("This array must not be empty."))
        for number, inner in enumerate(value):
            _step(item, inner, number)

    return check


def one_or_list(item: Check) -> Check:
    """An array of items, or a single one without array."""
    many = listed(item)

    def check(value: Any) -> None:
        (many if type(value) is list else item)(value)

    return check


def either(kinds: Mapping[str | None, Check]) -> Check:
    """What the object's `objectType` says; None is for objects without it."""

    def check(value: Any) -> None:
        if type(value) is not dict:
            raise Wrong(_("This must be an object."))
        kind = value.get("objectType") if "objectType" in value else None
        inner = kinds.get(kind) if kind is None or type(kind) is str else None
        if inner is None or (kind is None and "objectType" in value):
            names = ", ".join(name for name in kinds if name)
            raise Wrong(format_lazy(_("This must be one of: {names}."), names=names), "objectType")
        inner(value)

    return check


def _step(check: Check, value: Any, name: str | int) -> None:
    try:
        check(value)
    except Wrong as wrong:
        wrong.where.insert(0, name)
        raise
