"""XML from strangers, element by element: no entities, no network, no depth, little memory."""

import re
from collections.abc import Iterator
from typing import IO, Any

from .errors import BrokenMarkup, ForbiddenMarkup

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
HEAD_BYTES = 65_536


def elements(source: IO[bytes], *names: str, outermost: bool = False) -> Iterator[Any]:
    """The elements with one of these local names, in any namespace, as they end.

    An element is emptied when the next one is asked for, so memory does not grow. Of elements within
    each other the inner ones come first; with `outermost` only the outer one comes, whole. Raises ForbiddenMarkup, and BrokenMarkup with the line where
    the XML breaks; what came before is good.
    """
    from lxml import etree

    _refuse_entities(source)
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    tags = [f"{{*}}{name}" for name in names]
    try:
        for _event, element in etree.iterparse(source, events=("end",), tag=tags, **options):
            if outermost and any(local(above) in names for above in element.iterancestors()):
                continue
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise BrokenMarkup(line=error.lineno or 1) from None


def tree(data: bytes) -> Any:
    """The root element of a small document. Raises ForbiddenMarkup, BrokenMarkup."""
    from lxml import etree

    if _ENTITY.search(data):
        raise ForbiddenMarkup
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenMarkup(line=error.lineno or 1) from None


def local(element: Any) -> str:
    """The name without namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def outer(element: Any) -> bytes:
    """The element as bytes, UTF-8, by itself."""
    from lxml import etree

    return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))


def child(element: Any, name: str) -> Any:
    """The first child with this local name, or None."""
    return next((one for one in element if local(one) == name), None)


def text(element: Any, name: str = "") -> str:
    """The text of `element`, or of its first child called `name`; empty if there is none."""
    found = child(element, name) if name else element
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _refuse_entities(source: IO[bytes]) -> None:
    """Look at the head, where declarations stand, without consuming it."""
    if not source.seekable():
        return
    begin = source.tell()
    head = source.read(HEAD_BYTES)
    source.seek(begin)
    if _ENTITY.search(head):
        raise ForbiddenMarkup
