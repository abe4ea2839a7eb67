"""The agencies floor as a Django application."""

from django.apps import AppConfig
from django.urls import register_converter

from agencies.addresses import CONVERTERS


class AgenciesConfig(AppConfig):
    """Name the application, and the parameters that every floor's addresses are made of."""

    name = "agencies"

    def ready(self) -> None:
        """Make the parameters of addresses known before any list of addresses is read."""
        for name, converter in CONVERTERS.items():
            register_converter(converter, name)
