"""`densach setup`: from nothing to a library that people can open."""

import argparse
import sys
import time

HELP = (
    "make the database, the first administrator, the starter library; --demo adds a sample commune"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument(
        "--demo", action="store_true", help="add a fictional commune with people of every role"
    )
    parser.add_argument("--no-starter", action="store_true", help="leave the starter library out")
    parser.add_argument(
        "--quiet-when-done", action="store_true", help="say nothing when all is set up already"
    )


def run(options: argparse.Namespace) -> int:
    """Set up what is missing. Safe to run again: nothing is doubled."""
    from ..installing import is_done, mark_done, steps

    if options.quiet_when_done and is_done(demo=options.demo):
        return 0
    for label, step in steps(demo=options.demo, starter=not options.no_starter):
        began = time.monotonic()
        sys.stderr.write(f"{label} … ")
        sys.stderr.flush()
        said = step()
        sys.stderr.write(f"{time.monotonic() - began:.1f} s\n")
        if said:
            sys.stdout.write(said + "\n")
    mark_done(demo=options.demo)
    return 0
