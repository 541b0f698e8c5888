"""Chinese, Japanese and Korean names: the family stands first, and a comma is the catalogue's.

`鲁, 迅` is 鲁迅 in print, `Lu, Xun` is Lu Xun; but `凡尔纳, 儒勒` is Jules Verne and is turned round.
"""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々"
EASTERN = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7a3\s・·]+")
KATAKANA = re.compile(r"[\u30a0-\u30ff\s]+")
HANGUL = re.compile(r"[\uac00-\ud7a3\s]+")
# Chinese families of two characters (Baijiaxing); every other has one.
TWO_CHARACTERS = frozenset((
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "东方", "東方", "皇甫", "尉迟",
    "尉遲", "公孙", "公孫", "令狐", "慕容", "司徒", "司空", "长孙", "長孫", "宇文", "端木", "百里",
    "南宫", "南宮", "独孤", "獨孤", "申屠", "轩辕", "軒轅", "钟离", "鍾離",
))  # fmt: skip
LONGEST_CHINESE_FAMILY = 2
# A syllable in Latin letters: pinyin and Wade-Giles; Hepburn; Revised Romanization and its elders.
_ROMAN = {
    "zh": r"(?:zh|ch'?|sh|hs|ts'?|tz'?|[pk]'?|t'?|[bmfdnlghjqxrzcsyw])?"
    r"(?:[iuü]?(?:a[io]?|e[i]?|o[u]?|ie|üe)|i[ua]o?|u[ieo]|i|u|ü|er|ih)(?:ng|n|r)?",
    "ja": r"(?:ky|gy|sh|sy|j|ch|ty|ts|ny|hy|by|py|my|ry|[kgsztdnhbpmyrwf])?[aeiouāīūēōâîûêô]h?n?",
    "ko": r"(?:kk|tt|pp|ss|jj|ch'?|sh|[kgtdpbsjhmnrly])?"
    r"(?:y?[aeouŏŭ]+|wa|wae|wo|wi|i|ui|oo|ee)(?:ng|ck|[kgntdlrmpbhs])?",
}
# Atomic: a name that is none is given up at once, however long.
ROMAN = {
    code: re.compile(rf"(?:(?>{one})[-\s’']?)++", re.IGNORECASE) for code, one in _ROMAN.items()
}


def family_first(family: str, given: str, *, language: str = "") -> str | None:
    """A name of East Asia in the order of print from both sides of its comma; None: of elsewhere.

    `language` is that of the work: it decides names in Latin letters, and whether a long family in
    Chinese characters is a foreigner's.
    """
    code = language.partition("-")[0]
    if not (EASTERN.fullmatch(family) and EASTERN.fullmatch(given)):
        return f"{family} {given}" if _is_romanized(f"{family} {given}", code) else None
    if KATAKANA.fullmatch(family + given):
        return f"{given}・{family}"
    is_short = len(family) <= LONGEST_CHINESE_FAMILY
    if code == "zh" and not is_short and family not in TWO_CHARACTERS:
        return f"{given}·{family}"
    return f"{family}{given}"


def are_two_people(first: str, second: str, *, language: str = "") -> bool:
    """Whether a comma between names in eastern signs stands between people: `鲁迅, 周作人`."""
    if not (EASTERN.fullmatch(first) and EASTERN.fullmatch(second)):
        return False
    if KATAKANA.fullmatch(first + second):
        return False  # foreigners
    if HANGUL.fullmatch(first + second):
        return len(first) > 2  # noqa: PLR2004 - families have one syllable, rarely two
    if language.startswith("ja"):
        return len(first) > 3  # noqa: PLR2004 - 佐々木 is a family, 夏目漱石 a whole name
    return len(first) >= LONGEST_CHINESE_FAMILY and len(second) >= 2 and first not in TWO_CHARACTERS  # noqa: PLR2004 - whole names have two characters


def is_eastern(name: str, *, language: str = "") -> bool:
    """Whether `name` is written in eastern signs, or in Latin letters as names of `language` are."""
    return bool(EASTERN.fullmatch(name)) or _is_romanized(name, language.partition("-")[0])


def _is_romanized(name: str, code: str) -> bool:
    syllables = ROMAN.get(code)
    return bool(syllables and syllables.fullmatch(unicodedata.normalize("NFC", name).strip()))
