"""Machines on which somebody signed in before: their attempts are counted apart, so that strangers keep nobody out.

A signed cookie names the machine and the last accounts that signed in there (OWASP, device cookies). It opens nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from agencies.organisation.models import Officer

COOKIE = f"{settings.COOKIE_PREFIX}known_machine"
SALT = "agencies.authentication.known_machines"
GOOD_FOR = timedelta(days=400)  # as long as browsers keep a cookie
MOST_ACCOUNTS = 20  # of one machine, such as that of a counter; the oldest goes first
LONGEST = 1000  # characters


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine, and the accounts that it is known for."""

    key: str = ""
    accounts: tuple[int, ...] = ()

    def knows(self, officer: Officer | None) -> bool:
        """Say whether the officer signed in there before."""
        return officer is not None and officer.pk in self.accounts


def machine_of(request: HttpRequest | None) -> Machine:
    """Return the machine that a request comes from; one that says nothing, or nothing signed here, is known for nobody."""
    text = request.COOKIES.get(COOKIE, "") if request is not None else ""
    if not text or len(text) > LONGEST:
        return Machine()
    try:
        key, accounts = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return Machine()
    return Machine(key, tuple(accounts))


def remember_machine(request: HttpRequest, response: HttpResponse, officer: Officer) -> None:
    """Let the machine be known for an officer who has signed in on it."""
    known = machine_of(request)
    accounts = [officer.pk, *(pk for pk in known.accounts if pk != officer.pk)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps([known.key or secrets.token_urlsafe(16), accounts], salt=SALT),
        max_age=GOOD_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
