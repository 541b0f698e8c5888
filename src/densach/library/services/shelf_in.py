"""Taking in a shelf file of another library: each edition a line, then the shelf itself."""

import io
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from densach.core import files
from densach.core.models import StoredFile
from densach.core.unpack import Archive

from ..catalogue.describe import describe
from ..catalogue.record import stored
from ..formats.shelf_file import MANIFEST_BYTES, NAME, CarriedFile, NotAShelf, parse
from ..models import EditionFile, ImportLine, ImportRun, Licence, Shelf, ShelfPlace, Work
from . import naming, runs
from .records import replace_record
from .taking import media_type_of
from .unpacking import LARGEST_BYTES

Status = ImportLine.Status


def unpack(path: Path, *, run: ImportRun, line: ImportLine) -> int:
    """Keep the files in the shelf file at `path` and give each edition a line; how many.

    `line.details["shelf"]` then holds what `settle` needs. Again after a kill, editions that have
    their line already are left. Raises the refusals of `core.unpack` and `formats.shelf_file`.
    """
    with Archive(path) as archive:
        archive.weigh()
        shelf = parse(archive.read(NAME, limit=MANIFEST_BYTES))
        works = []
        for work in shelf.works:
            lines: list[int] = []
            for edition in work.editions:
                first = lines[0] if lines else None
                lines.append(_line(archive, edition, run=run, line=line, beside=first))
            works.append(
                {
                    "title": work.title,
                    "note": work.note,
                    "licence": work.licence,
                    "record": b64encode(work.record).decode(),
                    "lines": lines,
                }
            )
    told = {"id": shelf.id, "slug": shelf.slug, "title": shelf.title, "text": shelf.text}
    line.details["shelf"] = {**told, "works": works}
    return sum(len(work["lines"]) for work in works)


def _line(
    archive: Archive,
    edition: list[CarriedFile],
    *,
    run: ImportRun,
    line: ImportLine,
    beside: int | None,
) -> int:
    if not edition or any(one.path not in archive for one in edition):
        raise NotAShelf(reason="files")
    source = f"{line.source}/{edition[0].path}"
    there = run.lines.filter(source=source[:1000]).first()
    if there is not None:
        return there.pk
    kept = [(one, _keep(archive, one)) for one in edition]
    details: dict[str, object] = {"of_shelf": line.pk}
    if beside is not None:
        details |= {"beside": beside, "decision": "edition"}
    if len(kept) > 1:
        details["parts"] = [(one.name, sha256) for one, sha256 in kept]
        mains = [one.name for one, _sha in kept if one.purpose == EditionFile.Purpose.MAIN]
        if mains:
            details["main"] = mains[0]
        return runs.add_line(run=run, source=source, details=details).pk
    row = StoredFile.objects.get(pk=kept[0][1])
    return runs.add_line(run=run, source=source, stored=row, details=details).pk


def _keep(archive: Archive, one: CarriedFile) -> str:
    content = io.BytesIO(archive.read(one.path, limit=LARGEST_BYTES))
    row = files.keep(content, media_type=media_type_of(one.name), at=timezone.now())
    return row.sha256


@transaction.atomic
def settle(run: ImportRun, *, at: datetime) -> None:
    """Set up the shelves whose works came in this run, with the cards of their home.

    Works that were here before keep their cards. May be repeated: what stands already stays, and a
    work about which was decided later comes to its place. Two queries where nothing was carried.
    """
    for line in run.lines.filter(details__has_key="shelf").order_by("position"):
        told = line.details["shelf"]
        shelf = _shelf(told, run=run, at=at)
        there = set(shelf.places.values_list("work_id", flat=True))
        for position, one in enumerate(told["works"], start=1):
            work = _work(one, run=run, at=at)
            if work is not None and work.pk not in there:
                there.add(work.pk)
                ShelfPlace.objects.create(
                    shelf=shelf, work=work, position=position, note=one["note"]
                )


def _shelf(told: dict[str, str], *, run: ImportRun, at: datetime) -> Shelf:
    """The shelf with the id of the file; made under it where it is not here, in the run's library."""
    try:
        pk = UUID(told["id"])
    except ValueError as error:
        raise NotAShelf(reason="id") from error
    there = Shelf.objects.filter(pk=pk).first()
    if there is not None:
        return there
    (slug,) = naming.free_slugs(Shelf, [naming.slug_of(told["slug"] or told["title"])])
    return Shelf.objects.create(
        pk=pk, title=told["title"], slug=slug, text=told["text"], organization=run.organization,
        created_at=at, updated_at=at, origin=settings.DENSACH_NODE,
        position=Shelf.objects.count(),
    )  # fmt: skip


def _work(told: dict[str, Any], *, run: ImportRun, at: datetime) -> Work | None:
    """The work that came of the lines; with the card of its home if it came new."""
    lines = list(
        run.lines.filter(pk__in=told["lines"], status__in=(Status.ADDED, Status.KNOWN))
        .exclude(work=None)
        .select_related("work")
        .order_by("position")
    )
    if not lines:
        return None
    line, work = lines[0], lines[0].work
    assert work is not None
    if line.status == Status.ADDED and not line.details.get("card") and told["record"]:
        _follow_card(told, line, work, at=at)
    return work


def _follow_card(told: dict[str, Any], line: ImportLine, work: Work, *, at: datetime) -> None:
    record = stored(b64decode(str(told["record"])))
    edition = work.editions.get(pk=line.details["edition"])
    replace_record(edition, record, describe(record), work=work, at=at)
    licence = Licence.objects.filter(pk=str(told["licence"])).first()
    if licence is not None:
        Work.objects.filter(pk=work.pk).update(licence=licence)
    line.details["card"] = True
    line.save(update_fields=["details"])
