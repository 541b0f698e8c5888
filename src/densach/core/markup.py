"""Parsing XML and HTML that strangers made: no network, no DTD, no entities, no great depth."""

import re
from html.entities import html5
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .errors import DomainError

if TYPE_CHECKING:
    from lxml.etree import _Element

ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,30});")
LONG_TAG = 10_000  # bytes; pictures written into their tag are longer, but have few attributes
MOST_ATTRIBUTES = 1_000
QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
# Control characters, halves of surrogate pairs, U+FFFE and U+FFFF (XML 1.0, 2.2).
ILLEGAL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|5[67]\d{3}|6553[45])(?!\d)"
    rb"|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*\?>")
DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)""", re.IGNORECASE)
XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


class HostileMarkup(DomainError):
    """XML with entity declarations or nested too deep: only attacks look like this."""

    code = "core.hostile_markup"
    status = 422
    message = _("This file declares XML entities or is nested deeper than any real document.")
    advice = _("Files made to harm look like this. Get the file again from its maker.")


class BrokenMarkup(DomainError):
    """XML that is not well-formed, where a mistake cannot be passed over."""

    code = "core.broken_markup"
    status = 422
    message = _("The XML of this file has a mistake at line %(line)d.")
    advice = _("Make the file again with the program it came from, then send it again.")


MARKUP_REFUSALS = (HostileMarkup, BrokenMarkup)


def check(data: bytes) -> None:
    """Refuse XML that declares entities, before a parser without limits of its own sees it."""
    if b"<!ENTITY" in data or "<!ENTITY" in _wide(data):
        raise HostileMarkup


def xml(data: bytes, *, deep: bool = False) -> "_Element":
    """The root of an XML document, without comments; for files whose every mistake matters.

    `deep` lifts the limits of 256 levels and 10 MB for a text, for formats of office programs
    whose parts are within limits already.

    Raises HostileMarkup for entity declarations and extreme depth, BrokenMarkup for mistakes.
    """
    from lxml import etree

    check(data)
    if not deep:
        check_tags(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=deep,
    )
    try:
        return etree.fromstring(with_characters(data).lstrip(), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise HostileMarkup from error
        raise BrokenMarkup(line=error.lineno or 1) from error
    except ValueError as error:
        raise BrokenMarkup(line=1) from error


def check_tags(data: bytes) -> None:
    """Refuse a tag with thousands of attributes: parsers take the square of their number."""
    for piece in data.split(b"<"):
        if len(piece) > LONG_TAG:
            tag = piece.partition(b">")[0]
            if len(tag) > LONG_TAG and len(QUOTED.sub(b"", tag).split()) > MOST_ATTRIBUTES:
                raise HostileMarkup


def mended_xml(data: bytes) -> "_Element":
    """The root of XML with mistakes, as far as it can be read. Raises HostileMarkup, BrokenMarkup."""
    from lxml import etree

    check(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    try:
        root = etree.fromstring(with_characters(legal(_as_utf8(data))).lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise BrokenMarkup(line=error.lineno or 1) from error
    if root is None:
        raise BrokenMarkup(line=1)
    return root


def _as_utf8(data: bytes) -> bytes:
    """`data` in valid UTF-8 without its declaration, whatever it says of itself."""
    if text := _wide(data):
        return DECLARATION.sub(b"", text.lstrip("\ufeff").encode("utf-8", "replace"))
    declared = DECLARED.search(data[:200])
    try:
        text = data.decode(declared[1].decode() if declared else "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
    return DECLARATION.sub(b"", text.lstrip("\ufeff").encode("utf-8", "replace"))


def html(data: bytes) -> "_Element | None":
    """The root of an HTML document in UTF-8, whatever its mistakes; None if nothing is in it.

    What lies deeper than 256 levels is left out by the parser. Raises HostileMarkup.
    """
    from lxml import etree

    check_tags(data)
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(legal(data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def legal(data: bytes) -> bytes:
    """`data` (UTF-8) without the characters that no XML may hold, plain or as references.

    HTML's parser lets them through, and the tree then refuses to give or take them.
    """
    plain = data.translate(None, CONTROLS)
    for character in NO_CHARACTERS:
        plain = plain.replace(character, b"")
    return ILLEGAL_REFERENCE.sub(b"", plain) if b"&#" in plain else plain


def with_characters(data: bytes) -> bytes:
    """`data` (ASCII-compatible) with HTML's named entities written as character references.

    XML knows only five names; books use all of HTML's without declaring them.
    """
    return ENTITY.sub(_reference, data) if b"&" in data else data


def _reference(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name in XML_NAMES:
        return match[0]
    characters = html5.get(name.decode() + ";")
    if characters is None:
        return b"&amp;" + name + b";"
    return "".join(f"&#{ord(letter)};" for letter in characters).encode()


def _wide(data: bytes) -> str:
    """The text of a document in UTF-16; "" for every other."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    if data[:4] in {b"<\x00?\x00", b"<\x00!\x00"}:
        return data.decode("utf-16-le", "replace")
    if data[:4] in {b"\x00<\x00?", b"\x00<\x00!"}:
        return data.decode("utf-16-be", "replace")
    return ""
