"""Cutting chapters for small phones: between blocks, never inside a paragraph."""

import re
from typing import TYPE_CHECKING

from .trees import attributes

if TYPE_CHECKING:
    from lxml.etree import _Element

# The largest chapter in bytes, with room for the box around it: more than 60,000 makes cheap
# phones wait (measured with a chapter of 54,000 words).
CHAPTER_BYTES = 58_000
NAME = re.compile(r"(?:\{[^{}<>\s]*\})?[A-Za-z_][\w.-]*", re.ASCII)
BOXES = frozenset(
    {"book-body", "div", "section", "article", "blockquote", "ol", "ul", "dl", "table", "tbody"}
)


def pieces(root: "_Element", limit: int = CHAPTER_BYTES) -> "list[_Element]":
    """`root` cut into elements of at most `limit` bytes each, where blocks allow it.

    Each piece repeats the boxes around its content, without their ids, so that styles and lists
    go on; `root`, which is larger, is used up.
    """
    return _cut(root, limit)


def measure(element: "_Element") -> int:
    """Bytes of an element as it will be written."""
    from lxml import etree

    return len(etree.tostring(element, method="html", encoding="utf-8", with_tail=False))


def _cut(box: "_Element", limit: int) -> "list[_Element]":
    children = list(box)
    lead = box.text
    cuttable = box.tag in BOXES or (box.tag == "p" and any(c.tag == "br" for c in children))
    if not cuttable or not children:
        return [box]
    pieces = [shell(box, first=True)]
    pieces[0].text = lead
    filled, counted = len((lead or "").encode()), 0
    for child in children:
        counted += child.tag == "li"
        size = measure(child) + len((child.tail or "").encode())
        parts = _cut(child, limit) if size > limit else [child]
        for part in parts:
            part_size = size if len(parts) == 1 else measure(part)
            fits = filled + part_size <= limit
            if not fits and filled and _may_break(box, pieces[-1]):
                pieces.append(shell(box, first=False))
                if box.tag == "ol" and counted > 1:
                    pieces[-1].set("start", str(_start(box) + counted - 1))
                filled = 0
            pieces[-1].append(part)
            filled += part_size
    return pieces


def _may_break(box: "_Element", piece: "_Element") -> bool:
    """A paragraph of verse breaks after a line, every other box after any block."""
    if box.tag != "p":
        return True
    return len(piece) > 0 and piece[-1].tag == "br"


def shell(box: "_Element", *, first: bool) -> "_Element":
    """An empty box like `box`; only the first keeps the id.

    Broken pages have names (`quo;`) that a parser lets in but nobody may give: a div then.
    """
    from lxml import etree

    name = str(box.tag)
    empty = etree.Element(name if NAME.fullmatch(name) else "div")
    for key, value in attributes(box):
        if NAME.fullmatch(key) and (first or key != "id"):
            empty.set(key, value)
    return empty


def _start(box: "_Element") -> int:
    start = box.get("start", "1")
    return int(start) if re.fullmatch(r"-?[0-9]{1,6}", start) else 1
