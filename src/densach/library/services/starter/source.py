"""What one folder of the starter library says.

    <slug>/sach.md      front matter in TOML between two lines `+++`, then Markdown; `#` begins a chapter
    <slug>/hinh/*.svg   drawings; a translation uses those of its original where it has none
    <slug>/bia.svg      the cover without its words, 600 by 900

A picture book has no chapters: each drawing begins a page, what follows is the text of the page.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

AUTHOR = "Nhóm Đèn Sách"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
FORMS = ("story", "booklet", "picture")
# Our own corner of the space of names, so that a book keeps its identifier for good.
NAMES = UUID("6f1d2a34-9a55-4a0b-8f0e-5d9b7c1e2a10")

_DRAWING = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)")
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its heading and what stands under it, in Markdown. `id` is used in addresses."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a picture book. `drawing` as written (`hinh/1.svg`), `alt` what it shows."""

    drawing: str
    alt: str
    text: str


@dataclass(frozen=True)
class Book:
    """One book, as its folder says. `form` is `story`, `booklet` or `picture`.

    `kind` and `level` are values of library.models.Kind and Level. `cover_lines` are the lines of
    the title on the cover, `cover_inks` the colours of title and author line.
    """

    folder: Path
    slug: str
    title: str
    subtitle: str
    language: str
    form: str
    kind: str
    level: str
    ages: str
    subjects: list[str]
    description: str
    modified: datetime
    sources: list[str]
    cover_lines: list[str]
    cover_inks: list[str]
    translation_of: str
    text: str

    @property
    def identifier(self) -> str:
        """A URN that stays the same while the slug does."""
        return f"urn:uuid:{uuid5(NAMES, self.slug)}"

    @property
    def modified_at(self) -> str:
        """The moment of the last change as EPUB wants it: 2026-11-24T00:00:00Z."""
        return self.modified.strftime("%Y-%m-%dT%H:%M:%SZ")

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The chapters in order. Text before the first heading belongs to none and is refused."""
        before, *parts = re.split(r"^# +", self.text, flags=re.MULTILINE)
        if before.strip():
            raise ValueError(f"{self.folder}/sach.md: text stands before the first “# ” heading.")
        chapters = []
        for number, part in enumerate(parts, start=1):
            title, _, text = part.partition("\n")
            chapters.append(Chapter(f"c{number}", title.strip(), text.strip()))
        return chapters

    @cached_property
    def pages(self) -> list[Page]:
        """The pages of a picture book: each drawing begins one."""
        found = list(_DRAWING.finditer(self.text))
        ends = [match.start() for match in found[1:]] + [len(self.text)]
        return [
            Page(match["path"], match["alt"], self.text[match.end() : end].strip())
            for match, end in zip(found, ends, strict=True)
        ]

    @property
    def drawings(self) -> list[str]:
        """Every drawing that the text shows, once each, in order of appearance."""
        return list(dict.fromkeys(match["path"] for match in _DRAWING.finditer(self.text)))

    @property
    def word_count(self) -> int:
        """Words of the running text: in Vietnamese, as is usual, the parts between blanks."""
        text = re.sub(r"\]\([^)]*\)", "]", self.text)
        return sum(1 for piece in text.split() if _WORD.search(piece))

    def drawing(self, path: str) -> bytes:
        """The bytes of a drawing or of the cover. Raises ValueError when there is none."""
        for folder in (self.folder, self.folder.parent / self.translation_of):
            if (file := folder / path).is_file():
                return file.read_bytes()
        raise ValueError(f"{self.folder}/sach.md: there is no drawing {path}.")


def read(folder: Path) -> Book:
    """The book of one folder. Raises ValueError, naming the file, when the source is wrong."""
    file = folder / "sach.md"
    _, _, rest = file.read_text(encoding="utf-8").partition("+++\n")
    front, mark, text = rest.partition("\n+++\n")
    if not mark:
        raise ValueError(f"{file}: the front matter must stand between two lines “+++”.")
    try:
        return _book(folder, tomllib.loads(front), text.strip() + "\n")
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{file}: front matter: {error}.") from error


def _book(folder: Path, facts: dict[str, Any], text: str) -> Book:
    if facts["form"] not in FORMS:
        raise ValueError(f"{folder}/sach.md: form is one of {', '.join(FORMS)}.")
    if facts["licence"] != LICENCE:
        raise ValueError(f"{folder}/sach.md: the starter library is under {LICENCE} as a whole.")
    return Book(
        folder=folder,
        slug=folder.name,
        title=facts["title"],
        subtitle=facts.get("subtitle", ""),
        language=facts["language"],
        form=facts["form"],
        kind=facts["kind"],
        level=facts["level"],
        ages=facts.get("ages", ""),
        subjects=facts["subjects"],
        description=facts["description"],
        modified=facts["modified"],
        sources=facts.get("sources", []),
        cover_lines=facts["cover"],
        cover_inks=facts.get("inks", ["#fff8e8", "#fbe3a8"]),
        translation_of=facts.get("translation_of", ""),
        text=text,
    )
