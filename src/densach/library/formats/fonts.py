"""Text typed with fonts from before Unicode (`.VnTime`, `VNI-Times`) inside marked-up documents."""

import re
from typing import TYPE_CHECKING

from . import encodings, legacy
from .documents import Document
from .trees import raw_text

if TYPE_CHECKING:
    from lxml.etree import _Element

FAMILY = re.compile(r"font(?:-family)?\s*:\s*([^;}]+)", re.IGNORECASE)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SAMPLE_LETTERS = 160


def recode(
    document: Document, sheets: list[tuple[str, str]] | None = None
) -> tuple[str, str, str] | None:
    """Turn what is under an old font into Unicode, in place; a sample where there was any.

    Fonts are looked for in `face`, in style attributes and in rules for an element or a class.
    Text without such a font that is old-font text for certain is turned as well. `sheets` are
    (address, text) where they lie beside the document.
    """
    rules = _font_rules(document.sheets if sheets is None else sheets)
    if rules or _mentions_fonts(document.body):
        found = _under(document.body, rules, "", capital=False)
        if found:
            return found
    whole = raw_text(document.body)
    again = encodings.recode_text(whole)
    if again is None or again.encoding not in legacy.NAMES:
        return None
    for element in document.body.iter():
        element.text = _turn(element.text, again.encoding, capital=False)
        element.tail = _turn(element.tail, again.encoding, capital=False)
    return again.recoded


def _mentions_fonts(body: "_Element") -> bool:
    return any(element.get("face") or "font" in element.get("style", "") for element in body.iter())


def _font_rules(sheets: list[tuple[str, str]]) -> dict[str, str]:
    """{element or .class: font} for the rules that set an old font."""
    rules: dict[str, str] = {}
    for _address, text in sheets:
        for selectors, body in RULE.findall(text):
            family = FAMILY.search(body)
            font = _first_font(family[1]) if family else ""
            if font and legacy.of_font(font):
                for selector in selectors.split(","):
                    rules[selector.strip().lower()] = font
    return rules


def _first_font(families: str) -> str:
    """The font that is used: the last word of a `font` shorthand, the first of a list."""
    for family in families.split(","):
        name = family.strip().strip("\"'")
        match = re.search(r"(\.Vn\w+|VNI-[\w-]+|VPS [\w ]+)", name, re.IGNORECASE)
        return match[1] if match else name
    return ""


def _font_of(element: "_Element", rules: dict[str, str]) -> str:
    if element.get("face"):
        return _first_font(element.get("face", ""))
    if family := FAMILY.search(element.get("style", "")):
        return _first_font(family[1])
    tag = str(element.tag).lower()
    for name in element.get("class", "").lower().split():
        for selector in (f"{tag}.{name}", f".{name}"):
            if selector in rules:
                return rules[selector]
    return rules.get(tag, "")


def _under(
    element: "_Element", rules: dict[str, str], code: str, *, capital: bool
) -> tuple[str, str, str] | None:
    """Turn the text of `element` and all in it, whose font is inherited as `code`."""
    sample: tuple[str, str, str] | None = None
    # Depth is bounded by the parser (256 levels), so walking down by calls is safe.
    font = _font_of(element, rules)
    if font:
        code, capital = legacy.of_font(font), legacy.is_capital_font(font)
    if code and element.text:
        before = element.text
        after = _turn(before, code, capital=capital) or ""
        element.text = after
        if after != before:
            sample = (code, before.strip()[:SAMPLE_LETTERS], after.strip()[:SAMPLE_LETTERS])
    for child in element:
        if not isinstance(child.tag, str):
            continue
        inner = _under(child, rules, code, capital=capital)
        sample = sample or inner
        if code and child.tail:
            child.tail = _turn(child.tail, code, capital=capital)
    return sample


def _turn(text: str | None, code: str, *, capital: bool) -> str | None:
    if not text or text.isascii():
        return text.upper() if text and capital else text
    latin = legacy.as_bytes(text)
    if latin is None:
        return text  # Unicode already
    turned = legacy.unicode_of(latin, code)
    return turned.upper() if capital else turned
