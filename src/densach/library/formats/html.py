"""One HTML file → chapters by its headings; pictures only where they are in the file itself."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from . import documents, fonts, language, names
from .epub_metadata import LICENCE_PLACES, licence_of, plain
from .errors import NothingToRead
from .flow import Manuscript, bind, whole
from .model import Extracted
from .trees import local, raw_text, remove

if TYPE_CHECKING:
    from lxml.etree import _Element

META = re.compile(r"(?:dc|dcterms|citation|og|article)[.:_]", re.IGNORECASE)
BY = re.compile(r"(.{3,200}?),? (?:by|by:|của tác giả|par) ([^,]{3,60})")
YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
# What sites put round a page: not part of the work.
CHROME = frozenset(
    {"docnav", "navheader", "navfooter", "navigation", "breadcrumb", "breadcrumbs", "sidebar"}
    | {"site-header", "site-footer", "skip-link", "banner", "mw-editsection", "headerlink"}
)
MAIN_SHARE = 0.5


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read an HTML file. Raises NothingToRead, LongerThanAnyBook, HostileMarkup."""
    document = documents.parse(whole(path))
    if document is None:
        raise NothingToRead
    extracted = Extracted(format="HTML", media_type="text/html", kind="BOOK")
    extracted.recoded = fonts.recode(document) or document.recoded
    read_head(document, extracted)
    manuscript = Manuscript(
        main_part(document.body),
        sheets=[("", text) for _address, text in document.sheets if text],
        direction="rtl" if document.direction.lower() == "rtl" else "ltr",
    )
    return bind(manuscript, extracted, name=name, scratch=scratch)


def read_head(document: documents.Document, extracted: Extracted) -> None:
    """Title and metadata of a page, by HTML's own names, Dublin Core and what sites use."""
    meta: dict[str, list[str]] = {}
    for element in document.root.iter("{*}meta"):
        key = element.get("name") or element.get("property") or element.get("itemprop") or ""
        content = " ".join(element.get("content", "").split())
        if key and content:
            meta.setdefault(META.sub("", key.strip().lower(), count=1), []).append(content)

    def first(*keys: str) -> str:
        return next((meta[key][0] for key in keys if key in meta), "")

    extracted.title = names.title(first("title") or document.title)
    extracted.language = language.tag(document.language or first("language", "content-language"))
    for creator in meta.get("creator", []) or meta.get("author", []):
        extracted.people += names.people(creator, language=extracted.language)
    if not extracted.people and (match := BY.fullmatch(extracted.title)):
        extracted.title = match[1]
        extracted.people = names.people(match[2], language=extracted.language)
    extracted.publisher = names.tidy(first("publisher", "site_name"))
    extracted.published = first("date", "issued", "published_time", "publication_date")
    if match := YEAR.search(extracted.published):
        extracted.year = int(match[1])
    extracted.description = plain(first("description", "abstract"))
    subjects = re.split(r"[;,]", first("keywords", "subject"))
    extracted.subjects = [names.tidy(subject) for subject in subjects if subject.strip()][:20]
    extracted.rights = names.tidy(first("rights", "copyright"))
    extracted.licence_url = _licence(document.root) or licence_of(extracted.rights)


def _licence(root: "_Element") -> str:
    for link in root.iter("{*}a", "{*}link"):
        if "license" in link.get("rel", "").split() and LICENCE_PLACES.search(link.get("href", "")):
            return str(link.get("href"))
    return ""


def main_part(body: "_Element") -> "_Element":
    """The part of a page that is the work: <main> or the one <article> where there is such."""
    for element in list(body.iter()):
        if isinstance(element.tag, str) and _is_chrome(element) and element is not body:
            parent = element.getparent()
            if parent is not None:
                remove(element)
    whole = len(raw_text(body).split())
    found = list(body.iter("{*}main")) or list(body.iter("{*}article"))
    if len(found) == 1 and len(raw_text(found[0]).split()) > whole * MAIN_SHARE:
        found[0].tag = "body"
        return found[0]
    return body


def _is_chrome(element: "_Element") -> bool:
    if local(element.tag).lower() == "nav" and element.get("role", "") != "doc-toc":
        return "toc" not in f"{element.get('class', '')} {element.get('id', '')}".lower()
    names_of = set(element.get("class", "").lower().split()) | {element.get("id", "").lower()}
    return not names_of.isdisjoint(CHROME)
