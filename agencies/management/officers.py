"""The officer whom a command names."""

from django.core.management.base import CommandError

from agencies.organisation.models import Officer


def officer_named(username: str) -> Officer:
    """Return the officer of a username; raise CommandError (exit 1) where there is none."""
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        raise CommandError(f"没有用户“{username}”", returncode=1)
    return officer
