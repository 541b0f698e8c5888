"""Named places on pages, which rooms above fill with parts of their own.

A page says `{% slot "library.work" work %}`; a room above it says in its `apps.ready()`
`slots.fill("library.work", part)`. A part is a function of the request and the subject that
returns safe HTML, "" where it has nothing to show. Parts stand in the order of the rooms.
"""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Part = Callable[[Any, Any], SafeString | str]
_parts: dict[str, list[Part]] = {}


def fill(name: str, part: Part) -> None:
    """Show `part` at the place `name`, after those that were named before."""
    _parts.setdefault(name, []).append(part)


def shown(name: str, request: Any, subject: Any) -> SafeString:
    """All parts of the place `name`, one after the other."""
    parts = (part(request, subject) for part in _parts.get(name, ()))
    return mark_safe("\n".join(parts))  # noqa: S308 - each part is rendered by a template
