"""`densach import`: files, folders, records, feeds."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HELP = "bring in files, folders, MARC records, lists of books, addresses, feeds"


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
