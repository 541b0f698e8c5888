"""Plain text → paragraphs, verses and chapters."""

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from . import encodings, language, names
from .accents import bare
from .errors import EmptyFile, NothingToRead
from .flow import Manuscript, bind, whole
from .model import Extracted
from .remarks import remark
from .text_chapters import Section, sections
from .text_lines import paragraphs

if TYPE_CHECKING:
    from lxml.etree import _Element

MIXED = _("Lines of this file are in different encodings; look through the text.")
GUTENBERG_START = re.compile(r"^\*\*\* ?START OF .*?\*\*\*.*$", re.MULTILINE)
GUTENBERG_END = re.compile(
    r"^(?:\*\*\* ?END OF .*|End of (?:the )?Project Gutenberg.*)$", re.MULTILINE
)
FIELD = re.compile(r"^(Title|Author|Translator|Illustrator|Language|Editor): +(.+)$", re.MULTILINE)
ROLES = {"Author": "aut", "Translator": "trl", "Illustrator": "ill", "Editor": "edt"}
LANGUAGES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "vietnamese": "vi"}
FRONT_LINES = 4
FRONT_LETTERS = 90


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read a text file in whatever encoding. Raises EmptyFile, LongerThanAnyBook."""
    decoded = encodings.decode(whole(path))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", "", text).replace("\x0c", "\n\n")
    if not text.strip():
        raise EmptyFile
    extracted = Extracted(format="TEXT", media_type="text/plain", kind="BOOK")
    extracted.recoded = decoded.recoded
    if decoded.is_mixed:
        extracted.warnings.append(remark(MIXED))
    text = _gutenberg(text, extracted)
    found = sections(text)
    _front(text, extracted, name)
    body = _body(found)
    if body is None:
        raise NothingToRead
    return bind(Manuscript(body), extracted, name=name, scratch=scratch)


def _gutenberg(text: str, extracted: Extracted) -> str:
    """The work without Project Gutenberg's head and foot; their fields become metadata."""
    start = GUTENBERG_START.search(text)
    if not start:
        return text
    fields: dict[str, str] = {}
    for key, value in FIELD.findall(text[: start.start()]):
        fields.setdefault(key, value.strip())
    extracted.title = names.title(fields.get("Title", ""))
    extracted.language = LANGUAGES.get(fields.get("Language", "").lower(), "")
    for key, role in ROLES.items():
        extracted.people += names.people(fields.get(key, ""), role=role)
    number = re.search(r"\[E(?:Book|Text) #(\d+)\]", text[: start.start()], re.IGNORECASE)
    if number:
        extracted.source = f"https://www.gutenberg.org/ebooks/{number[1]}"
    rest = text[start.end() :]
    end = GUTENBERG_END.search(rest)
    return rest[: end.start()] if end else rest


def _front(text: str, extracted: Extracted, name: str) -> None:
    """Title and author from the first lines, where the file's name confirms them.

    Volunteers put `Nam Cao` and `Chí Phèo` on lines of their own and call the file
    `nam-cao_chi-pheo.txt`.
    """
    if extracted.title:
        return
    front = [line.strip() for line in text.lstrip()[:2000].splitlines()[:12] if line.strip()]
    front = [line for line in front[:FRONT_LINES] if len(line) <= FRONT_LETTERS]
    stem = bare(names.from_file_name(name))
    author, title = _author_and_title(name)
    hits = [line for line in front if _in_name(line, stem)]
    by = [line for line in hits if author and bare(line) == bare(author)]
    rest = [line for line in hits if line not in by]
    extracted.title = names.title(rest[-1]) if rest else title
    spoken = "vi" if language.is_vietnamese(text) else ""
    extracted.people += names.people(by[0], language=spoken) if by else []


def _author_and_title(name: str) -> tuple[str, str]:
    """What `nam-cao_chi-pheo.txt` says; else ("", the name made readable)."""
    parts = Path(name).stem.split("_")
    if len(parts) == 2 and "-" in name and not parts[1][:1].isdigit():  # noqa: PLR2004 - author, title
        return parts[0].replace("-", " "), names.from_file_name(parts[1] + ".txt")
    return "", names.from_file_name(name)


def _in_name(line: str, stem: str) -> bool:
    plain = re.sub(r"[^\w ]", "", bare(line)).strip()
    return len(plain) > 2 and re.search(rf"\b{re.escape(plain)}\b", stem) is not None  # noqa: PLR2004


def _body(found: list[Section]) -> "_Element | None":
    from densach.core import markup

    html: list[str] = []
    for section in found:
        if section.title:
            html.append(f"<h2>{escape(section.title)}</h2>")
        html.extend(paragraphs(section.text))
    root = markup.html(f"<html><body>{''.join(html)}</body></html>".encode())
    return None if root is None else root.find("body")
