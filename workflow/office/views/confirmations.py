"""What takes a second person: owners with a given password who are to be let in, and roles that are to be granted."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration import policy, resets
from agencies.administration.role_requests import decide_request, requests_to_decide
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.office.forms.account import CodeForm
from workflow.office.forms.buttons import GrantForm
from workflow.pages import OfficerPage


class ConfirmationsPage(OfficerPage):
    """Everything that waits for the officer as the second person; unknown to who confirms nothing."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to who confirms nothing; who has not signed in is asked to."""
        if request.user.is_authenticated and not policy.confirms(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)

    def get(self, request):
        return self.page()

    def page(self, status: int = 200, *, refused: str = ""):
        """Show what waits, and why the last answer was refused."""
        return self.show(
            "workflow/office/confirmations.html",
            status,
            here="office",
            tab="confirmations",
            resets=resets.resets_to_confirm(self.request.user),
            requests=requests_to_decide(self.request.user),
            refused=refused,
        )


class ResetConfirmation(ConfirmationsPage):
    """Let an owner in who has read the number from the screen."""

    http_method_names = ["post"]

    def post(self, request, pk):
        reset = get_object_or_404(resets.resets_to_confirm(request.user), pk=pk)
        form, now = CodeForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(422, refused=" ".join(form.errors["code"]))
        if not resets.tries_code(reset, request.user, now):
            return self.page(429, refused=_("The number was wrong too often: try again in a quarter of an hour."))
        try:
            resets.confirm_reset(reset, form.cleaned_data["code"], by=request.user, now=now)
        except Refused as refused:
            return self.page(422, refused=refusal_sentence(refused))
        messages.success(request, _("Confirmed and on record: %(name)s may work again.") % {"name": reset.officer})
        return redirect("office-confirmations")


class RoleDecision(ConfirmationsPage):
    """Grant or refuse roles that another administrator asked for."""

    http_method_names = ["post"]

    def post(self, request, pk):
        if not requests_to_decide(request.user).filter(pk=pk).exists():
            raise Http404
        grant = GrantForm(request.POST).sent["grant"]
        try:
            decide_request(pk, grant=grant, by=request.user, now=timezone.now())
        except Refused as refused:
            return self.page(422, refused=refusal_sentence(refused))
        messages.success(request, _("Granted and put on record.") if grant else _("Refused and put on record."))
        return redirect("office-confirmations")
