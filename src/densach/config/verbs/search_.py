"""`densach search`: the same search as the page."""

import argparse
import json
import sys

HELP = "search the library, as the page does"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("words", nargs="+")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object with total, facets, results"
    )
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--sort", choices=("best", "newest", "title", "shortest"), default="best")
    parser.add_argument(
        "--filter", action="append", default=[], metavar="FACET=VALUE",
        help="kind=BOOK, language=vi, level=PRIMARY, subject=…, licence=…; may be repeated",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Print what is found: a list for people, or JSON."""
    from densach.library.queries.finding import Question, find

    filters = tuple(tuple(pair.split("=", 1)) for pair in options.filter if "=" in pair)
    question = Question(
        text=" ".join(options.words), filters=filters, sort=options.sort, size=options.limit
    )
    found = find(question, viewer=None, see_all=True)
    if options.json:
        json.dump(found.as_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for card in found.cards:
        sys.stdout.write(f"{card.title}\n    {card.people} · {card.kind_label} · {card.url}\n")
    if found.corrected:
        sys.stderr.write(f"? {found.corrected}\n")
    sys.stderr.write(f"{found.total}\n")
    return 0
