"""The room's place in Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "densach.records"
    label = "records"
