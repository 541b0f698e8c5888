"""The command `densach`: how operators and scripts use the product.

Each verb is a module in `verbs/` with `HELP`, `arguments(parser)` and `run(options) -> int`. Only the
verb that is called is imported, so that `densach --help` answers at once.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

VERBS = (
    "setup", "serve", "worker", "import", "search", "index", "export", "backup", "restore", "doctor", "key",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb. Exit status 0 only when it did its work; a refusal is a sentence on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
    parser = argparse.ArgumentParser(
        prog="densach", description="Đèn Sách: an open lifelong-learning library."
    )
    parser.add_argument("--version", action="store_true", help="say which version this is")
    choices = parser.add_subparsers(dest="verb", metavar="VERB")
    called = next((word for word in arguments if not word.startswith("-")), None)
    for verb in VERBS if called not in VERBS else [called]:
        module = importlib.import_module(f".verbs.{verb}_", __package__)
        sub = choices.add_parser(verb, help=module.HELP, description=module.HELP)
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        print(version("densach"))  # noqa: T201 - the answer to the question
        return
    if not options.verb:
        parser.print_help()
        sys.exit(2)
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import OperationalError

    from densach.core.errors import DomainError
    from densach.core.reserve import set_aside

    try:
        with set_aside(settings.HOME):
            return int(options.run(options))
    except DomainError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - the sentence for the operator
        return 1
    except OperationalError as error:
        print(_what_to_do(str(error)), file=sys.stderr)  # noqa: T201 - the sentence for the operator
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)  # noqa: T201 - leaves the line of the progress bar
        return 130


def _what_to_do(error: str) -> str:
    """A sentence for a database that cannot be used at all."""
    import shutil

    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free / 1e6
    advice = {
        "no such table": "Run: densach setup",
        "does not exist": "Run: densach setup",
        "disk": f"{free:.1f} MB are free in {settings.HOME}. Make room, then try again.",
        "full": f"{free:.1f} MB are free in {settings.HOME}. Make room, then try again.",
        "locked": "Another program is writing. Wait a little, then try again.",
    }
    known = next((text for sign, text in advice.items() if sign in error), "Run: densach doctor")
    return f"The database cannot be used: {error.strip().splitlines()[0]}. {known}"
