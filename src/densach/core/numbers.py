"""Short numbers for people, given out in order."""

from django.db import transaction
from django.db.models import F

from .models import Counter


@transaction.atomic
def take(series: str, *, count: int = 1) -> range:
    """The next `count` numbers of `series`, from 1 up. Two queries; never gives a number twice.

    The update comes first: it locks the row on PostgreSQL, and SQLite's writers queue anyway.
    """
    if not Counter.objects.filter(name=series).update(value=F("value") + count):
        Counter.objects.get_or_create(name=series)
        Counter.objects.filter(name=series).update(value=F("value") + count)
    last = Counter.objects.values_list("value", flat=True).get(name=series)
    return range(last - count + 1, last + 1)
