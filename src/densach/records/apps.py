"""The room's place in Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "densach.records"
    label = "records"

    def ready(self) -> None:
        """Listen when rows go."""
        from . import receivers  # noqa: F401
