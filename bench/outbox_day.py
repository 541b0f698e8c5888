"""Run by outbox.py inside an installation: a day of 40 pupils, written by `take_out`. Prints bytes and events."""

import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone

from densach.records.models import Statement
from densach.records.services import carrying

PUPILS, EVENTS = 40, 877
people = list(Statement.objects.values_list("person", flat=True).distinct()[:PUPILS])
keep = []
for number, person in enumerate(people):
    count = EVENTS // PUPILS + (number < EVENTS % PUPILS)
    rows = Statement.objects.filter(person=person).order_by("counter")
    keep += rows.values_list("number", flat=True)[:count]
Statement.objects.filter(number__in=keep).update(stored=timezone.now() + timedelta(days=1))
to = Path(sys.argv[1], "day.json.gz")
written = carrying.take_out(to, at=timezone.now(), since=timezone.now() + timedelta(hours=1))
print(to.stat().st_size, written)
