"""Say in plain words that the records cannot be reached, instead of an error page that sounds like a loss."""

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

from config import problems

SILENCE = (OperationalError, InterfaceError)
RETRY_SECONDS = "60"


class Unavailable:
    """Answer 503 while the database cannot be reached; everything else goes on to be logged as the fault it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Turn the database's own silence into an answer."""
        return unavailable(request) if isinstance(exception, SILENCE) else None


def unavailable(request):
    """Answer that the database cannot be reached."""
    if request.path.startswith(problems.ROOT):
        response = problems.answer(request, "unavailable")
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response
