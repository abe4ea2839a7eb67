"""Nobody works with a password that somebody else knows, or that is too old: neither on the pages nor over the API (config/api/authentication.py)."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration.passwords import must_change
from config.api import problems
from config.middleware.unavailable import answer_unavailable
from config.outages import SILENCE

OPEN = {"password", "logout", "set_language", "health"}  # what one may reach before the password is one's own


class SettledPasswordMiddleware:
    """Lead whoever has such a password to the page on which it is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request, view, args, options):
        """Answer in place of every other view."""
        if request.resolver_match.view_name in OPEN:
            return None
        try:
            led = request.user.is_authenticated and must_change(request.user, timezone.now())
        except SILENCE:  # what is raised here passes by `process_exception`, which is for views only
            return answer_unavailable(request)
        if not led:
            return None
        if request.path.startswith(problems.ROOT):
            return problems.problem_response(request, "not-permitted", _("Change your password on the pages first."))
        return redirect("password")
