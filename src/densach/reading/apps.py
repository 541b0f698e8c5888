"""Django's entry to the room."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "densach.reading"
    default_auto_field = "django.db.models.BigAutoField"
