"""Files that come from a browser: kept as they arrive, put together where several are one book."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit, files
from densach.core.permissions import require
from densach.people.models import Organization, Person

from ..models import Audience, ImportLine, ImportRun
from ..permissions import can_catalogue
from . import runs
from .sources import BESIDE, FILMS, SOUNDS, is_one_book
from .taking import media_type_of


def run_for_upload(
    *, actor: Person, run_id: UUID, organization: Organization | None, audience: str, at: datetime
) -> ImportRun:
    """The run that the page chose an id for, begun with its first file. Raises Forbidden."""
    require(can_catalogue(actor, organization), action=_("add works to this library"))
    run, new = ImportRun.objects.get_or_create(
        pk=run_id,
        defaults={
            "started_at": at, "started_by": actor, "organization": organization,
            "audience": audience if audience in Audience.values else Audience.PUBLIC,
        },
    )  # fmt: skip
    if not new:
        require(can_catalogue(actor, run.organization), action=_("change this import"))
    return run


def receive(*, run: ImportRun, path: str, content: BinaryIO, at: datetime) -> ImportLine:
    """Keep one file under the name it had in the dropped folder. Raises OSError (disk full).

    The same name and bytes again, as after a broken line, stay one line.
    """
    name = "/".join(PurePosixPath(path.replace("\\", "/")).parts[-6:]).lstrip("/") or "tep"
    stored = files.keep(content, media_type=media_type_of(name), at=at)
    if again := run.lines.filter(source=name, stored=stored).first():
        return again
    return runs.add_line(run=run, source=name, stored=stored)


@transaction.atomic
def begin(*, actor: Person, run: ImportRun, at: datetime) -> ImportRun:
    """All files are here: put pages, tracks and subtitles together and let the run go.

    Returns the run, RUNNING; the caller enqueues the job. Raises Forbidden.
    """
    require(can_catalogue(actor, run.organization), action=_("change this import"))
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    waiting = list(run.lines.filter(status=ImportLine.Status.WAITING).order_by("position"))
    _group(waiting)
    if not run.label:
        run.label = _label(list(run.lines.order_by("position")))
        audit.note("library.import_started", actor=actor, at=at, subject=run, label=run.label)
    run.state, run.ended_at = ImportRun.State.RUNNING, None
    run.save()
    return run


def _label(lines: list[ImportLine]) -> str:
    """The folder, the file, or `one.epub (+59)` for sixty files; `short_label` puts that into words."""
    first = lines[0].source if lines else ""
    folder, slash, _name = first.partition("/")
    if slash or len(lines) <= 1:
        return (folder if slash else first)[:300]
    return f"{first[:280]} (+{len(lines) - 1})"


def _group(lines: list[ImportLine]) -> None:
    """Folders that are one book become one line; subtitles join the recording of their name."""
    folders: dict[str, list[ImportLine]] = defaultdict(list)
    for line in lines:
        folders[line.source.rpartition("/")[0]].append(line)
    for folder, members in folders.items():
        if folder and is_one_book([Path(m.source) for m in members]):
            _join(members[0], members, main="", source=folder)
            continue
        for line in members:
            beside = [m for m in members if _goes_with(m, line)]
            if beside:
                _join(line, [line, *beside], main=Path(line.source).name, source=line.source)


def _goes_with(line: ImportLine, recording: ImportLine) -> bool:
    mine, theirs = Path(line.source), Path(recording.source)
    return (
        theirs.suffix.lower() in FILMS | SOUNDS
        and mine.suffix.lower() in BESIDE
        and mine.name.startswith(theirs.stem)
    )


def _join(line: ImportLine, members: list[ImportLine], *, main: str, source: str) -> None:
    parts = [[Path(m.source).name, m.stored_id] for m in members]
    line.details = {**line.details, "parts": parts, "main": main}
    line.source = source[:1000]
    line.save()
    ImportLine.objects.filter(pk__in=[m.pk for m in members if m.pk != line.pk]).delete()
