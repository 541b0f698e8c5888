"""Covers: a picture made small, or a drawn one where a work has no picture.

The drawn cover is that of the style guide: eight colours by the hash of the title, six motifs by
what the work is about. As a whole SVG it also serves feeds and reading apps.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .covers_motifs import MOTIFS, PALETTES, Palette

WIDTHS = (104, 240, 480)  # a row of a list, a card, the page of the work
QUALITY = 78
LONGEST = 4096  # a strip is decoded in this size before it is cut
WIDE, HIGH = 260, 360  # 13 : 18
LEFT, RIGHT = 30, 12  # room beside the words
NAME_HIGH = 144  # at least 40 % is the name
TALLEST_NAME = 236
# (size of letters, most lines): the first that fits
TITLE_SIZES = ((35, 2), (29, 3), (25, 4), (21, 6), (18, 8))
PEOPLE_SIZE, PEOPLE_LINES = 21, 2
LINE, PEOPLE_LINE = 1.32, 1.4  # Ễ and Ậ of two lines touch below 1.32
FONT = "'Be Vietnam Pro','Be Vietnam',Roboto,'Noto Sans','Segoe UI',system-ui,sans-serif"

# What the heading or title says, in folded words, → motif. The first that fits.
SUBJECTS = {
    "qua": "thieu nhi, thieu nien, co tich, tre em, nhi dong, truyen tranh, dong thoai, child*,"
    " fairy",
    "la": "nong nghiep, nong dan, trong trot, chan nuoi, vuon, lam nghiep, cay trong, rung, rau,"
    " thuy san, khuyen nong, moi truong, agric*, garden*, farm*, plant*, forest*, nature,"
    " environment",
    "trong": "lich su, dia ly, dia chi, dia li, van hoa, bao tang, dan toc, khao co, phong tuc,"
    " tieu su, histor*, geograph*, folklore, museum*, biograph*, culture",
    "vai": "ky nang, ki nang, giao duc, giao khoa, tin hoc, may tinh, cong nghe, ky thuat,"
    " phap luat, toan, toan hoc, kinh te, suc khoe, y hoc, khoa hoc, skill*, computer*, software,"
    " technolog*,"
    " educat*, textbook*, law, math*, science*, medic*, health",
    "song": "van hoc, tho, truyen, tieu thuyet, phong su, tuy but, kich, literature, fiction, poe*,"
    " novel*, stories, drama",
}
KINDS = {
    "PERIODICAL": "trang", "PICTURE_BOOK": "qua", "TEXTBOOK": "vai", "DOCUMENT": "vai",
    "VIDEO": "trong", "MUSIC": "trong", "MAP": "la",
}  # fmt: skip
OF_THE_KIND_ONLY = {"PERIODICAL", "PICTURE_BOOK"}


def small_cover(picture: bytes, *, width: int = WIDTHS[-1]) -> bytes:
    """`picture` as WebP, `width` pixels wide and never larger than it was; upright, no metadata.

    Very tall pictures are cut to twice their width. Raises the refusals of `pictures_open`.
    """
    import io

    from .pictures_open import opened, webp

    image = opened(io.BytesIO(picture), name="", longest=LONGEST)
    if image.height > 2 * image.width:
        image = image.crop((0, 0, image.width, 2 * image.width))
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))))
    # The largest is made for each book that comes in; those of lists, once, when first asked for.
    return webp(image, quality=QUALITY, quick=width == WIDTHS[-1])


def colour_of(title: str) -> int:
    """1 to 8, the same for a title on every machine: the CSS class is `k1` to `k8`."""
    return zlib.crc32(unicodedata.normalize("NFC", title.strip()).encode()) % 8 + 1


def motif_of(kind: str, subjects_key: str) -> str:
    """song, qua, la, trong, vai or trang, for a kind and the folded subject headings."""
    if kind not in OF_THE_KIND_ONLY:
        words = _fold(subjects_key)
        for motif, terms in SUBJECTS.items():
            pattern = "|".join(term.strip().replace("*", r"\w*") for term in terms.split(","))
            if re.search(rf"\b(?:{pattern})\b", words):
                return motif
    return KINDS.get(kind, "song")


def drawn_cover(
    title: str,
    author: str,
    kind: str,
    subjects_key: str,
    *,
    colour: int | None = None,
    motif: str = "",
) -> str:
    """A whole SVG file, 260 × 360: motif above, title and people below, a spine at the left.

    `colour` (1 to 8) and `motif` where the caller has chosen them. Nothing runs or is fetched. Words that a fallback font draws wider still fit: widths are
    reckoned for a wide bold face.
    """
    title, author = _clean(title), _clean(author)
    colours = PALETTES[colour or colour_of(title)]
    name = _lay_out(title, author)
    top = HIGH - name.height
    label = escape(f"{title}. {author}" if author else title, {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" '
        f'height="{HIGH}" role="img" aria-label="{label}">'
        '<defs><linearGradient id="spine"><stop offset="0" stop-opacity=".3"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity=".14"/></linearGradient>'
        '<clipPath id="board"><path d="M9 0H239a21 21 0 0 1 21 21V339a21 21 0 0 1-21 21H9a9 9 0 0 1'
        '-9-9V9a9 9 0 0 1 9-9z"/></clipPath></defs>'
        f'<g clip-path="url(#board)"><path fill="{colours.ground}" d="M0 0H{WIDE}V{HIGH}H0z"/>'
        f'<g transform="scale(2)">{_motif(motif or motif_of(kind, subjects_key), colours)}</g>'
        f'<path fill="{colours.name}" d="M0 {top}H{WIDE}V{HIGH}H0z"/>'
        f'<path fill="url(#spine)" d="M0 0H15V{HIGH}H0z"/>'
        f'<g fill="{colours.ink}" font-family="{FONT}">{name.svg(top)}</g></g></svg>'
    )


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of a cover, laid out."""

    title: list[str]
    size: int
    people: list[str]
    height: int

    def svg(self, top: int) -> str:
        rows, y = [], top + 14 + self.size
        for line in self.title:
            rows.append(
                f'<text x="{LEFT}" y="{y:g}" font-size="{self.size}" font-weight="700">'
                f"{escape(line)}</text>"
            )
            y += round(self.size * LINE)
        y += PEOPLE_SIZE - self.size + 8
        for line in self.people:
            rows.append(
                f'<text x="{LEFT}" y="{y:g}" font-size="{PEOPLE_SIZE}">{escape(line)}</text>'
            )
            y += round(PEOPLE_SIZE * PEOPLE_LINE)
        return "".join(rows)


def _lay_out(title: str, author: str) -> _Name:
    people = _wrap(author, size=PEOPLE_SIZE, most=PEOPLE_LINES)[0]
    lines: list[str] = []
    size, height = TITLE_SIZES[0][0], NAME_HIGH
    for size, most in TITLE_SIZES:
        lines, whole = _wrap(title, size=size, most=most)
        height = 34 + round(len(lines) * size * LINE + len(people) * PEOPLE_SIZE * PEOPLE_LINE)
        if whole and height <= TALLEST_NAME:
            break
    return _Name(lines, size, people, max(NAME_HIGH, height))


def _wrap(text: str, *, size: int, most: int) -> tuple[list[str], bool]:
    """Lines of about the same width, `most` of them; whether all went in without cutting a word."""
    room = (WIDE - LEFT - RIGHT) / size
    lines, whole = _fill(text, room=room)
    if len(lines) > most:
        last = lines[most - 1]
        while last and _width(last + "…") > room:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip(" ,.;:–-") + "…"], False
    narrower = room
    while whole and len(lines) > 1:
        narrower -= 0.3
        tried, fits = _fill(text, room=narrower)
        if not fits or len(tried) > len(lines):
            break
        lines = tried
    return lines, whole


def _fill(text: str, *, room: float) -> tuple[list[str], bool]:
    """Lines of at most `room` letter sizes, each as full as it goes; whether no word was cut."""
    lines, whole = [""], True
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if _width(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while _width(word) > room:  # an address or a word of another language
            whole = False
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or _width(word[:n]) <= room)
            lines[-1:] = [word[:cut], ""]
            word = word[cut:]  # noqa: PLW2901  what is left of the word
        lines[-1] = word
    return [line for line in lines if line], whole


def _width(text: str) -> float:
    """In units of the letter size, for a bold sans serif with room to spare."""
    total = 0.0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            total += 1.0
        elif letter in "iljtfrI.,:;'’!|()[]-“” ":
            total += 0.36
        elif letter in "mwMW@%—":
            total += 0.95
        else:
            total += 0.72 if letter.isupper() else 0.60
    return total


def _motif(name: str, colours: Palette) -> str:
    return (
        MOTIFS[name]
        .replace("var(--m1)", colours.first)
        .replace("var(--m2)", colours.second)
        .replace("var(--bg)", colours.ground)
    )


def _clean(text: str) -> str:
    """One line without control characters, which XML does not allow."""
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[:600])
    return " ".join(unicodedata.normalize("NFC", text).split())


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
