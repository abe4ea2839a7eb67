"""The intake floor as a Django application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Name the application."""

    name = "intake"
