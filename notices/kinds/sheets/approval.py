"""Sheets of deciding: approval, secrecy review, legal review, signing, disclosure to everybody (条例17, 44, 45)."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from notices.kinds.facts import Record, fact
from notices.kinds.sheets.base_sheet import InternalForm


@dataclass(frozen=True, kw_only=True)
class ApprovalOpinion(Record):
    """One box of the approval sheet: never overwritten, a new round adds a row."""

    box: str = fact("环节")
    text: str = fact("意见")
    officer: str = fact("姓名")
    role: str = fact("岗位")
    delegated_by: str = fact("授权人", default="")
    at: str = fact("时间")
    mark: str = fact("记录摘要值", default="")


@dataclass(frozen=True, kw_only=True)
class ApprovalSheet(InternalForm):
    """办理审批单: the case on one page, and every opinion with name, role, minute and hash (practice: 上海、宿迁)."""

    CODE = "approval_sheet"
    TITLE = "政府信息公开申请办理审批单"
    NAME = "Approval sheet"

    application_number: str = fact("登记编号")
    received_on: date = fact("收到申请之日")
    receipt_basis: str = fact("收到之日的认定依据")
    due_on: date | None = fact("应答复日", default=None)
    applicant: str = fact("申请人（掩码）")
    content: str = fact("申请事项（原文）", verbatim=True)
    conclusions: tuple[str, ...] = fact("逐项结论及依据")
    searched: str = fact("检索情况", default="")
    co_handled: str = fact("协办意见", default="")
    third_parties: str = fact("征求第三方和其他机关意见情况", default="")
    secrecy: str = fact("保密审查意见", default="")
    proactive: str = fact("公开属性转换建议", default="")
    document: str = fact("答复公文", default="")
    delivery: str = fact("送达安排", default="")
    archive: str = fact("归档", default="")
    opinions: tuple[ApprovalOpinion, ...] = fact("办理意见")


RESULTS = ("可以公开", "部分可以公开", "不得公开", "报请确定")


@dataclass(frozen=True, kw_only=True)
class SecrecyReviewSheet(InternalForm):
    """保密审查表: what is to be released was examined before it is (条例17; 2007: 14)."""

    CODE = "secrecy_review_sheet"
    TITLE = "政府信息公开保密审查表"
    NAME = "Secrecy review"
    ARTICLES = {"2007": "条例14", "2019": "条例17"}

    application_number: str = fact("登记编号")
    information: tuple[str, ...] = fact("拟公开的政府信息")
    provided_by: str = fact("提供科室")
    marking: str = fact("密级标识和保密期限", default="")
    state_secret: bool = fact("是否涉及国家秘密")
    work_secret: bool = fact("是否涉及工作秘密")
    trade_secret: bool = fact("是否涉及商业秘密")
    privacy: bool = fact("是否涉及个人隐私")
    security_stability: bool = fact("是否可能危及国家安全、公共安全、经济安全、社会稳定")
    opinion: str = fact("审查意见")
    result: str = fact("审查结论")
    referred_to: str = fact("报请确定的主管部门或者保密行政管理部门", default="")
    reviewed_by: str = fact("审查人")
    reviewed_on: date = fact("审查日期")
    approved_by: str = fact("审批人")

    def check(self) -> None:
        """Refuse a conclusion that contradicts the findings, and a referral to nobody."""
        if self.result not in RESULTS:
            raise Refused(f"“审查结论”应当是{'、'.join(RESULTS)}之一", field="result", english="Not a known conclusion")
        if self.result == "可以公开" and (self.state_secret or self.security_stability):
            raise Refused(
                "涉及国家秘密或者可能危及“三安全一稳定”的，不得公开",
                "条例14",
                field="result",
                english="The findings forbid disclosure",
            )
        if (self.result == "报请确定") != bool(self.referred_to.strip()):
            raise Refused("报请确定的，应当写明报请的部门", "条例17", field="referred_to", english="Referred to whom?")


@dataclass(frozen=True, kw_only=True)
class LegalReviewSheet(InternalForm):
    """法制审核意见表: facts, evidence, basis, procedure and remedy, each looked at."""

    CODE = "legal_review_sheet"
    TITLE = "政府信息公开答复法制审核意见表"
    NAME = "Legal review"

    application_number: str = fact("登记编号")
    demands: tuple[str, ...] = fact("逐项申请事项", default=(), verbatim=True, if_any=True)
    document: str = fact("送审公文")
    document_sha256: str = fact("送审文本摘要值")
    facts_clear: bool = fact("事实是否清楚")
    evidence_enough: bool = fact("在卷证据是否充分")
    basis_right: bool = fact("适用依据是否正确（到条、款、项）")
    procedure_lawful: bool = fact("程序、期限是否合法")
    items_complete: bool = fact("是否逐项答复")
    remedy_right: bool = fact("救济告知是否正确")
    opinion: str = fact("审核意见")
    reviewed_by: str = fact("审核人")
    reviewed_on: date = fact("审核日期")


@dataclass(frozen=True, kw_only=True)
class SigningSheet(InternalForm):
    """签发单: the text that is signed, and the three people of it (发文稿纸)."""

    CODE = "signing_sheet"
    TITLE = "公文签发单"
    NAME = "Signing sheet"

    application_number: str = fact("登记编号")
    document: str = fact("公文名称")
    document_sha256: str = fact("签发文本摘要值")
    recipient: str = fact("主送")
    copies: int = fact("份数", default=2)
    drafted_by: str = fact("拟稿人")
    drafted_on: date = fact("拟稿日期")
    reviewed_by: str = fact("审核人")
    reviewed_on: date = fact("审核日期")
    signed_by: str = fact("签发人")
    signed_on: date = fact("签发日期")
    number: str = fact("文号", default="")

    def check(self) -> None:
        """Refuse two steps by one person, and steps out of their order."""
        if len({self.drafted_by, self.reviewed_by, self.signed_by}) != 3:
            raise Refused(
                "拟稿人、审核人、签发人应当是三个人", field="signed_by", english="Three people make one reply"
            )
        if not self.drafted_on <= self.reviewed_on <= self.signed_on:
            raise Refused("拟稿、审核、签发的日期次序不对", field="signed_on", english="The days are out of order")


@dataclass(frozen=True, kw_only=True)
class ProactiveSheet(InternalForm):
    """转为主动公开审批表: what several people asked for, or one proposed, is given to everybody (条例44)."""

    CODE = "proactive_sheet"
    TITLE = "政府信息转为主动公开审批表"
    NAME = "Disclosure to everybody"
    REGULATIONS = ("2019",)
    ARTICLES = {"2019": "条例26、44"}

    information: str = fact("政府信息名称")
    applications: int = fact("申请公开的申请人数")
    proposed: bool = fact("是否由申请人建议")
    reason: str = fact("纳入主动公开的理由")
    column: str = fact("公开的栏目")
    publish_by: date = fact("公开期限")
    opinion: str = fact("审核意见")
    approved_by: str = fact("审批人")
    approved_on: date = fact("审批日期")

    def check(self) -> None:
        """Refuse where neither several people asked for it nor one proposed it."""
        if self.applications < 2 and not self.proposed:
            raise Refused(
                "多个申请人申请或者申请人建议的，才转为主动公开",
                "条例44",
                field="applications",
                english="Nobody else asked, nobody proposed",
            )


APPROVAL_SHEETS = (ApprovalSheet, SecrecyReviewSheet, LegalReviewSheet, SigningSheet, ProactiveSheet)
