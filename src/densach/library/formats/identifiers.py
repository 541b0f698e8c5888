"""Numbers by which the world knows a book, in their plain form."""

import re

ISBN = re.compile(r"(?:97[89][\s\-‐–]?)?(?:\d[\s\-‐–]?){9}[\dXx]")
ISSN = re.compile(r"(\d{4})-?(\d{3}[\dXx])")


def isbn13(text: str) -> str | None:
    """The ISBN in `text` as 13 digits; None when there is none or its check digit is wrong."""
    plain = re.sub(
        r"[\s\-‐–]", "", re.sub(r"^(?:urn:)?isbn:?", "", text.strip(), flags=re.IGNORECASE)
    )
    match = re.fullmatch(r"(\d{13})|(\d{9}[\dXx])", plain)
    if not match:
        return None
    if match[1]:
        return plain if plain.startswith(("978", "979")) and _sum13(plain) % 10 == 0 else None
    total = sum((10 - at) * (10 if digit in "Xx" else int(digit)) for at, digit in enumerate(plain))
    if total % 11:
        return None
    body = "978" + plain[:9]
    return body + str(-_sum13(body) % 10)


def _sum13(digits: str) -> int:
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))


def identify(value: str, scheme: str = "") -> tuple[str, str] | None:
    """(scheme of `models.Identifier`, plain value) of an identifier; None: worth nothing."""
    plain = " ".join(value.split())
    if not plain or len(plain) > 200:  # noqa: PLR2004 - the width of the column
        return None
    if found := isbn13(plain):
        return "ISBN", found
    hinted = scheme.upper()
    if hinted == "ISSN" and (match := ISSN.fullmatch(plain)):
        return "ISSN", f"{match[1]}-{match[2].upper()}"
    if hinted in {"CALIBRE", "ISBN"}:
        return None  # calibre's number of a row; an ISBN with a mistake
    if re.match(r"https?://", plain):
        return "URI", plain
    return "OTHER", plain
