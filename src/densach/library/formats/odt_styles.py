"""Styles of an ODT: what of them means something (bold, centred, a heading, a numbered list)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .trees import local

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADING = re.compile(r"(?:heading|tiêu_20_đề|đề_20_mục)(?:_20_)?(\d)?|title", re.IGNORECASE)
STEPS_MOST = 20
LEVELS = frozenset("123456789")


@dataclass(slots=True)
class Style:
    """What a style says; empty values are inherited."""

    parent: str = ""
    align: str = ""
    font: str = ""
    bold: bool | None = None
    italic: bool | None = None
    underlined: bool | None = None
    raised: str = ""  # "sup", "sub"

    @property
    def marks(self) -> tuple[str, ...]:
        """The elements of HTML that show it."""
        found = (
            ("strong", self.bold),
            ("em", self.italic),
            ("u", self.underlined),
            (self.raised, bool(self.raised)),
        )
        return tuple(tag for tag, wanted in found if wanted)


@dataclass(slots=True)
class Styles:
    """The styles of a document by name, and which levels of lists are numbered."""

    found: dict[str, Style] = field(default_factory=dict)
    numbered: set[tuple[str, int]] = field(default_factory=set)

    def of(self, name: str) -> Style:
        """A style with what it inherits."""
        merged, at = Style(), name
        for _step in range(STEPS_MOST):
            style = self.found.get(at)
            if style is None:
                break
            merged.align = merged.align or style.align
            merged.font = merged.font or style.font
            merged.raised = merged.raised or style.raised
            merged.bold = style.bold if merged.bold is None else merged.bold
            merged.italic = style.italic if merged.italic is None else merged.italic
            merged.underlined = style.underlined if merged.underlined is None else merged.underlined
            at = style.parent
        return merged

    def heading_level(self, name: str) -> int:
        """1 to 6 where a paragraph style, or one that it is based on, is a heading; else 0."""
        at = name
        for _step in range(STEPS_MOST):
            if match := HEADING.fullmatch(at):
                return min(int(match[1] or 1), 6)
            if at not in self.found:
                return 0
            at = self.found[at].parent
        return 0

    def is_numbered(self, name: str, level: int) -> bool:
        """Whether a list style numbers its items at `level` (from 1)."""
        return (name, level) in self.numbered


def read_styles(*parts: "_Element | None") -> Styles:
    """The styles of content.xml and styles.xml."""
    styles = Styles()
    fonts: dict[str, str] = {}
    for root in parts:
        if root is None:
            continue
        for face in root.iter("{*}font-face"):
            fonts[_get(face, "name")] = _get(face, "font-family")
        for element in root.iter("{*}style", "{*}default-style"):
            if _get(element, "family") in {"paragraph", "text"}:
                style = _read(element, fonts)
                styles.found.setdefault(_get(element, "name"), style)
        for listing in root.iter("{*}list-style"):
            for level in listing.iter("{*}list-level-style-number"):
                number = _get(level, "level")
                if number in LEVELS and _get(level, "num-format"):
                    styles.numbered.add((_get(listing, "name"), int(number)))
    return styles


def _read(element: "_Element", fonts: dict[str, str]) -> Style:
    style = Style(parent=_get(element, "parent-style-name"))
    for properties in element.iter("{*}text-properties", "{*}paragraph-properties"):
        for key, value in properties.attrib.items():
            match local(str(key)):
                case "text-align":
                    style.align = {"end": "right"}.get(str(value), str(value))
                case "font-weight":
                    style.bold = value in {"bold", "600", "700", "800", "900"}
                case "font-style":
                    style.italic = value in {"italic", "oblique"}
                case "text-underline-style":
                    style.underlined = value != "none"
                case "text-position":
                    style.raised = _raised(str(value))
                case "font-name":
                    style.font = fonts.get(str(value), str(value)).strip("'\"")
    return style


def _raised(position: str) -> str:
    first = position.split(" ", maxsplit=1)[0]
    if first in {"super", "sub"}:
        return "sup" if first == "super" else "sub"
    return "sub" if first.startswith("-") else ("sup" if first not in {"0%", ""} else "")


def _get(element: "_Element", name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if local(str(k)) == name), "")
