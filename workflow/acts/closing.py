"""办结归档：a case closes when its papers have reached those they are for, and nothing is left open (条例45)."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from law import Refused
from notices.kinds.catalogue import KINDS
from notices.letters.models import Letter
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import text
from workflow.acts.reply import check_after_reply
from workflow.cases.act import Act
from workflow.cases.consultations import THIRD_PARTY, consultations
from workflow.cases.delivery import DELIVERED, RETURNED, recorded_mail
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.term.clock import effective
from workflow.cases.term.unsent import consultation_is_open
from workflow.cases.third_parties.overruling import overruled_in, told_by
from workflow.fees.balances import balance_of
from workflow.form_fields import ActForm, Text

Missing = tuple[str, str]  # what is missing and the act that mends it, in Chinese and English


def left_to_do(case: Case, events: Sequence[Event]) -> list[Missing]:
    """Return what must be done before a case is closed; nothing for history of a register."""
    facts = facts_by_letter(case)
    letters = [event.letter for event in events if event.letter_id]
    found = list(letters_to_send(letters, facts))
    found.extend(_reply_on_its_way(events, facts))
    found.extend(_overruled(events))
    found.extend(_money(case))
    if consultation_is_open(case):
        found.append(
            (
                "征求意见还没有收到回复：登记意见或者逾期，没有寄出的由另一人“更正记录”",
                "a consultation is unanswered: record the opinion or the end of its term; another person annuls one that never left",
            )
        )
    return found


def facts_by_letter(case: Case) -> dict[int, list[DeliveryFact]]:
    """Return what is known of the service of each letter, in the order of the records, by its key."""
    facts: dict[int, list[DeliveryFact]] = {}
    for fact in case.delivery_facts.order_by("id"):
        facts.setdefault(fact.letter_id, []).append(fact)
    return facts


def letters_to_send(letters: Sequence[Letter], facts: dict[int, list[DeliveryFact]]) -> Iterator[Missing]:
    """Yield the letters that have neither left nor been made void."""
    for letter in letters:
        kept_here = KINDS[letter.kind].LAYOUT == "sheet" or letter.historic or not letter.number
        void = hasattr(letter, "void_record")
        if not (kept_here or void or letter.pk in facts):
            yield (
                f"{letter.number}《{letter.title}》没有寄出、送出：登记“送达记录”，或者作废文号并写明原因",
                f"{letter.number} has not left: record its service, or make its number void with a reason",
            )


def _reply_on_its_way(events: Sequence[Event], facts: dict[int, list[DeliveryFact]]) -> Iterator[Missing]:
    """Yield why the reply is not known to have arrived, nor its way proved by a number of the post (235号二、四)."""
    reply = next((event for event in reversed(events) if event.act == "reply" and event.letter_id), None)
    told = facts.get(reply.letter_id, []) if reply else []
    if not told:
        return
    last = told[-1]
    if last.status == RETURNED:
        yield (
            f"答复书已于 {last.on} 退回：重新送达，登记“送达记录”",
            f"the reply came back on {last.on}: serve it again and record its service",
        )
    elif last.method == "mail" and not any(fact.status == DELIVERED or recorded_mail(fact.receipt) for fact in told):
        yield (
            "答复书以没有邮件号的平信寄出，还没有收到的记录：与申请人确认后登记“送达记录”",
            "the reply went by ordinary mail and is not known to have arrived: ask the applicant and record its service",
        )


def _money(case: Case) -> Iterator[Missing]:
    """Yield the fee by pages of an application that was withdrawn: no page was given for it (国办函〔2020〕109号第五条)."""
    if case.outcome != "withdrawn":
        return
    balance = balance_of(case)
    if balance.kept and balance.notice.data.get("mode") == "pages":
        yield (
            f"申请已经撤回，没有提供页面，而按页数收取的信息处理费还留有 {balance.kept} 元：登记“退还信息处理费”",
            f"the application was withdrawn and no page given, and {balance.kept} yuan by pages are kept: record their refund",
        )


def _overruled(events: Sequence[Event]) -> Iterator[Missing]:
    """Yield the third parties that the reply overrules and that no letter that stands tells so (条例32; 2007: 23)."""
    standing = effective(events)
    drafted = next((event for event in reversed(standing) if event.act == "draft"), None)
    if drafted is None or not any(event.act == "reply" for event in standing):
        return
    told = told_by(event for event in standing if event.act == "notify_third_party")
    for one in overruled_in(consultations(standing, THIRD_PARTY), drafted.data):
        if one.key not in told:
            yield (
                f"“{one.label}”不同意公开而决定公开，还没有书面告知它：请“告知第三方决定公开”",
                f"{one.label} objected, is overruled and was not told in writing: tell the third party of the disclosure",
            )


class CloseForm(ActForm):
    """A note for the file."""

    note = Text(_("Note for the file"), required=False)


class Close(Act):
    """办结归档."""

    code = "close"
    form = CloseForm
    api_fields = {"note": api_fields.note()}

    def check_day(self, context, events):
        super().check_day(context, events)
        check_after_reply(self, context, events, context.case.delivered_on)

    def guard(self, context):
        events = list(context.case.events.select_related("letter__void_record").order_by("seq"))
        missing = left_to_do(context.case, events)
        if missing:
            raise Refused(
                f"还不能办结：{'；'.join(chinese for chinese, _english in missing)}",
                context.article,
                field="letters",
                english=f"Not to be closed yet: {'; '.join(english for _chinese, english in missing)}",
            )

    def clean(self, context, data):
        return {"note": text(data, "note", "归档说明", needed=False)}

    def effect(self, projection, event, calendar):
        projection.closed_on = event.on
