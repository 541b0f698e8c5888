"""Bookkeeping of imports: runs begun and stopped, lines added, decided, dropped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.models import StoredFile
from densach.core.permissions import require
from densach.people.models import Organization, Person

from ..errors import AlreadyDecided
from ..models import Audience, ImportLine, ImportRun
from ..permissions import can_catalogue
from . import renewing

Status = ImportLine.Status


@transaction.atomic
def start_run(
    *,
    actor: Person | None,
    label: str,
    organization: Organization | None,
    at: datetime,
    audience: str = Audience.PUBLIC,
) -> ImportRun:
    """Begin an import; files are then added to it. `actor` None: the command line, which may all.

    Raises Forbidden.
    """
    if actor is not None:
        require(can_catalogue(actor, organization), action=_("add works to this library"))
    run = ImportRun.objects.create(
        started_at=at,
        started_by=actor,
        organization=organization,
        label=label[:300],
        audience=audience,
    )
    audit.note("library.import_started", actor=actor, at=at, subject=run, label=label)
    return run


def add_line(
    *,
    run: ImportRun,
    source: str,
    stored: StoredFile | None = None,
    details: dict[str, Any] | None = None,
) -> ImportLine:
    """One more file or address for `run`."""
    line = ImportLine(source=source, stored=stored, details=details or {})
    return add_lines(run=run, lines=[line])[0]


@transaction.atomic
def add_lines(*, run: ImportRun, lines: Sequence[ImportLine]) -> list[ImportLine]:
    """Number new lines and write them. The run's row is locked, so numbers never meet."""
    ImportRun.objects.select_for_update().get(pk=run.pk)
    last = run.lines.order_by("-position").values_list("position", flat=True).first() or 0
    for position, line in enumerate(lines, start=last + 1):
        line.run, line.position, line.source = run, position, _printable(line.source)[:1000]
    return ImportLine.objects.bulk_create(lines)


@transaction.atomic
def stop_run(*, actor: Person, run: ImportRun, at: datetime) -> None:
    """Stop after the files that are being read; what waits keeps waiting. Raises Forbidden."""
    require(can_catalogue(actor, run.organization), action=_("stop this import"))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED)
    audit.note("library.import_stopped", actor=actor, at=at, subject=run, label=run.label)


@transaction.atomic
def decide(*, actor: Person, line: ImportLine, choice: str, at: datetime) -> ImportLine:
    """Settle a line that looks like a work on the shelves.

    `choice`: `edition` (one more edition of that work), `new` (a work of its own), `renew` (in the
    place of the older release) or `skip`. All but the last let the line wait again: the caller
    enqueues the run. Raises Forbidden, AlreadyDecided.
    """
    line = ImportLine.objects.select_for_update().select_related("run").get(pk=line.pk)
    require(can_catalogue(actor, line.run.organization), action=_("decide about this file"))
    choices: tuple[str, ...] = ("edition", "new", "skip") if line.similar_to_id else ()
    if choices and line.details.get("release") in (renewing.NEWER, renewing.SAME):
        choices = (*choices, "renew")
    if line.status != Status.SIMILAR or choice not in choices:
        raise AlreadyDecided
    if choice == "skip":
        line.status, line.message = Status.KNOWN, _("Left out: the work on the shelves is enough.")
    else:
        line.status, line.message = Status.WAITING, ""
        line.details = {**line.details, "decision": choice}
        if choice == "edition":
            line.details["into"] = str(line.similar_to_id)
    line.save()
    audit.note(
        "library.import_decided", actor=actor, at=at, subject=line, label=line.source,
        facts={"choice": choice},
    )  # fmt: skip
    return line


@transaction.atomic
def drop_line(*, actor: Person, line: ImportLine, at: datetime) -> None:
    """Take a refused line off the list. Raises Forbidden."""
    require(can_catalogue(actor, line.run.organization), action=_("change this import"))
    audit.note("library.import_line_dropped", actor=actor, at=at, label=line.source)
    line.delete()


def _printable(name: str) -> str:
    """A name that can be stored and shown: broken bytes become `?`, NUL goes."""
    return name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
