"""Lines of an import for records that were not simply taken: bad ones, and those to decide about."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..catalogue.entry import Entry
from ..catalogue.errors import WrongRow
from ..models import ImportLine, ImportRun, Work

KEPT_BYTES = 100_000  # of a bad record
Status = ImportLine.Status


class Lines:
    """Writes lines into `run`; `name` is what the librarian calls the source, `key` its place in

    the cursor of the run.
    """

    def __init__(self, run: ImportRun, *, name: str, key: str) -> None:
        self.run, self.name, self.key = run, name, key

    def write(self, bad: Sequence[Entry], similar: Sequence[tuple[Entry, str, Any, str]]) -> None:
        """Lines for bad entries and for (entry, SHA-256, work or None, why). Call in a transaction

        that holds the row of the run. Three queries and the inserts.
        """
        if not bad and not similar:
            return
        last = self.run.lines.order_by("-position").values_list("position", flat=True).first()
        titles = self._titles(similar)
        rows = [self._bad(entry) for entry in bad]
        rows += [self._similar(entry, sha, work, why, titles) for entry, sha, work, why in similar]
        for place, row in enumerate(rows, start=(last or 0) + 1):
            row.position = place
        ImportLine.objects.bulk_create(rows, batch_size=200)

    def _bad(self, entry: Entry) -> ImportLine:
        assert entry.problem is not None
        where = _("Record %(number)d, at byte %(offset)d: %(reason)s")
        if isinstance(entry.problem, WrongRow):
            where = "%(reason)s"  # it names the row itself
        elif entry.kept_as not in {"MARC", "MARC-8"}:
            where = _("Record %(number)d, at line %(offset)d: %(reason)s")
        facts = {"number": entry.number, "offset": entry.offset, "reason": str(entry.problem)}
        return ImportLine(
            run=self.run,
            source=self._source(entry),
            status=Status.REFUSED,
            message=(where % facts).replace("\x00", ""),
            code=entry.problem.code,
            percent=100,
            raw=entry.raw[:KEPT_BYTES],
            details=self._about(entry, hashlib.sha256(entry.raw).hexdigest()),
        )

    def _similar(
        self, entry: Entry, sha: str, work: Any, why: str, titles: dict[Any, str]
    ) -> ImportLine:
        told = entry.description
        assert told is not None
        messages = {
            "CONTROL": _(
                "Record %(number)d has the control number of “%(title)s”, but says something else."
            ),
            "ISBN": _("Record %(number)d has the ISBN of “%(title)s”."),
            "TITLE": _("Record %(number)d has title and people like “%(title)s”."),
        }
        facts = {"number": entry.number, "title": titles.get(work, told.title)}
        return ImportLine(
            run=self.run,
            source=self._source(entry),
            status=Status.SIMILAR,
            similar_to_id=work,
            work_id=work,
            title=told.title[:500],
            message=messages[why] % facts,
            percent=100,
            raw=entry.marc,
            details={**self._about(entry, sha), "why": why, "new": compared(entry)},
        )

    def _source(self, entry: Entry) -> str:
        return f"{self.name[:900]} #{entry.number}"

    def _about(self, entry: Entry, sha: str) -> dict[str, Any]:
        return {
            "record": entry.kept_as,
            "number": entry.number,
            "offset": entry.offset,
            "sha256": sha,
            "file": self.key,
        }

    def _titles(self, similar: Iterable[tuple[Entry, str, Any, str]]) -> dict[Any, str]:
        pks = {work for _entry, _sha, work, _why in similar if work is not None}
        return dict(Work.objects.filter(pk__in=pks).values_list("pk", "title"))


def compared(entry: Entry) -> dict[str, Any]:
    """What the page shows beside the work on the shelves."""
    told = entry.description
    assert told is not None
    return {
        "title": told.title,
        "people": ", ".join(dict.fromkeys(person.name for person in told.people)),
        "year": told.year,
        "publisher": told.publisher,
        "language": told.language,
        "format": "",
        "pages": told.pages,
        "words": 0,
        "size_bytes": 0,
        "isbn": next((value for scheme, value in told.identifiers if scheme == "ISBN"), ""),
    }
