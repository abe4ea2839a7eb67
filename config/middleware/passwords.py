"""Nobody works with a password that somebody else knows, that is too old, or that a second person has to confirm: neither on the pages nor over the API (config/api/authentication.py)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration.passwords import must_change
from agencies.authentication.second_factor import must_enrol
from agencies.authentication.sessions import is_over, see_session
from config.api import problems
from config.middleware.unavailable import answer_unavailable
from config.outages import SILENCE
from workflow.cases import policy

LOOKS = ("GET", "HEAD")
OPEN = {
    "password",
    "password-held",
    "password-denied",
    "logout",
    "set_language",
    "health",
    "health-alive",
    "health-working",
    "health-metrics",
}  # what one may reach before the password is one's own


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
            page, says = self.where(request)
        except SILENCE:  # what is raised here passes by `process_exception`, which is for views only
            return answer_unavailable(request)
        if page in ("", request.resolver_match.view_name):
            return None
        if request.path.startswith(problems.ROOT):
            kind = "not-authenticated" if page == "login" else "not-permitted"
            return problems.problem_response(request, kind, says)
        if page == "login":
            messages.info(request, says)
            return redirect_to_login(request.get_full_path() if request.method in LOOKS else "/")
        return redirect(page)

    def where(self, request) -> tuple[str, str]:
        """Return the page to which somebody is led and the sentence for the API; nothing where all opens."""
        now = timezone.now()
        if not request.user.is_authenticated:
            return "", ""
        if is_over(request, now):
            logout(request)
            return "login", _("You have been signed in for %(hours)d hours. Sign in again.") % {
                "hours": settings.SESSION_HOURS
            }
        policy.read_agencies_once(request.user)
        see_session(request, now)
        if must_change(request.user, now):
            return "password", _("Change your password on the pages first.")
        if request.user.held:
            return "password-held", _("A second person has to confirm your new password first.")
        if must_enrol(request.user):
            return "second-factor", _("Set up your second factor on the pages first.")
        return "", ""
