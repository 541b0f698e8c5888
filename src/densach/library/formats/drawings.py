"""Drawings (SVG) and formulas (MathML): only what draws, nothing that runs, loads or moves."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import fixed_styles
from .allowed import DROPPED, MATHML, MATHML_ATTRIBUTES, SVG, SVG_ATTRIBUTES
from .trees import XML, local, raw_text, remove, taken, unwrap

if TYPE_CHECKING:
    from lxml.etree import _Element

XLINK = "{http://www.w3.org/1999/xlink}href"
LOCAL_URL = re.compile(r"url\(\s*[\"']?#([^\"')]+)[\"']?\s*\)")
# What drawings call in their attributes; image-set() and the like would load something.
FUNCTION = re.compile(r"([\w-]+)\s*\(")
FUNCTIONS = frozenset(
    {"url", "rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate"}
    | {"skewx", "skewy", "translatex", "translatey", "scalex", "scaley", "calc", "var"}
)
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
# Children of drawings that must go although HTML's list keeps them from being looked at.
KEPT_HERE = frozenset({"title", "desc", "style", "switch"})

Place = Callable[[str], str | None]
Link = Callable[[str], str]


def clean_drawing(root: "_Element", *, prefix: str, place: Place, link: Link) -> None:
    """Clean an `svg` element in place.

    Ids get `prefix`, so that two drawings in a page do not take each other's parts. `place` gives
    the resource for the address of a picture, `link` what stands in place of a link's address.
    """
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue
        if not isinstance(element.tag, str):
            remove(element)
            continue
        name = local(element.tag)
        plain = name.lower()
        if plain not in SVG and plain != "style":
            _leave_out(element, plain)
            continue
        element.tag = name
        if plain == "style":
            _clean_style(element)
        else:
            _clean_attributes(element, plain, prefix, place, link)


def clean_formula(root: "_Element") -> None:
    """Clean a `math` element in place; annotations (other forms of the formula) go."""
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue
        if not isinstance(element.tag, str):
            remove(element)
            continue
        name = local(element.tag)
        if name.lower() not in MATHML:
            _leave_out(element, name.lower())
            continue
        element.tag = name
        for key, value in taken(element):
            if local(key).lower() in MATHML_ATTRIBUTES:
                element.set(local(key), value)


def _leave_out(element: "_Element", plain: str) -> None:
    if plain in DROPPED and plain not in KEPT_HERE:
        remove(element)
    else:
        unwrap(element)


def _clean_style(element: "_Element") -> None:
    kept = fixed_styles.sheet(raw_text(element), fixed_styles.nowhere)
    for child in list(element):
        element.remove(child)
    element.text = kept
    element.attrib.clear()


def _clean_attributes(
    element: "_Element", plain: str, prefix: str, place: Place, link: Link
) -> None:
    for key, value in taken(element):
        short = local(key).lower()
        if short == "href":
            _clean_address(element, plain, value, prefix, place, link)
        elif short == "id":
            element.set("id", prefix + value)
        elif short == "class":
            element.set("class", value)
        elif short == "style":
            kept = fixed_styles.declarations(LOCAL_URL.sub("url(#\\1)", value), _only_local)
            element.set("style", _local(kept, prefix))
        elif key == XML + "lang":
            element.set("lang", value)
        elif (key.startswith("aria-") and short in {"aria-label", "aria-hidden"}) or (
            short == "role" and value in {"img", "presentation", "none"}
        ):
            element.set(key, value)
        elif short in SVG_ATTRIBUTES and (safe := _local(value, prefix)) is not None:
            element.set(local(key), safe)


def _only_local(address: str) -> str | None:
    return address if address.startswith("#") else None


def _local(value: str, prefix: str) -> str:
    """`value` with url(#id) under the ids of this drawing, every other url() taken out.

    These attributes are read as CSS, where `\\75rl(` is another way to write `url(`.
    """
    if "\\" in value or not FUNCTIONS.issuperset(FUNCTION.findall(value.lower())):
        return "none"
    if "url" not in value.lower():
        return value
    kept = LOCAL_URL.sub(lambda match: f"\x00{match[1]}\x00", value)
    if "url" in kept.lower():
        return "none"
    return re.sub("\x00([^\x00]*)\x00", lambda match: f"url(#{prefix}{match[1]})", kept)


def _clean_address(
    element: "_Element", plain: str, value: str, prefix: str, place: Place, link: Link
) -> None:
    target = value.strip()
    if plain == "a":
        if found := link(target):
            element.set("href", found)
    elif plain == "image":
        if kept := place(target):
            element.set("href", kept)
    elif target.startswith("#"):
        element.set("href", "#" + prefix + target[1:])
