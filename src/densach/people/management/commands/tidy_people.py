"""Delete what was kept for a time only: lists, invitations, sessions, cards, old log lines.

    manage.py tidy_people

Run daily. One transaction, seconds; running it again does no harm.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from densach.people.services import tidy


class Command(BaseCommand):
    help = "Delete what was kept for a time only (lists, invitations, sessions, cards, old log)."

    def handle(self, *args: Any, **options: Any) -> None:
        count = tidy(at=timezone.now())
        self.stdout.write(self.style.SUCCESS(f"{count} rows deleted."))
