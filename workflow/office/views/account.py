"""The page on which every officer changes the own password."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from agencies.administration import accounts
from agencies.administration.passwords import too_old
from agencies.authentication.services import is_present_password
from workflow.office.forms.account import PasswordForm
from workflow.pages import OfficerPage


@method_decorator(sensitive_post_parameters(), "dispatch")
class PasswordPage(OfficerPage):
    """Change the own password; the only page that opens while it is another person's or too old."""

    secret = True  # what is typed here is neither kept nor shown again

    def get(self, request):
        return self.page(PasswordForm(officer=request.user))

    def post(self, request):
        now, key = timezone.now(), request.session.session_key or ""
        form = PasswordForm(
            request.POST,
            officer=request.user,
            is_present=lambda text: is_present_password(request.user, text, key, now),
        )
        valid = form.is_valid()
        if form.refused:  # whoever sits at an open screen and guesses is signed out; the owner signs in anew
            logout(request)
            messages.warning(request, _("The present password was wrong too often: sign in again."))
            return redirect("login")
        if not valid:
            return self.page(form, 422)
        accounts.change_own_password(request.user, form.cleaned_data["new"], now=now)
        update_session_auth_hash(request, request.user)  # this session goes on, every other one ends
        messages.success(request, _("The password is changed; you are signed out everywhere else."))
        return redirect("worklist")

    def page(self, form: PasswordForm, status: int = 200):
        """Show the form with the rules of the installation."""
        user = self.request.user
        first, old = user.must_change_password, too_old(user, timezone.now())
        rules = password_validators_help_texts()
        return self.show(
            "workflow/office/password.html", status, here="password", form=form, rules=rules, first=first, old=old
        )
