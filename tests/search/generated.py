"""A made-up catalogue with the statistics of a real one, for tests and benchmarks.

Frequencies follow Zipf, family names their real shares; 12 % of titles use other tone places or
i for y, 3 % are decomposed Unicode, 4 % capitals, 2 % without marks. Same seed, same records.
"""

import random
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from densach.search.services import Document, Text

DATA = Path(__file__).parent / "data"
TERMS = (DATA / "terms.txt").read_text().split("\n")[:-1]
SYLLABLES = (DATA / "syllables.txt").read_text().split()
_FAMILY, _MIDDLE, _GIVEN = (DATA / "names.txt").read_text().split("\n\n")
PUBLISHERS = (DATA / "publishers.txt").read_text().split("\n")[:-1]
ENGLISH = (DATA / "english.txt").read_text().split()
SCHOOL_SUBJECTS = [
    "Toán",
    "Tiếng Việt",
    "Ngữ văn",
    "Lịch sử",
    "Địa lí",
    "Vật lí",
    "Hóa học",
    "Sinh học",
    "Tin học",
    "Tiếng Anh",
    "Công nghệ",
    "Âm nhạc",
    "Mĩ thuật",
    "Đạo đức",
    "Khoa học",
    "Giáo dục công dân",
]
BETWEEN = ["trong", "và", "ở", "cho", "với", "về", "của", "qua", "từ"]
KINDS = (
    ["BOOK"] * 45 + ["TEXTBOOK"] * 15 + ["DOCUMENT"] * 27 + ["PERIODICAL"] * 6
    + ["AUDIO_BOOK"] * 3 + ["VIDEO"] * 2 + ["MAP", "MUSIC"]
)  # fmt: skip
LEVELS = (
    [""] * 50 + ["EARLY"] * 3 + ["PRIMARY"] * 14 + ["LOWER"] * 13 + ["UPPER"] * 12 + ["ADULT"] * 8
)
LANGUAGES = ["vi"] * 88 + ["en"] * 6 + ["fr"] * 2 + ["zh", "zh", "km", "tyz", "hmn"]
LICENCES = [""] * 60 + ["CC-BY-4.0"] * 15 + ["PD"] * 15 + ["CC-BY-SA-4.0"] * 10
VARIANTS = dict(
    pair.split(">")
    for pair in [
        "hóa>hoá",
        "hòa>hoà",
        "họa>hoạ",
        "hỏa>hoả",
        "khỏe>khoẻ",
        "thúy>thuý",
        "thủy>thuỷ",
        "thùy>thuỳ",
        "xóa>xoá",
        "tòa>toà",
        "lý>lí",
        "kỹ>kĩ",
        "mỹ>mĩ",
        "sĩ>sỹ",
        "quý>quí",
        "tỷ>tỉ",
        "kỷ>kỉ",
        "hy>hi",
    ]
)


def plain(text: str) -> str:
    """Without marks, as typed in a hurry."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


class _Pool:
    """Draws items with a Zipf-like share, many at a time."""

    def __init__(self, chance: random.Random, items: list[str], weights: list[float]) -> None:
        self._chance, self._items, self._drawn = chance, items, iter(())
        self._cumulated = list(accumulate(weights))

    def __call__(self) -> str:
        for item in self._drawn:
            return item
        self._drawn = iter(self._chance.choices(self._items, cum_weights=self._cumulated, k=5000))
        return next(self._drawn)


def _zipf(count: int, exponent: float) -> list[float]:
    return [1 / (place + 2) ** exponent for place in range(count)]


class Maker:
    """Makes documents and texts."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = chance = random.Random(seed)
        terms = TERMS[:]
        random.Random(1).shuffle(terms)
        self.syllable = _Pool(chance, SYLLABLES, _zipf(len(SYLLABLES), 1.0))
        self.term = _Pool(chance, terms, _zipf(len(terms), 0.75))
        family = [line.split() for line in _FAMILY.split("\n")]
        self._family = _Pool(chance, [name for name, _ in family], [float(w) for _, w in family])
        middle, given = _MIDDLE.split(), _GIVEN.split()
        self._middle = _Pool(chance, middle, _zipf(len(middle), 0.8))
        self._given = _Pool(chance, given, _zipf(len(given), 0.5))

    def documents(self, count: int, *, first: int = 1) -> Iterator[Document]:
        """`count` documents; keys sort as their numbers."""
        for number in range(first, first + count):
            yield self.document(number)

    def document(self, number: int) -> Document:
        chance = self.chance
        kind = chance.choice(KINDS)
        people = 1 if chance.random() < 0.7 else chance.randint(0, 4)
        year = min(2026, max(1920, int(2027 - abs(chance.gauss(0, 16)))))
        publisher = f"Nxb. {chance.choice(PUBLISHERS)}. " if chance.random() < 0.9 else ""
        names = tuple(self.name() for _ in range(people))
        return Document(
            key=f"{number:010d}",
            number=number,
            title=self.variant(self.title(kind)),
            people=names,
            subjects=tuple(self.term().capitalize() for _ in range(chance.randint(1, 3))),
            other=publisher + self.words(chance.randint(8, 40)).capitalize() + ".",
            kind=kind,
            language=chance.choice(LANGUAGES),
            level=chance.choice(LEVELS),
            licence=chance.choice(LICENCES),
            year=year,
            added=1_700_000_000 + number,
            readable=chance.random() < 0.3,
            minutes=chance.choice((0, 5, 45, 200, 900)),
            agent_keys=tuple(plain(name).lower() for name in names),
        )

    def name(self) -> str:
        chance = self.chance.random()
        if chance < 0.75:
            return f"{self._family()} {self._middle()} {self._given()}"
        if chance < 0.9:
            return f"{self._family()} {self._given()}"
        return f"{self._family()} {self._middle()} {self._middle()} {self._given()}"

    def words(self, count: int) -> str:
        said, length = [], 0
        while length < count:
            word = self.term() if self.chance.random() < 0.45 else self.syllable()
            said.append(word)
            length += word.count(" ") + 1
        return " ".join(said)

    def title(self, kind: str) -> str:
        chance = self.chance
        if kind == "TEXTBOOK":
            return self._textbook(chance.choice(SCHOOL_SUBJECTS), chance.randint(1, 12))
        shapes = (
            (0.25, lambda: f"{self.term()} {chance.choice(BETWEEN)} {self.term()}"),
            (0.40, lambda: f"{self.term()} {self.words(3)}"),
            (0.55, lambda: f"{self.term()} ở {self.term()}: {self.words(4)}"),
            (0.65, lambda: f"{chance.choice(_OPENINGS)} {self.term()}"),
            (0.75, lambda: self.words(chance.randint(3, 8))),
            (0.82, lambda: f"“{self.term()}” của {self.name()}"),
            (0.90, lambda: f"{self.term()} - {self.term()} {self.syllable()} {self.syllable()}"),
            (0.95, lambda: f"{self.words(2)} {self.term()} năm {chance.randint(1945, 2026)}"),
            (1.00, lambda: " ".join(chance.choices(ENGLISH, k=chance.randint(3, 7)))),
        )
        drawn = chance.random()
        made = next(make for share, make in shapes if drawn < share)()
        return made[0].upper() + made[1:]

    def _textbook(self, subject: str, grade: int) -> str:
        return self.chance.choice(
            (
                f"{subject} {grade}",
                f"{subject} lớp {grade}",
                f"Bài tập {subject.lower()} {grade}",
                f"Vở bài tập {subject.lower()} {grade}, tập {self.chance.randint(1, 2)}",
                f"Sách giáo viên {subject.lower()} {grade}",
                f"Ôn tập {subject.lower()} lớp {grade}: {self.term()}",
                f"{self.term().capitalize()} - {subject} {grade}",
                f"Giáo án {subject.lower()} lớp {grade} bài {self.term()}",
            )
        )

    def variant(self, text: str) -> str:
        drawn = self.chance.random()
        if drawn < 0.12:
            return " ".join(VARIANTS.get(word, word) for word in text.split(" "))
        if drawn < 0.15:
            return unicodedata.normalize("NFD", text)
        if drawn < 0.19:
            return text.upper()
        return plain(text) if drawn < 0.21 else text

    def texts(self, number: int, words: int) -> list[Text]:
        """A full text of some `words`, in chapters, with 3 % noise as of a scan."""
        parts = []
        while words > 0:
            length = min(words, self.chance.randint(2000, 4000))
            place = len(parts) + 1
            title = f"Chương {place}: {self.term()}"
            parts.append(Text(number * 1000 + place, f"c{place}", title, self._text(length)))
            words -= length
        return parts

    def _text(self, count: int) -> str:
        said, length = [], 0
        while length < count:
            drawn = self.chance.random()
            if drawn < 0.35:
                word = self.term()
            elif drawn < 0.975:
                word = self.syllable()
            else:
                word = "".join(
                    self.chance.choices("abcdeghiklmnopqrstuvxy", k=self.chance.randint(3, 8))
                )
            length += word.count(" ") + 1
            said.append(word + self.chance.choice(".,;:") if self.chance.random() < 0.08 else word)
        return " ".join(said)


_OPENINGS = [
    "nghiên cứu",
    "tìm hiểu",
    "hỏi đáp về",
    "những",
    "lịch sử",
    "kỹ thuật",
    "cẩm nang",
    "sổ tay",
    "tuyển tập",
    "giáo trình",
    "nhập môn",
    "bài tập",
]


class MemorySource:
    """A source of documents that stand in memory."""

    def __init__(
        self, documents: list[Document], texts: dict[str, list[Text]] | None = None
    ) -> None:
        self.documents = {document.key: document for document in documents}
        self.text_parts = texts or {}

    def load(self, keys):
        return [self.documents[key] for key in keys if key in self.documents]

    def texts(self, key):
        return self.text_parts.get(key, [])

    def walk(self, after, size):
        if not hasattr(self, "_sorted") or len(self._sorted) != len(self.documents):
            self._sorted = sorted(self.documents)
        from bisect import bisect_right

        first = bisect_right(self._sorted, after)
        return [self.documents[key] for key in self._sorted[first : first + size]]
