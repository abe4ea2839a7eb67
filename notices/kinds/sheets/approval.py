"""Sheets of deciding: approval, secrecy review, legal review, signing, disclosure to everybody (条例17, 44, 45)."""

from dataclasses import dataclass
from datetime import date
from typing import Self

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

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        year = cls.SAMPLED[regulation].year
        basis = "条例36（二）、40" if regulation == "2019" else "条例21（一）、26"
        rows = (
            ("拟办", "属于本机关制作的信息，建议予以公开", "李某", "承办人", "10:20", "3f2a…91bc"),
            ("法制审核", "事实清楚，适用依据正确", "张某", "法制审核", "15:40", "a77e…04d1"),
            ("签发", "同意", "陈某", "签发人", "16:55", "51c9…e7f0"),
        )
        return cls(
            application_number=f"{year}-0104",
            received_on=date(year, 3, 2),
            receipt_basis="邮寄提交，行政机关签收当日为收到日",
            due_on=date(2026, 3, 30) if regulation == "2019" else date(2018, 3, 23),
            applicant="杨**",
            content="杭温高铁项目某村征地补偿安置方案",
            conclusions=[f"予以公开（{basis}）"],
            searched="征收管理科档案柜第3册",
            secrecy="可以公开（保密审查表第12号）",
            document="政府信息公开告知书",
            delivery="邮寄",
            opinions=[
                ApprovalOpinion(box=box, text=text, officer=who, role=role, at=f"{year}-03-10 {at}", mark=mark)
                for box, text, who, role, at, mark in rows
            ],
        )


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

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        year = cls.SAMPLED[regulation].year
        return cls(
            application_number=f"{year}-0104",
            information=["《征地补偿安置方案》", "《征地补偿安置公告》"],
            provided_by="征收管理科",
            state_secret=False,
            work_secret=False,
            trade_secret=False,
            privacy=False,
            security_stability=False,
            opinion="经逐页审查，两份文件均无密级标识，不涉及依法不得公开的内容",
            result="可以公开",
            reviewed_by="赵某",
            reviewed_on=date(year, 3, 11),
            approved_by="林建国",
        )


@dataclass(frozen=True, kw_only=True)
class LegalReviewSheet(InternalForm):
    """法制审核意见表: facts, evidence, basis, procedure and remedy, each looked at."""

    CODE = "legal_review_sheet"
    TITLE = "政府信息公开答复法制审核意见表"
    NAME = "Legal review"

    application_number: str = fact("登记编号")
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

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        year = cls.SAMPLED[regulation].year
        return cls(
            application_number=f"{year}-0104",
            document="政府信息公开告知书",
            document_sha256="3f2a7c…d091bc",
            facts_clear=True,
            evidence_enough=True,
            basis_right=True,
            procedure_lawful=True,
            items_complete=True,
            remedy_right=True,
            opinion="同意",
            reviewed_by="张某",
            reviewed_on=date(year, 3, 11),
        )


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

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        year = cls.SAMPLED[regulation].year
        return cls(
            application_number=f"{year}-0104",
            document="政府信息公开告知书",
            document_sha256="3f2a7c…d091bc",
            recipient="杨超英",
            drafted_by="李某",
            drafted_on=date(year, 3, 10),
            reviewed_by="张某",
            reviewed_on=date(year, 3, 11),
            signed_by="陈某",
            signed_on=date(year, 3, 12),
            number=f"瓯建公开〔{year}〕12号",
        )


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

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        return cls(
            information="《征地补偿安置方案》",
            applications=4,
            proposed=False,
            reason="4名申请人申请公开同一信息，且该信息可以公开",
            column="门户网站“征地信息公开”栏目",
            publish_by=date(2026, 4, 24),
            opinion="同意纳入主动公开范围",
            approved_by="林建国",
            approved_on=date(2026, 3, 26),
        )


APPROVAL_SHEETS = (ApprovalSheet, SecrecyReviewSheet, LegalReviewSheet, SigningSheet, ProactiveSheet)
