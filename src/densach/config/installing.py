"""The steps of `densach setup`, each of which may be repeated."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from densach.core.errors import DomainError


class StarterNotTaken(DomainError):
    """None of the starter works came in: something is wrong with the installation itself."""

    code = "config.starter_not_taken"
    message = _lazy("The starter library was not taken in: %(reason)s")
    advice = _lazy("Run “densach doctor”, then “densach setup” again.")


Step = tuple[str, Callable[[], str]]


def steps(*, demo: bool, starter: bool) -> Iterator[Step]:
    """(what is being done, how) in order. A step returns what the operator must read, or nothing."""
    yield _("Making the database"), _database
    yield _("Loading provinces and communes"), _units
    if demo:
        yield _("Making the sample commune"), _demo
    else:
        yield _("Making the first administrator"), _administrator
    if starter:
        yield _("Making the starter library"), _starter
    if demo and starter:
        yield _("Letting the sample commune read together"), _together
    yield _("Indexing for search"), _index


def _stamp(*, demo: bool) -> tuple[Path, str]:
    """The file that says what was set up by which version of the program."""
    from importlib.metadata import version

    return settings.HOME / "setup.done", f"{version('densach')} {'demo' if demo else ''}".strip()


def is_done(*, demo: bool) -> bool:
    """Whether this version of the program was set up here, with the demo if it is wanted."""
    path, text = _stamp(demo=demo)
    return path.exists() and path.read_text() == text and _tables_are_up_to_date()


def mark_done(*, demo: bool) -> None:
    """Remember that everything is set up, and that this installation is a demo."""
    path, text = _stamp(demo=demo)
    path.write_text(text)
    if demo:
        (settings.HOME / "demo").touch()


def needs_setup() -> bool:
    """Whether tables lack what this program, or a setting of it, asks for. False: nobody can say now."""
    from django.db import OperationalError

    try:
        return not _tables_are_up_to_date()
    except OperationalError:
        return False


def _tables_are_up_to_date() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _database() -> str:
    call_command("migrate", verbosity=0, interactive=False)
    return ""


def _units() -> str:
    from densach.people.services import load_units

    load_units()
    return ""


def _demo() -> str:
    from densach.people.models import Installation, Organization
    from densach.people.services.demo import make_demo

    commune = make_demo(timezone.now())
    library = commune.parts.filter(kind=Organization.Kind.LIBRARY).first()
    Installation.objects.get_or_create(
        pk=1, defaults={"place": commune.name, "organization": library or commune}
    )
    return ""


def _administrator() -> str:
    from densach.people.services import first_administrator

    made = first_administrator(timezone.now())
    if made is None:
        return ""
    username, code = made
    text = _("Sign in as “%(username)s” with the one-time code %(code)s (valid for 7 days).")
    return text % {"username": username, "code": code}


def _starter() -> str:
    """Make the starter works and take them in; newer ones take the place of those that are here."""
    from densach.library.models import STARTER_LABEL
    from densach.library.services import importing, runs, starter_shelves
    from densach.library.services import starter as making
    from densach.library.services.sources import items
    from densach.people.models import Installation

    row = Installation.objects.select_related("organization").first()
    home = row.organization if row else None
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH_FOLDER) as folder:
        making.make(making.sources(), Path(folder))
        run = runs.start_run(actor=None, label=STARTER_LABEL, organization=home, at=timezone.now())
        importing.import_items(run, items(Path(folder)), similar="edition", renew=True)
    if not run.lines.filter(status__in=("added", "known")).exists():
        line = run.lines.first()
        raise StarterNotTaken(reason=line.message if line else "")
    books = making.books(making.sources())
    starter_shelves.stock(run=run, books=books, organization=home, at=timezone.now())
    return ""


def _together() -> str:
    from densach.community.services.demo import make_demo

    make_demo(timezone.now())
    return ""


def _index() -> str:
    from densach.search.services import run_indexer

    run_indexer()
    return ""
