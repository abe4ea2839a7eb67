"""登记、申请事项、分派、作废登记：taking a case in, what it asks for item by item, giving it to a handler, taking back a registration (条例31、36、45)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Officer
from agencies.text.comparing import same_text
from intake.demands import MOST, propose_demands
from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import integer, text, text_lines
from workflow.cases.act import Act
from workflow.form_fields import ActForm, Text
from workflow.papers.demands import ARTICLES, demands_in
from workflow.papers.prefill import CHANNELS

DEMANDS = "申请事项"


def kept_demands(content: str, given: list[str] | None) -> dict:
    """Return what an event keeps of the demands of an application: those that a person confirmed, and a doubt where they are
    fewer than its text seems to list; of a text nobody has read so, the doubt alone.

    Raises Refused for an empty or repeated demand and for more than a case can hold.
    """
    found = {} if given is None else {"demands": _checked_demands(given)}
    seem = len(propose_demands(content))
    return found | ({"demands_seem": seem} if seem > max(1, len(found.get("demands", ()))) else {})


def _checked_demands(given: list[str]) -> list[str]:
    demands = [" ".join(line.split("\n")) for line in text_lines({"demands": given}, "demands", DEMANDS)]
    if len(demands) > MOST:
        raise Refused(f"“{DEMANDS}”超过 {MOST} 项", field="demands", english=f"More than {MOST} demands")
    for place, demand in enumerate(demands, start=1):
        earlier = next((n for n, one in enumerate(demands[: place - 1], start=1) if same_text(one, demand)), None)
        if earlier:
            raise Refused(
                f"第 {place} 项与第 {earlier} 项相同",
                field="demands",
                english=f"Item {place} is the same as item {earlier}",
            )
    return demands


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


class ChangeDemandsForm(ActForm):
    """The demands as they are to be answered, one a line, and why they change."""

    demands = Text(_("Demands"), rows=6, help_text=_("One a line, in the order of the application."))
    reason = Text(_("Why they change"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        now = demands_in(self.case).texts or propose_demands(self.case.application.content)
        self.initial.setdefault("demands", "\n".join(" ".join(one.split("\n")) for one in now))


class ChangeDemands(Act):
    """更改申请事项: by the clerk or who handles the case, before the reply is approved; both readings stay on record."""

    code = "change_demands"
    form = ChangeDemandsForm
    internal = True
    api_fields = {
        "demands": api_fields.lines("What the application asks for, one text each, in its order (条例36)"),
        "reason": api_fields.words(),
    }

    def obstacle(self, user, case):
        if not user.has_role("clerk") and case.handler_id != user.pk:
            return Refused("由登记员或者本件的承办人更改", english="The clerk changes them, or who handles the case")
        return None

    def clean(self, context, data):
        before, content = demands_in(context.case), context.case.application.content
        kept = kept_demands(content, text_lines(data, "demands", DEMANDS))
        if tuple(kept["demands"]) == before.texts:
            raise Refused(
                "申请事项与现在登记的相同，没有更改",
                ARTICLES[context.case.regulation],
                field="demands",
                english="These are the demands on record: nothing changes",
            )
        return kept | {"before": list(before.texts) or [content], "reason": text(data, "reason", "更改的理由")}


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
