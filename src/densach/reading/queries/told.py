"""What this room knows of a person, told to that person."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from densach.people.models import Person
from densach.people.queries.parts import Thing

from ..models import Finished, Minutes, Note, ReadingDay, ShelfFollowing
from .places import places_of

Told = list[dict[str, Any]]


def places(person: Person) -> Told:
    """Where they stopped in books. One query."""
    return [
        {
            "title": row.edition.work.title,
            "place": row.chapter,
            "read": row.fraction,
            "at": row.at.isoformat(),
        }
        for row in places_of(person).select_related("edition__work")
    ]


def notes(person: Person) -> Told:
    """What they marked, those taken away left out. One query."""
    rows = Note.objects.filter(person=person, gone=False).select_related("edition__work")
    return [
        {
            "title": row.edition.work.title,
            "kind": row.kind,
            "name": row.name,
            "words": row.excerpt,
            "note": row.text,
            "place": row.chapter,
            "at": row.at.isoformat(),
        }
        for row in rows.order_by("n", "at")
    ]


def finished(person: Person) -> Told:
    """What they read to the end. One query."""
    rows = Finished.objects.filter(person=person).select_related("edition__work").order_by("at")
    return [{"title": row.edition.work.title, "at": row.at.isoformat()} for row in rows]


def minutes(person: Person) -> Told:
    """How long they read what, by day. One query."""
    rows = Minutes.objects.filter(person=person).select_related("edition__work")
    return [
        {
            "day": row.on.isoformat(),
            "title": row.edition.work.title,
            "minutes": round(row.seconds / 60, 1),
        }
        for row in rows.order_by("on", "pk")
    ]


def days(person: Person) -> Told:
    """On which days they read. One query."""
    rows = ReadingDay.objects.filter(person=person).order_by("on")
    return [{"day": on.isoformat()} for on in rows.values_list("on", flat=True)]


def shelves(person: Person) -> Told:
    """Which shelves they follow. One query."""
    rows = ShelfFollowing.objects.filter(person=person).select_related("shelf").order_by("since")
    return [{"shelf": row.shelf.title, "since": row.since.isoformat()} for row in rows]


THINGS = 50  # newest ones that the page offers to delete alone


def works_read(person: Person) -> list[Thing]:
    """The works read last, each once. One query."""
    rows = places_of(person).select_related("edition__work")[: THINGS * 2]
    found = {
        row.edition.work_id: Thing(
            str(row.edition.work_id), row.edition.work.title, f"{round(row.fraction * 100)} %"
        )
        for row in rows
    }
    return list(found.values())[:THINGS]


def notes_made(person: Person) -> list[Thing]:
    """The newest notes. One query."""
    rows = Note.objects.filter(person=person, gone=False).select_related("edition__work")
    return [
        Thing(
            str(row.note),
            row.text or row.excerpt or row.name or row.chapter,
            row.edition.work.title,
        )
        for row in rows.order_by("-n", "-at")[:THINGS]
    ]


def counts(model: type[Model], **which: Any) -> Callable[[Person], int]:
    """How many rows of `model` (those with `which`) a person has; one query."""
    return lambda person: model._default_manager.filter(person=person, **which).count()


KEPT = _("As long as the account lives, or until you delete it.")
