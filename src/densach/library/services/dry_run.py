"""What an import would do, without doing it."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from densach.core import files
from densach.core.errors import DomainError

from ..formats.detect import detect
from ..queries import known
from . import renewing
from .line import APART
from .readers import read_one
from .sources import Item


def look(item: Item) -> dict[str, Any]:
    """Read `item` and say what would become of it: source, status, title, message. Writes nothing."""
    told: dict[str, Any] = {"source": item.name, "status": "added"}
    if item.path.is_file() and detect(item.path, name=item.name) in APART:
        return {**told, "title": item.path.name}
    if work := _known(item.path):
        return {**told, "status": "known", "title": work.title, "work": str(work.pk)}
    scratch = Path(tempfile.mkdtemp(dir=settings.SCRATCH_FOLDER))
    try:
        outcome = read_one(item.path, item.path.name, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if isinstance(outcome, DomainError):
        return {**told, "status": "refused", "message": str(outcome)}
    if release := known.release_of(outcome):
        found = {"title": outcome.title, "work": str(release.work_id)}
        return {
            **told,
            **found,
            "status": "similar",
            "message": renewing.question(outcome, release),
        }
    if similar := known.similar_work(outcome):
        return {**told, "status": "similar", "title": outcome.title, "work": str(similar.pk)}
    return {**told, "title": outcome.title, "message": " ".join(map(str, outcome.warnings))}


def _known(path: Path) -> Any:
    if path.is_dir():
        return known.work_with_fingerprint(known.fingerprint(path))
    with path.open("rb") as source:
        return known.work_with_bytes(files.digest(source)[0])
