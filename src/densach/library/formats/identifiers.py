"""Numbers by which the world knows a book, in their plain form."""

import re

from .isbn import isbn13

# A whole identifier, not one that only begins with figures, as a UUID may.
ISBN = re.compile(r"(?:(?:urn:)?isbn[:\s]*)?[\d\s\-‐–]{9,20}[\dXx]", re.IGNORECASE)
ISSN = re.compile(r"(\d{4})-?(\d{3}[\dXx])")


def identify(value: str, scheme: str = "") -> tuple[str, str] | None:
    """(scheme of `models.Identifier`, plain value) of an identifier; None: worth nothing."""
    plain = " ".join(value.split())
    if not plain or len(plain) > 200:  # noqa: PLR2004 - the width of the column
        return None
    if ISBN.fullmatch(plain) and (found := isbn13(plain)):
        return "ISBN", found
    hinted = scheme.upper()
    if hinted == "ISSN" and (match := ISSN.fullmatch(plain)):
        return "ISSN", f"{match[1]}-{match[2].upper()}"
    if hinted in {"CALIBRE", "ISBN"}:
        return None  # calibre's number of a row; an ISBN with a mistake
    if re.match(r"https?://", plain):
        return "URI", plain
    return "OTHER", plain
