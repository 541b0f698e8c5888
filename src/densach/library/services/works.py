"""Changing works: correct one or many, withdraw and bring back, merge and undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.models import Organization, Person
from densach.search import services as search

from ..errors import WorkChangedMeanwhile
from ..models import Audience, Licence, Work
from ..permissions import can_catalogue
from . import naming
from .taking import refresh_card, set_people

PLAIN = (
    "title", "subtitle", "kind", "language", "level", "year", "description", "series",
    "series_number", "ddc", "rights_note", "source", "audience",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """What a form says about a work. None: leave as it is.

    `people` are (name, relator code); `subjects` are headings; `licence` a code, "" for none.
    """

    fields: Mapping[str, Any]
    people: Sequence[tuple[str, str]] | None = None
    subjects: Sequence[str] | None = None
    licence: str | None = None
    organization: Organization | None = None


@transaction.atomic
def correct(
    *, actor: Person, work: Work, correction: Correction, seen_version: int, at: datetime
) -> Work:
    """Write a correction, if nobody wrote since `seen_version`. The record follows; audit told.

    Raises Forbidden, WorkChangedMeanwhile (nothing changed then).
    """
    work = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    require(can_catalogue(actor, work.organization), action=_("change this record"))
    if correction.organization is not None:
        require(can_catalogue(actor, correction.organization), action=_("move works there"))
    if work.version != seen_version:
        raise WorkChangedMeanwhile(title=work.title)
    before = snapshot(work)
    _apply(work, correction, at=at)
    refresh_card(work, at=at)
    after = snapshot(work)
    changes = {f: [before[f], after[f]] for f in before if before[f] != after[f]}
    if changes:
        _follow_record(work, before, after)
        audit.note("library.work_changed", actor=actor, at=at, subject=work, facts=changes)
        search.changed([work.pk.hex])
    return work


def correct_many(
    *, actor: Person, works: Iterable[Work], correction: Correction, at: datetime
) -> list[Work]:
    """The same correction for many works, each in its own transaction, so that one that is
    being changed by somebody else does not hold up the others. Returns those that were changed.

    Subjects are added to what the works have; other fields are set. Raises Forbidden.
    """
    changed = []
    for work in works:
        subjects = correction.subjects
        if subjects is not None:
            subjects = [*work.subjects.values_list("name", flat=True), *subjects]
        one = Correction(
            fields=correction.fields,
            people=correction.people,
            subjects=subjects,
            licence=correction.licence,
            organization=correction.organization,
        )
        changed.append(
            correct(actor=actor, work=work, correction=one, seen_version=work.version, at=at)
        )
    return changed


@transaction.atomic
def withdraw(*, actor: Person, work: Work, reason: str, at: datetime) -> None:
    """Take a work off the shelves. Its record stays, so that harvesters hear of it."""
    _put(actor, work, withdrawn_at=at, at=at)
    audit.note("library.work_withdrawn", actor=actor, at=at, subject=work, facts={"reason": reason})


@transaction.atomic
def bring_back(*, actor: Person, work: Work, at: datetime) -> None:
    """Put a withdrawn work back."""
    _put(actor, work, withdrawn_at=None, at=at)
    audit.note("library.work_brought_back", actor=actor, at=at, subject=work)


def _put(actor: Person, work: Work, *, withdrawn_at: datetime | None, at: datetime) -> None:
    require(can_catalogue(actor, work.organization), action=_("withdraw works"))
    Work.objects.filter(pk=work.pk).update(
        withdrawn_at=withdrawn_at, updated_at=at, version=work.version + 1
    )
    search.changed([work.pk.hex])


def snapshot(work: Work) -> dict[str, Any]:
    """What a correction may change, as JSON; for “before and after”. Two queries."""
    facts: dict[str, Any] = {name: getattr(work, name) for name in PLAIN}
    facts["people"] = [
        f"{c.agent.name} ({c.role})"
        for c in work.contributions.select_related("agent").order_by("position", "pk")
    ]
    facts["subjects"] = sorted(work.subjects.values_list("name", flat=True))
    facts["licence"] = work.licence_id or ""
    facts["organization"] = str(work.organization_id or "")
    return facts


def _apply(work: Work, correction: Correction, *, at: datetime) -> None:
    work.was_open = work.was_open or work.audience != Audience.ORGANIZATION
    for name, value in correction.fields.items():
        if name in PLAIN:
            setattr(work, name, value)
    if correction.organization is not None:
        work.organization = correction.organization
    if correction.licence is not None:
        work.licence = Licence.objects.filter(code=correction.licence).first()
    if correction.people is not None:
        people = [(name, role, "") for name, role in correction.people]
        set_people(work, people, at=at, as_written=True)
    if correction.subjects is not None:
        work.subjects.set(naming.subjects_named(correction.subjects).values())


def _follow_record(work: Work, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Where a catalogue record came with the work, only the fields concerned change in it."""
    from .records import follow_correction

    follow_correction(work, before=before, after=after)
