"""移送：a case moves to another agency of the same government, proposed by the one and accepted by the other (docs/decisions/0047).

The day of receipt and the term stay as they are: the applicant asked once, and what passes between agencies is not the
applicant's time (条例31). The case is counted once, at the agency that replies.
"""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import GOVERNMENTS, Agency, Role
from law import Refused
from law.procedure import ACTS
from workflow.acts.closing import facts_by_letter, letters_to_send
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import text
from workflow.cases.act import Act, ActContext
from workflow.cases.models import Case
from workflow.cases.projection import Transfer
from workflow.cases.register_numbers import next_number
from workflow.cases.term.unsent import consultation_is_open, unsent_notices
from workflow.cases.transfers.records import proposal
from workflow.form_fields import ActForm, Text


def receivers(case: Case, today: date | None) -> list[Agency]:
    """Return the agencies that may take the case over: in operation, under the same government, with a clerk.

    Without a day those that began or end some time are among them.
    """
    every = {pk: (above, kind) for pk, above, kind in Agency.objects.order_by().values_list("pk", "parent_id", "kind")}
    here = _government(case.agency_id, every)
    found = Agency.objects.filter(active=True, officers__grants__role=Role.CLERK, officers__is_active=True)
    if today is not None:
        begun = Q(opened_on__isnull=True) | Q(opened_on__lte=today)
        found = found.filter(begun, Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    found = found.exclude(pk=case.agency_id).distinct().order_by("code")
    return [agency for agency in found if _government(agency.pk, every) == here]


def _government(pk: int, every: dict[int, tuple[int | None, str]]) -> int:
    """Return the government of an agency: itself, or the nearest one above it; of one under none the highest above it."""
    above, kind = every[pk]
    while kind not in GOVERNMENTS and above is not None:
        pk = above
        above, kind = every[pk]
    return pk


def check_settled(case: Case) -> None:
    """Raise Refused for what must be settled where the case is before it moves."""
    article = ACTS["propose_transfer"].articles[case.regulation]
    if consultation_is_open(case) or unsent_notices(case):
        raise Refused(
            "还有征求意见没有收到回复，或者告知书没有寄出，先办完再移送",
            article,
            english="A consultation is open or a notice has not left: settle it before the case moves",
        )
    if case.last_event("receive_payment"):
        raise Refused(
            "本件已经收费，由收费的机关办结，不能移送",
            "国办函〔2020〕109号",
            english="A fee was paid here: the case stays",
        )
    events = list(case.events.select_related("letter__void_record").order_by("seq"))
    waiting = list(letters_to_send([event.letter for event in events if event.letter_id], facts_by_letter(case)))
    if waiting:
        raise Refused(
            f"还不能移送：{'；'.join(chinese for chinese, _english in waiting)}",
            article,
            field="letters",
            english=f"Not to be moved yet: {'; '.join(english for _chinese, english in waiting)}",
        )


class ProposeTransferForm(ActForm):
    """To which agency, and why it is that one's to answer."""

    agency = forms.ChoiceField(label=_("Agency that takes it over"))
    reason = Text(_("Why it is that agency's to answer"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        chosen_from = receivers(self.case, self.initial.get("on"))  # what was sent the act judges by its day
        self.fields["agency"].choices = [(one.code, one.name) for one in chosen_from]


class ProposeTransfer(Act):
    """提出移送: by the clerk of the agency that has the case; nothing moves until the other accepts."""

    code = "propose_transfer"
    form = ProposeTransferForm
    internal = True
    api_fields = {
        "agency": api_fields.words(help_text="Code of the agency that takes it over", max_length=40),
        "reason": api_fields.words(),
    }

    def obstacle(self, user, case):
        if proposal(case) is not None:
            return Refused(
                "已经提出移送，等待接收",
                self.row.articles[case.regulation],
                english="A transfer is proposed already",
            )
        return None

    def guard(self, context):
        check_settled(context.case)

    def clean(self, context, data):
        code = text(data, "agency", "接收单位", most=40)
        chosen = next((one for one in receivers(context.case, context.today) if one.code == code), None)
        if chosen is None:
            raise Refused(
                "只能移送给同一级政府下、正在运行并有登记员的其他单位",
                context.article,
                field="agency",
                english="Only to another agency of the same government that is in operation and has a clerk",
            )
        return {
            "to": chosen.pk,
            "name": chosen.name,
            "reason": text(data, "reason", "移送的理由"),
            "from": context.case.agency_id,
            "from_number": context.case.number,
        }

    def effect(self, projection, event, calendar):
        told = event.data
        projection.transfers.append(
            Transfer(event.seq, told["from"], told["to"], told["from_number"], "", event.on, None, "proposed")
        )


def _waiting(projection, event) -> Transfer:
    """Return the proposal that the event settles; raise Refused where there is none, or the event is before it."""
    found = next((one for one in reversed(projection.transfers) if one.status == "proposed"), None)
    if found is None:
        raise Refused("没有等待接收的移送", english="No transfer waits to be accepted")
    if event.on < found.proposed_on:
        raise Refused("日期早于提出移送之日", field="on", english="The day is before the proposal")
    return found


class AcceptTransferForm(ActForm):
    """A note on what was handed over."""

    note = Text(_("Note for the file"), required=False)


class AcceptTransfer(Act):
    """接收移送: by a clerk of the receiving agency; the case gets its number there and begins with the assignment."""

    code = "accept_transfer"
    form = AcceptTransferForm
    internal = True
    api_fields = {"note": api_fields.note()}

    def obstacle(self, user, case):
        waiting = proposal(case)
        if waiting and case.events.filter(seq=waiting.seq, actor=user).exists():  # who changed agencies since
            return Refused(
                "移送是您自己提出的，由另一人接收",
                self.row.articles[case.regulation],
                english="You proposed it: another person accepts",
            )
        return None

    def guard(self, context):
        check_settled(context.case)
        if proposal(context.case).to_agency not in receivers(context.case, context.today):
            raise Refused(
                "本单位已经停止运行或者不再属于同一级政府，不能接收；请对方更正“提出移送”的记录，另行移送",
                context.article,
                english="The agency is out of operation or under another government: it takes nothing over",
            )

    def clean(self, context, data):
        waiting, case = proposal(context.case), context.case
        return {
            "from": case.agency_id,
            "from_number": case.number,
            "name": case.agency.name,
            "to": waiting.to_agency_id,
            "to_number": next_number(waiting.to_agency_id, context.today.year),
            "note": text(data, "note", "说明", needed=False),
        }

    def effect(self, projection, event, calendar):
        moved = _waiting(projection, event)
        moved.status, moved.settled_on, moved.to_number = "accepted", event.on, event.data["to_number"]
        projection.handler_id = projection.section_id = None
        projection.drop_draft()


class DeclineTransferForm(ActForm):
    """Why it is not this agency's to answer."""

    reason = Text(_("Why it is not ours to answer"), rows=2)


class DeclineTransfer(Act):
    """不接收移送: by a clerk of the agency to which it was offered; the case stays where it is."""

    code = "decline_transfer"
    form = DeclineTransferForm
    internal = True
    api_fields = {"reason": api_fields.words()}

    def clean(self, context: ActContext, data):
        return {"reason": text(data, "reason", "不接收的理由")}

    def effect(self, projection, event, calendar):
        declined = _waiting(projection, event)
        declined.status, declined.settled_on = "declined", event.on
