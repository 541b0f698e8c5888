"""The days on which somebody read."""

from datetime import date

from densach.people.models import Person

from ..models import ReadingDay


def days_read(person: Person, *, since: date) -> set[date]:
    """Local days from `since` on, on which `person` read, heard or watched something. One query."""
    days = ReadingDay.objects.filter(person=person, on__gte=since)
    return set(days.values_list("on", flat=True))
