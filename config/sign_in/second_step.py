"""The second step of signing in: the code of whoever has a second factor; nobody is signed in before it."""

import logging

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from agencies.authentication.known_machines import machine_of, remember_machine
from agencies.authentication.second_factor import is_code
from agencies.authentication.sessions import list_session
from agencies.organisation.models import Officer
from config.api.tokens import too_many_failures
from workflow.office.forms.account import CodeForm

logger = logging.getLogger(__name__)
PENDING = "pending_sign_in"  # in the session: who has shown the password, by which one, when, and where to go
MINUTES = 10


def ask_for_code(request: HttpRequest, officer: Officer, goes_to: str) -> HttpResponse:
    """Remember who has shown the password and lead to the page of the code."""
    request.session.cycle_key()
    request.session[PENDING] = [officer.pk, officer.get_session_auth_hash(), int(timezone.now().timestamp()), goes_to]
    return redirect("login-code")


@method_decorator([never_cache, sensitive_post_parameters()], "dispatch")
class CodePage(View):
    """Take the code; without a password before it there is nothing here."""

    secret = True  # what is typed here is neither kept nor shown again

    def dispatch(self, request, *args, **options):
        """Lead back whoever has shown no password, or too long ago, or one that was changed since."""
        pk, hashed, at, self.goes_to = request.session.get(PENDING, (None, "", 0, ""))
        self.officer = Officer.objects.filter(pk=pk, is_active=True, has_second_factor=True).first()
        fresh = timezone.now().timestamp() - at < MINUTES * 60
        if self.officer is None or not fresh or self.officer.get_session_auth_hash() != hashed:
            return redirect("worklist" if request.user.is_authenticated else "login")
        return super().dispatch(request, *args, **options)

    def get(self, request):
        """Ask for the code."""
        return render(request, "registration/code.html")

    def post(self, request):
        """Sign in with a good code."""
        form, now = CodeForm(request.POST), timezone.now()
        code = form.cleaned_data["code"] if form.is_valid() else ""
        good = is_code(self.officer, code, machine_of(request), now)
        told = {"client": request.META.get("REMOTE_ADDR", ""), "officer": self.officer.pk}
        logger.log(logging.INFO if good else logging.WARNING, "code accepted" if good else "code refused", extra=told)
        if good is None:
            del request.session[PENDING]
            return too_many_failures(request)
        if not good:
            refused = _("The code is wrong. Wait for the next one, or take a recovery code.")
            return render(request, "registration/code.html", {"refused": refused}, status=422)
        marked = request.session.get("demonstration")
        login(request, self.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.pop(PENDING, None)
        if marked:
            request.session["demonstration"] = True
        inside = url_has_allowed_host_and_scheme(self.goes_to, {request.get_host()}, require_https=request.is_secure())
        answer = redirect(self.goes_to if inside else reverse("worklist"))
        remember_machine(request, answer, self.officer)
        list_session(request, self.officer, now)
        return answer
