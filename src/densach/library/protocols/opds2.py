"""OPDS 2.0: our catalogue as JSON (Readium Web Publication Manifest collections)."""

import json
from typing import Any

from .opds1 import stamp
from .opds_page import ACQUIRE, JSON, OPEN_ACCESS, Door, Page, Publication

_TYPES = {
    "AUDIO_BOOK": "http://schema.org/Audiobook", "VIDEO": "http://schema.org/Movie",
    "PERIODICAL": "http://schema.org/Periodical", "MAP": "http://schema.org/Map",
    "MUSIC": "http://schema.org/MusicRecording",
}  # fmt: skip
_ROLES = {"aut": "author", "cre": "author", "trl": "translator", "edt": "editor", "ill": "illustrator",
          "nrt": "narrator", "art": "artist"}  # fmt: skip


def feed(page: Page) -> bytes:
    """A whole feed."""
    metadata: dict[str, Any] = {"title": page.title, "modified": stamp(page.updated)}
    if page.total is not None:
        metadata |= {
            "numberOfItems": page.total,
            "itemsPerPage": page.size,
            "currentPage": page.number,
        }
    whole: dict[str, Any] = {"metadata": metadata, "links": _links(page)}
    if page.doors:
        whole["navigation"] = [_door(door) for door in page.doors]
    if page.facets:
        whole["facets"] = [
            {
                "metadata": {"title": group},
                "links": [
                    {
                        "rel": "self" if facet.is_on else "http://opds-spec.org/facet",
                        "href": facet.href,
                        "type": JSON,
                        "title": facet.title,
                        "properties": {"numberOfItems": facet.count},
                    }
                    for facet in facets
                ],
            }
            for group, facets in page.facets.items()
        ]
    if page.publications or not (page.doors or page.groups):
        whole["publications"] = [publication(one) for one in page.publications]
    if page.groups:
        whole["groups"] = [_group(door, works) for door, works in page.groups if works]
    return json.dumps(whole, ensure_ascii=False).encode()


def _links(page: Page) -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = [
        {"rel": rel, "href": href, "type": JSON}
        for rel, href in (
            ("self", page.here), ("start", page.start), ("up", page.up), ("first", page.first),
            ("previous", page.previous), ("next", page.next),
        )
        if href
    ]  # fmt: skip
    links.append({"rel": "search", "href": page.search, "type": JSON, "templated": True})
    return links


def _door(door: Door) -> dict[str, Any]:
    link: dict[str, Any] = {
        "href": door.href,
        "title": door.title,
        "type": JSON,
        "rel": "subsection",
    }
    if door.count is not None:
        link["properties"] = {"numberOfItems": door.count}
    return link


def _group(door: Door, works: list[Publication]) -> dict[str, Any]:
    return {
        "metadata": {"title": door.title},
        "links": [{"rel": "self", "href": door.href, "type": JSON}],
        "publications": [publication(one) for one in works],
    }


def publication(one: Publication) -> dict[str, Any]:
    """One work. A publication needs an acquisition link: a record alone leads to its page."""
    metadata: dict[str, Any] = {
        "@type": _TYPES.get(one.kind, "http://schema.org/Book"),
        "identifier": f"urn:isbn:{one.isbn}" if one.isbn else one.urn,
        "title": one.title,
        "modified": stamp(one.updated),
    }
    for name, sort, role in one.people:
        who = {"name": name, **({"sortAs": sort} if sort else {})}
        metadata.setdefault(_ROLES.get(role, "contributor"), []).append(who)
    optional: dict[str, Any] = {
        "subtitle": one.subtitle, "language": one.language, "description": one.description,
        "publisher": one.publisher, "published": f"{one.year:04}" if one.year else "",
        "subject": [{"name": subject} for subject in one.subjects], "numberOfPages": one.pages,
        "duration": one.seconds,
    }  # fmt: skip
    metadata.update({name: value for name, value in optional.items() if value})
    if one.series:
        number = {"position": int(one.series_number)} if one.series_number.isdecimal() else {}
        metadata["belongsTo"] = {"series": [{"name": one.series, **number}]}
    if one.accessibility:
        metadata["accessibility"] = one.accessibility
    links: list[dict[str, Any]] = [
        {
            "rel": OPEN_ACCESS if file.is_open else ACQUIRE,
            "href": file.href,
            "type": file.media_type,
            "properties": {"size": file.size_bytes},
            **({"title": file.title} if file.title else {}),
        }
        for file in one.acquisitions
    ]
    links.append({"rel": "alternate", "href": one.page, "type": "text/html"})
    images = [{"href": one.cover, "type": one.cover_type}] if one.cover else []
    if one.thumbnail and one.thumbnail != one.cover:
        images.append({"href": one.thumbnail, "type": one.cover_type})
    return {"metadata": metadata, "links": links, **({"images": images} if images else {})}
