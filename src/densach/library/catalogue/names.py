"""Names of people, from the form of catalogues (`Verne, Jules`) to the printed one (`Jules Verne`).

Vietnamese names keep their order: `Nguyễn, Du` in a catalogue is `Nguyễn Du` in print, never `Du Nguyễn`.
So do those of East Asia (names_eastern.py).
"""

import re
import unicodedata

from ..formats.names_eastern import family_first, is_eastern

_VIETNAMESE = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "lí",
        "đinh",
        "đoàn",
        "trịnh",
        "trương",
        "mai",
        "đào",
        "lâm",
        "tô",
        "cao",
        "lưu",
        "hà",
        "tạ",
        "phùng",
        "thái",
        "quách",
        "chu",
        "châu",
        "triệu",
        "tăng",
        "nghiêm",
        "đàm",
        "vương",
        "kiều",
        "la",
        "lương",
        "giang",
        "thạch",
        "khổng",
        "bạch",
        "âu",
        "diệp",
        "mạc",
        "doãn",
        "tôn",
        "ninh",
        "lại",
        "văn",
        "thân",
        "cù",
        "từ",
        "giáp",
        "hứa",
        "ông",
        "thi",
        "kim",
    ]
)
_PLAIN_VIETNAMESE = frozenset("nguyen tran pham huynh hoang truong dinh trinh ngo".split())  # noqa: SIM905 - as above
_MARKS = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SUFFIX = re.compile(r"^(jr|sr|ii|iii|iv|esq|bart|m\.?d|ph\.?d)\.?$", re.IGNORECASE)


def printed(catalogued: str, *, language: str = "") -> str:
    """`catalogued` in the order of print. `language` is that of the work: it decides doubtful names."""
    parts = [part.strip() for part in catalogued.split(",") if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004 - no comma, nothing to turn
        return catalogued.strip(" ,")
    family, given, *rest = parts
    if family.count("(") > family.count(")"):
        return catalogued  # `Farm Foundation (Chicago, Ill.)`: the comma is of the place
    if is_vietnamese(family, given, language=language):
        return " ".join(parts)
    if (eastern := family_first(family, given, language=language)) is not None:
        return eastern
    suffix = [part for part in rest if _SUFFIX.match(part)]
    if _SUFFIX.match(given):
        return f"{family} {given}"
    return " ".join([given, family, *suffix])


def catalogued(name: str, *, language: str = "") -> str:
    """`name` as a catalogue sorts it: `Verne, Jules`; Vietnamese names with the comma behind the family."""
    words = name.split()
    if len(words) < 2 or "," in name:  # noqa: PLR2004 - one word is its own heading
        return name
    if is_eastern(name, language=language):
        return f"{words[0]}, {' '.join(words[1:])}"
    first = unicodedata.normalize("NFC", words[0]).lower()
    known = first in _VIETNAMESE or first in _PLAIN_VIETNAMESE
    if known and is_vietnamese(words[0], " ".join(words[1:]), language=language):
        return f"{words[0]}, {' '.join(words[1:])}"
    if language.startswith("vi") and _MARKS.search(unicodedata.normalize("NFC", name).lower()):
        return name  # a pen name such as “Bà Huyện Thanh Quan” has no family part
    return f"{words[-1]}, {' '.join(words[:-1])}"


def is_vietnamese(family: str, given: str, *, language: str = "") -> bool:
    """Whether `family` is a Vietnamese family name, and so stands first in print too."""
    words = unicodedata.normalize("NFC", family).lower().split()
    if not words:
        return False
    if words[0] in _PLAIN_VIETNAMESE:
        return True
    if all(_MARKS.search(unicodedata.normalize("NFC", part).lower()) for part in (family, given)):
        return True  # `Lỗ, Tấn`: no other language marks its vowels so
    speaks = language.startswith("vi")
    if words[0] not in _VIETNAMESE:
        return speaks and bool(_MARKS.search(unicodedata.normalize("NFC", given).lower()))
    marked = _MARKS.search(unicodedata.normalize("NFC", f"{family} {given}").lower())
    return bool(marked) or (speaks and len(words) == 1)
