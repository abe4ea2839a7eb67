"""The reporting floor as a Django application."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Name the application."""

    name = "reporting"
