"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "densach.reading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """People may see and take along what this room knows of them."""
        from densach.people.queries import add_part

        from .queries import told

        add_part("places", _("Places kept in books"), told.places)
        add_part("bookmarks", _("Bookmarks"), told.bookmarks)
        add_part("reading_days", _("Days with reading"), told.days)
