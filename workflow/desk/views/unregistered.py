"""What has arrived and is not registered yet: the queue, and one application of it with the attempts to confirm it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from agencies.audit_trail.models import LookKind
from agencies.text.statements import refusal_sentence
from intake import services as intake
from intake.demands import propose_demands
from intake.forms import ConfirmForm, DemandsForm
from intake.models import Application
from intake.selectors import confirmed_on, unregistered
from law import Refused
from workflow.acts.registration import kept_demands
from workflow.cases import policy, selectors
from workflow.cases.models import Case
from workflow.desk.forms.buttons import RegistrationButtonsForm
from workflow.desk.registration_preview import preview_registration
from workflow.desk.views.registration import as_lines, how_many, register_and_go
from workflow.duplicates.selectors import MOST_SHOWN, earlier_applications
from workflow.locks.services import locked_years
from workflow.looks.doors import door_of
from workflow.looks.services import note_look
from workflow.pages import OfficerPage


class UnregisteredListPage(OfficerPage):
    """Everything that has arrived and is not registered yet."""

    def get(self, request):
        waiting = unregistered(policy.visible_agencies(request.user))
        return self.show("workflow/desk/queue.html", here="queue", queue=waiting[:200], count=waiting.count())


class UnregisteredPage(OfficerPage):
    """An application that has arrived and is not registered yet."""

    def application(self, pk: int) -> Application:
        """Return a waiting application of the officer's agencies, or 404."""
        return get_object_or_404(unregistered(policy.visible_agencies(self.request.user)), pk=pk)

    def get(self, request, pk):
        return self.page(self.application(pk), ConfirmForm(initial={"on": timezone.localdate(), "reached": True}))

    def post(self, request, pk):
        if not policy.may_register(request.user):
            raise PermissionDenied
        registered = Case.objects.filter(application_id=pk, agency=request.user.agency).first()
        if registered:  # the second click of two
            return redirect("case", registered.pk)
        application, now = self.application(pk), timezone.now()
        form, pressed = ConfirmForm(request.POST), RegistrationButtonsForm(request.POST).sent
        at_last = pressed["register"]
        if not at_last and not form.is_valid():
            return self.page(application, form, 422)
        demands = judged(DemandsForm(request.POST), application.content)
        if (at_last or form.cleaned_data["reached"]) and demands.errors:
            return self.page(application, form if not at_last else ConfirmForm(), 422, demands)
        how = {"demands": demands.cleaned_data.get("demands"), "another": pressed["another_application"]}
        if at_last:
            return register_and_go(request, application, now, reason=pressed["locked_year_reason"], **how)
        try:
            intake.confirm(application, now=now, by=request.user, **form.cleaned_data)
        except Refused as error:
            field = "on" if error.field == "confirmed_on" else error.field
            form.add_error(field if field in form.fields else None, refusal_sentence(error))
            return self.page(application, form, 422)
        application.refresh_from_db()  # the attempts that were read before are old now
        if form.cleaned_data["reached"]:
            return register_and_go(request, application, now, **how)
        return redirect("queued", application.pk)

    def page(
        self, application: Application, form: ConfirmForm, status: int = 200, demands: DemandsForm | None = None
    ) -> HttpResponse:
        """Show the application, the attempts to confirm it, what it asks for, and whether it may be registered now."""
        seen, why = self.seen(application)
        confirmed = confirmed_on(application)
        arrival = preview_registration(application.channel, application.arrived_on, confirmed, selectors.calendar())
        received_on = arrival.receipt.received_on
        return self.show(
            "workflow/desk/queued.html",
            status,
            application=application,
            seen=seen,
            why_unseen=why,
            form=form,
            here="queue",
            arrival=arrival,
            locked_year=received_on.year
            if received_on and received_on.year in locked_years(application.agency_id)
            else None,
            earlier=earlier_applications(application)[:MOST_SHOWN],
            demands=demands or DemandsForm(initial=as_lines(propose_demands(application.content))),
        )

    def seen(self, application: Application) -> tuple[bool, str]:
        """Put on record that the clerk sees name and telephone, to confirm with the applicant; say why not beyond the day's bound."""
        user = self.request.user
        if not policy.may_register(user) or user.agency_id != application.agency_id:
            return False, ""
        try:
            note_look(
                user, LookKind.APPLICANT, application=application, door=door_of(self.request), now=timezone.now(),
                given="与申请人确认、登记",
            )  # fmt: skip
        except Refused as error:
            return False, refusal_sentence(error)
        return True, ""


def judged(form: DemandsForm, content: str) -> DemandsForm:
    """Return the form of the demands of an application in the queue, with its error where they cannot be registered so."""
    if not form.is_valid():
        return form
    given = form.cleaned_data["demands"]
    if given is None and len(found := propose_demands(content)) > 1:
        form = DemandsForm(as_lines(found))
        form.add_error("demands", how_many(len(found)))
    elif given is not None:
        try:
            kept_demands(content, given)
        except Refused as error:
            form.add_error("demands", refusal_sentence(error))
    return form
