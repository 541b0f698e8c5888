"""Vietnamese encodings from before Unicode: TCVN3 (ABC), VNI, VPS, VISCII, windows-1258.

Four of them were fonts as much as encodings: text typed with `.VnTime` or `VNI-Times` is Latin-1
to every program that does not know the font. So each works on bytes and on such text alike.
"""

import re
import unicodedata

SMALL = "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LETTERS = SMALL + SMALL.upper()
# The byte of each letter of LETTERS, small ones first; 00 where there is none. TCVN 5712:1993 (VN1), of which the fonts
# called ABC or TCVN3 hold the small letters; RFC 1456 for VISCII; VPS as its fonts have it, where
# some capitals share the place of the small letter.
TCVN3 = bytes.fromhex(
    "b5b8b6b7b9a9c7cac8c9cba8bbbebcbdc6aeccd0cecfd1aad2d5d3d4d6d7ddd8dcdedfe3e1e2e4abe5e8e6e7e9ac"
    "eaedebeceeeff3f1f2f4adf5f8f6f7f9fafdfbfcfe"
    "8083818284a2c1c4c2c386a1afc0babf85a7878a88898ba3c5dacdd98c8d908e8f919295939496a4dbffe0f097a5"
    "989b999a9c9d019e9f02a604110506121316141517"
)
VISCII = bytes.fromhex(
    "e0e1e4e3d5e2a5a4a6e7a7e5a2a1c6c7a3f0e8e9eba8a9eaabaaacadaeecedefeeb8f2f3f6f5f7f4b0afb1b2b5bd"
    "b6beb7defef9fafcfbf8dfd7d1d8e6f1cffdd6dbdc"
    "c0c1c4c380c28584860687c58281020583d0c8c9cb8889ca8b8a8c8d8ecccd9bce98d2d399a09ad4908f919293b4"
    "969597b394d9da9c9d9ebfbbbabcffb99fdd14191e"
)
VPS = bytes.fromhex(
    "e0e1e4e3e5e2c0c3c4c5c6e6a2a1a3a4a5c7e8e9c8ebcbea8a898bcd8cecedccefcef2f3d5f586f4d2d3b087b6d6"
    "a9a7aaabaef9fafbdbf8dcd8d9babbbfff9a9bcf9c"
    "80c1818200c28483850000888e8d8ff000f1d7c9defe00ca9390949500b5b4b7b800bcb9bdbe00d49796989900f7"
    "9e9d9fa600a8dad1ac00d0afadb10000b2ddfdb300"
)
_TONED = {
    # what follows the vowel in VNI fonts: sắc, huyền, hỏi, ngã, nặng, then with â ê ô, then with ă
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_WHOLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_VNI_PAIR = re.compile(
    r"([aeiouyôö])([ùøûõïâáàåãäêéèúüë])|([ôöíìæóòîñ])",
    re.IGNORECASE,
)
# Bytes 80 to 9F as windows-1252 shows them, which is how such text comes out of Word.
_SHOWN = {chr(b): bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xA0)}
_BYTE_OF = {shown: byte for byte, shown in _SHOWN.items()}


def _table(code: bytes) -> dict[str, str]:
    """{character as Latin-1 shows the byte: letter}; the first letter wins a shared byte."""
    table: dict[str, str] = {}
    for byte, letter in zip(code, LETTERS, strict=True):
        if byte:
            table.setdefault(chr(byte), letter)
    return table


SINGLE = {"TCVN3": _table(TCVN3), "VISCII": _table(VISCII), "VPS": _table(VPS)}
NAMES = ("TCVN3", "VNI", "windows-1258", "VISCII", "VPS")
_TRANSLATE = {name: str.maketrans(table) for name, table in SINGLE.items()}
SHOUTED = re.compile(r"[^\W\d_]{2,}")


def as_bytes(text: str) -> str | None:
    """Text that is bytes in disguise, one character a byte (Latin-1); None when it is not."""
    plain = "".join(_BYTE_OF.get(character, character) for character in text)
    return plain if all(character < "\u0100" for character in plain) else None


def unicode_of(latin: str, name: str) -> str:
    """Unicode for text of the encoding `name`, given as Latin-1 (one character a byte)."""
    if name == "VNI":
        return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni, latin))
    if name == "windows-1258":
        raw = latin.encode("latin-1", "replace").decode("cp1258", "replace")
        return unicodedata.normalize("NFC", raw)
    text = latin.translate(_TRANSLATE[name])
    # ABC and VPS fonts have small letters only (some) and another font shows capitals.
    return SHOUTED.sub(_shout, text) if name in {"TCVN3", "VPS"} else text


def of_font(font: str) -> str:
    """The encoding that a font's name stands for; "" for an ordinary font."""
    name = font.strip().strip("\"'").lower()
    if name.startswith((".vn", "vntime", ".tm")):
        return "TCVN3"
    if name.startswith(("vni-", "vni ")):
        return "VNI"
    if name.startswith("vps "):
        return "VPS"
    return ""


def is_capital_font(font: str) -> bool:
    """Whether a TCVN3 font shows small letters as capitals (`.VnTimeH`)."""
    name = font.strip().strip("\"'").lower()
    return name.startswith(".vn") and name.endswith("h")


def _vni(match: re.Match[str]) -> str:
    vowel, mark, whole = match.groups()
    if whole:
        return _cased(_WHOLE[whole.lower()], whole)
    base = _WHOLE.get(vowel.lower(), vowel.lower()) if vowel.lower() in "ôö" else vowel.lower()
    letter = unicodedata.normalize("NFC", base + _TONED[mark.lower()])
    return _cased(letter, vowel) if len(letter) == 1 else match[0]


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def _shout(match: re.Match[str]) -> str:
    """A word whose plain letters are all capitals has its marked letters as capitals too."""
    word = match[0]
    plain = [c for c in word if c.isascii()]
    if len(plain) > 1 and all(c.isupper() for c in plain) and any(c.islower() for c in word):
        return word.upper()
    return word
