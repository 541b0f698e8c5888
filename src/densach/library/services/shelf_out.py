"""A whole shelf as one file, for another library or for a phone that unpacks zips."""

import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.db.models import Q

from densach.core.files import BLOCK, open_file
from densach.people.models import Person

from ..formats.shelf_file import NAME, VERSION
from ..models import EditionFile, Shelf, ShelfPlace, Work
from ..permissions import readable_by
from ..queries import export

KEPT = (EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK, EditionFile.Purpose.SUBTITLES)
EPOCH = (2026, 1, 1, 0, 0, 0)  # entries carry no time: the same shelf gives the same file


@dataclass(frozen=True, slots=True)
class Packed:
    """What goes into the file: its first entry, then (path, file) in order; bytes of the files."""

    manifest: bytes
    files: list[tuple[str, EditionFile]]
    size_bytes: int
    works: int


@dataclass(slots=True)
class _Sink:
    """Takes what zipfile writes and hands it on; it cannot be sought, so nothing is kept."""

    blocks: list[bytes] = field(default_factory=list)

    def write(self, block: bytes) -> int:
        self.blocks.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        """Nothing to do: what is written is handed on by `taken`."""

    def taken(self) -> bytes:
        """What was written since."""
        block = b"".join(self.blocks)
        self.blocks.clear()
        return block


def pack(
    shelf: Shelf,
    *,
    viewer: Person | None,
    on_premises: bool = False,
    everything: bool = False,
) -> Packed:
    """The works of `shelf` whose files `viewer` may have, in order. A few queries a work.

    `everything`: for the operator of the installation, also what only some may read.
    """
    present = Q(merged_into__isnull=True, withdrawn_at__isnull=True)
    readable = present if everything else readable_by(viewer, on_premises=on_premises)
    allowed = set(Work.objects.filter(readable, shelves=shelf).values_list("pk", flat=True))
    places = shelf.places.select_related("work").order_by("position", "pk")
    works: list[dict[str, Any]] = []
    files: list[tuple[str, EditionFile]] = []
    for place in places:
        if place.work_id in allowed:
            works.append(_work(place, len(works) + 1, files))
    told = {
        "densach": "shelf", "version": VERSION, "id": str(shelf.pk), "slug": shelf.slug,
        "title": shelf.title, "text": shelf.text, "works": works,
    }  # fmt: skip
    manifest = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    size = sum(row.stored.size_bytes for _path, row in files)
    return Packed(manifest, files, size, len(works))


def _work(place: ShelfPlace, number: int, files: list[tuple[str, EditionFile]]) -> dict[str, Any]:
    work = place.work
    record = next(iter(export.export(Work.objects.filter(pk=work.pk), "marc")), b"")
    editions = []
    rows = EditionFile.objects.filter(edition__work=work, purpose__in=KEPT)
    rows = rows.select_related("stored", "edition").order_by(
        "edition__created_at", "edition", "position", "pk"
    )
    by_edition: dict[Any, list[EditionFile]] = {}
    for row in rows:
        by_edition.setdefault(row.edition_id, []).append(row)
    for count, group in enumerate(by_edition.values(), start=1):
        folder = f"sach/{number:03d}-{work.slug[:60]}" + (f"/{count}" if count > 1 else "")
        told = []
        for row in group:
            path = _free(f"{folder}/{PurePath(row.name).name or 'tep'}", files, row)
            files.append((path, row))
            told.append({"path": path, "name": row.name, "purpose": row.purpose,
                         "language": row.language})  # fmt: skip
        editions.append({"format": group[0].edition.format, "files": told})
    return {
        "id": str(work.pk), "title": work.title, "note": place.note,
        "licence": work.licence_id or "", "record": b64encode(record).decode(),
        "editions": editions,
    }  # fmt: skip


def _free(path: str, files: list[tuple[str, EditionFile]], row: EditionFile) -> str:
    """`path`, with the position before its name where another file has it."""
    if all(path != taken for taken, _row in files):
        return path
    pure = PurePath(path)
    return str(pure.with_name(f"{row.position:03d}-{row.stored_id[:6]}-{pure.name}"))


def stream(packed: Packed) -> Iterator[bytes]:
    """The file in blocks; memory does not grow with it. Media are stored, not packed again."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as out:  # type: ignore[call-overload]  # zipfile asks of what is only written to no more than write, flush
        out.writestr(zipfile.ZipInfo(NAME, EPOCH), packed.manifest, zipfile.ZIP_DEFLATED)
        yield sink.taken()
        for path, row in packed.files:
            large = row.stored.size_bytes >= zipfile.ZIP64_LIMIT // 2
            with (
                open_file(row.stored) as source,
                out.open(zipfile.ZipInfo(path, EPOCH), "w", force_zip64=large) as entry,
            ):
                while block := source.read(BLOCK):
                    entry.write(block)
                    yield sink.taken()
    yield sink.taken()
