"""Passwords: the rules beyond Django's own, how long one is good, and random ones that are shown once."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.organisation.models import Officer

# Without the characters that are taken for one another on paper: 0 O o, 1 l I i.
LOWER, UPPER, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
GROUPS, GROUP = 4, 4
CLASSES = 3


class LongEnough(MinimumLengthValidator):
    """Django's rule in the words of the desk."""

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("At least %(n)s characters.") % {"n": self.min_length}

    get_error_message = get_help_text


class NotCommon(CommonPasswordValidator):
    """Django's rule, 20,000 passwords that are tried first, in the words of the desk."""

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("None of the passwords that are tried first.")

    get_error_message = get_help_text


class NotTheName(UserAttributeSimilarityValidator):
    """Django's rule in the words of the desk."""

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("Not like the user name or the name.")

    get_error_message = get_help_text


class ThreeClasses:
    """Ask for three of four: small letters, capitals, digits, anything else (等级保护测评的口令复杂度)."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        """Raise ValidationError where fewer kinds of characters occur."""
        if _classes(password) < CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("Use at least three of these: small letters, capital letters, digits, other characters.")


def _classes(password: str) -> int:
    """Return how many of the four kinds of characters occur."""
    lower, upper, digit = str.islower, str.isupper, str.isdigit
    rest = any(not (lower(c) or upper(c) or digit(c)) for c in password)
    return sum(any(kind(c) for c in password) for kind in (lower, upper, digit)) + rest


class NotThePresentOne:
    """Refuse the password that is in use: a password that was told to somebody is not kept by entering it again."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        """Raise ValidationError for the password that the officer has now."""
        if user is not None and user.pk and check_password(password, user.password):
            raise ValidationError(self.get_help_text(), code="password_unchanged")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("The new password differs from the present one.")


def must_change(officer: Officer, now: datetime) -> bool:
    """Say whether the officer changes the password before anything else: told by another person, or too old."""
    return officer.must_change_password or too_old(officer, now)


def too_old(officer: Officer, now: datetime) -> bool:
    """Say whether the password is older than the rules of the installation allow; one of unknown age is not."""
    set_at, days = officer.password_set_at, settings.PASSWORD_DAYS
    return bool(days and set_at) and set_at + timedelta(days=days) < now


def random_password() -> str:
    """Return sixteen characters in four groups, about 79 bits, that keep either set of rules."""
    while True:
        text = "-".join("".join(secrets.choice(LOWER + UPPER + DIGITS) for _n in range(GROUP)) for _n in range(GROUPS))
        if _classes(text) == CLASSES + 1:
            return text
