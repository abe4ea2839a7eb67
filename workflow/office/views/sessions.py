"""Where one is signed in oneself, and the end of each of these sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.authentication.sessions import end_session, end_sessions, follow_session, sessions_of
from workflow.pages import OfficerPage


class SessionsPage(OfficerPage):
    """The officer's own sessions: since when, seen when, from where, with which program."""

    def get(self, request):
        return self.show(
            "workflow/office/sessions.html",
            here="password",
            sessions=sessions_of(request.user, timezone.now()),
            own=request.session.session_key,
        )

    def post(self, request):
        """End all others."""
        end_sessions(request.user, but=request.session.session_key)
        update_session_auth_hash(request, request.user)
        follow_session(request, timezone.now())
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("sessions")


class SessionEnd(OfficerPage):
    """End one of the officer's own sessions."""

    http_method_names = ["post"]

    def post(self, request, pk):
        if not end_session(request.user, pk):
            raise Http404
        messages.success(request, _("The session is ended."))
        return redirect("sessions")
