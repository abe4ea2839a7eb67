"""Nobody works with a password that somebody else knows, or that is too old: neither on the pages nor over the API."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from agencies.passwords import must_change
from config.unavailable import SILENCE, unavailable

OPEN = {"password", "logout", "set_language", "health"}  # what one may reach before the password is one's own
REFUSAL = {"reason": "请先登录网页修改口令", "english": "Change your password on the pages first", "article": "", "field": ""}


class SettledPassword:
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
            return unavailable(request)
        if not led:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(REFUSAL, status=403)
        return redirect("password")


class SettledToken(TokenAuthentication):
    """A token of somebody whose password is settled."""

    def authenticate_credentials(self, key):
        """Refuse the token of an account that has to change its password."""
        user, token = super().authenticate_credentials(key)
        if must_change(user, timezone.now()):
            raise AuthenticationFailed(REFUSAL["reason"])
        return user, token
