"""Titles and names of people as files write them, made fit for a catalogue."""

import re
import unicodedata

from .model import Extracted, Name
from .names_eastern import are_two_people, family_first
from .syllables import is_syllable

VIETNAMESE = re.compile("[ăđơưĂĐƠƯẠ-ỹ]")
_UNKNOWN = (
    "unknown anonymous? inconnu inconnu(e) n/a none author autor auteur user admin "
    "administrator windows python-docx openpyxl libreoffice calibre microsoft owner pc hp asus dell acer"
)
UNKNOWN = frozenset(_UNKNOWN.split())
BETWEEN = re.compile(r"\s*(?:;|、|，|；|\||\n|\s&\s|\s/\s|\s–\s|\s+và\s+|\s+and\s+)\s*")
EDGES = " \t\r\n-–—_/|,;:·•"
SUFFIXES = re.compile(
    r"\.(?:epub|svg|pdf|docx?|odt|rtf|html?|xhtml|md|markdown|txt|zip|indd|prc|mobi)$",
    re.IGNORECASE,
)
LEAST_WORD = 2
# A comma in a name as catalogues write it: with dates, initials, titles or a particle.
CATALOGUED = re.compile(
    r"\d|,\s*(?:Sir|Lord|Dr|St|Jr|Sr|Inc|Ltd|Prof)\b|,.*\b\w\.|^(?:de|du|le|la|van|von|der|da|di|mc)\b",
    re.IGNORECASE,
)
ABBREVIATION = 3


def tidy(text: str) -> str:
    """NFC, single blanks, no control or invisible characters, no separators at the edges."""
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(" " if c.isspace() else c for c in plain if not _invisible(c))
    return " ".join(plain.split()).strip(EDGES)


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Co"} and not character.isspace()


def title(text: str) -> str:
    """A title tidied; one all in capitals gets them only at the words' beginnings."""
    plain = SUFFIXES.sub("", tidy(text))
    if _is_shouted(plain):
        plain = " ".join(_capitalized(word) for word in plain.split())
    return plain


def from_file_name(name: str) -> str:
    """A title made of a file's name: `nguyen-du_truyen-kieu.epub` → `nguyen du truyen kieu`."""
    stem = SUFFIXES.sub("", tidy(name.replace("\\", "/").rpartition("/")[2]))
    plain = tidy(re.sub(r"[_+]+|(?<=\w)-(?=\w)|%20", " ", stem))
    return plain[:1].upper() + plain[1:] if plain else tidy(name)


def _is_shouted(text: str) -> bool:
    """Whether a text of more than an abbreviation is all in capitals."""
    letters = [c for c in text if c.lower() != c.upper()]
    return len(letters) > ABBREVIATION and all(c.isupper() for c in letters)


def _capitalized(word: str) -> str:
    if re.fullmatch(r"[IVXLC]+[.,:]?", word):
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


def people(text: str, *, role: str = "aut", sort_name: str = "", language: str = "") -> list[Name]:
    """The people in one field of a file: split, in reading order, with names to sort by.

    Vietnamese names sort as they are read (`Nguyễn Du`); `Nguyễn, Du` is turned round.
    """
    found = []
    chunks = [chunk for chunk in BETWEEN.split(text) if chunk.strip()]
    for chunk in chunks:
        for one in _one_or_more(chunk, language):
            name = tidy(re.sub(r"\s*\[https?://[^\]]*\]", "", one))
            if not name or name.casefold() in UNKNOWN or name.startswith(("http:", "https:")):
                continue
            if _is_shouted(name):
                name = " ".join(_capitalized(word) for word in name.split())
            found.append(_turned(name, role, sort_name if len(chunks) == 1 else "", language))
    return found


def _one_or_more(chunk: str, language: str) -> list[str]:
    """`Khái Hưng, Nhất Linh` are two people; `Verne, Jules` and `Nguyễn, Du` one."""
    halves = [half.strip() for half in chunk.split(",") if half.strip()]
    if len(halves) == LEAST_WORD and are_two_people(*halves, language=language):
        return halves
    if len(halves) < LEAST_WORD or CATALOGUED.search(chunk):
        return [chunk]
    if len(halves) > LEAST_WORD:
        return halves
    return halves if all(len(half.split()) >= LEAST_WORD for half in halves) else [chunk]


def _is_vietnamese(name: str, language: str) -> bool:
    """Marks tell; without them (`Nam Cao`) each word must be a syllable of Vietnamese."""
    if VIETNAMESE.search(name):
        return True
    words = re.findall(r"[^\W\d_]+", name)
    return language == "vi" and bool(words) and all(is_syllable(word) for word in words)


def _turned(name: str, role: str, sort_name: str, language: str) -> Name:
    name = re.sub(r",?\s*\(?\d{4}\s*[-–]\s*(?:\d{4})?\)?\.?$", "", name)  # dates of a life
    family, comma, given = (part.strip() for part in name.partition(","))
    is_vietnamese = _is_vietnamese(name, language)
    if comma and given and "," not in given and not re.search(r"\d|\b(?:Jr|Sr|Inc|Ltd)\b", given):
        eastern = None if is_vietnamese else family_first(family, given, language=language)
        if eastern is not None:
            return Name(eastern, role, eastern)
        turned = f"{family} {given}" if is_vietnamese else f"{given} {family}"
        return Name(turned, role, turned if is_vietnamese else f"{family}, {given}")
    if is_vietnamese:
        return Name(name, role, name)
    sorting = tidy(sort_name)
    return Name(name, role, "" if sorting.casefold() in UNKNOWN else sorting)


def settle_vietnamese(extracted: Extracted) -> None:
    """What can be said of names and titles once the text is known to be Vietnamese."""
    extracted.title = extracted.title.replace("Ð", "Đ").replace("ð", "đ")
    for name in extracted.people:
        name.name = name.name.replace("Ð", "Đ").replace("ð", "đ")
        if _is_vietnamese(name.name, "vi"):
            name.sort_name = name.name
