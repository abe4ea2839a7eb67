"""The notices floor as a Django application."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Name the application."""

    name = "notices"
