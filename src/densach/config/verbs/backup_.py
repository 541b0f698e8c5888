"""`densach backup FILE`: one checked file, made while the server runs."""

import argparse
import sys
from pathlib import Path

HELP = "write everything into one file, while the server runs"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    """Make the backup and say what is in it."""
    from django.utils import timezone

    from densach.core.backup import back_up
    from densach.core.progress import Meter

    with Meter("Backup") as meter:
        contents = back_up(options.file, at=timezone.now(), tell=meter.show)
    size = options.file.stat().st_size / 1e6
    sys.stderr.write(f"{options.file}: {len(contents['files'])} files, {size:.1f} MB\n")
    return 0
