"""Own drawings from drawings/symbols.svg, put into the page where they are used.

A drawing is written out in full each time: it then works in fragments too, needs no request, and
compression makes a repeated one nearly free.
"""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FILE = Path(__file__).parent / "drawings" / "symbols.svg"
SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """Name → (view box, drawing)."""
    found = SYMBOL.findall(FILE.read_text(encoding="utf-8"))
    return {name: (box, drawing.strip()) for name, box, drawing in found}


@cache
def drawing(name: str, classes: str = "") -> SafeString:
    """An `<svg>` hidden from screen readers: the words beside it say what it means.

    Raises LookupError for a name that is not in the file.
    """
    try:
        box, inside = _symbols()[name]
    except KeyError:
        raise LookupError(f"No drawing “{name}” in {FILE.name}.") from None
    own_class = format_html(' class="{}"', classes) if classes else ""
    return format_html(
        '<svg{} viewBox="{}" aria-hidden="true">{}</svg>',
        own_class,
        box,
        mark_safe(inside),  # noqa: S308 - our own file
    )


@cache
def logo_file() -> str:
    """The sign as a file of its own."""
    box, inside = _symbols()["logo"]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'


def names() -> list[str]:
    """All names, for the style guide."""
    return list(_symbols())
