"""`densach import`: files, folders, records, feeds."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HELP = "bring in files, folders, MARC records, lists of books, addresses, feeds, records of people"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="a file, a folder or an address"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be taken in")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, as it goes")
    parser.add_argument(
        "--similar", choices=("ask", "edition", "new"), default="ask",
        help="works that look like one on the shelves: ask (default), take as another edition, "
        "or as a work of their own",
    )  # fmt: skip
    parser.add_argument("--renew", action="store_true",
                        help="newer releases take the place of older ones without asking")  # fmt: skip
    parser.add_argument("--audience", default="PUBLIC", type=str.upper,
                        choices=("PUBLIC", "SIGNED_IN", "ORGANIZATION", "PREMISES"),
                        help="who may read what comes in")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Import all sources; each line tells what became of a file. 0 also when lines were refused."""
    from django.utils import timezone

    from densach.library.services import runs
    from densach.library.services.dry_run import look
    from densach.library.services.sources import items

    teller = Teller(as_json=options.json)
    carried = [source for source in options.sources if _holds_events(source)]
    for source in carried:
        _take_in_events(source, teller, dry_run=options.dry_run)
    options.sources = [source for source in options.sources if source not in carried]
    if not options.sources:
        return teller.end()
    if options.dry_run:
        for source in options.sources:
            for item in items(Path(source)):
                teller.object(look(item))
        return teller.end()
    run = runs.start_run(
        actor=None, label=", ".join(options.sources), organization=_home(), at=timezone.now(),
        audience=options.audience,
    )  # fmt: skip
    for source in options.sources:
        _one(source, run, options, teller)
    _index()
    return teller.end()


def _one(source: str, run: Any, options: argparse.Namespace, teller: "Teller") -> None:
    from densach.core.errors import DomainError
    from densach.library.services import importing
    from densach.library.services.sources import items

    try:
        if source.startswith(("http://", "https://")):
            importing.import_address(run, source, tell=teller.line)
        else:
            importing.import_items(
                run, items(Path(source)), tell=teller.line, similar=options.similar,
                renew=options.renew,
            )  # fmt: skip
    except DomainError as refusal:
        teller.object({"source": source, "status": "refused", "message": str(refusal)})


def _holds_events(source: str) -> bool:
    """Whether it is a file that a device or `densach export events` wrote."""
    from densach.records.formats.carried import looks_like_one

    path = Path(source)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return looks_like_one(file.read(4096), name=path.name)


def _take_in_events(source: str, teller: "Teller", *, dry_run: bool) -> None:
    """A line for each person: how many events were new, known, refused."""
    from django.utils import timezone

    from densach.core.errors import DomainError
    from densach.records.formats.carried import read_file
    from densach.records.services import carrying

    name = Path(source).name
    try:
        parts = read_file(Path(source).read_bytes(), name=name)
        if dry_run:
            for part in parts:
                said = f"{part.name}: {len(part.events)} events"
                teller.object({"source": source, "status": "similar", "message": said})
            return
        for one in carrying.take_in(actor=None, parts=parts, file_name=name, at=timezone.now()):
            status = "refused" if one.why or one.refused else "added" if one.taken else "known"
            said = one.why or f"{one.taken} new, {one.known} known, {one.refused} refused"
            teller.object({"source": source, "status": status, "message": f"{one.name}: {said}"})
    except DomainError as refusal:
        teller.object({"source": source, "status": "refused", "message": str(refusal)})


def _index() -> None:
    """Make what came in findable before the command ends (unless a server is doing so)."""
    from densach.search.services import run_indexer

    run_indexer()


def _home() -> Any:
    from densach.people.models import Installation

    row = Installation.objects.select_related("organization").first()
    return row.organization if row else None


class Teller:
    """Prints a line for each thing that ended, and a summary on stderr."""

    SIGNS = {"added": "+", "known": "=", "similar": "?", "refused": "!"}

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.counts: Counter[str] = Counter()

    def line(self, line: Any) -> None:
        """One line of the import; what takes long is left to the server's jobs."""
        from densach.library.jobs import finish_later

        finish_later(line)
        work = line.work
        self.object(
            {
                "source": line.source,
                "status": line.status,
                "work": str(work.pk) if work else None,
                "title": line.title,
                "message": line.message,
                "seconds": line.seconds,
            },
            line.details.get("counts"),
        )

    def object(self, told: dict[str, Any], counts: dict[str, int] | None = None) -> None:
        """Print `told`; `counts` when the line stands for many records."""
        self.counts.update(counts or {told["status"]: 1})
        told = {"work": None, "title": "", "message": "", "seconds": 0, **told}
        if self.as_json:
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        else:
            sign = self.SIGNS.get(told["status"], " ")
            tail = f": {told['message']}" if told["message"] else ""
            sys.stdout.write(f"{sign} {told['source']}  {told['title']}{tail}\n")
        sys.stdout.flush()

    def end(self) -> int:
        """The summary. Returns the exit status of a command that did its work."""
        from django.utils.translation import gettext as _

        text = _(
            "%(added)d added, %(known)d already here, %(similar)d to decide, %(refused)d not taken."
        )
        names = ("added", "known", "similar", "refused")
        sys.stderr.write(text % {name: self.counts[name] for name in names} + "\n")
        return 0
