"""OPDS 1.2: our catalogue as Atom (RFC 4287) with the extensions of OPDS, OpenSearch and threads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr as _quoteattr

from ..catalogue.marcxml import _FORBIDDEN
from .opds_page import (
    ACQUIRE,
    ATOM_ACQUISITION,
    ATOM_ENTRY,
    ATOM_NAVIGATION,
    OPEN_ACCESS,
    Acquisition,
    Page,
    Publication,
)

NAMESPACES = (
    ' xmlns="http://www.w3.org/2005/Atom" xmlns:opds="http://opds-spec.org/2010/catalog"'
    ' xmlns:dc="http://purl.org/dc/terms/" xmlns:thr="http://purl.org/syndication/thread/1.0"'
    ' xmlns:os="http://a9.com/-/spec/opensearch/1.1/" xmlns:schema="http://schema.org/"'
    ' xmlns:bibframe="http://bibframe.org/vocab/"'
)
_IMAGE = "http://opds-spec.org/image"
_AUTHORS = ("aut", "cre", "cmp", "art")


def feed(page: Page) -> bytes:
    """A whole feed."""
    kind = ATOM_NAVIGATION if page.doors and not page.publications else ATOM_ACQUISITION
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed{NAMESPACES}>\n',
        f"<id>{escape(page.urn)}</id>\n<title>{escape(page.title)}</title>\n",
        f"<updated>{stamp(page.updated)}</updated>\n",
        f"<author><name>Đèn Sách</name><uri>{escape(page.start)}</uri></author>\n",
        f"<icon>{escape(page.icon)}</icon>\n" if page.icon else "",
        *_feed_links(page, kind),
    ]
    if page.total is not None:
        first = (page.number - 1) * page.size + 1
        parts += [
            f"<os:totalResults>{page.total}</os:totalResults>\n",
            f"<os:itemsPerPage>{page.size}</os:itemsPerPage>\n<os:startIndex>{first}</os:startIndex>\n",
        ]
    parts += _facets(page)
    parts += _doors(page)
    for door, publications in page.groups:
        parts += [entry(p, collection=(door.href, door.title)) for p in publications]
    parts += [entry(publication) for publication in page.publications]
    parts.append("</feed>\n")
    return "".join(parts).encode()


def entry_document(publication: Publication) -> bytes:
    """One work as an Atom entry by itself."""
    whole = entry(publication)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole.replace("<entry>", f"<entry{NAMESPACES}>", 1)}'.encode()


def _feed_links(page: Page, kind: str) -> Iterator[str]:
    links = [
        ("self", page.here, kind),
        ("start", page.start, ATOM_NAVIGATION),
        ("search", page.search, "application/opensearchdescription+xml"),
        ("up", page.up, ATOM_NAVIGATION),
        ("first", page.first, kind),
        ("previous", page.previous, kind),
        ("next", page.next, kind),
    ]
    for rel, href, media_type in links:
        if href:
            yield f"<link rel={quoteattr(rel)} href={quoteattr(href)} type={quoteattr(media_type)}/>\n"


def _facets(page: Page) -> Iterator[str]:
    for group, facets in page.facets.items():
        for facet in facets:
            active = ' opds:activeFacet="true"' if facet.is_on else ""
            yield (
                f'<link rel="http://opds-spec.org/facet" href={quoteattr(facet.href)}'
                f' type="{ATOM_ACQUISITION}" title={quoteattr(facet.title)}'
                f' opds:facetGroup={quoteattr(group)} thr:count="{facet.count}"{active}/>\n'
            )


def _doors(page: Page) -> Iterator[str]:
    for door in page.doors:
        kind = ATOM_ACQUISITION if door.has_works else ATOM_NAVIGATION
        count = f' thr:count="{door.count}"' if door.count is not None else ""
        yield (
            f"<entry>\n<title>{escape(door.title)}</title>\n<id>{escape(door.href)}</id>\n"
            f"<updated>{stamp(page.updated)}</updated>\n"
            f'<content type="text">{escape(door.summary or door.title)}</content>\n'
            f'<link rel="subsection" href={quoteattr(door.href)} type="{kind}"{count}/>\n</entry>\n'
        )


def entry(one: Publication, *, collection: tuple[str, str] | None = None) -> str:
    """One work."""
    simple = [
        ("title", one.title), ("id", one.urn), ("updated", stamp(one.updated)),
        ("schema:alternativeHeadline", one.subtitle), ("dc:language", one.language),
        ("dc:publisher", one.publisher), ("dc:issued", f"{one.year:04}" if one.year else ""),
        ("dc:identifier", f"urn:isbn:{one.isbn}" if one.isbn else ""), ("rights", one.rights),
        ("dc:extent", f"{one.pages} tr." if one.pages else ""),
    ]  # fmt: skip
    parts = [f"<{name}>{escape(value)}</{name}>\n" for name, value in simple if value]
    for name, _sort, role in one.people:
        element = "author" if role in _AUTHORS else "contributor"
        code = "" if element == "author" else f" bibframe:role={quoteattr(role)}"
        parts.append(f"<{element}{code}><name>{escape(name)}</name></{element}>\n")
    if one.description:
        parts.append(f'<summary type="text">{escape(one.description)}</summary>\n')
    parts += [
        f"<category term={quoteattr(subject)} label={quoteattr(subject)}/>\n"
        for subject in one.subjects
    ]
    if one.kind_label:
        parts.append(
            f'<category scheme="urn:densach:kind" term={quoteattr(one.kind)} label={quoteattr(one.kind_label)}/>\n'
        )
    if one.series:
        position = f" schema:position={quoteattr(one.series_number)}" if one.series_number else ""
        parts.append(f"<schema:Series schema:name={quoteattr(one.series)}{position}/>\n")
    parts += _entry_links(one, collection)
    return "<entry>\n" + "".join(parts) + "</entry>\n"


def _entry_links(one: Publication, collection: tuple[str, str] | None) -> Iterator[str]:
    yield f'<link rel="alternate" href={quoteattr(one.page)} type="text/html"/>\n'
    if collection is not None:
        href, title = collection
        yield f'<link rel="collection" href={quoteattr(href)} title={quoteattr(title)} type="{ATOM_ACQUISITION}"/>\n'
    if one.cover:
        kind = quoteattr(one.cover_type)
        yield f'<link rel="{_IMAGE}" href={quoteattr(one.cover)} type={kind}/>\n'
        yield f'<link rel="{_IMAGE}/thumbnail" href={quoteattr(one.thumbnail or one.cover)} type={kind}/>\n'
    for file in one.acquisitions:
        yield _acquisition(file)


def _acquisition(file: Acquisition) -> str:
    title = f" title={quoteattr(file.title)}" if file.title else ""
    rel = OPEN_ACCESS if file.is_open else ACQUIRE
    return (
        f'<link rel="{rel}" href={quoteattr(file.href)} type={quoteattr(file.media_type)}'
        f' length="{file.size_bytes}"{title}/>\n'
    )


def search_description(*, name: str, template: str) -> bytes:
    """OpenSearch 1.1 for reading programs: `template` has `{searchTerms}`."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16])}</ShortName>\n<Description>{escape(name[:1024])}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n<OutputEncoding>UTF-8</OutputEncoding>\n"
        f'<Url type="{ATOM_ACQUISITION}" template={quoteattr(template)}/>\n'
        "</OpenSearchDescription>\n"
    ).encode()


def stamp(moment: datetime) -> str:
    """A moment as Atom writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def escape(text: str) -> str:
    """Text between tags."""
    return _escape(_FORBIDDEN.sub("", text))


def quoteattr(text: str) -> str:
    """Text of an attribute, with its quotation marks."""
    return _quoteattr(_FORBIDDEN.sub("", text))


__all__ = ["ATOM_ENTRY", "entry", "entry_document", "escape", "feed", "search_description", "stamp"]
