"""Markdown of a chapter to Typst markup.

Text goes in as string literals (`#"…"`), so that no sign of the text can be taken for markup.
"""

from collections.abc import Callable
from typing import Any

from .chapters import parser

OPEN = {
    "paragraph_open": "\n",
    "paragraph_close": "\n\n",
    "bullet_list_open": "#list(",
    "bullet_list_close": ")\n\n",
    "ordered_list_open": "#enum(",
    "ordered_list_close": ")\n\n",
    "list_item_open": "[",
    "list_item_close": "],",
    "blockquote_open": "#nho[",
    "blockquote_close": "]\n\n",
    "table_close": ")\n\n",
    "thead_open": "table.header(",
    "thead_close": "),",
    "th_open": "dau[",
    "th_close": "],",
    "td_open": "[",
    "td_close": "],",
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
    out = []
    for position, token in enumerate(tokens):
        if token.type == "inline":
            out.append(_inline(token.children or []))
        elif token.type == "heading_open":
            out.append(f"#heading(level: {token.tag[1]})[")
        elif token.type == "heading_close":
            out.append("]\n\n")
        elif token.type == "table_open":
            out.append(f"#bang({_columns(tokens, position)}, ")
        else:
            out.append(OPEN.get(token.type, ""))
    return out


def _columns(tokens: list[Any], position: int) -> int:
    """Columns of the table that begins at `position`: headings up to the end of its first row."""
    count = 0
    for token in tokens[position:]:
        if token.type == "tr_close":
            break
        count += token.type == "th_open"
    return count


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
