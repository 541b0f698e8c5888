"""Short forms of school and office life: whoever asks for one means the other, too.

The terms are those of the Law on Education 43/2019/QH14 and of the Law on the Organisation of Local
Government 72/2025/QH15; the short forms those that schools and offices print (kinds of documents:
Decree 30/2020/NĐ-CP, annex III). As of 24 November 2026. A form with another meaning in everyday
Vietnamese (KH: kế hoạch, khoa học) is left out.
"""

from functools import cache

from densach.search.text import Token, fold_key, spell, tokens

SHORT = {
    "THCS": "trung học cơ sở", "THPT": "trung học phổ thông", "GDTX": "giáo dục thường xuyên",
    "GDNN": "giáo dục nghề nghiệp", "GDPT": "giáo dục phổ thông", "GDĐT": "giáo dục và đào tạo",
    "GD ĐT": "giáo dục và đào tạo", "GDCD": "giáo dục công dân", "GDTC": "giáo dục thể chất",
    "GDQP": "giáo dục quốc phòng", "SGK": "sách giáo khoa", "SGV": "sách giáo viên",
    "SBT": "sách bài tập", "VBT": "vở bài tập", "GV": "giáo viên", "GVCN": "giáo viên chủ nhiệm",
    "HS": "học sinh", "HSG": "học sinh giỏi", "PHHS": "phụ huynh học sinh",
    "SKKN": "sáng kiến kinh nghiệm", "KHTN": "khoa học tự nhiên", "KHXH": "khoa học xã hội",
    "KHKT": "khoa học kỹ thuật", "CNTT": "công nghệ thông tin", "CSDL": "cơ sở dữ liệu",
    "UBND": "ủy ban nhân dân", "HĐND": "hội đồng nhân dân", "TDTT": "thể dục thể thao",
    "ATGT": "an toàn giao thông", "BHYT": "bảo hiểm y tế", "TNCS": "thanh niên cộng sản",
    "TNTP": "thiếu niên tiền phong", "HTCĐ": "học tập cộng đồng", "XHHT": "xã hội học tập",
    "NXB": "nhà xuất bản", "TPHCM": "thành phố Hồ Chí Minh",
}  # fmt: skip
# Only in capitals: in small letters they are words, their beginnings, or something else.
CAPITALS = {
    "TH": "tiểu học", "MN": "mầm non", "ĐH": "đại học", "QĐ": "quyết định", "NĐ": "nghị định",
    "NQ": "nghị quyết", "TT": "thông tư", "CV": "công văn",
}  # fmt: skip
_LONGEST = 5  # words of a term


def wordings(text: str) -> tuple[str, ...]:
    """Other ways to say `text`: its short forms in full, its terms in short. At most three, often none.

    What was typed without any mark is said without marks.
    """
    words = tokens(text)
    marked = any(word.exact != word.folded for word in words)
    others = (_replaced(text, words, marked=marked, table=table) for table in _tables())
    return tuple(dict.fromkeys(other for other in others if other))


def _replaced(text: str, words: list[Token], *, marked: bool, table: dict[str, str]) -> str:
    """The words with everything said as `table` says it; "" when that is what was typed."""
    full = table is _tables()[0]
    said: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            run = words[at : at + length]
            other = table.get(" ".join(word.folded for word in run), "")
            if full and not other and length == 1:
                other = CAPITALS.get(text[run[0].start : run[0].end], "")
            if other and (full or not marked or _is_meant(run, other)):
                said.append(other if marked else fold_key(other))
                break
        else:
            said.append(text[words[at].start : words[at].end])
            length = 1
        at += length
    plain = " ".join(text[word.start : word.end] for word in words)
    whole = " ".join(said)
    return whole if whole != plain else ""


def _is_meant(run: list[Token], short: str) -> bool:
    """Whether marked words are the term itself, not another that folds to the same letters."""
    typed = spell(word.exact for word in run)
    term = spell(word.exact for word in tokens(SHORT[short]))
    return typed in (term, fold_key(term))


@cache
def _tables() -> tuple[dict[str, str], ...]:
    """By folded words: short forms to terms, terms to their first and to their second short form."""
    full = {fold_key(short): term for short, term in SHORT.items()}
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    for short, term in SHORT.items():
        key = fold_key(term)
        (second if key in first else first)[key] = short
    return full, first, first | second
