"""A shelf as one file: a zip whose first entry `ke.json` says what lies in it.

    ke.json                          what is written below
    sach/001-truyen-kieu/kieu.epub   the files of each work, as they came

`ke.json`: {"densach": "shelf", "version": 1, "id", "slug", "title", "text",
 "works": [{"id", "title", "note", "licence", "record": MARC 21 in base64,
            "editions": [{"format", "files": [{"path", "name", "purpose", "language"}]}]}]}
Versions only grow by fields that older programs may leave out.
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

NAME = "ke.json"
VERSION = 1
MANIFEST_BYTES = 16 << 20
MOST_WORKS = 5000


class NotAShelf(DomainError):
    """`ke.json` is there and is not what it says."""

    code = "library.not_a_shelf"
    status = 422
    message = _("The list in this shelf file cannot be read: %(reason)s.")
    advice = _("Make the file anew at the library it came from, then send it again.")


class NewerShelf(DomainError):
    """A file of a version that this program does not know."""

    code = "library.newer_shelf"
    status = 422
    message = _("This shelf file was made by a newer version of the program.")
    advice = _("Update this library first, then send the file again.")


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file of an edition: its path in the zip, the name it had, what it is for."""

    path: str
    name: str
    purpose: str
    language: str


@dataclass(frozen=True, slots=True)
class CarriedWork:
    """A work on the shelf. `record` is MARC 21; `editions` are lists of files."""

    title: str
    note: str
    licence: str
    record: bytes
    editions: list[list[CarriedFile]]


@dataclass(frozen=True, slots=True)
class CarriedShelf:
    """What the file says of the shelf, works in order."""

    id: str
    slug: str
    title: str
    text: str
    works: list[CarriedWork]


def parse(content: bytes) -> CarriedShelf:
    """What `ke.json` says. Raises NotAShelf, NewerShelf."""
    try:
        told = json.loads(content)
    except ValueError as error:
        raise NotAShelf(reason="JSON") from error
    if not isinstance(told, dict) or told.get("densach") != "shelf":
        raise NotAShelf(reason="densach")
    if not isinstance(told.get("version"), int) or told["version"] > VERSION:
        raise NewerShelf
    works = told.get("works")
    if not isinstance(works, list) or len(works) > MOST_WORKS:
        raise NotAShelf(reason="works")
    return CarriedShelf(
        id=_text(told, "id", 36),
        slug=_text(told, "slug", 140),
        title=_text(told, "title", 200) or "?",
        text=_text(told, "text", 4000),
        works=[_work(one) for one in works],
    )


def _work(told: Any) -> CarriedWork:
    editions = told.get("editions") if isinstance(told, dict) else None
    if not isinstance(editions, list):
        raise NotAShelf(reason="editions")
    try:
        record = b64decode(_text(told, "record", 200_000), validate=True)
    except (NotBase64, ValueError) as error:
        raise NotAShelf(reason="record") from error
    return CarriedWork(
        title=_text(told, "title", 500),
        note=_text(told, "note", 300),
        licence=_text(told, "licence", 40),
        record=record,
        editions=[_files(one) for one in editions],
    )


def _files(told: Any) -> list[CarriedFile]:
    files = told.get("files") if isinstance(told, dict) else None
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
        raise NotAShelf(reason="files")
    return [
        CarriedFile(
            path=_text(one, "path", 1000),
            name=_text(one, "name", 255),
            purpose=_text(one, "purpose", 9),
            language=_text(one, "language", 35),
        )
        for one in files
    ]


def _text(told: dict[str, Any], key: str, most: int) -> str:
    value = told.get(key, "")
    if not isinstance(value, str) or len(value) > most:
        raise NotAShelf(reason=key)
    return value
