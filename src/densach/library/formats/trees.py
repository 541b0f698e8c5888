"""Small acts on trees of lxml that every format needs."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

WITH_ID = "descendant-or-self::*[@id]"
XML = "{http://www.w3.org/XML/1998/namespace}"


def local(tag: str) -> str:
    """The name of an element without namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def attributes(element: "_Element") -> list[tuple[str, str]]:
    """Names and values of the attributes, as they are now."""
    return cast("list[tuple[str, str]]", element.attrib.items())


def taken(element: "_Element") -> list[tuple[str, str]]:
    """The attributes of an element, which has none afterwards.

    HTML's parser lets in names (`{x`) that can be taken away together only, not one by one.
    """
    found = attributes(element)
    element.attrib.clear()
    return found


def drop(element: "_Element", name: str) -> None:
    """Take an attribute away where it is there."""
    if name in element.attrib:
        del element.attrib[name]


def raw_text(element: "_Element") -> str:
    """All text in an element, as it stands."""
    return "".join(cast("Iterator[str]", element.itertext()))


def text_of(element: "_Element") -> str:
    """All text in an element, on one line."""
    return " ".join(raw_text(element).split())


def ids_in(element: "_Element") -> "list[_Element]":
    """The elements with an id, `element` itself among them."""
    return cast("list[_Element]", element.xpath(WITH_ID))


def remove(element: "_Element") -> None:
    """Take an element out with all that is in it; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: "_Element") -> None:
    """Take an element out but leave its content where it stood."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    before = element.getprevious()
    if element.text:
        if before is None:
            parent.text = (parent.text or "") + element.text
        else:
            before.tail = (before.tail or "") + element.text
    children = list(element)
    tail = element.tail or ""
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    if tail:
        last = children[-1] if children else before
        if last is None:
            parent.text = (parent.text or "") + tail
        else:
            last.tail = (last.tail or "") + tail
