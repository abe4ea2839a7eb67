"""The accounts of an agency: opened, changed, closed and given a new password by who manages them."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from agencies.administration import accounts, policy
from agencies.authentication import services as authentication
from agencies.organisation.models import Agency, Officer, Role
from agencies.text.statements import refusal_sentence
from law import Refused
from workflow.cases import selectors
from workflow.office.forms.agencies import PersonForm
from workflow.office.forms.buttons import ConfirmClosingForm
from workflow.office.views.agencies import OfficePage

LAST_RECORDS = 10
STEP_DONE = {
    "close": gettext_lazy("The account is closed; what was done with it stays."),
    "factor": gettext_lazy("The second factor is taken away; a second person confirms the owner."),
    "sign_out": gettext_lazy("Every session of the account is ended."),
}


class PersonAdd(OfficePage):
    """Open an account; its password is shown in the answer and nowhere else, so there is no redirect."""

    def get(self, request, code):
        agency = self.agency(code)
        return self.page(agency, PersonForm(agency=agency))

    @method_decorator(sensitive_variables("password"))
    def post(self, request, code):
        agency = self.agency(code)
        form = PersonForm(request.POST, agency=agency)
        if not form.is_valid():
            return self.page(agency, form, 422)
        try:
            person, password = accounts.open_account(
                agency, form.cleaned_data["username"], form.given(), by=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, form, 422)
        return self.show_password(person, password, opened=True)

    def page(self, agency: Agency, form: PersonForm, status: int = 200):
        """Show the empty form, or what was typed with what is wrong in it."""
        chosen = form.data.getlist("roles") if form.is_bound else []
        return self.show(
            "workflow/office/person_add.html",
            status,
            agency=agency,
            form=form,
            roles=Role.choices,
            separate=settings.SEPARATE_ADMINISTRATORS,
            chosen=chosen,
            fixed=False,
        )


class PersonPage(OfficePage):
    """One account: what it may do, what was changed, and the three steps that are taken on it."""

    def get(self, request, pk):
        person = self.person(pk)
        return self.page(person, PersonForm(agency=person.agency, officer=person))

    def post(self, request, pk):
        person = self.person(pk)
        form = PersonForm(request.POST, agency=person.agency, officer=person, own=person.pk == request.user.pk)
        if not form.is_valid():
            return self.page(person, form, 422)
        try:
            changed = accounts.change_account(person, form.given(), by=request.user, now=timezone.now())
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(person, form, 422)
        messages.success(request, _("Saved and put on record.") if changed else _("Nothing was changed."))
        return redirect("office-person", pk)

    def person(self, pk: int) -> Officer:
        """Return an account that the officer manages, or 404."""
        people = policy.managed_officers(self.request.user).select_related("agency", "section")
        return get_object_or_404(people, pk=pk)

    def page(self, person: Officer, form: PersonForm, status: int = 200, *, refused: str = "", closing: bool = False):
        """Show an account; with `closing` ask whether to close it although cases are in its hands."""
        now = timezone.now()
        waiting = selectors.in_the_hands_of([person]).get(person.pk, [])
        return self.show(
            "workflow/office/person.html",
            status,
            agency=person.agency,
            person=person,
            form=form,
            roles=Role.choices,
            separate=settings.SEPARATE_ADMINISTRATORS,
            chosen=form.data.getlist("roles") if form.is_bound else person.roles,
            fixed=person.pk == self.request.user.pk,
            meet=policy.handles_and_reviews(person.roles),
            locked=authentication.locked_until(person, now),
            waiting=waiting,
            clerks=Officer.objects.filter(agency=person.agency_id, is_active=True, grants__role=Role.CLERK),
            records=person.records.select_related("actor", "officer", "agency")[:LAST_RECORDS],
            refused=refused,
            closing=closing,
        )


class PersonStep(PersonPage):
    """Close an account, open it again, end its sessions, or give it a new password."""

    http_method_names = ["post"]

    @method_decorator(sensitive_variables("password"))
    def post(self, request, pk, code):
        person, password = self.person(pk), ""
        by, now = request.user, timezone.now()
        form = PersonForm(agency=person.agency, officer=person)
        if (
            code == "close"
            and not ConfirmClosingForm(request.POST).sent["anyway"]
            and selectors.in_the_hands_of([person])
        ):
            return self.page(person, form, 409, closing=True)
        try:
            if code == "close":
                accounts.close_account(person, by=by, now=now)
            elif code == "reopen":
                password = accounts.reopen_account(person, by=by, now=now)
            elif code == "factor":
                accounts.reset_second_factor(person, by=by, now=now)
            elif code == "sign_out":
                accounts.sign_out(person, by=by, now=now)
            elif code == "reset":
                password = accounts.reset_password(person, by=by, now=now)
            else:
                raise Http404
        except Refused as refused:
            return self.page(person, form, 422, refused=refusal_sentence(refused))
        if password:
            return self.show_password(person, password, opened=False)
        messages.success(request, STEP_DONE[code])
        return redirect("office-person", pk)
