"""A case written back as one row of the register, and everything of it that a register has no place for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines import receipt
from workflow.cases.delivery import DELIVERED, first_leavings, with_delivery_days
from workflow.cases.models import Case, Event
from workflow.cases.projection import project
from workflow.cases.term.clock import effective, takes_effect_by_leaving
from workflow.papers.demands import demands_of
from workflow.registers.columns import DELIVERY_LABELS, KIND_LABELS, RegisterRow
from workflow.registers.consistency import receipt_of
from workflow.registers.events import SAME_DAY, events_of

CHANNELS = frozenset(receipt.LABELS.values())
KINDS = frozenset(KIND_LABELS.values())
METHODS = frozenset(DELIVERY_LABELS.values())
ROUTINE = frozenset(
    {
        "assign",
        "draft",
        "submit_for_review",
        "return_draft",
        "approve",
        "sign",
        "close",
        "recompute",
        "record_service",
        "notify_applicant",
    }
)
COMPARED = {  # of a case, what must come out of its row again
    "regulation": "适用的条例", "received_on": "收到日", "due_on": "应答复日", "outcome": "办理结果", "grounds": "理由", "decided_on": "答复日期",
    "delivered_on": "送达日期", "timeliness": "是否按期", "document_number": "文号", "unconfirmed": "未确认",
}  # fmt: skip
Lost = list[str]


def row_of(case: Case, events: Sequence, calendar: Calendar, *, now: datetime) -> tuple[RegisterRow, Lost]:
    """Return the row of a case and, in Chinese, each thing that the row does not carry.

    What the row makes of the case again is tried here, so that nothing is lost in silence.
    """
    current = with_delivery_days(effective(events))
    lost = (
        [f"更正记录（annul）{n} 条，只导出更正后的结果"] if (n := sum(event.act == "annul" for event in events)) else []
    )
    row = _Writer(case, current, lost).row()
    if (demands := demands_of(current)).several:
        lost.append(f"逐项申请事项（{len(demands.texts)} 项）")
    _receipt(row, current, lost)
    lost += _left_out(row, current)
    lost += _otherwise(row, case, current, calendar, now)
    return row, list(dict.fromkeys(lost))


class _Writer:
    def __init__(self, case: Case, events: Sequence, lost: Lost):
        self.case, self.events, self.lost = case, events, lost
        self.taken: set[int] = set()

    def _first(self, act: str) -> object | None:
        found = [event for event in self.events if event.act == act and self._told_on(event)]
        if any(event.act == act and not self._told_on(event) for event in self.events):
            self.lost.append(f"{procedure.ACTS[act].term}的公文没有寄出，不是已经告知，没有导出")
            self.taken |= {event.seq for event in self.events if event.act == act and not self._told_on(event)}
        if found:
            self.taken.add(found[0].seq)
        if len(found) > 1:
            self.lost.append(f"第二次{procedure.ACTS[act].term}（共 {len(found)} 次），只导出第一次")
        return found[0] if found else None

    def _told_on(self, event) -> date | None:
        """Return the day on which an act took effect: a notice on that of its leaving, None while it has not left."""
        if not takes_effect_by_leaving(event):
            return event.on
        left = first_leavings(self.events).get(event.seq)
        return left.on if left else None

    def _on(self, act: str) -> date | None:
        event = self._first(act)
        return event.on if event else None

    def row(self) -> RegisterRow:
        """Return the row, its receipt still to be settled."""
        application, data = self.case.asked, self.events[0].data
        row = RegisterRow(0, self.case.number, self.case.agency.name)
        row.channel = self._known(application.channel, CHANNELS, "mail_signed", "寄到其他机构的邮件，申请方式写“邮寄”")
        row.arrived_on = date.fromisoformat(data.get("arrived_on") or application.arrived_on.isoformat())
        row.confirmed_on = _day(data.get("confirmed_on"))
        row.applicant_kind = self._known(application.applicant_kind, KINDS, "other_org", "申请人类型写“其他”")
        row.applicant_name, row.phone, row.address = application.applicant_name, application.phone, application.address
        row.content, row.topic = application.content, application.topic
        row.note = data.get("note", "")
        self._procedure(row)
        self._conclusion(row)
        self._proceedings(row)
        for moved in (event for event in self.events if event.act == "accept_transfer"):
            self.lost.append(f"从{moved.data['name']}移送来（原登记编号 {moved.data['from_number']}）")
        return row

    def _known(self, code: str, codes: frozenset[str], otherwise: str, said: str) -> str:
        if code in codes:
            return code
        self.lost.append(said)
        return otherwise

    def _procedure(self, row: RegisterRow) -> None:
        if event := self._first("request_correction"):
            row.correction_requested_on, row.correction_term = self._told_on(event), event.data.get("term_workdays")
            row.correction_received_on = self._on("receive_correction")
        if event := self._first("extend"):
            row.extended_on, row.extension_workdays = self._told_on(event), event.data.get("workdays")
        for asked, answered, field in (
            ("consult_third_party", "receive_third_party_opinion", "third_party"),
            ("consult_agency", "receive_agency_opinion", "agency"),
        ):
            event = self._first(asked)
            if event:
                setattr(row, f"{field}_consulted_on", self._told_on(event))
                setattr(row, f"{field}_delivered_on", _day(event.data.get("delivered_on")))
            setattr(row, f"{field}_opinion_on", self._on(answered))
        if event := self._first("issue_fee_notice"):
            row.fee_notice_on = self._told_on(event)
            row.paid_on = self._on("receive_payment")
            amount = event.data.get("amount")
            row.fee_amount = None if amount in (None, "") else Decimal(str(amount))

    def _conclusion(self, row: RegisterRow) -> None:
        if withdrawn := self._first("withdraw"):
            row.outcome, row.decided_on = "withdrawn", withdrawn.on
            row.document_number = withdrawn.data.get("number", "")
            row.delivery = withdrawn.data.get("method") or self._method_of(withdrawn)
            row.delivered_on = _day(withdrawn.data.get("delivered_on"))
            if row.delivery and not withdrawn.data.get("imported"):
                row.delivered_on = row.delivered_on or withdrawn.on
            return
        replies = [event for event in self.events if event.act == "reply"]
        delivered = [event for event in self.events if event.act == "deliver"]
        if not replies:
            return
        reply = replies[-1]
        if not delivered or delivered[-1].seq < reply.seq:
            self.lost.append("已经答复、还没有送达：台账只记载送达了的答复，按尚未办结导出")
            return
        row.outcome, row.decided_on = reply.data["outcome"], reply.on
        row.grounds = tuple(code for code in reply.data.get("grounds", "").split("|") if code)
        row.document_number = reply.data.get("number", "")
        row.delivered_on = delivered[-1].on
        row.delivery = self._known(
            delivered[-1].data.get("method") or "mail", METHODS, "entrusted", "公告送达，送达方式写“委托”"
        )

    def _method_of(self, event) -> str:
        told = [one.data for one in self.events if one.act == "record_service" and one.data.get("serves") == event.seq]
        method = told[-1].get("method", "") if told and told[-1].get("status") == DELIVERED else ""
        return method if method in METHODS else ""

    def _proceedings(self, row: RegisterRow) -> None:
        filed = [event for event in self.events if event.act in ("file_reconsideration", "file_litigation")]
        ended = {event.data["key"]: event for event in self.events if event.act.startswith("conclude_")}
        for act, field in (("file_reconsideration", "reconsideration"), ("file_litigation", "litigation")):
            mine = [event for event in filed if event.act == act]
            if len(mine) > 1:
                self.lost.append(
                    f"第二件{procedure.ACTS[act].term.removeprefix('收到')}（共 {len(mine)} 件），只导出第一件"
                )
            if not mine:
                continue
            setattr(row, f"{field}_on", mine[0].on)
            if act == "file_litigation":
                row.litigation_kind = mine[0].data["kind"]
            if end := ended.get(mine[0].data["key"]):
                setattr(row, f"{field}_result", end.data["result"])
                setattr(row, f"{field}_concluded_on", end.on)
            if mine[0].data.get("reference"):
                self.lost.append("复议、诉讼的案号")


def _day(text) -> date | None:
    return date.fromisoformat(text) if text else None


def _receipt(row: RegisterRow, events: Sequence, lost: Lost) -> None:
    """Write the day of receipt only where the rule of the channel does not give it, as the import reads it."""
    told = [event for event in events if event.act in ("register", "correct_receipt")][-1]
    received_on = date.fromisoformat(told.data["received_on"])
    try:
        by_rule, unconfirmed = receipt_of(row)[:2]
    except Refused:
        by_rule, unconfirmed = None, False
    if by_rule != received_on or unconfirmed != bool(told.data.get("unconfirmed")):
        row.received_on = received_on
    if told.act == "correct_receipt":
        lost.append("更正收到日的经过，只导出更正后的收到日期")


def _left_out(row: RegisterRow, events: Sequence) -> Iterator[str]:
    """Yield the acts on record that have no column."""
    for event in events:
        if event.act not in SAME_DAY and event.act not in ROUTINE and event.act != "correct_receipt":
            yield procedure.ACTS[event.act].term
    if not row.outcome and any(event.act.startswith("lapse_") and event.act in SAME_DAY for event in events):
        yield "逾期视为放弃、还没有结案：按尚未办结导出"


def _otherwise(row: RegisterRow, case: Case, events: Sequence, calendar: Calendar, now: datetime) -> Iterator[str]:
    """Yield what the case would say differently if it were made from its row."""
    workdays = case.agency.correction_workdays
    try:
        again = events_of(row, correction_workdays=workdays, calendar=calendar, now=now)
        projection = project(again, calendar)
    except (Refused, TypeError) as error:
        yield f"这一行按台账的规则导入不了：{error}"
        return
    for name, said in COMPARED.items():
        was, is_now = getattr(case, name), getattr(projection, name)
        if was != is_now and not (
            name in ("outcome", "grounds", "decided_on", "timeliness", "document_number") and not row.outcome
        ):
            yield f"{said}与系统里的不同"

    def steps(of: Iterable[Event]) -> list:
        return sorted((event.act, event.on) for event in of if event.act in SAME_DAY and event.act != "close")

    if any(step not in steps(events) for step in steps(again)):
        yield "个别步骤的日期与系统里的不同"
