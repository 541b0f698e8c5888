"""Files that hold many records: MARC, MARCXML, tables and lists of books."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import ngettext

from ..models import ImportLine, ImportRun

RECORDS = {
    "MARC", "MARCXML", "MARCJSON", "MRK", "DC", "ONIX", "RSS", "TABLE", "XLSX", "RIS", "BIBTEX", "CSLJSON", "OAI", "OPDS", "FEED",
}  # fmt: skip


def take_records(path: Path, *, run: ImportRun, line: ImportLine) -> None:
    """Import the records; `line` tells how many came in, bad and similar ones get lines of their own."""
    from . import bulk

    counts = bulk.import_records(path, run=run, actor=run.started_by, at=timezone.now(), line=line)
    told(line, counts)


def told(line: ImportLine, counts: dict[str, int]) -> None:
    """Put what became of many records onto the line of their file, as status and sentence."""
    added, known = counts.get("added", 0), counts.get("known", 0)
    refused, similar = counts.get("refused", 0), counts.get("similar", 0)
    by_weight = [
        (added, ImportLine.Status.ADDED),
        (similar, ImportLine.Status.SIMILAR),  # its lines are decided, not the file's
        (known, ImportLine.Status.KNOWN),
        (refused, ImportLine.Status.REFUSED),
    ]
    line.status = next((s for count, s in by_weight if count), ImportLine.Status.KNOWN)
    parts = [
        ngettext("%(n)s record added", "%(n)s records added", added) % {"n": added},
        ngettext("%(n)s was here already", "%(n)s were here already", known) % {"n": known},
        ngettext("%(n)s to decide", "%(n)s to decide", similar) % {"n": similar},
        ngettext("%(n)s not taken", "%(n)s not taken", refused) % {"n": refused},
    ]
    line.message = ", ".join(parts) + "."
    line.details = {**line.details, "counts": counts}
