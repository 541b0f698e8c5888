"""What a Vietnamese syllable may be: the measure by which old encodings are told apart."""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
ONSETS = "ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
# Rhymes as the school grammars list them, tones left out.
RHYMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|ăc|ăm|ăn|ăng|ăp|ăt|â|âc|âm|ân|âng|âp|ât|âu|ây|"
    "e|ec|em|en|eng|eo|ep|et|ê|êch|êm|ên|êng|ênh|êp|êt|êu|i|ia|ich|im|in|inh|ip|it|iu|"
    "iêc|iêm|iên|iêng|iêp|iêt|iêu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|"
    "oăc|oăm|oăn|oăng|oăt|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|oong|op|ot|"
    "ô|ôc|ôi|ôm|ôn|ông|ôông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt|"
    "u|ua|uc|ui|um|un|ung|up|ut|uân|uâng|uât|uây|uê|uêch|uên|uênh|uêt|uêu|uơ|uôc|uôi|uôm|uôn|uông|"
    "uôt|uy|uya|uych|uyên|uyêt|uyn|uynh|uyp|uyt|uyu|uao|uau|uăm|uăn|uăng|uăt|uan|"
    "ư|ưa|ưc|ưi|ưm|ưn|ưng|ưt|ưu|ươ|ươc|ươi|ươm|ươn|ương|ươp|ươt|ươu|"
    "y|ych|ym|yn|ynh|yt|yêm|yên|yêng|yêt|yêu"
)
SYLLABLE = re.compile(f"(?:{ONSETS})?(?:{RHYMES})")
WORD = re.compile(r"[^\W\d_]+")
MARK = re.compile(f"[{TONES}]")


def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) could be a syllable of Vietnamese."""
    letters = unicodedata.normalize("NFD", word.lower())
    plain, tones = MARK.subn("", letters)
    return tones <= 1 and SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def fit(text: str) -> tuple[int, int]:
    """(syllables, others) among the different words of `text` that have a letter beyond ASCII."""
    words = {word for word in WORD.findall(text) if not word.isascii()}
    good = sum(is_syllable(word) for word in words)
    return good, len(words) - good
