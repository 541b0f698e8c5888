"""Zips that hold separate works: each file in them becomes a line of its own."""

import io
from pathlib import Path

from django.utils import timezone

from densach.core import files

from ..errors import PackedTooDeeply
from ..formats.bundle import Bundle
from ..models import ImportLine, ImportRun
from . import runs
from .taking import media_type_of

LARGEST_BYTES = 512 << 20  # of one file in a zip; larger ones are sent by themselves
DEEPEST = 2  # a zip in a zip, no further


def unpack(path: Path, *, run: ImportRun, line: ImportLine, name: str) -> int:
    """Keep the files in the zip at `path` and give each a line; how many.

    Again after a kill, files that have their line already are left. Raises the refusals of
    `core.unpack`, and PackedTooDeeply for zips in zips in zips.
    """
    depth = int(line.details.get("depth", 0)) + 1
    if depth > DEEPEST:
        raise PackedTooDeeply
    count = 0
    with Bundle(path, name=name) as bundle:
        for inner in bundle.names:
            source = f"{line.source}/{inner}"
            if not run.lines.filter(source=source[:1000]).exists():
                content = io.BytesIO(bundle.read(inner, limit=LARGEST_BYTES))
                stored = files.keep(content, media_type=media_type_of(inner), at=timezone.now())
                runs.add_line(run=run, source=source, stored=stored, details={"depth": depth})
            count += 1
    return count
