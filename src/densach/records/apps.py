"""The room's place in Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "densach.records"
    label = "records"

    def ready(self) -> None:
        """Listen when rows go; say what the acts of this room are called."""
        from densach.core import audit

        from . import receivers  # noqa: F401 - connects them
        from .services.log import SENTENCES

        audit.describe(SENTENCES)
