"""Style sheets of fixed pages and drawings: all that only looks, nothing that loads or runs.

Such a page stands alone in a sandboxed frame, a drawing is a picture; they keep their look.
Addresses are led to resources of the copy or the declaration goes.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

FORBIDDEN = frozenset({"behavior", "-moz-binding", "-ms-behavior"})
_LOADING = "expression image-set -webkit-image-set image cross-fade -webkit-cross-fade element src"
LOADING = frozenset(_LOADING.split())
KEPT_RULES = frozenset({"font-face", "media", "supports"})

Address = Callable[[str], str | None]


def nowhere(_address: str) -> None:
    """The address function of what may load nothing."""


def sheet(text: str, address: Address) -> str:
    """A whole sheet; `address` gives what stands in place of each url(), None drops it."""
    import tinycss2

    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "\n".join(_rules(rules, address))


def declarations(text: str, address: Address = nowhere) -> str:
    """The content of a style attribute."""
    import tinycss2

    found = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return ";".join(_declarations(found, address))


def font_faces(text: str) -> Iterator[tuple[str, str, str]]:
    """(family, address of the font, the other descriptors) of each @font-face in a sheet."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type != "at-rule" or rule.lower_at_keyword != "font-face" or not rule.content:
            continue
        family, source, rest = "", "", []
        for item in tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        ):
            if item.type != "declaration":
                continue
            if item.lower_name == "font-family":
                family = tinycss2.serialize(item.value).strip().strip("\"'").strip()
            elif item.lower_name == "src":
                source = source or next(_urls(item.value), "")
            elif item.lower_name in {"font-weight", "font-style", "unicode-range"}:
                rest.append(f"{item.lower_name}:{tinycss2.serialize(item.value).strip()}")
        if family and source:
            yield family, source, ";".join(rest)


def _urls(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            yield from (part.value for part in token.arguments if part.type == "string")


def _rules(rules: list[Any], address: Address) -> Iterator[str]:
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            found = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            kept = ";".join(_declarations(found, address))
            if kept:
                yield f"{_markup_safe(tinycss2.serialize(rule.prelude).strip())}{{{kept}}}"
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in KEPT_RULES:
            if rule.lower_at_keyword == "font-face":
                found = tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                inner = ";".join(_declarations(found, address))
            else:
                nested = tinycss2.parse_rule_list(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                inner = "\n".join(_rules(nested, address))
            prelude = _markup_safe(tinycss2.serialize(rule.prelude).strip())
            yield f"@{rule.lower_at_keyword} {prelude}{{{inner}}}"


def _declarations(found: list[Any], address: Address) -> Iterator[str]:
    for item in found:
        if item.type != "declaration" or item.lower_name in FORBIDDEN:
            continue
        value = _value(item.value, address)
        if value is not None:
            important = " !important" if item.important else ""
            yield _markup_safe(f"{item.lower_name}:{value.strip()}{important}")


def _value(tokens: list[Any], address: Address) -> str | None:
    """The value with every address led to the copy; None when one cannot be."""
    import tinycss2

    parts: list[str] = []
    for token in tokens:
        if token.type == "url" or (token.type == "function" and token.lower_name == "url"):
            place = address(next(_urls([token]), ""))
            if place is None:
                return None
            parts.append(f'url("{place}")')
        elif token.type == "function":
            inner = None if token.lower_name in LOADING else _value(token.arguments, address)
            if inner is None:
                return None
            parts.append(f"{token.lower_name}({inner})")
        elif token.type in {"error", "at-keyword", "{} block"}:
            return None
        else:
            parts.append(tinycss2.serialize([token]))
    return "".join(parts)


def _markup_safe(text: str) -> str:
    """`text` so that it can stand inside <style> of a page or a drawing."""
    return re.sub(r"<(?=[/!?a-zA-Z])|&", "", text)
