"""The language of a text as a BCP 47 tag."""

import re

# Letters that Vietnamese alone uses (é, à, ô … are shared with French and others).
VIETNAMESE = re.compile(
    "[ăđơưĂĐƠƯẠ-ỹĨĩŨũ]|[aeiouyâêôăơưAEIOUYÂÊÔĂƠƯ][\u0300\u0301\u0303\u0309\u0323]"
)
LETTERS = re.compile(r"[^\W\d_]")
# In running Vietnamese text more than one letter in seven is of these; in a text about Viet Nam
# with its names, less than one in fifty.
VIETNAMESE_SHARE = 0.04
ENOUGH_LETTERS = 20
SAMPLE = 4_000
THREE_LETTERS = {
    "vie": "vi",
    "eng": "en",
    "fre": "fr",
    "fra": "fr",
    "ger": "de",
    "deu": "de",
    "spa": "es",
    "chi": "zh",
    "zho": "zh",
    "jpn": "ja",
    "kor": "ko",
    "rus": "ru",
    "khm": "km",
    "lao": "lo",
    "tha": "th",
    "ita": "it",
    "por": "pt",
    "ara": "ar",
    "heb": "he",
}
SCRIPTS = (
    ("ja", re.compile("[ぁ-ヺ]")),
    ("ko", re.compile("[가-힣]")),
    ("zh", re.compile("[一-鿿]")),
    ("th", re.compile("[ก-๛]")),
    ("lo", re.compile("[ກ-ໟ]")),
    ("km", re.compile("[ក-៹]")),
    ("he", re.compile("[א-ת]")),
)
TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")
_NON_LATIN = "ar he fa ur yi zh ja ko th lo km my ka hy am hi bn ta te ml si bo mn el"
NON_LATIN = frozenset(_NON_LATIN.split())


def tag(declared: str) -> str:
    """A declared language as a tidy tag (`Vi` → vi, `zh_tw` → zh-TW); "" for nonsense."""
    match = TAG.fullmatch(declared.strip())
    if not match or match[1].lower() in {"und", "mul", "mis", "zxx"}:
        return ""
    first = match[1].lower()
    parts = [THREE_LETTERS.get(first, first)]
    parts += [
        {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
        for part in re.split(r"[-_]", match[2])[1:]
    ]
    return "-".join(parts)


def is_vietnamese(text: str) -> bool:
    """Whether a running text is Vietnamese, by letters that no other language uses."""
    sample = _sample(text)
    letters = len(LETTERS.findall(sample))
    return (
        letters >= ENOUGH_LETTERS and len(VIETNAMESE.findall(sample)) > letters * VIETNAMESE_SHARE
    )


def detect(text: str) -> str:
    """The language of `text`; "" when it is too short to tell. The same text, the same answer."""
    sample = _sample(text)
    letters = len(LETTERS.findall(sample))
    if letters < ENOUGH_LETTERS:
        return ""
    if is_vietnamese(text):
        return "vi"
    for name, script in SCRIPTS:
        if len(script.findall(sample)) > letters * (0.05 if name == "ja" else 0.3):
            return name
    import langdetect

    langdetect.DetectorFactory.seed = 0
    try:
        found = str(langdetect.detect(sample))
    except langdetect.LangDetectException:
        return ""
    return tag(found)


def choose(declared: str, text: str) -> str:
    """The language of a book: what it declares, unless its text says otherwise for certain.

    Programs write `en-US` or `fr` into Vietnamese books; and `vi` is checked in the same way.
    """
    said = tag(declared)
    if is_vietnamese(text):
        return said if said.startswith("vi") else "vi"
    if said and not said.startswith("vi"):
        return said
    found = detect(text)
    if said and (not found or len(text) < SAMPLE // 4):
        return said
    return found or said


def is_non_latin(language: str) -> bool:
    """Whether a language is written in letters that a cheap phone may lack."""
    return language.partition("-")[0] in NON_LATIN


def _sample(text: str) -> str:
    """Three pieces of a long text: forewords and licences are often in another language."""
    if len(text) <= SAMPLE:
        return text
    third = SAMPLE // 3
    starts = (len(text) // 10, len(text) // 2, len(text) * 8 // 10)
    return " ".join(text[start : start + third] for start in starts)
