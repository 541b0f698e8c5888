"""Markdown (CommonMark with tables and footnotes of the usual kind) → chapters by its headings."""

import re
from collections.abc import Callable
from pathlib import Path

from densach.core import markup

from . import encodings, language, names
from .epub_metadata import licence_of
from .errors import EmptyFile, NothingToRead
from .flow import Manuscript, bind, whole
from .model import Extracted

FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
PAIR = re.compile(r"^([A-Za-z][\w-]*):[ \t]*(.*)$", re.MULTILINE)
CREDIT = re.compile(
    r"^\s*[*-]\s+(License|Text|Illustration|Translation|Language):\s*(.+)$", re.MULTILINE
)
ROLES = {"Text": "aut", "Illustration": "ill", "Translation": "trl"}
NOTE = re.compile(
    r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.+(?:\n(?:[ \t]+.+|(?=\S)(?!\[\^|#|\n).+))*)", re.MULTILINE
)
NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read a Markdown file. HTML inside it is cleaned like every other. Raises EmptyFile."""
    from markdown_it import MarkdownIt

    decoded = encodings.decode(whole(path))
    if not decoded.text.strip():
        raise EmptyFile
    extracted = Extracted(format="MARKDOWN", media_type="text/markdown", kind="BOOK")
    extracted.recoded = decoded.recoded
    text = _front_matter(decoded.text.replace("\r\n", "\n"), extracted)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    text, notes = _with_notes(text, parser.renderInline)
    html = f"<html><body>{parser.render(text)}{notes}</body></html>"
    root = markup.html(html.encode("utf-8", "replace"))
    body = None if root is None else root.find("body")
    if body is None:
        raise NothingToRead
    return bind(Manuscript(body), extracted, name=name, scratch=scratch)


def _front_matter(text: str, extracted: Extracted) -> str:
    """`text` without its front matter; that and credits at the end become metadata."""
    match = FRONT.match(text)
    fields = {key.lower(): _plain(value) for key, value in PAIR.findall(match[1])} if match else {}
    extracted.title = names.title(fields.get("title", ""))
    extracted.subtitle = names.title(fields.get("subtitle", ""))
    extracted.language = language.tag(fields.get("lang", "") or fields.get("language", ""))
    extracted.description = fields.get("description", "")
    extracted.rights = (
        fields.get("license", "") or fields.get("licence", "") or fields.get("rights", "")
    )
    extracted.published = fields.get("date", "")
    subjects = re.split(r"[;,]", fields.get("tags", "") or fields.get("keywords", ""))
    extracted.subjects = [names.tidy(subject) for subject in subjects if subject.strip()]
    extracted.people += names.people(fields.get("author", ""), language=extracted.language)
    for key, value in CREDIT.findall(text):
        if key in ROLES:
            several = _plain(value).replace(",", ";")
            extracted.people += names.people(several, role=ROLES[key])
        elif key == "License":
            extracted.rights = extracted.rights or _plain(value)
        else:
            extracted.language = extracted.language or language.tag(_plain(value))
    extracted.licence_url = licence_of(extracted.rights)
    return text[match.end() :] if match else text


def _plain(value: str) -> str:
    """A value of YAML's simple kind, or of a list item: no quotes, brackets or links."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", value.strip())
    return text.strip("\"'[] ")


def _with_notes(text: str, render: Callable[[str], str]) -> tuple[str, str]:
    """`text` with its footnote marks as links, and the notes as a list to stand at the end."""
    notes = dict(NOTE.findall(text))
    order: list[str] = []

    def mark(match: re.Match[str]) -> str:
        key = match[1]
        if key not in notes:
            return match[0]
        if key not in order:
            order.append(key)
        number = order.index(key) + 1
        return (
            f'<sup><a id="chu-thich-{number}-o" href="#chu-thich-{number}" '
            f'role="doc-noteref">{number}</a></sup>'
        )

    text = NOTE_MARK.sub(mark, NOTE.sub("", text))
    items = [
        f'<li id="chu-thich-{at}" role="doc-footnote">{render(" ".join(notes[key].split()))} '
        f'<a href="#chu-thich-{at}-o" role="doc-backlink">↑</a></li>'
        for at, key in enumerate(order, start=1)
    ]
    return text, f"<hr><ol>{''.join(items)}</ol>" if items else ""
