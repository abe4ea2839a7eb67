"""The agencies floor as a Django application."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Name the application."""

    name = "agencies"
