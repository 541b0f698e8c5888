"""Metadata of an EPUB 2 or 3 package, cleaned for a catalogue."""

import re
from html import unescape
from typing import TYPE_CHECKING

from densach.core import markup

from . import identifiers, language, moments, names
from .epub_package import Package, children
from .model import Extracted
from .trees import local, raw_text, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
WEB = re.compile(r"https?://[^\s<>\"'()]+")
LICENCE_PLACES = re.compile(
    r"creativecommons\.org|gnu\.org/licenses|opensource\.org|rightsstatements"
)
CREATIVE_COMMONS = re.compile(
    r"\bCC[ -](BY(?:[ -]NC)?(?:[ -](?:SA|ND))?)[ -]?v?([1-4]\.\d)", re.IGNORECASE
)
RECIPE = re.compile(r"^(?:truyện|tác giả|tạo bởi|nguồn|title|author)\s*:", re.IGNORECASE)
# Those who made the file, not the work.
PRODUCERS = frozenset({"bkp", "tyg", "tyd", "mrk", "pfr", "cov", "dsr", "bkd", "trc"})


def read_metadata(package: Package, extracted: Extracted) -> None:
    """Fill what the package says about the book; the language is only what is declared."""
    root = package.root
    refines = _refinements(root)
    extracted.language = language.tag(next(iter(_texts(root, "language")), ""))
    _titles(root, refines, extracted)
    _people(root, refines, extracted)
    _publishing(root, extracted)
    _identifiers(root, extracted)
    _release(package, extracted)
    _subjects(root, extracted)
    _series(root, refines, extracted)
    _rights(root, extracted)
    extracted.description = _description(root)
    extracted.accessibility = _accessibility(root)


def _elements(root: "_Element", name: str) -> "list[_Element]":
    """Elements of Dublin Core of that name; some makers forget the namespace."""
    found = list(root.iter(DC + name))
    if found:
        return found
    metadata = next(iter(children(root, "metadata")), None)
    if metadata is None:
        return []
    return [part for part in metadata.iter() if local(str(part.tag)).lower() == name]


def _texts(root: "_Element", name: str) -> list[str]:
    return [text for element in _elements(root, name) if (text := _text(element))]


def _text(element: "_Element") -> str:
    return text_of(element)


def _refinements(root: "_Element") -> dict[str, dict[str, str]]:
    """EPUB 3: {id of the element refined: {property: value}}."""
    found: dict[str, dict[str, str]] = {}
    for meta in children(root, "meta"):
        target = meta.get("refines", "").removeprefix("#")
        if target and meta.get("property"):
            of_target = found.setdefault(target, {})
            if _text(meta) == "aut":  # first among the roles of one person
                of_target["role"] = "aut"
            of_target.setdefault(meta.get("property", ""), _text(meta))
    return found


def _titles(root: "_Element", refines: dict[str, dict[str, str]], extracted: Extracted) -> None:
    titles = [(e, refines.get(e.get("id", ""), {})) for e in _elements(root, "title") if _text(e)]
    main = next((e for e, more in titles if more.get("title-type") == "main"), None)
    if main is None and titles:
        main = titles[0][0]
    subtitle = next((e for e, more in titles if more.get("title-type") == "subtitle"), None)
    extracted.title = names.title(_text(main)) if main is not None else ""
    extracted.subtitle = names.title(_text(subtitle)) if subtitle is not None else ""


def _people(root: "_Element", refines: dict[str, dict[str, str]], extracted: Extracted) -> None:
    for kind, usual in (("creator", "aut"), ("contributor", "ctb")):
        for element in _elements(root, kind):
            more = refines.get(element.get("id", ""), {})
            role = more.get("role") or element.get(OPF + "role") or element.get("role") or usual
            role = role.lower().removeprefix("marc:").strip()[:8]
            if role in PRODUCERS:
                continue
            sort_name = more.get("file-as") or element.get(OPF + "file-as") or ""
            found = names.people(
                _text(element), role=role, sort_name=sort_name, language=extracted.language
            )
            known = {(name.name, name.role) for name in extracted.people}
            extracted.people += [name for name in found if (name.name, name.role) not in known]


def _publishing(root: "_Element", extracted: Extracted) -> None:
    publisher = names.tidy(next(iter(_texts(root, "publisher")), ""))
    source = next(iter(_texts(root, "source")), "")
    if WEB.fullmatch(publisher):
        source, publisher = source or publisher, ""
    extracted.publisher = publisher
    extracted.source = source
    dates = [
        (element.get(OPF + "event", ""), _text(element))
        for element in _elements(root, "date")
        if _text(element) and not _text(element).startswith("0101")
    ]
    chosen = next((d for event, d in dates if event == "original-publication"), "") or next(
        (d for event, d in dates if event in {"publication", ""}), ""
    )
    extracted.published = chosen.partition("T")[0]
    if match := YEAR.search(chosen):
        extracted.year = int(match[1])


def _identifiers(root: "_Element", extracted: Extracted) -> None:
    for element in _elements(root, "identifier"):
        found = identifiers.identify(_text(element), element.get(OPF + "scheme", ""))
        if found and found not in extracted.identifiers:
            extracted.identifiers.append(found)


def _release(package: Package, extracted: Extracted) -> None:
    """Unique identifier and date of change (EPUB 3.3, 5.5.4.2 “Release identifier”).

    Only dcterms:modified counts: EPUB 2 says by no date that stays the same when it was changed.
    """
    extracted.release_id = " ".join(package.unique_id.split())[:200]
    found = [
        _text(meta)
        for meta in children(package.root, "meta")
        if meta.get("property") == "dcterms:modified" and not meta.get("refines")
    ]
    extracted.revised_at = moments.moment(found[0]) if found else None


def _subjects(root: "_Element", extracted: Extracted) -> None:
    seen: set[str] = set()
    for text in _texts(root, "subject"):
        for part in text.split(";"):
            subject = names.tidy(part)
            if subject and not WEB.match(subject) and subject.casefold() not in seen:
                seen.add(subject.casefold())
                extracted.subjects.append(subject[:255])


def _series(root: "_Element", refines: dict[str, dict[str, str]], extracted: Extracted) -> None:
    for meta in children(root, "meta"):
        name, content = meta.get("name", ""), meta.get("content", "")
        if name == "calibre:series":
            extracted.series = names.tidy(content)
        elif name == "calibre:series_index":
            extracted.series_number = re.sub(r"\.0+$", "", content.strip())[:30]
        elif meta.get("property") == "belongs-to-collection" and not extracted.series:
            more = refines.get(meta.get("id", ""), {})
            if more.get("collection-type", "series") == "series":
                extracted.series = names.tidy(_text(meta))
                extracted.series_number = more.get("group-position", "")[:30]
    if not extracted.series:
        extracted.series_number = ""


def _rights(root: "_Element", extracted: Extracted) -> None:
    rights = _texts(root, "rights")
    extracted.rights = names.tidy(" ".join(rights))
    links = [
        link.get("href", "") for link in children(root, "link") if "license" in link.get("rel", "")
    ]
    links += [_text(m) for m in children(root, "meta") if m.get("property") in LICENCE_TERMS]
    links += WEB.findall(extracted.rights)
    found = [link.rstrip(".,;") for link in links if LICENCE_PLACES.search(link)]
    extracted.licence_url = found[0] if found else licence_of(extracted.rights)


def licence_of(rights: str) -> str:
    """The address of the Creative Commons licence that a statement of rights names, or ""."""
    if re.search(r"\bCC[ -]?0\b|CC Zero", rights):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = CREATIVE_COMMONS.search(rights)
    if not match:
        return ""
    terms = re.sub(r"[ _]", "-", match[1]).lower()
    return f"https://creativecommons.org/licenses/{terms}/{match[2]}/"


LICENCE_TERMS = frozenset({"dcterms:license", "dcterms:rights", "cc:license"})


def _description(root: "_Element") -> str:
    """The description as plain text: it often holds HTML, sometimes escaped twice."""
    text = next(iter(e for e in _elements(root, "description") if _text(e)), None)
    return plain(raw_text(text)) if text is not None else ""


def plain(text: str) -> str:
    """Text out of HTML in a field of metadata, a line for each paragraph."""
    for _again in range(2):
        text = unescape(text)
    if "<" in text:
        text = re.sub(r"(?i)<(?:br|/p|/div|/li)\b[^>]*>", "\n", text)
        root = markup.html(text.encode("utf-8", "replace"))
        text = raw_text(root) if root is not None else ""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = [line for line in lines if line]
    # Some makers repeat title and author here and say nothing about the book.
    return "" if kept and all(RECIPE.match(line) for line in kept) else "\n".join(kept)


def _accessibility(root: "_Element") -> dict[str, list[str]]:
    """schema.org's accessibility terms, and what the book conforms to."""
    found: dict[str, list[str]] = {}
    for meta in children(root, "meta"):
        term = meta.get("property") or meta.get("name") or ""
        value = _text(meta) or meta.get("content", "").strip()
        prefix, _colon, name = term.partition(":")
        is_term = prefix in {"schema", "a11y"} or term == "dcterms:conformsTo"
        if is_term and value and value not in found.setdefault(name, []):
            found[name].append(value)
    for link in children(root, "link"):
        if link.get("rel", "") == "dcterms:conformsTo" and link.get("href"):
            found.setdefault("conformsTo", []).append(link.get("href", ""))
    return found
