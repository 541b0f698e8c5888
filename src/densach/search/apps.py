"""Django's entry to the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "densach.search"
    default_auto_field = "django.db.models.BigAutoField"
