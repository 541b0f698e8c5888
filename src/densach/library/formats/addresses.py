"""Addresses inside books: relative, percent-encoded, with fragments, often wrong."""

import posixpath
import re
from urllib.parse import unquote

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
OUTSIDE = re.compile(r"(?:https?|mailto):[^\s\x00-\x1f]+", re.IGNORECASE)
# What browsers drop from addresses before they look at the scheme.
BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def resolve(base: str, address: str) -> tuple[str, str] | None:
    """(path in the book, fragment) that `address` means in the document `base`; else None.

    None for addresses outside the book: with a scheme, with a host, or leaving the root.
    """
    plain = address.strip().replace("\\", "/")
    if SCHEME.match(BLANKS.sub("", plain)) or plain.startswith("//"):
        return None
    path, _hash, fragment = plain.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path.lstrip("/")))
    if path.startswith("/"):
        joined = posixpath.normpath(path.lstrip("/"))
    if joined.startswith(".."):
        # One step too many is a common mistake of makers; the book's root is as far as it goes.
        joined = re.sub(r"^(?:\.\./)+", "", joined)
    return joined, unquote(fragment)


def outside(address: str) -> str:
    """An address that a person may follow out of the book (web, mail); "" for every other."""
    plain = address.strip()
    return plain if OUTSIDE.fullmatch(plain) else ""
