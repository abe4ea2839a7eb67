"""The pages on which every officer changes the own password, and learns that another person gave one."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from agencies.administration import accounts, resets
from agencies.administration.passwords import too_old
from agencies.authentication.client_address import address_of
from agencies.authentication.services import is_present_password
from agencies.authentication.sessions import follow_session
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office.forms.account import PasswordForm
from workflow.pages import OfficerPage


@method_decorator(sensitive_post_parameters(), "dispatch")
class PasswordPage(OfficerPage):
    """Change the own password; the only page that opens while it is another person's or too old."""

    secret = True  # what is typed here is neither kept nor shown again

    def get(self, request):
        return self.page(PasswordForm(officer=request.user, was_reset=self.was_reset()))

    def post(self, request):
        now, key = timezone.now(), request.session.session_key or ""
        form = PasswordForm(
            request.POST,
            officer=request.user,
            was_reset=self.was_reset(),
            is_present=lambda text: is_present_password(request.user, text, key, now),
        )
        valid = form.is_valid()
        if form.refused:  # whoever sits at an open screen and guesses is signed out; the owner signs in anew
            logout(request)
            messages.warning(request, _("The present password was wrong too often: sign in again."))
            return redirect("login")
        if not valid:
            return self.page(form, 422)
        resets.know_resets(request.user, address=address_of(request), now=now)
        accounts.change_own_password(request.user, form.cleaned_data["new"], now=now)
        update_session_auth_hash(request, request.user)  # this session goes on, every other one ends
        follow_session(request, now)
        messages.success(request, _("The password is changed; you are signed out everywhere else."))
        return redirect("worklist")

    def was_reset(self) -> bool:
        """Say whether another person gave a password of which the owner has not yet said to know."""
        return resets.resets_to_know(self.request.user).exists()

    def page(self, form: PasswordForm, status: int = 200):
        """Show the form with the rules of the installation, and who gave a password when."""
        user, now = self.request.user, timezone.now()
        return self.show(
            "workflow/office/password.html",
            status,
            here="password",
            form=form,
            rules=password_validators_help_texts(),
            first=user.must_change_password,
            old=too_old(user, now),
            resets=resets.resets_to_know(user),
            earlier=resets.earlier_resets(user, now),
        )


class HeldPage(OfficerPage):
    """The only page of an account that waits for a second person: the number that its owner reads out, and to whom."""

    def get(self, request):
        if not request.user.held:
            return redirect("worklist")
        resets.know_resets(request.user, address=address_of(request), now=timezone.now())
        reset = resets.open_reset(request.user)
        return self.show(
            "workflow/office/held.html",
            here="password",
            reset=reset,
            people=resets.who_may_confirm(request.user, reset),
        )


class ResetDenied(OfficerPage):
    """An owner says to have asked for no new password: an alarm is raised and nothing opens any more."""

    http_method_names = ["post"]

    def post(self, request):
        try:
            resets.deny_reset(request.user, now=timezone.now())
        except Refused as refused:
            messages.warning(request, refusal_sentence(refused))
            return redirect("password")
        messages.warning(request, _("Put on record, and whoever looks after security is alarmed."))
        return redirect("password")
