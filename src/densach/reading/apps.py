"""Django's entry to the room."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "densach.reading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in what devices tell; people may see and take along what this room knows of them."""
        from densach.core import slots
        from densach.people.queries import add_part
        from densach.records.services import projecting

        from . import receivers  # noqa: F401 - connects them
        from .engine.states import VERBS
        from .queries import told
        from .services.taking_in import Reading
        from .views.shelves import follow_button

        projecting.register(*VERBS, projector=Reading())
        slots.fill("library.shelf", follow_button)
        for part in told.PARTS:
            add_part(*part)
