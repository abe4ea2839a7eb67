"""In restore mode a page is looked at and nothing is sent: every address that takes something is closed unless it is listed here.

Whatever address is added later is closed by itself; the services below hold their doors too, for commands and tasks.
"""

import logging

from django.core.cache import cache
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from redis.exceptions import RedisError

from agencies.installation.models import Restoration
from agencies.installation.restore_mode import InRestoreMode, in_restore_mode, open_restoration
from agencies.text.statements import refusal_sentence
from config.api import problems

logger = logging.getLogger(__name__)
LOOKS = ("GET", "HEAD", "OPTIONS")
OPEN = {  # signing in and out, what reconciling needs, and what only computes
    "login", "logout", "set_language", "password", "number-mark", "number-words", "office-files", "office-person-add", "office-person",
    "office-person-step", "office-reset", "office-roles", "office-alarm-seen", "password-denied", "session-end",
    "recovery", "recovery-agency", "recovery-release", "api-token", "api-reckon",
}  # fmt: skip
PUBLIC = {"verify"}  # closed even to a look: letters since the backup would be called unknown
RETRY_SECONDS = "3600"
NORMAL, SECONDS = "restore-mode-off", 60  # for the banner alone: no door asks it


class RestoreModeMiddleware:
    """Answer 503 with a sentence in place of every view that would take something in or give something out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Let templates ask for the restoration that nobody has released yet: asked of the database only if they do."""
        request.restoration = SimpleLazyObject(restoration_to_show)
        return self.get_response(request)

    def process_view(self, request, view, args, options):
        """Close what is not open."""
        name = request.resolver_match.url_name
        if request.method in LOOKS and name not in PUBLIC:
            return None
        if not in_restore_mode():
            remember_normal()
            return None
        return None if name in OPEN else answer_closed(request)


def restoration_to_show() -> Restoration | None:
    """Return what the banner tells; that there is nothing to tell is remembered for a minute, so that pages do not ask each time.

    A restore fills an empty installation whose site is stopped: nobody is signed in who could miss the banner meanwhile.
    """
    if remembered_normal():
        return None
    found = open_restoration()
    if found is None:
        remember_normal()
    return found


def remembered_normal() -> bool:
    """Say whether a look at the database within the last minute found no restoration; a lost cache remembers nothing."""
    try:
        return bool(cache.get(NORMAL))
    except (RedisError, OSError) as error:
        logger.warning("the cache cannot be read, the database is asked: %s", error)
        return False


def remember_normal() -> None:
    """Keep for a minute that there is no restoration; a page is shown as well where the cache is lost or its disk is full."""
    try:
        cache.set(NORMAL, True, SECONDS)
    except (RedisError, OSError) as error:
        logger.warning("the cache cannot be written: %s", error)


def answer_closed(request):
    """Answer that the system is in restore mode."""
    sentence = refusal_sentence(InRestoreMode())
    if request.path.startswith(problems.ROOT):
        response = problems.problem_response(request, "restoring", sentence)
    else:
        response = render(request, "restoring.html", {"sentence": sentence}, status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response
