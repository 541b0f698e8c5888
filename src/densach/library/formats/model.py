"""The one shape that every format gives."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Name:
    """A person or body as the file names it, with a MARC relator code (aut, trl, ill, nrt …)."""

    name: str
    role: str = "aut"
    sort_name: str = ""


@dataclass(slots=True)
class Part:
    """The plain text of a chapter, page or track. `place` is where the reader opens it: c1, p7, t2."""

    title: str
    place: str
    text: str


@dataclass(slots=True)
class Track:
    """One audio or video file of a recording. `path` lies under the scratch folder or is the source."""

    path: Path
    name: str
    media_type: str
    title: str = ""
    seconds: float = 0.0
    # chapters inside the file: (title, start in seconds)
    chapters: list[tuple[str, float]] = field(default_factory=list)


@dataclass(slots=True)
class Caption:
    """Subtitles as WebVTT text, of track `track` (from 1)."""

    name: str
    language: str
    vtt: str
    track: int = 1


@dataclass(slots=True)
class Extracted:
    """What a file told. Empty values mean that it did not say."""

    format: str  # EPUB PDF HTML DOCX ODT MARKDOWN TEXT PICTURES AUDIO VIDEO
    media_type: str
    kind: str  # a library.models.Kind value
    title: str = ""
    subtitle: str = ""
    people: list[Name] = field(default_factory=list)
    language: str = ""  # BCP 47
    publisher: str = ""
    published: str = ""  # as written
    year: int | None = None
    identifiers: list[tuple[str, str]] = field(default_factory=list)  # (scheme, plain value)
    subjects: list[str] = field(default_factory=list)
    series: str = ""
    series_number: str = ""
    description: str = ""  # plain text
    rights: str = ""  # as written
    licence_url: str = ""
    source: str = ""
    # What the maker calls this publication, and the moment of this release of it: see Edition.
    release_id: str = ""
    revised_at: datetime | None = None  # UTC
    accessibility: dict[str, list[str]] = field(default_factory=dict)  # schema.org terms
    cover: bytes | None = None  # a picture in any format Pillow reads; made small by the caller
    parts: list[Part] = field(default_factory=list)
    pages: int | None = None
    duration_seconds: float | None = None
    reading: Path | None = None  # the reading copy, under the scratch folder (see __init__)
    tracks: list[Track] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    # What the reader needs beside the files: PDF {"pages": [[w, h] …], "labels": […], "toc": […],
    # "has_text": bool}; AUDIO/VIDEO {"tracks": …} is made by the importer from `tracks`.
    manifest: dict[str, Any] = field(default_factory=dict)
    # Sentences for the librarian: what was mended or should be looked at (translated, lazily).
    warnings: list[str] = field(default_factory=list)
    # (encoding name, sample before, sample after) where old encodings were turned into Unicode
    recoded: tuple[str, str, str] | None = None
    # a mended copy to keep instead of the source (e.g. a PDF repaired by pikepdf), under scratch
    mended: Path | None = None
