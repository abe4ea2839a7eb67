"""The agencies floor as a Django application."""

from django.apps import AppConfig
from django.core import checks
from django.urls import register_converter

from agencies.addresses import CONVERTERS
from agencies.installation.database_encoding import check_encoding


class AgenciesConfig(AppConfig):
    """Name the application, the parameters that every floor's addresses are made of, and what its database must be."""

    name = "agencies"

    def ready(self) -> None:
        """Make the parameters of addresses known before any list of addresses is read, the check before tables are made."""
        checks.register(check_encoding, checks.Tags.database)
        for name, converter in CONVERTERS.items():
            register_converter(converter, name)
