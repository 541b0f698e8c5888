"""`densach export WHAT TO`: everything that came in can go out."""

import argparse
import sys
from pathlib import Path

HELP = (
    "take records out: marc, marcxml, dc, bibtex, ris, csv, xlsx; or files: all works as they came"
)
FORMATS = ("marc", "marcxml", "dc", "bibtex", "ris", "csl", "csv", "xlsx")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("what", choices=(*FORMATS, "files"))
    parser.add_argument("to", type=Path, help="a file, or a folder for `files`")


def run(options: argparse.Namespace) -> int:
    """Write, and say how many."""
    from densach.core.progress import Meter
    from densach.library.services import taking_out

    with Meter("Export") as meter:
        if options.what == "files":
            count = taking_out.files_to(options.to, tell=meter.show)
        else:
            count = taking_out.records_to(options.to, options.what, tell=meter.show)
    sys.stderr.write(f"{count} → {options.to}\n")
    return 0
