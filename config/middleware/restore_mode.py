"""In restore mode a page is looked at and nothing is sent: every address that takes something is closed unless it is listed here.

Whatever address is added later is closed by itself; the services below hold their doors too, for commands and tasks.
"""

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from agencies.installation.restore_mode import InRestoreMode, in_restore_mode, open_restoration
from agencies.text.statements import refusal_sentence
from config.api import problems

LOOKS = ("GET", "HEAD", "OPTIONS")
OPEN = {  # signing in and out, what reconciling needs, and what only computes
    "login", "logout", "set_language", "password", "number-mark", "number-words", "office-files", "office-person-add", "office-person",
    "office-person-step", "office-reset", "office-roles", "office-alarm-seen", "password-denied", "session-end",
    "recovery", "recovery-agency", "recovery-release", "api-token", "api-reckon",
}  # fmt: skip
PUBLIC = {"verify"}  # closed even to a look: letters since the backup would be called unknown
RETRY_SECONDS = "3600"


class RestoreModeMiddleware:
    """Answer 503 with a sentence in place of every view that would take something in or give something out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Let templates ask for the restoration that nobody has released yet: asked of the database only if they do."""
        request.restoration = SimpleLazyObject(open_restoration)
        return self.get_response(request)

    def process_view(self, request, view, args, options):
        """Close what is not open."""
        name = request.resolver_match.url_name
        if name in OPEN or (request.method in LOOKS and name not in PUBLIC) or not in_restore_mode():
            return None
        return answer_closed(request)


def answer_closed(request):
    """Answer that the system is in restore mode."""
    sentence = refusal_sentence(InRestoreMode())
    if request.path.startswith(problems.ROOT):
        response = problems.problem_response(request, "restoring", sentence)
    else:
        response = render(request, "restoring.html", {"sentence": sentence}, status=503)
    response["Retry-After"] = RETRY_SECONDS
    return response
