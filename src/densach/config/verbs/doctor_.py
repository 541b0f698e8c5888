"""`densach doctor`: is everything as it should be? What to do where it is not."""

import argparse
import sys

HELP = "check settings, disk, clock, tables, index, and files against their hashes"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--quick", action="store_true", help="do not read every stored file")


def run(options: argparse.Namespace) -> int:
    """Print a line for each check. 0 only when all are well."""
    from ..health import checks

    ill = 0
    for check in checks(quick=options.quick):
        ill += not check.well
        sign = "✓" if check.well else "✗"
        sys.stdout.write(f"{sign} {check.what}: {check.found}\n")
        if not check.well:
            sys.stdout.write(f"    → {check.do}\n")
    return 1 if ill else 0
