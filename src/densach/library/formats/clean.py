"""Cleaning a document of a book: only elements and attributes that read, none that run or load.

A list of what is allowed (`allowed.py`), not of what is forbidden: all other elements are unwrapped
or dropped, all other attributes go. This is the first wall; the pages' CSP is the second.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from . import fixed_styles, styles
from .allowed import BLOCKS, DROPPED, GLOBAL, HTML, KEPT_ROLES, OF_ELEMENT, RENAMED, ROLES
from .drawings import clean_drawing, clean_formula
from .trees import XML, attributes, drop, local, remove, taken, text_of, unwrap

if TYPE_CHECKING:
    from lxml.etree import _Element

# Taken out by one fast walk before any element is looked at.
GONE = [f"{{*}}{name}" for name in sorted(DROPPED - {"title", "map", "switch"})]
ALIGNMENTS = frozenset({"left", "right", "center", "justify"})
DIGITS = re.compile(r"\d{1,4}(?:px)?")
LOADING = frozenset({"img", "audio", "video", "source", "track"})
# Attributes whose cleaning depends on where they stand.
CONTEXT = frozenset({"href", "src", "id", "name", "{http://www.w3.org/XML/1998/namespace}id"})
MEDIA = frozenset({"audio", "video", "source", "track"})
OPS = "{http://www.idpf.org/2007/ops}"


class Places(Protocol):
    """Where things of the book lie in the copy."""

    def picture(self, base: str, address: str) -> "Placed | None":
        """The picture that `address` means in the document `base`, kept in the copy."""

    def recording(self, base: str, address: str) -> str | None:
        """The same for sound and film: the name in the copy."""

    def link(self, base: str, address: str) -> str:
        """What stands in place of a link's address; "" for a link to nowhere."""

    def inline_drawing(self, svg: "_Element") -> "Placed | None":
        """A drawing with styles of its own, kept as a picture in the copy."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the copy: its name there and its size in pixels (0: not known)."""

    name: str
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Cleaner:
    """Cleans the documents of one book. `fixed` pages keep names, looks and their own frame."""

    places: Places
    fixed: bool = False
    up: str = ""  # what leads from the document to the root of the copy: "" or "../"
    number: int = 0
    dropped: set[str] = field(default_factory=set)
    _first_picture: bool = True
    _known: dict[tuple[str | tuple[str, str], ...], list[tuple[str, str]]] = field(
        default_factory=dict
    )

    def clean(self, body: "_Element", base: str) -> None:
        """Clean `body` in place; `base` is its document's address in the book."""
        self.number += 1
        self._first_picture = True
        self._drop(body)
        foreign = self._clean_foreign(body, base)
        for element in list(body.iter()):
            if foreign and element in foreign:
                continue
            tag = element.tag
            if not isinstance(tag, str):
                remove(element)
                continue
            if tag in BLOCKS:
                tail = element.tail
                if not tail or tail[0] != "\n":
                    element.tail = "\n" + (tail or "").lstrip()
            # Not `attributes`: this line runs for every element of every book.
            found: Any = element.items()
            if tag not in HTML or tag in LOADING:
                self._clean_element(element, base)
            elif found and not self._as_before(element, tag, found):
                repeats = CONTEXT.isdisjoint(element.keys())
                self._clean_element(element, base)
                if repeats:
                    self._known[tag, *found] = attributes(element)

    def _as_before(self, element: "_Element", tag: str, found: list[tuple[str, str]]) -> bool:
        """Clean an element like one that was cleaned before: books repeat a few a thousand times."""
        known = self._known.get((tag, *found))
        if known is None:
            return False
        if known != found:
            element.attrib.clear()
            for key, value in known:
                element.set(key, value)
        return True

    def _drop(self, body: "_Element") -> None:
        for element in list(body.iter(*GONE)):
            if local(element.tag).lower() == "script":
                self.dropped.add("script")
            if not _within_drawing(element):
                remove(element)
        for element in list(body.iter("{*}switch")):
            if element.tag.startswith(OPS) or element.tag == "epub:switch":
                _choose(element)
        for element in list(body.iter("{*}object")):
            _object_to_picture(element)

    def _clean_foreign(self, body: "_Element", base: str) -> "set[_Element]":
        """Clean drawings and formulas; the elements that belong to them afterwards."""
        foreign: set[_Element] = set()
        for svg in list(body.iter("{*}svg")):
            outer = svg.getparent()
            if outer is not None and local(str(outer.tag)).lower() in {"svg", "g"}:
                continue
            foreign.update(self._clean_drawing(svg, base).iter())
        for math in list(body.iter("{*}math")):
            clean_formula(math)
            foreign.update(math.iter())
        return foreign

    def _clean_drawing(self, svg: "_Element", base: str) -> "_Element":
        def place(address: str) -> str | None:
            found = self.places.picture(base, address)
            return self.up + found.name if found else None

        def link(address: str) -> str:
            return self.places.link(base, address)

        clean_drawing(svg, prefix=f"svg-{self.number}-", place=place, link=link)
        only = [image for image in svg.iter("image") if image.get("href")]
        rest = list(svg.iter("path", "rect", "text", "circle", "use", "polygon"))
        if len(only) == 1 and not rest:
            return _replace(svg, _picture_of(only[0], svg))
        if svg.find(".//style") is not None and not only and not self.fixed:
            placed = self.places.inline_drawing(svg)
            if placed:
                return _replace(svg, {"src": placed.name, "alt": _name_of(svg)})
        if not self.fixed:  # in flowing text they would reach beyond the drawing
            for styled in list(svg.iter("style")):
                remove(styled)
        return svg

    def _clean_element(self, element: "_Element", base: str) -> None:
        tag = element.tag
        if tag[0] == "{" or ":" in tag:
            tag = local(tag)
        tag = tag.lower()
        if tag in DROPPED:
            remove(element)
            return
        if tag not in HTML and tag not in RENAMED:
            unwrap(element)
            return
        if tag == "center":
            element.set("align", "center")
        was = tag if tag in RENAMED and not self.fixed else ""
        tag = RENAMED[tag] if was else tag
        element.tag = tag
        if tag == "img":
            self._clean_picture(element, base)
        elif tag in MEDIA:
            self._clean_media(element, base)
        self._clean_attributes(element, tag, base)
        if was:
            # Sheets of the book still find it, as `.e-header` where it says `header`.
            element.set("class", f"{element.get('class', '')} {styles.element_class(was)}".strip())

    def _clean_attributes(self, element: "_Element", tag: str, base: str) -> None:
        allowed = OF_ELEMENT.get(tag)
        others = []
        for key, value in taken(element):
            if key in GLOBAL or (allowed and key in allowed):
                element.set(key, value)
            else:
                others.append((key, value))
        for key, value in others:
            _take_over(element, tag, key, value)
        if not self.fixed and (names := element.get("class")) is not None:
            element.set("class", styles.class_names(names))
        if not self.fixed and (anchor := element.get("id")) is not None:
            element.set("id", styles.anchor_name(anchor))
        if "style" in element.attrib:
            self._clean_style(element, base)
        if element.get("role", "doc-noteref") not in KEPT_ROLES:
            drop(element, "role")
        if (address := element.get("href")) is not None:
            self._clean_link(element, tag, base, address)

    def _clean_link(self, element: "_Element", tag: str, base: str, address: str) -> None:
        target = self.places.link(base, address) if tag == "a" else ""
        if not target:
            drop(element, "href")
            return
        element.set("href", target)
        if target.startswith(("http", "mailto")):
            element.set("rel", "external nofollow noopener noreferrer")

    def _clean_style(self, element: "_Element", base: str) -> None:
        text = element.get("style", "")
        if self.fixed:
            kept = fixed_styles.declarations(text, lambda address: self._sheet_url(base, address))
        else:
            kept = styles.declarations(text)
        if kept:
            element.attrib["style"] = kept
        else:
            del element.attrib["style"]

    def _sheet_url(self, base: str, address: str) -> str | None:
        found = self.places.picture(base, address)
        return self.up + found.name if found else None

    def _clean_picture(self, element: "_Element", base: str) -> None:
        address = element.get("src") or element.get("data-src") or ""
        placed = self.places.picture(base, address) if address else None
        if placed is None:
            self.dropped.add("picture")
            alt = element.get("alt", "")
            element.tag = "span"
            element.attrib.clear()
            element.text = f"[{alt}]" if alt.strip() else None
            return
        element.set("src", self.up + placed.name)
        if element.get("alt") is None:
            element.set("alt", "")
        for side, pixels in (("width", placed.width), ("height", placed.height)):
            given = element.get(side, "")
            if not DIGITS.fullmatch(given):
                drop(element, side)
                given = ""
            if not self.fixed and pixels and not given:
                element.set(side, str(pixels))
        if not self._first_picture and not self.fixed:
            element.set("loading", "lazy")
        self._first_picture = False

    def _clean_media(self, element: "_Element", base: str) -> None:
        address = element.get("src")
        if address is not None:
            name = self.places.recording(base, address)
            if name:
                element.set("src", self.up + name)
            else:
                del element.attrib["src"]
        if poster := element.get("poster"):
            placed = self.places.picture(base, poster)
            drop(element, "poster")
            if placed:
                element.set("poster", self.up + placed.name)
        if element.tag in {"source", "track"} and element.get("src") is None:
            remove(element)
        elif element.tag in {"audio", "video"}:
            element.set("controls", "controls")


def _take_over(element: "_Element", tag: str, key: str, value: str) -> None:
    """What an attribute that is not kept says in another way."""
    short = local(key)
    if key in {XML + "lang", "xml:lang"}:
        element.set("lang", value)
    elif short == "type" and key != "type":
        for word in value.split():
            if role := ROLES.get(word):
                element.set("role", role)
                break
    elif (short == "id" or (key == "name" and tag == "a")) and not element.get("id"):
        element.set("id", value)
    elif key == "align" and value.lower() in ALIGNMENTS and tag not in {"table", "img"}:
        element.set("style", f"text-align:{value.lower()};{element.get('style', '')}")
    elif key == "aria-label":
        element.set("title", element.get("title") or value)


def _choose(switch: "_Element") -> None:
    """Of epub:switch, the formulas where there are any, else the default."""
    cases = list(switch)
    formula = next(
        (case for case in cases if "MathML" in case.get("required-namespace", "")),
        next((case for case in cases if local(str(case.tag)) == "default"), None),
    )
    for case in cases:
        if case is not formula:
            remove(case)
    if formula is not None:
        unwrap(formula)
    unwrap(switch)


def _object_to_picture(element: "_Element") -> None:
    if element.get("type", "").startswith("image/") and element.get("data"):
        address = element.get("data", "")
        alt = text_of(element)
        tail = element.tail
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.tag, element.text, element.tail = "img", None, tail
        element.set("src", address)
        element.set("alt", alt)


def _within_drawing(element: "_Element") -> bool:
    """Whether a style or title belongs to a drawing, which has rules of its own."""
    if local(element.tag).lower() != "style":
        return False
    return any(local(str(up.tag)).lower() == "svg" for up in element.iterancestors())


def _picture_of(image: "_Element", svg: "_Element") -> dict[str, str]:
    found = {"src": image.get("href", ""), "alt": _name_of(svg)}
    for side in ("width", "height"):
        if DIGITS.fullmatch(image.get(side, "")):
            found[side] = image.get(side, "").removesuffix("px")
    return found


def _name_of(svg: "_Element") -> str:
    title = svg.find(".//title")
    name = text_of(title) if title is not None else ""
    return name or svg.get("aria-label", "")


def _replace(svg: "_Element", attributes: dict[str, str]) -> "_Element":
    """Put a finished picture in place of a drawing."""
    tail = svg.tail
    for child in list(svg):
        svg.remove(child)
    svg.attrib.clear()
    svg.tag, svg.text, svg.tail = "img", None, tail
    for key, value in attributes.items():
        svg.set(key, value)
    return svg
