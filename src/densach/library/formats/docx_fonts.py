"""Runs of a DOCX typed with fonts from before Unicode (`.VnTime`, `VNI-Times`) become Unicode."""

import re
from typing import TYPE_CHECKING

from densach.core import markup

from . import legacy

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_PARTS = re.compile(r"^word/(?:document|footnotes|endnotes)\.xml$", re.IGNORECASE)
OLD_FONT = re.compile(rb"\.vn|vni-|vps ", re.IGNORECASE)
SAMPLE_LETTERS = 160
DEFAULT = ""


def fonts_of_styles(data: bytes) -> dict[str, str]:
    """{style id: font} of styles.xml, what they are based on followed; "" is the default."""
    if not OLD_FONT.search(data):
        return {}
    root = markup.xml(data, deep=True)
    fonts: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        font = _font_in(style)
        if font:
            fonts[name] = font
        for parent in style.iter(f"{W}basedOn"):
            based[name] = parent.get(f"{W}val", "")
        if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph" and font:
            fonts[DEFAULT] = font
    for defaults in root.iter(f"{W}docDefaults"):
        fonts.setdefault(DEFAULT, _font_in(defaults))
    for name in list(based):
        at, steps = name, 0
        while at not in fonts and at in based and steps < 20:  # noqa: PLR2004 - styles in a ring
            at, steps = based[at], steps + 1
        if at in fonts:
            fonts[name] = fonts[at]
    return fonts


def recode(data: bytes, styles: dict[str, str]) -> tuple[bytes, tuple[str, str, str] | None]:
    """A text part with its old-font runs as Unicode, and a sample where there were any."""
    if not styles and not OLD_FONT.search(data):
        return data, None
    from lxml import etree

    root = markup.xml(data, deep=True)
    sample: tuple[str, str, str] | None = None
    for paragraph in root.iter(f"{W}p"):
        usual = styles.get(_style_of(paragraph, "pStyle"), styles.get(DEFAULT, ""))
        for run in paragraph.iter(f"{W}r"):
            font = _font_in_run(run) or styles.get(_style_of(run, "rStyle"), "") or usual
            code = legacy.of_font(font)
            if code:
                found = _turn(run, code, capital=legacy.is_capital_font(font))
                sample = sample or found
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), sample


def _turn(run: "_Element", code: str, *, capital: bool) -> tuple[str, str, str] | None:
    sample = None
    for text in run.iter(f"{W}t"):
        before = text.text or ""
        latin = legacy.as_bytes(before)
        if latin is None:
            continue  # Unicode already
        after = legacy.unicode_of(latin, code)
        text.text = after.upper() if capital else after
        if text.text != before and sample is None:
            sample = (code, before[:SAMPLE_LETTERS], text.text[:SAMPLE_LETTERS])
    return sample


def _style_of(element: "_Element", kind: str) -> str:
    properties = element.find(f"{W}pPr" if kind == "pStyle" else f"{W}rPr")
    style = properties.find(f"{W}{kind}") if properties is not None else None
    return style.get(f"{W}val", DEFAULT) if style is not None else DEFAULT


def _font_in_run(run: "_Element") -> str:
    properties = run.find(f"{W}rPr")
    return _font_in(properties) if properties is not None else ""


def _font_in(element: "_Element") -> str:
    for fonts in element.iter(f"{W}rFonts"):
        return str(fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "")
    return ""
