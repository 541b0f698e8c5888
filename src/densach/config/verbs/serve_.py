"""`densach serve`: pages, API and jobs in one go."""

import argparse
import os
import sys

HELP = "serve pages, the API and jobs; says on which addresses phones reach it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--host", default=os.environ.get("DENSACH_LISTEN", "0.0.0.0"))  # noqa: S104 - phones in the network are meant
    parser.add_argument("--port", type=int, default=int(os.environ.get("DENSACH_PORT", "8000")))
    parser.add_argument(
        "--threads", type=int, default=int(os.environ.get("DENSACH_THREADS", "8")),
        help="pages made at the same time",
    )  # fmt: skip
    parser.add_argument("--no-jobs", action="store_true", help="leave jobs to `densach worker`")
    parser.add_argument("--open", action="store_true", help="open the page in the browser here")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped by Ctrl-C or SIGTERM."""
    from django.utils.translation import gettext as _

    from densach.core.lock import using

    from ..installing import needs_setup
    from ..server import PortTaken, serve

    if needs_setup():
        text = _("The database is older than the program or its settings. Run: densach setup")
        print(text, file=sys.stderr)  # noqa: T201 - the sentence for the operator
        return 1
    try:
        with using(alone=False):
            serve(
                options.host,
                options.port,
                threads=options.threads,
                jobs=not options.no_jobs,
                browse=options.open,
            )
    except PortTaken as taken:
        print(taken, file=sys.stderr)  # noqa: T201 - the sentence for the operator
        return 1
    return 0
