"""ISBN and ISSN: numbers as people type them, checked, in one form (ISO 2108, ISO 3297)."""

import re

_NOISE = re.compile(r"[\s\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060\ufeff.\-_]+")
_LABEL = re.compile(r"^\s*(?:urn:)?e?-?\s*(?:isbn|issn)(?:[\s-]*1[03])?\s*[:=.]?\s*", re.IGNORECASE)
_ISBN_START = re.compile(r"[0-9][0-9\s.\u2010-\u2015\u2212\-]*[0-9xX]")
_LONG, _SHORT, _SERIAL = 13, 10, 8  # digits
_DIGITS = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")


def isbn13(text: str) -> str | None:
    """The thirteen digits of the ISBN in `text`, or None where its check digit or length is wrong.

    Takes what people type: labels, blanks, hyphens and dashes of any kind, ten or thirteen digits,
    a note after the number (`0394502884 (bìa cứng) : 25000đ`).
    """
    number = _plain(text)
    if len(number) == _LONG and number.isdigit() and number.startswith(("978", "979")):
        return number if _check13(number[:12]) == number[12] else None
    if len(number) == _SHORT and number[:9].isdigit():
        return "978" + number[:9] + _check13("978" + number[:9]) if _is_isbn10(number) else None
    return None


def issn(text: str) -> str | None:
    """The ISSN in `text` as `1234-567X`, or None where it is wrong."""
    number = _plain(text)
    if len(number) != _SERIAL or not number[:7].isdigit():
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number, range(8, 1, -1), strict=False))
    check = "0123456789X"[-total % 11]
    return f"{number[:4]}-{number[4:7]}{check}" if number[7] == check else None


def isbn10(isbn: str) -> str | None:
    """The ten-digit form of a plain ISBN-13, or None where it has none (979)."""
    if not isbn.startswith("978"):
        return None
    nine = isbn[3:12]
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return nine + "0123456789X"[-total % 11]


def _plain(text: str) -> str:
    text = _LABEL.sub("", text.translate(_DIGITS))
    match = _ISBN_START.match(text.lstrip())
    return _NOISE.sub("", match[0]).upper() if match else ""


def _check13(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def _is_isbn10(number: str) -> bool:
    total = sum(
        (10 if digit == "X" else int(digit)) * weight
        for digit, weight in zip(number, range(10, 0, -1), strict=True)
    )
    return total % 11 == 0
