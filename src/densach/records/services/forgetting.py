"""Deleting for real what a person did: rows, mentions, documents, files that nobody else has."""

from uuid import UUID

from django.db import transaction
from django.db.models import ForeignObjectRel

from densach.core.files import remove
from densach.core.models import StoredFile
from densach.people.models import Person
from densach.records.models import Document, Statement
from densach.records.text.keys import key


@transaction.atomic
def forget(*, person: Person, activity: str | None = None) -> list[UUID]:
    """Delete all statements of `person`, or those about one activity (IRI); the ids that went.

    Without `activity` the person's documents go too. The caller has asked for permission. Files that
    came with the statements leave the store after commit, unless others refer to them.
    """
    statements = Statement.objects.filter(person=person)
    if activity is not None:
        statements = statements.filter(activity_key=key(activity))
    else:
        Document.objects.filter(person=person).delete()
    ids = list(statements.values_list("id", flat=True))
    statements.delete()
    return ids


def remove_unused(sha256: str) -> None:
    """Take a stored file away if no row of any room refers to it."""
    stored = StoredFile.objects.filter(pk=sha256).first()
    relations = [
        field
        for field in StoredFile._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and field.one_to_many
    ]
    if stored is None or any(_refers(relation, stored) for relation in relations):
        return
    remove(stored)


def _refers(relation: ForeignObjectRel, stored: StoredFile) -> bool:
    rows = relation.field.model._default_manager
    return rows.filter(**{relation.field.name: stored}).exists()
