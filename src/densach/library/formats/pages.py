"""Whole pages of fixed layout: a document that a sandboxed frame shows at its own size."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


def page_document(
    body: "_Element", viewport: tuple[int, int], sheets: list[str], *, title: str, language: str
) -> str:
    """A cleaned `body` as a page of `viewport` CSS pixels. `sheets` are names in the copy."""
    from lxml import etree

    body.tag = "body"
    inner = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    width, height = viewport
    links = "".join(f'<link rel="stylesheet" href="../{name}">' for name in sheets)
    lang = f' lang="{escape(language)}"' if language else ""
    return (
        f'<!doctype html>\n<html{lang}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width={width}, height={height}">'
        f"<title>{escape(title)}</title>"
        f"<style>html,body{{margin:0;padding:0}}body{{width:{width}px;height:{height}px;"
        f"overflow:hidden;position:relative}}</style>{links}</head>{inner}</html>"
    )
