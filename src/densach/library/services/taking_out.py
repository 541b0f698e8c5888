"""Everything that came in can go out: records in a file, works as their files in folders."""

import shutil
from collections.abc import Callable
from pathlib import Path

from densach.core.files import BLOCK, open_file

from ..errors import NoShelf
from ..models import EditionFile, Shelf
from ..queries import exchange, export
from . import shelf_out

Tell = Callable[[int, int], None]
KEPT = (EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK, EditionFile.Purpose.SUBTITLES)


def records_to(target: Path, form: str, *, tell: Tell) -> int:
    """Write the records of all works into `target` (`form`: a key of queries.export.FORMS).

    How many works. Written under another name and moved, so that a kill leaves no half file.
    """
    works = exchange.everything()
    total = works.count()
    part = target.with_name(f".{target.name}.part")
    with part.open("wb") as out:
        for block in export.export(works, form):
            out.write(block)
            tell(min(out.tell() // 500, total), total)
    part.replace(target)
    return total


def files_to(folder: Path, *, tell: Tell) -> int:
    """Write the files of all works, as they came, into a folder for each work; how many files."""
    rows = EditionFile.objects.filter(purpose__in=KEPT).select_related("stored", "edition__work")
    total = rows.count()
    for number, row in enumerate(rows.order_by("edition", "position").iterator(500), start=1):
        home = folder / row.edition.work.slug
        home.mkdir(parents=True, exist_ok=True)
        with open_file(row.stored) as source, (home / _free(home, row)).open("wb") as out:
            shutil.copyfileobj(source, out, BLOCK)
        tell(number, total)
    return total


def shelf_to(target: Path, *, slug: str) -> int:
    """Write the shelf `slug` with all its works into the file `target`; how many works.

    Written under another name and moved, so that a kill leaves no half file. Raises NoShelf.
    """
    shelf = Shelf.objects.filter(slug=slug).first()
    if shelf is None:
        raise NoShelf(slug=slug, there=", ".join(Shelf.objects.values_list("slug", flat=True)[:20]))
    packed = shelf_out.pack(shelf, viewer=None, everything=True)
    part = target.with_name(f".{target.name}.part")
    with part.open("wb") as out:
        out.writelines(shelf_out.stream(packed))
    part.replace(target)
    return packed.works


def _free(home: Path, row: EditionFile) -> str:
    """The name of the file; with its position before it where the name is taken by another."""
    name = Path(row.name).name or "tep"
    there = home / name
    if there.exists() and there.stat().st_size != row.stored.size_bytes:
        return f"{row.position}-{row.stored.sha256[:6]}-{name}"
    return name
