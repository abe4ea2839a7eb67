"""The page on which an officer sets up the second factor: the secret and the recovery codes are shown once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from agencies.authentication import second_factor
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office.forms.account import CodeForm
from workflow.pages import OfficerPage

NEW = "new_second_factor"  # in the session: the secret that is being set up, encrypted


class SecondFactorPage(OfficerPage):
    """Set up the second factor; later see how many recovery codes are left and have new ones."""

    secret = True  # what is typed here is neither kept nor shown again

    @method_decorator(sensitive_variables("key"))
    def get(self, request):
        return self.page()

    @method_decorator(sensitive_variables("codes"))
    def post(self, request):
        form, now = CodeForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(422, refused=" ".join(form.errors["code"]))
        code, user = form.cleaned_data["code"], request.user
        if not second_factor.may_try(request.user, now):
            messages.warning(request, _("The code was wrong too often: try again in a quarter of an hour."))
            return redirect("second-factor")
        try:
            if user.has_second_factor:
                codes = second_factor.renew_recovery_codes(user, code, now=now)
            else:
                codes = second_factor.enrol(user, request.session.get(NEW, ""), code, now=now)
        except Refused as refused:
            return self.page(422, refused=refusal_sentence(refused))
        request.session.pop(NEW, None)
        answer = self.show("workflow/office/recovery_codes.html", here="password", codes=codes)
        answer.shown_once = True
        return answer

    @method_decorator(sensitive_variables("key"))
    def page(self, status: int = 200, *, refused: str = ""):
        """Show its new secret to a session that sets one up; once it is set up it is never shown again."""
        user, session, key, drawing = self.request.user, self.request.session, "", ""
        if not user.has_second_factor:
            if not second_factor.written_secret(user, session.get(NEW, "")):
                session[NEW] = second_factor.new_secret(user)
            key = second_factor.written_secret(user, session[NEW])
            drawing = mark_safe(second_factor.qr_code(user, session[NEW]))  # noqa: S308  drawn here, of our own text
        return self.show(
            "workflow/office/second_factor.html",
            status,
            here="password",
            key=" ".join(key[at : at + 4] for at in range(0, len(key), 4)),
            drawing=drawing,
            left=second_factor.recovery_codes_left(user),
            refused=refused,
        )
