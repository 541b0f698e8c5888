"""Events for tests, as a device makes them."""

import gzip
import json
from datetime import timedelta

from densach.core.ids import uuid7
from densach.people.services import devices
from densach.records.formats.events import batch_of, iso
from densach.records.services import outbox
from tests.factories import MONDAY

SECOND = timedelta(seconds=1)


class Phone:
    """A device of one person: counts, keeps its events, sends them."""

    def __init__(self, person, *, at=MONDAY):
        self.key, self.secret = devices.give_key(
            person=person,
            device=None,
            user_agent="Mozilla/5.0 (Linux; Android 10) Chrome/120",
            at=at,
        )
        self.person, self.n, self.events = person, 0, []

    @property
    def device(self):
        return self.key.device

    def does(self, verb, edition, *, at=MONDAY, sure=True, n=None, **result):
        self.n = n or self.n + 1
        told = {
            "id": str(uuid7()), "n": self.n, "at": iso(at), "sure": sure,
            "person": str(self.person.pk), "verb": verb, "on": str(getattr(edition, "pk", edition)),
        }  # fmt: skip
        if result:
            told["result"] = result
        self.events.append(told)
        return told

    def reads(self, edition, *, at=MONDAY, seconds=300, fraction=0.4, chapter="c3", **more):
        """`seconds` of reading that end at `at`."""
        span = {"from": iso(at - seconds * SECOND), "to": iso(at), "seconds": seconds}
        facts = {"chapter": chapter, "offset": 120, "fraction": fraction, **span}
        return self.does("read", edition, at=at, **facts | more)

    def notes(self, edition, note, **result):
        facts = {"note": str(note), "kind": "note", "chapter": "c2", "offset": 7, "fraction": 0.2}
        return self.does("noted", edition, **facts | result)

    def sends(self, *events, at=MONDAY, now=None, clock="sure"):
        """Straight to the service; all events so far unless some are given."""
        told = {"now": iso(now or at), "clock": clock, "events": list(events or self.events)}
        received = outbox.receive(
            person=self.person, device=self.key.device_id, batch=batch_of(told), at=at
        )
        self.n = max(self.n, received.counter)
        return [answer.outcome for answer in received.answers]

    def posts(self, client, *events, packed=True, now=MONDAY, clock="sure", **headers):
        """Over the API."""
        told = {"now": iso(now), "clock": clock, "events": list(events or self.events)}
        body = json.dumps(told).encode()
        return client.post(
            "/api/v1/outbox",
            gzip.compress(body) if packed else body,
            content_type="application/json",
            headers={
                "Authorization": f"Device {self.secret}",
                **({"Content-Encoding": "gzip"} if packed else {}),
                **headers,
            },
        )
