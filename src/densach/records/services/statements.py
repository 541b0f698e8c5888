"""Storing statements: the one way in, for events of our devices and for other programs alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from densach.records.models import Attachment, Mention, Reference, Statement
from densach.records.text.turn import TURN

from . import activities

# What another program declared void before it came is void; a voiding statement never is (xAPI 1.0.3,
# data 2.3.2), nor is an event of our own devices.
INSERT = """
    INSERT INTO records_statement (
        number, id, stored, timestamp, actor_key, verb_key, activity_key, registration, person_id,
        client_id, device, counter, sure, verb, raw, voided
    ) VALUES (
        %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
        %s AND EXISTS (SELECT 1 FROM records_reference WHERE target = %s AND voids)
    )
"""
# In one go: the second statement sees what was stored while the first one waited.
LOCK_AND_LOOK = """
    SELECT pg_advisory_xact_lock({turn});
    SELECT number, stored FROM records_statement ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that is known to be right and new, with what it shall be found by.

    `raw` is the whole statement as a JSON object without `stored`, which `add` puts in; everything
    else (`authority`, `version`, `timestamp`) stands in it. `target` is the statement that is the
    object, `voids` says that it is declared void. `mentions` are pairs of `Mention.Kind` and key,
    `attachments` triples of `sha2`, content type and the stored file's SHA-256. `definitions` are
    the definitions of activities by IRI, for those who may describe activities.
    """

    id: UUID
    timestamp: datetime
    actor_key: int
    verb_key: int
    activity_key: int | None
    raw: str
    registration: UUID | None = None
    person_id: UUID | None = None
    client_id: int | None = None
    device: UUID | None = None
    counter: int | None = None
    sure: bool | None = None
    verb: str = ""
    mentions: Sequence[tuple[int, int]] = ()
    target: UUID | None = None
    voids: bool = False
    attachments: Sequence[tuple[str, str, str]] = ()
    definitions: Mapping[str, Mapping[str, Any]] | None = None


class Turn(NamedTuple):
    """The right to store the next statements: the time they get, the number before theirs."""

    stored: datetime
    newest: int


def take_turn(*, at: datetime) -> Turn:
    """Wait until no other transaction stores statements; say the time that `add` will write.

    Call it first in a transaction, before any row is locked or looked up: then writers never wait for
    each other in a circle, ids looked up afterwards cannot appear in between, and `stored` rises in
    the order in which others come to see the statements. That order is what `since` and
    `X-Experience-API-Consistent-Through` promise; it is why the clock is read here and not before.
    """
    newest = _locked_newest() if connection.vendor == "postgresql" else _newest()
    number, before = newest or (0, at)
    stored = max(at, timezone.now(), before)
    return Turn(stored.replace(microsecond=stored.microsecond // 1000 * 1000), number)


def _locked_newest() -> tuple[int, datetime] | None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_AND_LOOK.format(turn=TURN))
        cursor.nextset()
        row: tuple[int, datetime] | None = cursor.fetchone()
    return row


def _newest() -> tuple[int, datetime] | None:
    """SQLite has one writer anyway (IMMEDIATE)."""
    return Statement.objects.order_by("-number").values_list("number", "stored").first()


def add(prepared: Sequence[Prepared], *, at: datetime, turn: Turn | None = None) -> None:
    """Store `prepared` in their order, inside the caller's transaction; all are found afterwards.

    The caller has looked up, after `take_turn`, that none of the ids is known; a `turn` serves for
    one call. Definitions of activities are merged; what others declared void before it came is void.
    """
    if not prepared:
        return
    stored, newest = turn or take_turn(at=at)
    numbered = list(enumerate(prepared, start=newest + 1))
    _insert(numbered, stored=stored)
    mentions = [
        Mention(statement_id=number, kind=kind, key=key)
        for number, one in numbered
        for kind, key in one.mentions
    ]
    if mentions:
        Mention.objects.bulk_create(mentions)
    attachments = [
        Attachment(statement_id=number, sha2=sha2, content_type=content_type, file_id=sha256)
        for number, one in numbered
        for sha2, content_type, sha256 in one.attachments
    ]
    if attachments:
        Attachment.objects.bulk_create(attachments)
    for number, one in numbered:
        if one.target is not None:
            _refer(number, one)
    definitions = [one.definitions for one in prepared if one.definitions]
    if definitions:
        activities.define(definitions, at=stored)


def _insert(numbered: list[tuple[int, Prepared]], *, stored: datetime) -> None:
    """One prepared SQL for all: a third of what the ORM's `bulk_create` costs (bench/records_lrs.py)."""
    when = connection.ops.adapt_datetimefield_value
    uuid = str if connection.features.has_native_uuid_field else _hex
    stored_text = stored.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stored.microsecond // 1000:03}Z"
    tail = f',"stored":"{stored_text}"}}'
    stored_value = when(stored)
    rows = [
        (
            number,
            uuid(one.id),
            stored_value,
            when(one.timestamp),
            one.actor_key,
            one.verb_key,
            one.activity_key,
            one.registration and uuid(one.registration),
            one.person_id and uuid(one.person_id),
            one.client_id,
            one.device and uuid(one.device),
            one.counter,
            one.sure,
            one.verb,
            one.raw[:-1] + tail,
            one.client_id is not None and not one.voids,
            uuid(one.id),
        )
        for number, one in numbered
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)


def _hex(value: UUID) -> str:
    return value.hex


def _refer(number: int, one: Prepared) -> None:
    """Write down where statement `number` leads to, also for those that lead to it; void its target."""
    assert one.target is not None, "only for statements about statements"
    further = Reference.objects.filter(statement__id=one.target).values_list("target", flat=True)
    leads_to = {one.target, *further} - {one.id}
    earlier = Reference.objects.filter(target=one.id).values_list("statement", flat=True)
    Reference.objects.bulk_create(
        [
            Reference(statement_id=start, target=target, voids=one.voids and start == number)
            for start in (number, *earlier)
            for target in sorted(leads_to)
        ]
    )
    if one.voids:
        _void([one.target])


def _void(ids: Iterable[UUID]) -> None:
    """Mark as void, unless it voids another itself (xAPI 1.0.3, data 2.3.2: that cannot be voided)."""
    voiding = Reference.objects.filter(voids=True).values("statement")
    Statement.objects.filter(id__in=list(ids)).exclude(number__in=voiding).update(voided=True)
