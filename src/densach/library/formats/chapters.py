"""A chapter while its book is bound: its box, its ids, its text."""

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from .language import is_vietnamese
from .reading import Chapter
from .trees import ids_in, raw_text

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True)
class Piece:
    chapter: Chapter
    text: str
    leaf: str
    anchors: set[str]
    scope: str = ""  # classes of its sheets
    language: str = ""  # as the document declares it


def alone(body: "_Element") -> "_Element":
    """`body` out of its document, so that the document's namespaces do not follow it."""
    from lxml import etree

    parent = body.getparent()
    if parent is not None:
        body.tail = None
        parent.remove(body)
    etree.cleanup_namespaces(body)
    return body


def boxed(piece: Piece, language: str) -> str:
    """The chapter in a box with the classes of its sheets, and its language where it differs.

    What a document declares is not believed where the text is Vietnamese and it says otherwise:
    a screen reader would read it with a French voice.
    """
    differs = piece.language.partition("-")[0] != language.partition("-")[0]
    own = piece.language if piece.language and differs else ""
    if own and is_vietnamese(piece.text):
        own = ""
    attributes = f' class="{piece.scope}"' if piece.scope else ""
    attributes += f' lang="{escape(own)}"' if own else ""
    return f"<div{attributes}>{piece.chapter.body}</div>" if attributes else piece.chapter.body


def mended(text: str, language: str) -> str:
    """`text` in NFC; in Vietnamese with Đ where old fonts left its Icelandic twin Ð."""
    if language.startswith("vi"):
        text = text.replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return unicodedata.normalize("NFC", text)


def plain_text(body: "_Element") -> str:
    """The text of a cleaned document, a line for each block."""
    lines = []
    for line in raw_text(body).split("\n"):
        plain = line.strip()
        if "  " in plain or "\xa0" in plain or "\t" in plain or "\r" in plain:
            plain = " ".join(plain.split())
        if plain:
            lines.append(plain)
    return "\n".join(lines)


def word_count(text: str) -> int:
    """Words of a text as `plain_text` gives it, which has one blank between two."""
    return text.count(" ") + text.count("\n") + 1 if text else 0


def number_anchors(piece: "_Element", chapter_id: str, *, was: str = "") -> set[str]:
    """Give the ids of a chapter their names on the page, `c3:anchor`; the anchors.

    `was` is the chapter under which they have such names already, before it was cut.
    """
    anchors = set()
    for element in ids_in(piece):
        anchor = element.get("id", "").removeprefix(f"{was}:" if was else "")
        if anchor.startswith("svg-"):
            continue
        anchors.add(anchor)
        element.set("id", f"{chapter_id}:{anchor}")
    return anchors
