"""Files that hold many records: MARC, MARCXML, tables and lists of books."""

from pathlib import Path

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..models import ImportLine, ImportRun

RECORDS = {
    "MARC", "MARCXML", "MARCJSON", "MRK", "DC", "ONIX", "RSS", "TABLE", "XLSX", "RIS", "BIBTEX", "CSLJSON", "OAI", "OPDS", "FEED",
}  # fmt: skip

MOST_REASONS = 3  # named on the line of the file


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
        ngettext("%(n)s record added", "%(n)s records added", added) % {"n": _grouped(added)},
        ngettext("%(n)s was here already", "%(n)s were here already", known)
        % {"n": _grouped(known)},
        ngettext("%(n)s to decide", "%(n)s to decide", similar) % {"n": _grouped(similar)},
        ngettext("%(n)s not taken", "%(n)s not taken", refused) % {"n": _grouped(refused)},
    ]
    line.message = " ".join([", ".join(parts) + ".", *_reasons(line, refused)])
    line.details = {**line.details, "counts": counts}


def _grouped(number: int) -> str:
    """1.066 in Vietnamese, 1,066 in English."""
    text = f"{number:,}"
    return text.replace(",", ".") if (get_language() or "vi").startswith("vi") else text


def _reasons(line: ImportLine, refused: int) -> list[str]:
    """Why records were not taken, the most frequent reasons first, and where they are mended."""
    if not refused:
        return []
    bad = line.run.lines.filter(details__file=str(line.pk), status=ImportLine.Status.REFUSED)
    codes = bad.values_list("code").annotate(n=Count("pk")).order_by("-n", "code")
    found = []
    for code, count in codes[:MOST_REASONS]:
        first = bad.filter(code=code).order_by("position").values_list("message", flat=True)[0]
        found.append(_("%(n)s times, first: %(reason)s") % {"n": _grouped(count), "reason": first})
    return [*found, _("Each has a line of its own, where it can be mended.")]
