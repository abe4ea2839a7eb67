"""登记、分派：taking a case in and giving it to a handler (条例31、45)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Officer
from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import integer
from workflow.cases.act import Act
from workflow.form_fields import ActForm
from workflow.papers.prefill import CHANNELS


class Register(Act):
    """登记: the first event of every case, written by `register()`; its letter is the receipt."""

    code = "register"
    internal = True
    dated_when_written = True

    def letter_kind(self, event, regulation):
        # 当场答复: the reply itself says that the application came (条例33①)
        return "" if event.data.get("at_once") else self.row.letter

    def issue_letter(self, context, event, projection):
        # An imported application without a known day of receipt has no term that a receipt could state.
        return None if projection.due_on is None else super().issue_letter(context, event, projection)

    def letter_facts(self, case, event, projection):
        application = case.application
        return {
            "addressee": application.applicant_name,
            "application_number": case.number,
            "received_on": projection.received_on.isoformat(),
            "content": application.content,
            "organisation": case.applicant_kind != "natural_person",
            "arrived_on": case.arrived_on.isoformat(),
            "channel": CHANNELS[case.channel],
            "due_on": projection.due_on.isoformat(),
            "provisional": projection.provisional,
        }

    def effect(self, projection, event, calendar):
        projection.unconfirmed = bool(event.data.get("unconfirmed"))


class AssignForm(ActForm):
    """Who handles the case."""

    handler_id = forms.TypedChoiceField(label=_("Handler"), coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = Officer.objects.filter(agency_id=self.case.agency_id, is_active=True, grants__role="handler")
        self.fields["handler_id"].choices = [
            (person.pk, f"{person} {person.section or ''}".strip()) for person in people.select_related("section")
        ]
        if self.case.handler_id:
            self.initial.setdefault("handler_id", self.case.handler_id)


class Assign(Act):
    """分派承办人: a handler of the agency who is in office."""

    code = "assign"
    form = AssignForm
    internal = True
    api_fields = {
        "handler_id": api_fields.number(
            1, 2**62, help_text="Id of a handler of the agency, from /officers/?role=handler"
        )
    }

    def clean(self, context, data):
        handler = Officer.objects.filter(
            pk=integer(data, "handler_id", "承办人", 1, 2**62), agency_id=context.case.agency_id, is_active=True
        ).first()
        if handler is None or not handler.has_role("handler"):
            raise Refused(
                "承办人应当是本单位在岗的承办人", field="handler_id", english="Choose a handler of this agency"
            )
        return {"handler_id": handler.pk, "handler": str(handler), "section_id": handler.section_id}

    def effect(self, projection, event, calendar):
        projection.handler_id = event.data.get("handler_id")
        projection.section_id = event.data.get("section_id")
