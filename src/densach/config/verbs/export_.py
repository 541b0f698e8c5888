"""`densach export WHAT TO`: everything that came in can go out."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

HELP = (
    "take records out: marc, marcxml, dc, bibtex, ris, csv, xlsx; files: all works as they came; "
    "events: what people did, for another library; shelf: a whole shelf as one file for another library"
)
FORMATS = ("marc", "marcxml", "dc", "bibtex", "ris", "csl", "csv", "xlsx")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("what", choices=(*FORMATS, "files", "events", "shelf"))
    parser.add_argument("to", type=Path, help="a file, or a folder for `files`")
    parser.add_argument("--shelf", help="the shelf: the last part of its address, for `shelf`")
    parser.add_argument("--since", type=_moment, help="events that arrived from this day on")
    parser.add_argument("--until", type=_moment, help="events that arrived before this day")


def run(options: argparse.Namespace) -> int:
    """Write, and say how many."""
    from densach.core.progress import Meter
    from densach.library.services import taking_out

    with Meter("Export") as meter:
        if options.what == "files":
            count = taking_out.files_to(options.to, tell=meter.show)
        elif options.what == "events":
            count = _events(options, meter.show)
        elif options.what == "shelf":
            count = _shelf(options)
        else:
            count = taking_out.records_to(options.to, options.what, tell=meter.show)
    sys.stderr.write(f"{count} → {options.to}\n")
    return 0


def _shelf(options: argparse.Namespace) -> int:
    """The shelf with everything on it, for the operator; how many works."""
    from densach.library.services import taking_out

    return taking_out.shelf_to(options.to, slug=options.shelf or "")


def _events(options: argparse.Namespace, tell: Callable[[int, int], None]) -> int:
    from django.utils import timezone

    from densach.records.services import carrying

    return carrying.take_out(
        options.to, at=timezone.now(), since=options.since, until=options.until, tell=tell
    )


def _moment(text: str) -> datetime:
    """A day or a moment; without a zone, by the clock of the place."""
    from django.utils import timezone

    at = datetime.fromisoformat(text)
    return at if at.tzinfo else timezone.make_aware(at)
