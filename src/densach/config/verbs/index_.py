"""`densach index`: bring the search index up to date, or make it anew."""

import argparse
import sys

HELP = "bring the search index up to date; --rebuild makes it anew without a pause"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--rebuild", action="store_true", help="make it anew from the database")


def run(options: argparse.Namespace) -> int:
    """Index what changed, or everything."""
    from densach.core.progress import Meter
    from densach.library.models import Work
    from densach.search import services as search

    if options.rebuild:
        with Meter("Indexing") as meter:
            search.rebuild(meter.count(Work.objects.count()))
    else:
        search.run_indexer()
    sys.stderr.write(f"{search_size()}\n")
    return 0


def search_size() -> str:
    """How many works the index holds, in a line."""
    from densach.search.queries import position

    return f"{position().documents} works in the index."
