"""Writes of the room: what a person chose for the screen."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from densach.people.models import Person


@transaction.atomic
def keep_choices(
    *, actor: Person, at: datetime, language: str | None = None, age: str | None = None
) -> None:
    """Keep language and age with the account, so that other devices follow. None: unchanged."""
    changes = {"language": language, "age_mode": age}
    wanted = {field: value for field, value in changes.items() if value is not None}
    if not wanted:
        return
    Person.objects.filter(pk=actor.pk).update(**wanted, updated_at=at, version=F("version") + 1)
    for field, value in wanted.items():
        setattr(actor, field, value)
