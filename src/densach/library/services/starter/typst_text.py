"""Markdown of a chapter to Typst markup.

Text goes in as string literals (`#"…"`), so that no sign of the text can be taken for markup.
"""

from collections.abc import Callable
from typing import Any

from .chapters import parser

SHORTEST = 7  # letters: no column is narrower than an amount of money
# What is the same for every block of its kind.
OPEN = {
    "paragraph_open": "\n",
    "paragraph_close": "\n\n",
    "bullet_list_open": "#list(",
    "bullet_list_close": ")\n\n",
    "ordered_list_close": ")\n\n",
    "list_item_open": "[",
    "list_item_close": "],",
    "blockquote_open": "#nho[",
    "blockquote_close": "]\n\n",
    "table_close": ")\n\n",
    "thead_open": "table.header(",
    "thead_close": "),",
    "td_close": "],",
    "th_close": "]],",
    "heading_close": "]\n\n",
    "strong_open": "#strong[",
    "strong_close": "]",
    "em_open": "#emph[",
    "em_close": "]",
    "link_close": "]",
    "hr": "#align(center, line(length: 25%, stroke: 1.2pt + lamp))\n\n",
    "hardbreak": "#linebreak()",
    "softbreak": " ",
}


def literal(text: str) -> str:
    """A Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def markup(text: str) -> str:
    """The Typst markup of a chapter's Markdown."""
    tokens = parser().parse(text)
    return "".join(_blocks(tokens))


def _blocks(tokens: list[Any]) -> list[str]:
    return [
        _inline(token.children or []) if token.type == "inline" else _block(tokens, position)
        for position, token in enumerate(tokens)
    ]


def _block(tokens: list[Any], position: int) -> str:
    """What stands for the opening or closing of a block: fixed for most, by its facts for some."""
    token = tokens[position]
    match token.type:
        case "heading_open":
            return f"#heading(level: {token.tag[1]})["
        case "ordered_list_open":
            return f"#enum(start: {token.attrs.get('start', 1)}, "
        case "table_open":
            return f"#bang(({_widths(tokens, position)}), "
        case "th_open" | "td_open":
            side = "right" if "right" in str(token.attrs.get("style", "")) else "left"
            return f"table.cell(align: {side})[" + ("#dau[" if token.tag == "th" else "")
        case "paragraph_open" if _leads(tokens, position):
            return "#block(sticky: true)["
        case "paragraph_close" if _leads(tokens, position - 2):
            return "]\n\n"
    return OPEN.get(token.type, "")


def _leads(tokens: list[Any], position: int) -> bool:
    """Whether the paragraph that begins at `position` stands right before a table: kept on its page."""
    return tokens[position + 3 : position + 4] != [] and tokens[position + 3].type == "table_open"


def _widths(tokens: list[Any], position: int) -> str:
    """Widths of the columns of the table that begins at `position`, by their longest cells.

    The root keeps a column of sentences from taking the room that short words need.
    """
    longest: list[int] = []
    column = 0
    for token in tokens[position + 1 :]:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            column = 0
        elif token.type == "inline":
            longest += [SHORTEST] * (column + 1 - len(longest))
            longest[column] = max(longest[column], len(token.content))
            column += 1
    return "".join(f"{round(length**0.55, 2)}fr, " for length in longest)


def _inline(children: list[Any]) -> str:
    makers: dict[str, Callable[[Any], str]] = {
        "text": lambda token: f"#{literal(token.content)}" if token.content else "",
        "code_inline": lambda token: f"#raw({literal(token.content)})",
        "link_open": lambda token: f"#link({literal(token.attrs['href'])})[",
        "image": lambda token: f"#hinh({literal(token.attrs['src'])}, {literal(token.content)})",
    }
    return "".join(
        makers[token.type](token) if token.type in makers else OPEN.get(token.type, "")
        for token in children
    )
