"""Statements of other programs: from parsed JSON to rows, all of a request or none."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from densach.core import files
from densach.core.ids import uuid7
from densach.people.models import Person
from densach.records.errors import NotConforming, NotInScope, NotYours, StatementDiffers
from densach.records.formats.multipart import Part
from densach.records.formats.sameness import same
from densach.records.formats.shapes import Wrong
from densach.records.formats.signatures import check_signature, is_signature
from densach.records.formats.statements import check_statement
from densach.records.models import Client, Statement
from densach.records.permissions import can_void, reaches
from densach.records.text.keys import person_id

from .preparing import prepare
from .statements import Prepared, add, take_turn
from .writing import writing

HASHES = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}  # hexadecimal digits of SHA-2
FIRST_VERSION = {"1": "1.0.0", "2": "2.0.0"}  # of statements that do not say (1.0.3: 2.4.10)


def receive(
    statements: Sequence[Any],
    *,
    client: Client,
    version: str,
    parts: Sequence[Part] | None = None,
    at: datetime,
) -> list[UUID]:
    """Check and store `statements` with the files in `parts`; their ids in the same order.

    Statements that are known already and say the same are left as they are. `parts` is None where
    the request brought JSON alone. Raises NotConforming, StatementDiffers, NotYours, NotInScope,
    NoRoom, Busy.
    """
    _check(statements, version=version)
    contents = _contents(statements, parts or [])
    for number, statement in enumerate(statements):
        _check_attachments(statement, contents, number, alone=len(statements) == 1)
    ids = [UUID(one["id"]) if "id" in one else uuid7() for one in statements]
    if len(set(ids)) != len(ids):
        raise NotConforming(where="id", reason=str(_("Two statements have the same id.")))
    with writing():
        turn = take_turn(at=at)
        known = _known(ids, statements)
        fresh = [(id_, one) for id_, one in zip(ids, statements, strict=True) if id_ not in known]
        persons = _persons(client, [one for _id, one in fresh])
        prepared = [
            prepare(
                {"version": FIRST_VERSION[version[0]], **one, "id": str(id_)},
                client=client,
                stored=turn.stored,
                person=persons.get(number),
            )
            for number, (id_, one) in enumerate(fresh)
        ]
        _check_voiding(client, prepared)
        stored = _keep(contents, at=turn.stored) if contents else {}
        add([_with_files(one, stored) for one in prepared], at=at, turn=turn)
    return ids


def _check(statements: Sequence[Any], *, version: str) -> None:
    for number, statement in enumerate(statements):
        try:
            check_statement(statement, version=version)
        except Wrong as wrong:
            raise _refusal(wrong, number, alone=len(statements) == 1) from wrong


def _refusal(wrong: Wrong, number: int, *, alone: bool) -> NotConforming:
    if not alone:
        wrong.where.insert(0, number)
    return NotConforming(where=wrong.place(), reason=str(wrong.reason))


# Attachments


def _contents(statements: Sequence[Mapping[str, Any]], parts: Sequence[Part]) -> dict[str, Part]:
    """The parts by their hash, each one that some statement names."""
    named = {a["sha2"].lower() for one in statements for a in _attachments(one)}
    contents = {}
    for part in parts:
        sha2 = part.headers.get("x-experience-api-hash", "").lower()
        binary = part.headers.get("content-transfer-encoding", "").lower() == "binary"
        if sha2 not in named or not binary:
            reason = _(
                "Each part after the first needs Content-Transfer-Encoding: binary and the X-Experience-API-Hash of an attachment."
            )
            raise NotConforming(where="multipart", reason=str(reason))
        if hashlib.new(HASHES[len(sha2)], part.content).hexdigest() != sha2:
            reason = _("The bytes of a part do not have the hash that it says.")
            raise NotConforming(where="multipart", reason=str(reason))
        contents[sha2] = part
    return contents


def _attachments(statement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    thing = statement["object"]
    inner = _attachments(thing) if thing.get("objectType") == "SubStatement" else []
    return [*statement.get("attachments", ()), *inner]


def _check_attachments(
    statement: Mapping[str, Any], contents: Mapping[str, Part], number: int, *, alone: bool
) -> None:
    for place, attachment in enumerate(_attachments(statement)):
        part = contents.get(attachment["sha2"].lower())
        try:
            _check_attachment(statement, attachment, part)
        except Wrong as wrong:
            wrong.where[:0] = ["attachments", place]
            raise _refusal(wrong, number, alone=alone) from wrong


def _check_attachment(
    statement: Mapping[str, Any], attachment: Mapping[str, Any], part: Part | None
) -> None:
    if part is None and "fileUrl" not in attachment:
        raise Wrong(_("The file neither came along nor has a “fileUrl”."))
    if is_signature(attachment) and part is not None:
        check_signature(statement, attachment, part.content)


def _keep(contents: Mapping[str, Part], *, at: datetime) -> dict[str, tuple[str, str]]:
    """Put files into the store; content type and SHA-256 by the hash that the statement names."""
    kept = {}
    for sha2, part in contents.items():
        content_type = part.headers.get("content-type", "application/octet-stream")[:200]
        media_type = content_type.split(";")[0].strip()[:100]
        stored = files.keep(io.BytesIO(part.content), media_type=media_type, at=at)
        kept[sha2] = (content_type, stored.sha256)
    return kept


def _with_files(prepared: Prepared, stored: Mapping[str, tuple[str, str]]) -> Prepared:
    if not stored:
        return prepared
    hashes = dict.fromkeys(a["sha2"].lower() for a in _attachments(json.loads(prepared.raw)))
    return replace(
        prepared, attachments=[(sha2, *stored[sha2]) for sha2 in hashes if sha2 in stored]
    )


# What is there already


def _known(ids: Sequence[UUID], statements: Sequence[Mapping[str, Any]]) -> set[UUID]:
    rows = dict(Statement.objects.filter(id__in=ids).values_list("id", "raw"))
    for id_, statement in zip(ids, statements, strict=True):
        if id_ in rows and not same(json.loads(rows[id_]), statement):
            raise StatementDiffers(id=str(id_))
    return set(rows)


def _check_voiding(client: Client, prepared: Sequence[Prepared]) -> None:
    targets = [one.target for one in prepared if one.voids and one.target]
    if not targets:
        return
    for id_, sent_by in Statement.objects.filter(id__in=targets).values_list("id", "client"):
        if not can_void(client, sent_by=sent_by):
            raise NotYours(id=str(id_))


def _persons(client: Client, statements: Sequence[Mapping[str, Any]]) -> dict[int, UUID]:
    """By place in `statements`: the person here who acts. Raises where an account is not known.

    A statement about an account that was erased would bring personal data back for ever. Locked, so
    that nobody is erased before this transaction ends.
    """
    named = {n: pk for n, one in enumerate(statements) if (pk := person_id(one["actor"]))}
    if not named:
        return {}
    wanted = set(named.values())
    here = Person.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    found = set(here.values_list("pk", flat=True))
    if wanted - found:
        reason = _("Nobody with this account is here.")
        raise NotConforming(where="actor.account", reason=str(reason))
    if not all(reaches(client, pk) for pk in wanted):
        raise NotInScope(client=client.name)
    return named
