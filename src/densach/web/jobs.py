"""Background work of the room."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from densach.community.services import wiping as community
from densach.core import audit
from densach.core.backup import back_up
from densach.library.services import derived
from densach.people import services as people


@task()
def make_backup(name: str) -> None:
    """Write a backup of everything into the folder of backups."""
    target = Path(settings.HOME) / "backups" / name
    target.parent.mkdir(exist_ok=True, mode=0o700)
    back_up(target, at=timezone.now(), tell=lambda _done, _all: None)


@task()
def tidy_up() -> None:
    """Once a day: end what is out of date (cards, sessions, old acts, drawn pages beyond their room,
    answers of jobs)."""
    now = timezone.now()
    people.tidy(at=now)
    community.tidy(at=now)
    audit.forget(before=now - audit.KEPT)
    derived.sweep()
    call_command("prune_db_task_results", min_age_days=7, verbosity=0)
