"""Write the administrative units anew from the data file of this release.

    manage.py load_units

`densach setup` fills them the first time; this is for a release with newer names.
"""

from typing import Any

from django.core.management.base import BaseCommand

from densach.people.services import load_units


class Command(BaseCommand):
    help = "Write the administrative units anew from the data file of this release."

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_units(again=True)
        self.stdout.write(self.style.SUCCESS(f"{count} units."))
