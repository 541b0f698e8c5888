"""`densach restore FILE`: put a backup in the place of this installation."""

import argparse
import sys
from pathlib import Path

HELP = "put a backup in the place of what is here; the server must be stopped"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    """Check the backup, exchange the database, make the index anew."""
    from django.core.management import call_command

    from densach.core.backup import restore
    from densach.core.lock import using
    from densach.core.progress import Meter
    from densach.library.models import Work
    from densach.search.services import rebuild

    with using(alone=True):
        with Meter("Restore") as meter:
            contents = restore(options.file, tell=meter.show)
        call_command("migrate", verbosity=0, interactive=False)
        with Meter("Indexing") as meter:
            rebuild(meter.count(Work.objects.count()))
    sys.stderr.write(f"Restored the state of {contents['made_at']}.\n")
    return 0
