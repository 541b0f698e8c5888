"""A one-time code for somebody who is locked out and has nobody above them.

    manage.py new_card quan.tri

For whoever has the server's command line; the log notes it without an actor.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from densach.people.services.setup import new_code_for


class Command(BaseCommand):
    help = "Print a one-time sign-in code for an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        code = new_code_for(options["username"], timezone.now())
        if code is None:
            raise CommandError(f"Nobody has the user name “{options['username']}”.")
        self.stdout.write(code)
