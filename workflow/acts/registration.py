"""登记、申请事项、分派、作废登记：taking a case in, what it asks for item by item, giving it to a handler, taking back a registration (条例31、36、45)."""

from django import forms
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.organisation.models import Officer
from agencies.text.comparing import same_text
from intake.demands import MOST, propose_demands
from law import Conflict, Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, text, text_lines
from workflow.cases import annulments, search
from workflow.cases.act import Act
from workflow.cases.models import Case
from workflow.duplicates.selectors import tied
from workflow.fees.balances import balance_of
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


WHY = (("twice", _("Registered twice")), ("wrongly", _("Registered wrongly; it was registered anew")))
TERM = {"twice": "重复登记", "wrongly": "错误登记，已另行登记"}


class AnnulRegistrationForm(ActForm):
    """Why the registration is annulled, and which case remains."""

    why = forms.ChoiceField(label=_("What was wrong"), choices=WHY)
    remaining = Text(_("Number of the case that remains"))
    reason = Text(_("How it came about, and how it is known"), rows=2)


class AnnulRegistration(Act):
    """作废登记: by another person than registered; the case is kept under its number and counted nowhere (docs/decisions/0045)."""

    code = "annul_registration"
    form = AnnulRegistrationForm
    internal = True
    api_fields = {
        "why": serializers.ChoiceField(list(TERM)),
        "remaining": api_fields.words(max_length=40, help_text="Number of the case of the agency that remains"),
        "reason": api_fields.words(),
    }

    def obstacle(self, user, case):
        registered = next((event for event in case.standing_events if event.act == "register"), None)
        if registered is not None and registered.actor_id == user.pk:
            return Refused(
                "这件是您自己登记的，要由另一人作废",
                english="You registered this case; another person annuls the registration",
            )
        return None

    def guard(self, context):
        _refuse_what_was_told(context.case)
        _refuse_what_is_open(context.case)

    def clean(self, context, data):
        why = choice(data, "why", "作废的原因", TERM)
        remaining = _remaining(context.case, text(data, "remaining", "保留的案件编号", most=40))
        reason = text(data, "reason", "作废的理由")
        here = annulments.letters_that_never_left(
            context.case, list(context.case.events.select_related("letter").order_by("seq"))
        )
        return {
            "why": why,
            "remaining": remaining.number,
            "reason": reason,
            "to_void": [letter.number for letter in here],
        }


def _refuse_what_was_told(case: Case) -> None:
    """Refuse while somebody was told something by a letter that no later letter puts right."""
    events = list(case.events.select_related("letter").order_by("seq"))
    if told := annulments.told_and_not_put_right(case, events):
        names = "、".join(f"{letter.number}《{letter.title}》" for letter in told)
        raise Refused(
            f"{names}已经告知对方，不能当作没有发生；请先制发“政府信息公开文书更正告知书”更正并寄出，答复书先撤销，再作废登记",
            field="remaining",
            english=f"{names} told somebody something: send a letter of rectification (a reply is revoked) first",
        )


def _refuse_what_is_open(case: Case) -> None:
    """Refuse while a proceeding is on record, or money that was paid is kept."""
    if case.remedies.exists():
        raise Refused(
            "本件已有复议、诉讼或者举报投诉，不能作废登记；登记错的先更正该条记录",
            field="remaining",
            english="A proceeding is on record in this case; it cannot be annulled",
        )
    if kept := balance_of(case).kept:
        raise Refused(
            f"本件已收信息处理费 {kept} 元，请先登记“退还信息处理费”",
            "国办函〔2020〕109号",
            field="remaining",
            english=f"{kept} yuan were paid in this case; record their refund first",
        )


def _remaining(case: Case, number: str) -> Case:
    """Return the case that remains: of the same agency, in force, of the same application, and received no later."""
    found = search.case_of(case.agency, number)
    if found is None or found.pk == case.pk:
        raise Refused(
            f"本单位没有“{number}”这件可以保留的案件",
            field="remaining",
            english="There is no such case of the agency to remain",
        )
    if found.annulled:
        raise Refused(
            f"{found.number} 的登记已经作废，请写实际保留的案件",
            field="remaining",
            english="That registration is annulled itself",
        )
    if not tied(case, found):
        raise Refused(
            f"{found.number} 与本件的邮件号、申请人、申请内容都不相同，不是同一件申请",
            field="remaining",
            english="That case has neither the mail number nor the applicant nor the text of this one",
        )
    if found.received_on > case.received_on:
        raise Refused(
            f"{found.number} 的收到日是 {found.received_on}，比本件的 {case.received_on} 晚；期限从先收到的一天起算，请保留本件，或者先更正该件的收到日",
            "条例31",
            field="remaining",
            english=f"That case was received on {found.received_on}, after {case.received_on}: the term runs from the earlier day",
        )
    _hold(found)
    return found


def _hold(remaining: Case) -> None:
    """Keep the case that remains from being annulled at the same moment, so that two never name each other."""
    try:
        held = Case.objects.select_for_update(of=("self",), no_key=True, nowait=True).get(pk=remaining.pk)
    except OperationalError as error:
        raise Conflict(
            f"{remaining.number} 正有人在办，请稍后再试", english="Somebody is at work on that case; try again"
        ) from error
    if held.annulled:
        raise Conflict(f"{remaining.number} 刚刚作废", english="That registration was annulled just now")
