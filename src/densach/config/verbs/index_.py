"""`densach index`: bring the search index up to date; make it and what events come to anew."""

import argparse
import sys

HELP = (
    "bring the search index up to date; --rebuild makes it anew without a pause, and compares places, "
    "notes and minutes with the events they come from"
)


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
        projections()
    else:
        search.run_indexer()
    sys.stderr.write(f"{search_size()}\n")
    return 0


def search_size() -> str:
    """How many works the index holds, in a line."""
    from densach.search.queries import position

    return f"{position().documents} works in the index."


def projections() -> None:
    """Make anew what events come to, and say whether it was equal."""
    from densach.core.progress import track
    from densach.records.queries.events import people_with_events
    from densach.records.services.rebuilding import rebuild

    people = people_with_events()
    done = rebuild(track(people, total=len(people), label="Projections"))
    verdict = "all rows equal" if not done.unequal else f"{done.unequal} rows put right"
    sys.stderr.write(f"{done.events} events of {done.people} people: {verdict}.\n")
