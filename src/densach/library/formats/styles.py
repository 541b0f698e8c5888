"""Style sheets of flowing books: only harmless properties, and only inside the book.

Rules are scoped (`.book .s1 …`), classes and ids take the names they have in the copy; colours and
absolute sizes are dropped, so that the reader's own size, spacing and dark paper hold.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .allowed import RENAMED
from .properties import FLOWING, LENGTHS, SIDES

PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
RELATIVE = frozenset({"em", "rem", "ex", "ch", "ic", "%"})
FUNCTIONS = frozenset({"counter", "counters", "attr", "calc"})
EM_PX = 16.0  # what makers take an em for when they write pixels or points
EM_MOST = 8.0
WIDTH_MOST = 60.0
_PSEUDO = (
    "first-child last-child only-child first-of-type last-of-type only-of-type nth-child "
    "nth-last-child nth-of-type nth-last-of-type not lang before after first-letter first- "
    "line link visited empty is where marker"
)
PSEUDO = frozenset(_PSEUDO.split())
ATTRIBUTES = frozenset({"lang", "dir", "start", "type", "colspan", "rowspan", "href", "alt"})
EDGES = ("margin", "padding", "width", "max-width", "height")
CLASS_PREFIX = "b-"
ELEMENT_PREFIX = "e-"
GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy"})


@lru_cache(maxsize=2048)
def declarations(text: str) -> str:
    """The harmless part of a style attribute in flowing text, or ""."""
    import tinycss2

    found = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return ";".join(_flowing(found))


@lru_cache(maxsize=64)
def flowing(text: str, scope: str, families: frozenset[str] = frozenset()) -> str:
    """A whole sheet for flowing text: every rule begins with `.book ` + `scope`.

    `families` are the font families kept in the copy (lower case).
    """
    import tinycss2

    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "\n".join(_flowing_rules(rules, f".book {scope}", families))


def imports(text: str) -> list[str]:
    """Addresses of the sheets that a sheet imports."""
    return [match[1] or match[2] for match in IMPORT.finditer(text)]


IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?(?:["']([^"']+)["']|([^\s"');]+))""", re.IGNORECASE)


def _flowing_rules(rules: list[Any], scope: str, families: frozenset[str]) -> Iterator[str]:
    import tinycss2

    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None:
            media = tinycss2.serialize(rule.prelude).strip().lower()
            if rule.lower_at_keyword == "media" and media in {"all", "screen", "only screen"}:
                inner = tinycss2.parse_rule_list(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                yield from _flowing_rules(inner, scope, families)
        elif rule.type == "qualified-rule":
            found = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            kept = list(_flowing(found, families))
            selectors = list(_selectors(rule.prelude, scope)) if kept else []
            bodies = [selector for selector in selectors if selector.endswith(" .bd")]
            others = [selector for selector in selectors if selector not in bodies]
            # How far the text keeps from the edges of the screen is the reader's choice.
            inner = [item for item in kept if not item.startswith(EDGES)] if bodies else []
            yield from (_rule(*pair) for pair in ((bodies, inner), (others, kept)) if all(pair))


def _rule(selectors: list[str], kept: list[str]) -> str:
    return f"{','.join(selectors)}{{{';'.join(kept)}}}"


def _selectors(prelude: list[Any], scope: str) -> Iterator[str]:
    group: list[Any] = []
    for token in [*prelude, None]:
        if token is not None and not (token.type == "literal" and token.value == ","):
            group.append(token)
            continue
        selector = _selector(group, scope)
        if selector:
            yield selector
        group = []


def _selector(tokens: list[Any], scope: str) -> str:
    """One selector inside the scope; "" when a part of it is not taken over."""
    while tokens and tokens[0].type == "whitespace":
        tokens = tokens[1:]
    if tokens and _is_root(tokens[0]):
        tokens = tokens[1:]
        while tokens and (tokens[0].type == "whitespace" or tokens[0] == ">"):
            tokens = tokens[1:]
        if not tokens:
            return f"{scope} .bd"
    text = _tokens(tokens)
    return f"{scope} {text}" if text else ""


def _is_root(token: Any) -> bool:
    return bool(token.type == "ident" and token.lower_value == "html")


def _tokens(tokens: list[Any]) -> str:
    parts: list[str] = []
    before = ""
    for token in tokens:
        part = _token(token, before)
        if part is None:
            return ""
        parts.append(part)
        before = token.value if token.type == "literal" else ""
    return "".join(parts).strip()


def _token(token: Any, before: str) -> str | None:
    match token.type:
        case "whitespace":
            return " "
        case "literal":
            return token.value if token.value in {".", ":", ">", "+", "~", "*"} else None
        case "hash":
            return f'[id$=":{_plain(token.value)}"]'
        case "ident":
            return _ident(token, before)
        case "function" if before == ":" and token.lower_name in PSEUDO:
            inner = _arguments(token)
            return f"{token.lower_name}({inner})" if inner else None
        case "[] block":
            return _attribute(token)
    return None


def _ident(token: Any, before: str) -> str | None:
    if before == ".":
        return CLASS_PREFIX + _plain(token.value)
    if before == ":":
        return token.lower_value if token.lower_value in PSEUDO else None
    name = _plain(token.lower_value)
    if name in {"body", "html"}:
        return ".bd"
    return f".{element_class(name)}" if name in RENAMED else name


def _arguments(token: Any) -> str:
    import tinycss2

    if token.lower_name in {"not", "is", "where"}:
        return _tokens(token.arguments)
    text: str = tinycss2.serialize(token.arguments).strip()
    return text if re.fullmatch(r"[\w\s+\-]*", text) else ""


def _attribute(token: Any) -> str | None:
    import tinycss2

    text: str = tinycss2.serialize(token.content).strip()
    match = re.fullmatch(r"""([\w-]+)(?:\s*([~|^$*]?=)\s*["']?([\w\s./#-]*)["']?)?""", text)
    if not match or match[1].lower() not in ATTRIBUTES:
        return None
    return f'[{match[1]}{match[2]}"{match[3]}"]' if match[2] else f"[{match[1]}]"


def _plain(name: str) -> str:
    """A class or id as it stands in both markup and sheets: no character that needs escaping."""
    return re.sub(r"[^\w-]", "_", name)


@lru_cache(maxsize=4096)
def class_names(value: str) -> str:
    """The class attribute under the names that sheets of the copy use."""
    return " ".join(CLASS_PREFIX + _plain(name) for name in value.split())


def element_class(name: str) -> str:
    """The class by which sheets of the copy find an element that has another name there."""
    return ELEMENT_PREFIX + name


@lru_cache(maxsize=4096)
def anchor_name(value: str) -> str:
    """An id as links and sheets of the copy write it."""
    return _plain(value.strip())


def _flowing(found: list[Any], families: frozenset[str] = frozenset()) -> Iterator[str]:
    for item in found:
        if item.type != "declaration" or item.lower_name not in FLOWING:
            continue
        value = _value(item, families)
        if value:
            yield f"{item.lower_name}:{value}"


def _value(item: Any, families: frozenset[str]) -> str:
    name = item.lower_name
    if name == "font-family":
        return _families(item.value, families)
    parts: list[str] = []
    for token in item.value:
        part = _component(token, name)
        if part is None:
            if name.startswith(("border", "list-style", "text-decoration", "outline")):
                continue  # the rest of a shorthand is still worth having
            return ""
        parts.append(part)
    value = re.sub(r"\s+", " ", "".join(parts)).strip()
    if name == "display" and value not in FLOWING["display"]:
        return ""
    return value


def _component(token: Any, name: str) -> str | None:  # noqa: PLR0911 - one line for each kind
    match token.type:
        case "whitespace":
            return " "
        case "ident":
            return _keyword(token.lower_value, name)
        case "number":
            return token.representation if abs(token.value) < 10_000 else None  # noqa: PLR2004
        case "percentage":
            return _percentage(token, name)
        case "dimension":
            return _dimension(token, name)
        case "string" if name in {"content", "quotes", "text-emphasis", "text-emphasis-style"}:
            return _string(token.value)
        case "literal":
            return token.value if token.value in {",", "/"} else None
        case "function" if token.lower_name in FUNCTIONS and name.startswith(
            ("counter", "content")
        ):
            return _function(token)
    return None


def _keyword(word: str, name: str) -> str | None:
    allowed = FLOWING[name]
    if allowed and word not in allowed:
        return None
    return word if re.fullmatch(r"-?[a-z][a-z0-9-]*", word) else None


def _percentage(token: Any, name: str) -> str | None:
    if token.value < 0 and name in SIDES:
        return None
    return f"{token.representation}%" if abs(token.value) <= 400 else None  # noqa: PLR2004


def _dimension(token: Any, name: str) -> str | None:
    """Lengths relative to the reader's letters: pixels and points become em. Borders stay px."""
    if name not in LENGTHS:
        return None
    unit, value = token.lower_unit, token.value
    if value < 0 and name in SIDES:
        return None
    if name.startswith("border"):
        return f"{min(value * PX.get(unit, 1.0), 8):g}px"
    if unit in PX:
        unit, value = "em", value * PX[unit] / EM_PX
    if unit == "rem":
        unit = "em"
    most = WIDTH_MOST if name in {"width", "max-width", "height"} else EM_MOST
    if unit not in RELATIVE or abs(value) > most:
        return None
    if name == "font-size":
        value = min(max(value, 0.6), 3.0)
    return f"{round(value, 3):g}{unit}"


def _string(value: str) -> str:
    plain = re.sub(r"[^\w\s.,:;!?…–—•*†‡«»“”‘’()\[\]/#~-]", "", value)
    return f'"{plain[:40]}"'


def _function(token: Any) -> str | None:
    import tinycss2

    inner: str = tinycss2.serialize(token.arguments).strip()
    return f"{token.lower_name}({inner})" if re.fullmatch(r"[\w\s,-]*", inner) else None


def _families(tokens: list[Any], families: frozenset[str]) -> str:
    import tinycss2

    kept: list[str] = []
    for part in tinycss2.serialize(tokens).split(","):
        name = part.strip().strip("\"'").strip()
        if name.lower() in GENERIC:
            kept.append(name.lower())
        elif name.lower() in families:
            kept.append(f'"{_plain(name)}"')
    # A lone “serif” says nothing that the reader's own choice should yield to.
    return ",".join(kept) if any(k.startswith('"') or k == "monospace" for k in kept) else ""
