"""THE table of acts: who may do what, from where to where, with which letter, on which article.

Buttons, API choices, the permission table, tests and the diagram are read from this table. An act
without an article in the regulation of a case does not exist for that case.
"""

from dataclasses import dataclass, field

STATES = {
    "registered": ("已登记", "Registered"),
    "handling": ("承办", "Handling"),
    "awaiting_correction": ("等待补正", "Awaiting correction"),
    "awaiting_payment": ("等待缴费", "Awaiting payment"),
    "awaiting_reasons": ("等待说明理由", "Awaiting reasons"),
    "lapsed": ("视为放弃", "Deemed abandoned"),
    "in_review": ("法制审核", "Legal review"),
    "approved": ("待签发", "Awaiting signature"),
    "signed": ("待发出", "Signed, to be issued"),
    "replied": ("待送达", "Issued, to be delivered"),
    "delivered": ("已送达", "Delivered"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "closed": ("办结归档", "Closed"),
    "annulled": ("登记已作废", "Registration annulled"),
}
OPEN_STATES = tuple(state for state in STATES if state not in ("delivered", "withdrawn", "closed", "annulled"))
ANY = tuple(state for state in STATES if state != "annulled")
EVEN_ANNULLED = (*ANY, "annulled")  # what truly happened to its letters, and the way back
AWAITING = ("awaiting_correction", "awaiting_payment", "awaiting_reasons")
UNDECIDED = ("registered", "handling", *AWAITING, "lapsed", "in_review", "approved", "signed")
# The reply term runs and the reply is not yet signed.
WORKING = ("registered", "handling", "in_review", "approved")
OPINION_STATES = (*WORKING, *AWAITING)  # an opinion that was asked for may come


@dataclass(frozen=True, slots=True)
class Act:
    """One row: an act of procedure."""

    code: str
    term: str  # 法律用语
    name: str  # English
    source: tuple[str, ...]
    target: str | None  # None = the state stays
    roles: tuple[str, ...]  # empty = the system only
    articles: dict[str, str] = field(default_factory=dict)
    letter: str = ""  # kind of letter that the act needs
    clock: bool = False  # the act moves the clock
    by_hand: bool = True  # offered as a form on the case page


def _both(article: str) -> dict[str, str]:
    return {"2007": article, "2019": article}


TAKING_OVER = ("accept_transfer", "decline_transfer")  # acts of the agency to which a case is offered
OFFICE = ("clerk", "handler")
CORRECTORS = ("clerk", "reviewer", "signer")  # of an entry that somebody else made (docs/decisions/0007)
# Registers, review, handling, reply, archive: the office's own order.
ROUTINE = {"2007": "条例4", "2019": "条例45"}

# Each row: what it is; from where, to where, by whom; on which article, with which letter, moving the clock.
# fmt: off
_ROWS = (
    Act("register", "登记", "Register",
        (), "registered", ("clerk",),
        {"2007": "国办公开办函〔2015〕207号一", "2019": "条例31、45"}, "receipt", True, False),
    Act("assign", "分派承办人", "Assign a handler",
        ("registered", "handling"), "handling", ("clerk", "handler"),
        ROUTINE),
    Act("change_demands", "更改申请事项", "Change the demands",
        ("registered", "handling", *AWAITING, "in_review"), None, OFFICE,
        {"2007": "条例21", "2019": "条例36"}),
    Act("request_correction", "告知补正", "Request correction",
        ("registered", "handling"), "awaiting_correction", OFFICE,
        {"2007": "条例21（四）", "2019": "条例30"}, "correction_request", True),
    Act("receive_correction", "收到补正", "Receive the correction",
        (*WORKING[:2], "awaiting_correction", "lapsed"), "handling", OFFICE,
        {"2007": "条例21（四）", "2019": "条例30"}, "", True),
    Act("lapse_correction", "逾期不补正", "Lapse: no correction",
        ("awaiting_correction",), "lapsed", OFFICE,
        {"2007": "条例21（四）", "2019": "条例30"}, "", True),
    Act("request_reasons", "要求说明理由", "Ask for reasons",
        ("registered", "handling"), "awaiting_reasons", OFFICE,
        {"2019": "条例35"}, "reasons_request", True),
    Act("receive_reasons", "收到说明的理由", "Receive the reasons",
        (*WORKING[:2], "awaiting_reasons"), "handling", OFFICE,
        {"2019": "条例35"}, "", True),
    Act("lapse_reasons", "逾期未说明理由", "Lapse: no reasons",
        ("awaiting_reasons",), "handling", OFFICE,
        {"2019": "条例35"}, "", True),
    Act("delay", "延迟答复", "Delay the reply", WORKING, None, OFFICE, {"2019": "条例35"}, "delay", True),
    Act("consult_third_party", "征求第三方意见", "Consult a third party",
        WORKING[:2], None, OFFICE,
        {"2007": "条例23", "2019": "条例32"}, "third_party_inquiry", True),
    Act("receive_third_party_opinion", "收到第三方意见", "Receive the third party's opinion",
        OPINION_STATES, None, OFFICE,
        {"2007": "条例24③", "2019": "条例32、33③"}, "", True),
    Act("lapse_third_party_opinion", "第三方逾期未提出意见", "No opinion from the third party",
        OPINION_STATES, None, OFFICE,
        {"2007": "条例23", "2019": "条例32"}, "", True),
    Act("consult_agency", "征求其他机关意见", "Consult another agency",
        WORKING[:2], None, OFFICE,
        {"2007": "条例7", "2019": "条例11、33③、34"}, "agency_inquiry", True),
    Act("receive_agency_opinion", "收到机关意见", "Receive the agency's opinion",
        OPINION_STATES, None, OFFICE,
        {"2007": "条例7", "2019": "条例33③、34"}, "", True),
    Act("lapse_agency_opinion", "机关逾期未提出意见", "No opinion from the agency",
        OPINION_STATES, None, OFFICE,
        {"2007": "条例7", "2019": "条例33③、34"}, "", True),
    Act("notify_applicant", "告知申请人征求意见", "Tell the applicant of the consultation",
        WORKING, None, OFFICE,
        {"2007": "条例23、24③", "2019": "条例33③"}, "applicant_consultation_notice"),
    Act("consent", "同意延期", "Consent to an extension or a delay",
        OPINION_STATES, None, ("head",),
        {"2007": "条例24②", "2019": "条例33②、35"}),
    Act("extend", "延期答复", "Extend the term",
        WORKING, None, OFFICE,
        {"2007": "条例24②", "2019": "条例33②"}, "extension", True),
    Act("issue_fee_notice", "收费通知", "Issue a fee notice",
        ("registered", "handling"), "awaiting_payment", OFFICE,
        {"2019": "条例42、国办函〔2020〕109号6"}, "fee_notice", True),
    Act("receive_payment", "收到缴费", "Receive the payment",
        (*WORKING[:2], "awaiting_payment"), "handling", OFFICE,
        {"2019": "国办函〔2020〕109号6"}, "", True),
    Act("lapse_payment", "逾期不缴费", "Lapse: no payment",
        ("awaiting_payment",), "lapsed", OFFICE,
        {"2019": "国办函〔2020〕109号6"}, "", True),
    Act("refund_fee", "退还信息处理费", "Refund the fee",
        ANY, None, ("clerk",),
        {"2007": "条例27", "2019": "国办函〔2020〕109号"}),
    Act("draft", "起草答复", "Draft the reply",
        ("registered", "handling", "lapsed"), None, ("handler",),
        {"2007": "条例21", "2019": "条例36"}),
    Act("submit_for_review", "送法制审核", "Submit for legal review",
        ("registered", "handling", "lapsed"), "in_review", ("handler",),
        ROUTINE),
    Act("return_draft", "退回修改", "Return the draft",
        ("in_review", "approved", "signed"), "handling", ("reviewer", "signer"),
        ROUTINE),
    Act("approve", "审核通过", "Approve the draft", ("in_review",), "approved", ("reviewer",), ROUTINE),
    Act("sign", "签发", "Sign", ("approved",), "signed", ("signer",), ROUTINE),
    Act("notify_third_party", "告知第三方决定公开", "Tell the third party of the disclosure",
        ("signed", "replied", "delivered"), None, OFFICE,
        {"2007": "条例23", "2019": "条例32"}, "third_party_notice"),
    Act("reply", "编号发文", "Issue the reply",
        ("signed",), "replied", OFFICE,
        {"2007": "条例21、24", "2019": "条例33、36"}, "reply"),
    Act("deliver", "送达", "Record delivery",
        ("replied",), "delivered", OFFICE,
        _both("国办公开办函〔2016〕235号四")),
    Act("record_service", "送达记录", "Record service", EVEN_ANNULLED, None, OFFICE, _both("国办公开办函〔2016〕235号")),
    Act("close", "办结归档", "Close and file", ("delivered", "withdrawn"), "closed", ("clerk",), ROUTINE),
    Act("withdraw", "申请人撤回", "Withdrawn by the applicant",
        UNDECIDED, "withdrawn", OFFICE,
        _both("申请人自愿"), "withdrawn"),
    Act("revoke_reply", "撤销答复", "Revoke the reply",
        ("replied", "delivered", "closed"), "handling", ("signer",),
        {"2007": "条例21", "2019": "条例36"}, "revocation", True),
    Act("propose_transfer", "提出移送", "Propose a transfer",
        ("registered", "handling"), None, ("clerk",),
        ROUTINE),
    Act("accept_transfer", "接收移送", "Accept a transfer",
        ("registered", "handling"), "registered", ("clerk",),
        ROUTINE),
    Act("decline_transfer", "不接收移送", "Decline a transfer",
        ANY, None, ("clerk",),
        ROUTINE),
    Act("write_paper", "填写记录、制发公文", "Write a record or a letter",
        ANY, None, (*OFFICE, "reviewer", "signer"),
        ROUTINE),
    Act("file_reconsideration", "收到行政复议", "Reconsideration filed",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33②", "2019": "条例51"}),
    Act("conclude_reconsideration", "行政复议结果", "Reconsideration concluded",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33②", "2019": "条例51"}),
    Act("respond", "提交答复、答辩", "Hand in the answer",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33②", "2019": "条例51"}),
    Act("file_litigation", "收到行政诉讼", "Litigation filed",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33②", "2019": "条例51"}),
    Act("conclude_litigation", "行政诉讼结果", "Litigation concluded",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33②", "2019": "条例51"}),
    Act("record_complaint", "举报投诉", "Complaint recorded",
        ANY, None, ("clerk", "reviewer"),
        {"2007": "条例33①", "2019": "条例51"}),
    Act("correct_receipt", "更正收到日", "Correct the day of receipt",
        ANY, None, CORRECTORS,
        {"2007": "国办公开办函〔2015〕207号一", "2019": "条例31"}, "", True),
    Act("correct_particulars", "更正登记事项", "Correct the particulars",
        ANY, None, CORRECTORS,
        ROUTINE),
    Act("annul_registration", "作废登记", "Annul the registration",
        (*UNDECIDED, "replied", "delivered", "closed"), "annulled", CORRECTORS,  # decided ones of a register alone
        ROUTINE),
    Act("annul", "更正记录", "Annul a record", EVEN_ANNULLED, None, (*CORRECTORS, "handler"), ROUTINE),
    Act("recompute", "按新放假通知重算", "Recomputed on a new calendar",
        OPEN_STATES, None, (),
        _both("国务院办公厅放假通知"), "", False, False),
)
# fmt: on

ACTS: dict[str, Act] = {act.code: act for act in _ROWS}
# What the clock itself reads; the other acts marked with it give it another receipt or take an act away.
CLOCK_ACTS = frozenset(act.code for act in _ROWS if act.clock) - {
    "register", "correct_receipt", "annul", "lapse_correction", "lapse_payment",
}  # fmt: skip


def acts_from(state: str, regulation: str) -> list[Act]:
    """Return the acts that the law knows for a case in `state` under `regulation`, in the table's order."""
    return [act for act in _ROWS if state in act.source and regulation in act.articles]
