"""作废登记：a registration made twice or wrongly is kept under its number and counted nowhere (条例31、45; docs/decisions/0045)."""

from django import forms
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.text.comparing import same_whole_number
from law import Conflict, Refused, procedure
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, text
from workflow.cases import annulments, search
from workflow.cases.act import Act, ActContext
from workflow.cases.models import Case
from workflow.cases.transfers.records import moved_case, number_at, proposal
from workflow.duplicates.selectors import of_one_application, same_mail
from workflow.fees.balances import balance_of
from workflow.form_fields import ActForm, Text

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
        if case.state not in procedure.UNDECIDED and not case.imported:
            return self.wrong_state(case)
        registered = case.last_event("register")
        if registered is not None and registered.actor_id == user.pk:
            return Refused(
                "这件是您自己登记的，要由另一人作废",
                self.row.articles[case.regulation],
                english="You registered this case; another person annuls the registration",
            )
        return None

    def guard(self, context):
        _refuse_what_is_open(context.case)
        _refuse_what_was_told(context.case)

    def clean(self, context, data):
        why = choice(data, "why", "作废的原因", TERM)
        remaining = _remaining(context, text(data, "remaining", "保留的案件编号", most=40), why)
        reason = text(data, "reason", "作废的理由")
        here = annulments.letters_that_never_left(
            context.case, list(context.case.events.select_related("letter").order_by("seq"))
        )
        return {
            "why": why,
            "remaining": number_at(remaining, context.case.agency_id),
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
            f"{procedure.ACTS['record_service'].articles[case.regulation]}四",
            field="remaining",
            english=f"{names} told somebody something: send a letter of rectification (a reply is revoked) first",
        )


def _refuse_what_is_open(case: Case) -> None:
    """Refuse while a proceeding is on record, a transfer waits, or money that was paid is kept; and what is archived."""
    if case.archive_records.exists():
        raise Refused(
            "本件已经归档，不能作废登记",
            procedure.ACTS["close"].articles[case.regulation],
            field="remaining",
            english="The case is archived; its registration cannot be annulled",
        )
    if case.remedies.exists():
        raise Refused(
            "本件已有复议、诉讼或者举报投诉，不能作废登记；登记错的先更正该条记录",
            procedure.ACTS["file_reconsideration"].articles[case.regulation],
            field="remaining",
            english="A proceeding is on record in this case; it cannot be annulled",
        )
    if proposal(case) is not None:
        raise Refused(
            "本件已经提出移送，等待接收：先由对方“不接收移送”，或者由另一人更正“提出移送”的记录",
            procedure.ACTS["propose_transfer"].articles[case.regulation],
            field="remaining",
            english="A transfer of this case waits: have it declined, or its record annulled, first",
        )
    if kept := balance_of(case).kept:
        raise Refused(
            f"本件已收信息处理费 {kept} 元，请先登记“退还信息处理费”",
            "国办函〔2020〕109号",
            field="remaining",
            english=f"{kept} yuan were paid in this case; record their refund first",
        )


def _remaining(context: ActContext, number: str, why: str) -> Case:
    """Return the case that remains: of the same agency, also where it moved on since, in force, of the same application, and received no later."""
    case = context.case
    found = search.case_of(case.agency, number) or moved_case(case.agency_id, number)
    if found is None or found.pk == case.pk:
        raise Refused(
            f"本单位没有“{number}”这件可以保留的案件",
            context.article,
            field="remaining",
            english="There is no such case of the agency to remain",
        )
    if found.annulled:
        raise Refused(
            f"{found.number} 的登记已经作废，请写实际保留的案件",
            context.article,
            field="remaining",
            english="That registration is annulled itself",
        )
    _refuse_another_application(case, found, why)
    _refuse_another_reply(case, found)
    _hold(found)
    return found


def _refuse_another_application(case: Case, found: Case, why: str) -> None:
    """Refuse to let a case remain that is of another application, came later, or was answered before this one came."""
    if not of_one_application(case, found, typed_wrongly=why == "wrongly"):
        raise Refused(
            f"{found.number} 与本件在邮件号、申请人、申请内容中没有两项相同，不是同一件申请；同一人的另一件申请、别人内容相同的申请，都要各自答复",
            procedure.ACTS["reply"].articles[case.regulation],
            field="remaining",
            english="Two of mail number, applicant and text must be the same: another application of the person, or the same one "
            "of another person, is answered by itself",
        )
    if found.received_on > case.received_on:
        raise Refused(
            f"{found.number} 的收到日是 {found.received_on}，比本件的 {case.received_on} 晚；期限从先收到的一天起算，请保留本件，或者先更正该件的收到日",
            "条例31",
            field="remaining",
            english=f"That case was received on {found.received_on}, after {case.received_on}: the term runs from the earlier day",
        )
    if found.decided_on and found.decided_on < case.received_on and not same_mail(case, found):
        raise Refused(
            f"{found.number} 已于 {found.decided_on} 办结，本件是其后收到的，不是同一件申请；重复申请的，告知不予重复处理",
            "条例36（六）" if case.regulation == "2019" else "条例21",
            field="remaining",
            english=f"That case ended on {found.decided_on}, before this application came: it is another one, and a repeated one is replied to",
        )


def _refuse_another_reply(case: Case, found: Case) -> None:
    """Refuse to annul a row of a register whose reply is not that of the case that remains: two replies answered two applications."""
    if case.state in procedure.UNDECIDED or _same_reply(case, found):
        return
    raise Refused(
        f"本件台账载明已经答复（{case.document_number or '没有文号'}），与 {found.number} 的答复（{found.document_number or '没有文号'}）"
        "不是同一份；同一份答复登记了两行的，才可以作废其中一行",
        procedure.ACTS["reply"].articles[case.regulation],
        field="remaining",
        english="This row of the register has a reply of its own: only a row with the very reply of the other is annulled",
    )


def _same_reply(one: Case, other: Case) -> bool:
    if one.document_number or other.document_number:
        return same_whole_number(one.document_number, other.document_number)
    return (one.outcome, one.decided_on) == (other.outcome, other.decided_on)


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
