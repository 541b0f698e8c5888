"""`densach key`: a key for another program, for scripts."""

import argparse
import json
import sys

HELP = "make a key with which another program sends and reads statements (xAPI)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("name", metavar="NAME", help="which program it is for")
    parser.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE",
        help="statements/write, statements/read/mine, statements/read, state, profile, define or all; may be repeated",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print an object instead of two lines")


def run(options: argparse.Namespace) -> int:
    """Print the user name and the password, which nobody can see again."""
    from django.utils import timezone

    from densach.records.services.clients import make_client

    client, secret = make_client(
        actor=None, name=options.name, scopes=options.scope, at=timezone.now()
    )
    if options.json:
        text = json.dumps({"user": client.key, "password": secret, "scopes": client.scopes.split()})
    else:
        text = f"{client.key}\n{secret}"
    sys.stdout.write(text + "\n")
    return 0
