"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "densach.reading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in what devices tell; people may see and take along what this room knows of them."""
        from densach.core import slots
        from densach.records.services import projecting

        from . import receivers  # noqa: F401 - connects them
        from .engine.states import VERBS
        from .services.taking_in import Reading
        from .views.shelves import follow_button

        projecting.register(*VERBS, projector=Reading())
        slots.fill("library.shelf", follow_button)
        _tell()


def _tell() -> None:
    from densach.people.queries import add_part

    from .models import Finished, Minutes, Note, Place, ReadingDay
    from .queries import told
    from .services.wiping import wipe_noted_thing, wipe_read_thing

    add_part(
        "places", _("Where you are in books"), told.places, count=told.counts(Place, n__gte=0),
        why=_("The book opens where you left it, on any of your devices."), kept=told.KEPT,
        things=told.works_read, wipe=wipe_read_thing,
        wipe_label=_("Delete all my reading: places, times, finished works"),
    )  # fmt: skip
    add_part(
        "notes", _("Bookmarks, highlights and notes"), told.notes, count=told.counts(Note, gone=False),
        why=_("You find again what you marked, on any of your devices."), kept=told.KEPT,
        things=told.notes_made, wipe=wipe_noted_thing, wipe_label=_("Delete all my notes"),
    )  # fmt: skip
    add_part(
        "finished", _("Works read to the end"), told.finished, count=told.counts(Finished),
        why=_("Your reading log tells what you have read."), kept=told.KEPT,
    )  # fmt: skip
    add_part(
        "minutes", _("Time spent reading, by day"), told.minutes, count=told.counts(Minutes),
        why=_("Your reading log shows your evenings; clubs and challenges that you join see sums only."),
        kept=told.KEPT,
    )  # fmt: skip
    add_part(
        "reading_days", _("Days with reading"), told.days, count=told.counts(ReadingDay),
        why=_("The lamps of the week on your home page."), kept=told.KEPT,
    )  # fmt: skip
    add_part(
        "followed_shelves", _("Shelves that are followed"), told.shelves,
        why=_("What is new on them is shown to you."), kept=_("Until you follow them no more."),
    )  # fmt: skip
