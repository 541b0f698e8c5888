"""Documents of programs: states and profiles, kept whole, changed by whoever saw the last version."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from densach.people.models import Person
from densach.records.errors import (
    ChangedMeanwhile,
    NotConforming,
    NotInScope,
    SayWhichVersion,
)
from densach.records.formats.multipart import media_type_of
from densach.records.formats.parameters import read_json
from densach.records.formats.shapes import Wrong
from densach.records.models import Client, Document
from densach.records.permissions import reaches
from densach.records.queries.documents import About, matching
from densach.records.text.keys import agent_key, key

from .writing import writing


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version the sender saw: If-Match and If-None-Match as they came, "" without."""

    match: str = ""
    none_match: str = ""

    def __bool__(self) -> bool:
        return bool(self.match or self.none_match)

    def check(self, etag: str | None) -> None:
        """Raise ChangedMeanwhile unless the document with `etag` (None: there is none) was seen."""
        if self.match and not _names(self.match, etag):
            raise ChangedMeanwhile
        if self.none_match and _names(self.none_match, etag):
            raise ChangedMeanwhile


def _names(header: str, etag: str | None) -> bool:
    if etag is None:
        return False
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")]
    return "*" in tags or etag in tags


class Care(Enum):
    """When who overwrites a document must say which version they saw."""

    NEVER = "never"
    OVERWRITING = "overwriting"  # xAPI 2.0, 4.1.4
    ALWAYS = "always"  # profiles in 1.0.3 (communication 3.1): also that they saw none


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes and what they are."""

    data: bytes
    content_type: str


@writing()
def put(
    about: About, content: Content, *, client: Client, seen: Seen, care: Care, at: datetime
) -> None:
    """Store the document, in place of an older one.

    Raises ChangedMeanwhile, SayWhichVersion, NotInScope, NotConforming.
    """
    found = Document.objects.select_for_update().filter(key=about.key()).first()
    _check_reach(about, client)
    seen.check(found.etag if found else None)
    if found and not seen and care is not Care.NEVER:
        raise SayWhichVersion
    if not found and not seen and care is Care.ALWAYS:
        reason = _("A new profile needs “If-None-Match: *”.")
        raise NotConforming(where="If-None-Match", reason=str(reason))
    _check_json(content)
    _save(about, found, content, at=at)


@writing()
def merge(about: About, content: Content, *, client: Client, seen: Seen, at: datetime) -> None:
    """Store the document, or put its properties into the one that is there; both are JSON objects.

    Raises ChangedMeanwhile, NotInScope, NotConforming.
    """
    found = Document.objects.select_for_update().filter(key=about.key()).first()
    _check_reach(about, client)
    seen.check(found.etag if found else None)
    if found is None:
        _check_json(content)
        _save(about, found, content, at=at)
        return
    older = _object(Content(bytes(found.content), found.content_type), where="document")
    newer = _object(content, where="body")
    text = json.dumps({**older, **newer}, ensure_ascii=False, separators=(",", ":"))
    _save(about, found, Content(text.encode(), found.content_type), at=at)


@writing()
def delete(about: About, *, client: Client, seen: Seen) -> None:
    """Delete the document, or where it has no name all that fit. Nothing there is no mistake.

    Raises ChangedMeanwhile, NotInScope.
    """
    if not reaches(client, about.person()):
        raise NotInScope(client=client.name)
    if about.name is None:
        matching(about).delete()
        return
    found = Document.objects.select_for_update().filter(key=about.key()).first()
    seen.check(found.etag if found else None)
    if found:
        found.delete()


def _save(about: About, found: Document | None, content: Content, *, at: datetime) -> None:
    """Write the document. Raises ChangedMeanwhile where somebody else made it at the same moment."""
    assert about.name is not None, "written one by one"
    document = found or Document(
        key=about.key(),
        kind=about.kind,
        name=about.name,
        activity_key=None if about.activity is None else key(about.activity),
        agent_key=None if about.agent is None else agent_key(about.agent),
        registration=about.registration,
        person_id=about.person(),
    )
    document.content_type = content.content_type[:200]
    document.content = content.data
    document.etag = hashlib.sha1(content.data, usedforsecurity=False).hexdigest()
    document.updated_at = at
    try:
        with transaction.atomic():
            document.save(force_insert=found is None)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _check_reach(about: About, client: Client) -> None:
    """An account that was erased gets no new documents, one out of reach none from this key.

    Called after the document is locked: who erases an account locks in the same order.
    """
    person = about.person()
    if person is not None and not _lock(person):
        reason = _("Nobody with this account is here.")
        raise NotConforming(where="agent.account", reason=str(reason))
    if not reaches(client, person):
        raise NotInScope(client=client.name)


def _lock(person: UUID) -> bool:
    rows = Person.objects.select_for_update(no_key=True).filter(pk=person)
    return rows.values_list("pk", flat=True).first() is not None


def _check_json(content: Content) -> None:
    """Whoever says JSON sends an object (xAPI 1.0.3, communication 2.2)."""
    if media_type_of(content.content_type)[0] == "application/json":
        _object(content, where="body")


def _object(content: Content, *, where: str) -> dict[str, Any]:
    if media_type_of(content.content_type)[0] == "application/json":
        try:
            found = read_json(content.data)
        except Wrong as wrong:
            raise NotConforming(where=where, reason=str(wrong.reason)) from wrong
        if isinstance(found, dict):
            return found
    reason = _("Only JSON objects can be put together.")
    raise NotConforming(where=where, reason=str(reason))
