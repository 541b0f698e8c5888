"""Vietnamese personal names, telephone numbers and codes as people type them."""

import re
import unicodedata

# The Vietnamese alphabet: letters with marks follow their plain letter (TCVN 5712, annex).
_MARKED = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # ` ? ~ ' .

# Crockford's base 32: no I, L, O, U, so that a printed code is read in one way only.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tidy_name(text: str) -> str:
    """One space between words, composed letters (NFC), no spaces at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def given_name(full_name: str) -> str:
    """The name by which a Vietnamese person is called: the last word."""
    return full_name.rsplit(maxsplit=1)[-1] if full_name.split() else ""


def sort_key(full_name: str) -> str:
    """A key that puts Vietnamese names into the order of a class list.

    Given name first, then surname and middle names; letters in the Vietnamese alphabet, tones
    last. Only digits and small letters, so that every database sorts it alike.
    """
    words = full_name.lower().split()
    return "00".join(_word_key(word) for word in [*words[-1:], *words[:-1]])[:240]


def _word_key(word: str) -> str:
    letters, tone = "", "0"
    for letter in unicodedata.normalize("NFC", word):
        plain = ""
        for part in unicodedata.normalize("NFD", letter):
            if part in _TONES:
                tone = _TONES[part]
            else:
                plain += part
        plain = unicodedata.normalize("NFC", plain)
        letters += _MARKED.get(plain) or (
            f"{plain}0" if plain.isascii() and plain.isalnum() else ""
        )
    return letters + tone


def user_name(full_name: str) -> str:
    """`Nguyễn Văn An` → `nguyen.van.an`: what a person's user name is made from."""
    plain = unicodedata.normalize("NFD", full_name.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return ".".join(words)[:50] or "nguoi.dung"


def phone_number(text: str) -> str:
    """A telephone number in the form in which it is kept (`+84912345678`); "" if it is none.

    Takes `0912 345 678`, `+84 912.345.678`, `84912345678`, `(0912) 345-678`; other countries with
    their plus sign.
    """
    kept = re.sub(r"[\s().\-–/]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"(00|\+)84\d{9,10}", kept) or re.fullmatch(r"84\d{9}", kept):
        return "+84" + kept.lstrip("+").removeprefix("00").removeprefix("84").lstrip("0")
    if re.fullmatch(r"0[1-9]\d{8,9}", kept):
        return "+84" + kept[1:]
    return kept if re.fullmatch(r"\+[1-9]\d{7,14}", kept) else ""


def shown_phone(phone: str) -> str:
    """`+84912345678` → `0912 345 678`; foreign numbers stay as they are."""
    if not phone.startswith("+84"):
        return phone
    local = "0" + phone.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def code_letters(text: str) -> str:
    """A printed code as typed, brought to the letters it was printed with: `o`→`0`, no dashes."""
    kept = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    return kept.translate(_LOOKALIKES)


def code_groups(code: str) -> str:
    """`4KQ7M2XT9PBD` → `4KQ7-M2XT-9PBD`: groups of four are typed with fewer mistakes."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
