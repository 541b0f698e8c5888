"""What this room knows of a person, told to that person."""

from typing import Any

from densach.people.models import Person
from densach.reading.models import Bookmark, Place, ReadingDay


def places(person: Person) -> list[dict[str, Any]]:
    """Where they stopped in books. One query."""
    rows = Place.objects.filter(person=person).select_related("edition__work")
    return [
        {
            "title": row.edition.work.title,
            "place": row.chapter,
            "read": row.fraction,
            "at": row.updated_at.isoformat(),
        }
        for row in rows.order_by("-updated_at")
    ]


def bookmarks(person: Person) -> list[dict[str, Any]]:
    """What they marked. One query."""
    rows = Bookmark.objects.filter(person=person).select_related("edition__work")
    return [
        {
            "title": row.edition.work.title,
            "name": row.name,
            "words": row.excerpt,
            "place": row.chapter,
            "at": row.created_at.isoformat(),
        }
        for row in rows.order_by("created_at")
    ]


def days(person: Person) -> list[dict[str, Any]]:
    """On which days they read. One query."""
    rows = ReadingDay.objects.filter(person=person).order_by("on")
    return [{"day": on.isoformat()} for on in rows.values_list("on", flat=True)]
