"""Sheets of taking in and passing on: mail room, register, hand-over, return, a talk on the telephone (条例31, 45)."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from notices.kinds.facts import fact
from notices.kinds.sheets.base_sheet import InternalForm


@dataclass(frozen=True, kw_only=True)
class MailHandOver(InternalForm):
    """收发交接单: what the mail room took in and gave on, with two names and the minute."""

    CODE = "mail_hand_over"
    TITLE = "收发交接单"
    NAME = "Hand-over record of the mail room"

    arrived_on: date = fact("收到日期")
    arrived_at: str = fact("收到时间（时、分）")
    item: str = fact("邮件类型")
    tracking_number: str = fact("邮件号", default="")
    sender: str = fact("寄件人")
    pieces: int = fact("件数", default=1)
    received_by: str = fact("收发人员")
    handed_on: date = fact("移交日期")
    handed_at: str = fact("移交时间（时、分）")
    taken_by: str = fact("公开工作机构接收人")
    remarks: str = fact("备注（信封、邮戳、破损等）", default="")

    def check(self) -> None:
        """Refuse a hand-over before the arrival, and one person on both sides of it."""
        if self.handed_on < self.arrived_on:
            raise Refused("移交日期早于收到日期", field="handed_on", english="Handed over before it arrived")
        if self.received_by == self.taken_by:
            raise Refused("收发人员与接收人应当是两个人", field="taken_by", english="Two people hand over")


@dataclass(frozen=True, kw_only=True)
class ApplicationForm(InternalForm):
    """申请表: what an application must hold; where somebody can only speak, the office fills it in (条例29; 2007: 20)."""

    CODE = "application_form"
    TITLE = "政府信息公开申请表"
    NAME = "Application form"
    ARTICLES = {"2007": "条例20", "2019": "条例29"}

    applicant: str = fact("申请人", verbatim=True)
    applicant_kind: str = fact("申请人类型")
    identity: str = fact("身份证明（证件名称、号码，掩码）", default="")
    contact: str = fact("联系方式（掩码）")
    representative: str = fact("代理人或者法定代表人", default="")
    content: str = fact("申请内容（原文）", verbatim=True)
    features: str = fact("名称、文号或者便于查询的其他特征性描述", default="")
    wanted: str = fact("提供的形式和获取的方式")
    oral: bool = fact("是否口头申请、由本机关代为填写")
    filled_by: str = fact("代为填写人", default="")
    confirmed_on: date | None = fact("申请人当场确认日期", default=None)

    def check(self) -> None:
        """Refuse an oral application that nobody wrote down or that the applicant did not confirm."""
        if self.oral and not (self.filled_by and self.confirmed_on):
            raise Refused(
                "口头申请由本机关代为填写的，应当写明填写人并由申请人当场确认",
                field="confirmed_on",
                english="Who wrote the oral application down, and when did the applicant confirm it?",
            )


@dataclass(frozen=True, kw_only=True)
class RegistrationForm(InternalForm):
    """申请登记表: who asked for what, how and when it came, which day counts as received and why."""

    CODE = "registration_form"
    TITLE = "政府信息公开申请登记表"
    NAME = "Registration form"
    ARTICLES = {"2007": "条例4、20", "2019": "条例29、31、45"}

    application_number: str = fact("登记编号")
    applicant: str = fact("申请人", verbatim=True)
    applicant_kind: str = fact("申请人类型")
    contact: str = fact("联系方式（掩码，原件见申请书）")
    representative: str = fact("代理人或者法定代表人", default="")
    channel: str = fact("申请方式")
    tracking_number: str = fact("邮件号", default="")
    arrived_on: date = fact("到达日期")
    received_on: date = fact("收到申请之日")
    receipt_basis: str = fact("收到之日的认定依据")
    content: str = fact("申请内容（原文）", verbatim=True)
    demands: tuple[str, ...] = fact("逐项申请事项", default=(), verbatim=True, if_any=True)
    wanted: str = fact("提供的形式和获取的方式", default="")
    due_on: date | None = fact("应答复日", default=None)
    registered_by: str = fact("登记人")
    handler: str = fact("承办人", default="")


@dataclass(frozen=True, kw_only=True)
class HandOverSlip(InternalForm):
    """转办单: gives a case to a section, says what it must do and until when."""

    CODE = "hand_over_slip"
    TITLE = "政府信息公开申请转办单"
    NAME = "Hand-over to a section"

    application_number: str = fact("登记编号")
    content: str = fact("申请内容（原文）", verbatim=True)
    due_on: date | None = fact("应答复日", default=None)
    to_section: str = fact("承办科室")
    requests: tuple[str, ...] = fact("办理要求")
    reply_by: date = fact("请提出意见的日期")
    handed_by: str = fact("转办人")
    handed_on: date = fact("转办日期")
    taken_by: str = fact("承办科室签收人", default="")

    def check(self) -> None:
        """Refuse a day that is no use: before the hand-over, or after the day of reply."""
        if self.reply_by < self.handed_on or (self.due_on is not None and self.reply_by > self.due_on):
            raise Refused(
                "请提出意见的日期应当在转办之后、应答复日之前", field="reply_by", english="The day is not valid"
            )


@dataclass(frozen=True, kw_only=True)
class ReturnSlip(InternalForm):
    """退回单: a section gives a case back, with the reason and where it belongs."""

    CODE = "return_slip"
    TITLE = "政府信息公开申请退回单"
    NAME = "Return by a section"

    application_number: str = fact("登记编号")
    from_section: str = fact("退回科室")
    reason: str = fact("退回理由")
    suggested: str = fact("建议的承办科室", default="")
    returned_by: str = fact("退回人")
    returned_on: date = fact("退回日期")
    decision: str = fact("公开工作机构处理意见", default="")


MEANS = ("电话", "当面", "短信", "其他")


@dataclass(frozen=True, kw_only=True)
class ConversationNote(InternalForm):
    """沟通记录单: who spoke with whom, when, by what means, about what, with what result (条例30, 31)."""

    CODE = "conversation_note"
    TITLE = "政府信息公开申请沟通记录单"
    NAME = "Note of a conversation"
    ARTICLES = {"2007": "条例4、21", "2019": "条例30、31、45"}

    application_number: str = fact("登记编号", default="")
    spoken_on: date = fact("沟通日期")
    spoken_at: str = fact("沟通时间（时、分）")
    means: str = fact("沟通方式")
    with_whom: str = fact("沟通对象")
    number_called: str = fact("电话号码（掩码）", default="")
    reached: bool = fact("是否联系上")
    subject: str = fact("事由")
    said: str = fact("沟通内容")
    result: str = fact("结果")
    recorded_by: str = fact("记录人")

    def check(self) -> None:
        """Refuse a means that is not on the list."""
        if self.means not in MEANS:
            raise Refused(f"“沟通方式”应当是{'、'.join(MEANS)}之一", field="means", english="Not a known means")


INTAKE_SHEETS = (ApplicationForm, MailHandOver, RegistrationForm, HandOverSlip, ReturnSlip, ConversationNote)
