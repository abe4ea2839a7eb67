"""Browsers in which somebody is signed in."""

from django.test import Client

from agencies.organisation.models import Officer


def signed_in(person: Officer) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client
