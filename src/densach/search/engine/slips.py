"""Slips of the hand: key strokes of Telex, VNI and VIQR that stayed letters; words one edit away.

Decoding answers with an exact form (text.py). Whether it is a word at all, the index decides.
"""

import re
import unicodedata

from densach.search.text import final_i

_TELEX_TONES = dict(zip("sfrxj", "ˢᶠʳˣʲ", strict=True))
_VNI_TONES = dict(zip("12345", "ˢᶠʳˣʲ", strict=True))
_VIQR_TONES = dict(zip("'`?~.", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_EDITS = 2
_DOUBLED = {"a": "â", "e": "ê", "o": "ô", "d": "đ"}
_VOWELS = set("aeiouyâêôăơư")
_LETTERS = "abcdeghiklmnopqrstuvxyfjwz0123456789"
_viqr_signs = re.compile(r"[aeo]\^|[ou]\+|a\(")
_viqr_vowel = re.compile(r"([aeo]\^|[ou]\+|a\(|[aeiouyAEIOUY])(['`?~.](?=[a-zA-Z\s]|$))?|dd|DD")


def telex(word: str) -> str | None:
    """`ddaoj` → `đaoʲ`; None when the letters are no Telex.

    A doubled letter whose halves are not neighbours (`covid` has none, `dduocjd` would) counts only
    together with a tone key: else too many names would be read as key strokes.
    """
    if not (word.isascii() and word.isalpha()):
        return None
    body, tone, changed, far = "", "", False, False
    for key in word:
        if key in _TELEX_TONES and any(letter in _VOWELS for letter in body):
            tone, changed = _TELEX_TONES[key], True
        elif key == "w":
            body, hit = _horn_or_breve(body)
            changed = changed or hit
        elif key in _DOUBLED and key in body and (key != "d" or body[0] == "d"):
            place = body.rfind(key)
            far = far or place != len(body) - 1
            body = body[:place] + _DOUBLED[key] + body[place + 1 :]
            changed = True
        else:
            body += key
    if not changed or (far and not tone):
        return None
    return final_i(body) + tone


def _horn_or_breve(body: str) -> tuple[str, bool]:
    """What the key w does to the last u, o or a; `uo` becomes `ươ`."""
    for place in range(len(body) - 1, -1, -1):
        letter = body[place]
        if letter == "o" and body[place - 1 : place] == "u":
            return f"{body[: place - 1]}ươ{body[place + 1 :]}", True
        if letter in "uoa":
            return body[:place] + {"u": "ư", "o": "ơ", "a": "ă"}[letter] + body[place + 1 :], True
    return body, False


def vni(word: str) -> str | None:
    """`vie6t5` → `viêtʲ`; None when it is no VNI."""
    if not re.fullmatch(r"[a-z]+[1-9][a-z1-9]*", word):
        return None
    body, tone = "", ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key.isdigit():
            body = _vni_mark(body, key)
        else:
            body += key
    return final_i(body) + tone


def _vni_mark(body: str, key: str) -> str:
    if key == "6":
        return re.sub(r"([aeo])([^aeo]*)$", lambda m: _DOUBLED[m[1]] + m[2], body)
    if key == "7":
        if "uo" in body:
            return body.replace("uo", "ươ")
        return re.sub(r"([uo])([^uo]*)$", lambda m: {"u": "ư", "o": "ơ"}[m[1]] + m[2], body)
    if key == "8":
        return re.sub(r"a([^a]*)$", r"ă\1", body)
    return body.replace("d", "đ", 1) if key == "9" else body


def viqr(text: str) -> str | None:
    """`pha^n so^'` → `phân số` (RFC 1456); None when the text has no VIQR vowel."""
    if not _viqr_signs.search(text):
        return None
    return unicodedata.normalize("NFC", _viqr_vowel.sub(_viqr_letter, text))


def _viqr_letter(match: re.Match[str]) -> str:
    if match[1] is None:
        return "đ"
    marks = {"^": "\u0302", "+": "\u031b", "(": "\u0306"}
    return match[1][0] + marks.get(match[1][1:], "") + _VIQR_TONES.get(match[2] or "", "")


def one_edit_away(word: str) -> set[str]:
    """All strings that one deleted, swapped, inserted or changed letter makes of `word`."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {left + right[1:] for left, right in cuts if right}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
        | {left + letter + right for left, right in cuts for letter in _LETTERS}
        | {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    ) - {word}


def within_two_edits(one: str, other: str) -> bool:
    """Whether at most two deletions, insertions, changes or swaps lie between them."""
    if abs(len(one) - len(other)) > _EDITS:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if earlier and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > _EDITS:
            return False
    return row[-1] <= _EDITS
