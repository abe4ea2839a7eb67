"""The records floor as a Django application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Name the application."""

    name = "records"
