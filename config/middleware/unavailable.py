"""Say in plain words that the records cannot be reached or take nothing, instead of an error page that sounds like a loss."""

import logging

from django.shortcuts import render

from agencies.encryption.keys import Unopened
from agencies.stored_files.disk import is_disk_error
from agencies.stored_files.storage import NotStored, not_stored
from agencies.text.statements import refusal_sentence
from config.api import problems
from config.outages import SILENCE, is_database_full, is_database_read_only

logger = logging.getLogger(__name__)
RETRY_SECONDS = "60"


class UnavailableMiddleware:
    """Answer 503 while the database cannot be reached or a key is missing, 507 while the disk takes nothing; everything else is logged as the fault it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Turn the silence of the database and of the disk, and what cannot be opened, into an answer."""
        if isinstance(exception, Unopened):
            return answer_unopened(request, exception)
        if isinstance(exception, NotStored) or is_disk_error(exception):
            return answer_disk_full(request, exception)
        if isinstance(exception, SILENCE):
            logger.error("the database does not answer: %s", exception)  # the page says only that
            return answer_disk_full(request, exception) if is_database_full(exception) else answer_unavailable(request)
        if is_database_read_only(exception):
            logger.error("the database is read-only: %s", exception)
            return answer_unavailable(request)
        return None


def answer_unavailable(request):
    """Answer that the database cannot be reached."""
    if request.path.startswith(problems.ROOT):
        response = problems.problem_response(request, "unavailable")
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response


def answer_unopened(request, error: Unopened):
    """Answer that something sealed cannot be read, with the sentence that names the key or the place."""
    logger.error("a sealed text cannot be opened: %s", error.english)
    if request.path.startswith(problems.ROOT):
        return problems.problem_response(request, "unavailable", refusal_sentence(error))
    return render(request, "unopened.html", {"sentence": refusal_sentence(error)}, status=503)


def answer_disk_full(request, error: Exception):
    """Answer that the disk takes nothing: nothing was stored."""
    logger.error("the disk takes nothing: %s", error)
    if request.path.startswith(problems.ROOT):
        told = (
            error
            if isinstance(error, NotStored)
            else not_stored(error if isinstance(error, OSError) else OSError(28, ""))
        )
        return problems.problem_response(request, "insufficient-storage", refusal_sentence(told))
    return render(request, "507.html", status=507)
