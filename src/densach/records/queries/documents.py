"""Finding documents of programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from densach.records.errors import NothingThere
from densach.records.models import Client, Document
from densach.records.permissions import reaches
from densach.records.text.keys import agent_key, document_key, identifier, key, person_id


@dataclass(frozen=True, slots=True)
class About:
    """What a document, or several, are about. `name` None: all that fit the rest."""

    kind: Document.Kind
    activity: str | None = None
    agent: Mapping[str, Any] | None = None
    registration: UUID | None = None
    name: str | None = None

    def key(self) -> UUID:
        """By which the one document is found."""
        agent = None if self.agent is None else identifier(self.agent)
        return document_key(self.kind, self.activity, agent, self.registration, self.name)

    def person(self) -> UUID | None:
        """The person with an account here whom it is about."""
        return None if self.agent is None else person_id(self.agent)


def matching(about: About) -> QuerySet[Document]:
    """All documents about the same thing; of one registration where it is said."""
    rows = Document.objects.filter(
        kind=about.kind,
        activity_key=None if about.activity is None else key(about.activity),
        agent_key=None if about.agent is None else agent_key(about.agent),
    )
    return rows.filter(registration=about.registration) if about.registration else rows


def one(about: About, *, client: Client) -> Document:
    """The document. At most two queries. Raises NothingThere, also where the key does not reach."""
    found = Document.objects.filter(key=about.key()).first()
    if found is None or not reaches(client, about.person()):
        raise NothingThere
    return found


def names(about: About, *, client: Client, since: datetime | None) -> list[str]:
    """Names of the documents that fit, changed after `since`. At most two queries."""
    if not reaches(client, about.person()):
        return []
    rows = matching(about)
    if since is not None:
        rows = rows.filter(updated_at__gt=since)
    return list(rows.order_by("pk").values_list("name", flat=True))
