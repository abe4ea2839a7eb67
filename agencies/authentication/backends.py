"""The door through which pages and API sign in alike: whoever calls `authenticate` is held to the limits."""

import logging

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from agencies.authentication import services
from agencies.authentication.client_address import UNKNOWN, address_of
from agencies.authentication.known_machines import machine_of
from agencies.organisation.models import Officer

logger = logging.getLogger(__name__)
LONGEST_NAME = 150


class LimitedBackend(ModelBackend):
    """Name and password, within the limits of the account, the machine, the address and the installation."""

    @sensitive_variables("password", "attempt")
    def authenticate(self, request: HttpRequest | None, username=None, password=None, **others) -> Officer | None:
        """Return the officer, or None; `request.sign_in_refused` says that no more may be tried for now.

        Whether an account exists, is closed or is locked changes neither answer nor work.
        """
        if username is None or password is None:
            return None
        name = str(username)[:LONGEST_NAME]
        attempt = services.Attempt(
            name=name,
            password=password,
            address=address_of(request) if request is not None else UNKNOWN,
            machine=machine_of(request),
            now=timezone.now(),
        )
        officer = Officer.objects.filter(username=name).first()
        used = services.open_attempt(attempt, officer)
        if used is None and not services.has_one_time_password(attempt, officer):
            _refuse(request)
            _record("sign-in limited", attempt, officer)
            return None
        found = super().authenticate(request, username=name, password=password)
        if found is not None:
            services.note_success(attempt, used or [])
            logger.info("password accepted", extra={"client": attempt.address, "officer": found.pk})
            return found
        _record("password refused", attempt, officer)
        if services.note_wrong(attempt, used or [], officer):
            _refuse(request)
        return None


def _record(what: str, attempt: services.Attempt, officer: Officer | None) -> None:
    """Write a line of the log: who and from where, never the name that was typed (it may be a password)."""
    logger.warning(what, extra={"client": attempt.address, "officer": officer.pk if officer else ""})


def _refuse(request: HttpRequest | None) -> None:
    if request is not None:
        request.sign_in_refused = True
