"""Run by outbox.py inside an installation: fills it with statements of a year, straight into the store.

    outbox_fill.py COUNT

For growth only: through the outbox a million events take a quarter of an hour, and what is to be measured
is how the next batch fares among them.
"""

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction
from django.utils import timezone

from densach.core.ids import uuid7
from densach.library.models import Edition
from densach.people.models import Person
from densach.records.services import statements
from densach.records.text import ours

AT_ONCE = 5000
chance, now = random.Random(11), timezone.now()
people = list(Person.objects.filter(username__startswith="b").values_list("pk", flat=True))
editions = list(Edition.objects.values_list("pk", flat=True))
verb = ours.verb("read")


def one(number):
    person, edition = chance.choice(people), chance.choice(editions)
    event, at = uuid7(), now - timedelta(seconds=chance.randint(0, 365 * 86_400))
    result = {"chapter": f"c{number % 40 + 1}", "offset": number % 9000, "fraction": 0.41, "seconds": 300,
              "from": at.isoformat(), "to": at.isoformat()}  # fmt: skip
    raw = json.dumps({
        "id": str(event), "actor": ours.actor(person), "verb": {"id": verb.iri},
        "object": {"objectType": "Activity", "id": ours.activity_id(edition)},
        "result": {"extensions": {ours.RESULT: result}},
        "context": {"extensions": {ours.CONTEXT: {"device": None, "n": number, "at": at.isoformat(), "sure": True, "shift": 0.0}}},
        "timestamp": at.isoformat(), "authority": ours.AUTHORITY, "version": "2.0.0",
    })  # fmt: skip
    return statements.Prepared(
        id=event, timestamp=at, actor_key=ours.actor_key(person), verb_key=verb.key,
        activity_key=ours.activity_key(edition), raw=raw, person_id=person, counter=number,
        sure=True, verb="read",
    )  # fmt: skip


count = int(sys.argv[1])
for begin in range(0, count, AT_ONCE):
    with transaction.atomic():
        rows = range(begin, min(count, begin + AT_ONCE))
        statements.add([one(number) for number in rows], at=timezone.now())
