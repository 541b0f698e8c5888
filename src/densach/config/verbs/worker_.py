"""`densach worker`: jobs only, for servers with several processes."""

import argparse

from django.core.management import call_command

HELP = "do background jobs only; `densach serve` does them by itself"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")


def run(options: argparse.Namespace) -> int:
    """Take jobs from the database, one after another, until stopped."""
    import threading

    from densach.library.jobs import resume_runs
    from densach.search.services import index_loop

    resume_runs()
    stop = threading.Event()
    indexer = threading.Thread(target=index_loop, args=(stop,), daemon=True)
    indexer.start()
    try:
        call_command(
            "db_worker", "--no-startup-delay", batch=options.until_idle, verbosity=0, reload=False
        )
    finally:
        stop.set()
        indexer.join(timeout=10)
    return 0
