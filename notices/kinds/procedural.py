"""The letters along the way: receipt, correction, reasons, delay, extension, fee notice (条例30, 31, 33, 35, 42)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from law import Refused
from law.disputed import DEFAULTS
from law.fees import tariffs
from law.procedure import ACTS
from notices.kinds.citation import CitationWriter
from notices.kinds.facts import Record, fact
from notices.kinds.reply import Reply


@dataclass(frozen=True, kw_only=True)
class ReceiptNotice(Reply):
    """登记回执: when it counts as received, and until when an answer comes (条例31)."""

    CODE = "receipt"
    TITLE = "政府信息公开申请登记回执"
    TEMPLATE = "notices/receipt.html"
    ARTICLES = ACTS["register"].articles

    arrived_on: date = fact("到达日期")
    channel: str = fact("申请方式")
    due_on: date = fact("预计答复期限")
    provisional: bool = fact("期限暂定", default=False)

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite the rule of receipt where one was in force (the 2007 Regulations had none before 207号)."""
        try:
            return super().context(citer)
        except Refused:
            return {"basis": ""}


@dataclass(frozen=True, kw_only=True)
class CorrectionRequest(Reply):
    """补正告知书: everything that is unclear, at once, with guidance and a term (条例30)."""

    CODE = "correction_request"
    TITLE = "政府信息公开申请补正告知书"
    TEMPLATE = "notices/correction_request.html"
    ARTICLES = ACTS["request_correction"].articles

    points: tuple[str, ...] = fact("需要补正的事项")
    term_workdays: int = fact("补正期限（工作日）")
    ways: tuple[str, ...] = fact("怎样写才算明确", default=())  # one for each point; letters of before have none
    guidance: str = fact("指导和释明", default="")

    def check(self) -> None:
        """Refuse a term of no days, and points of which some have no guidance."""
        super().check()
        if self.term_workdays < 1:
            raise Refused("补正期限至少一个工作日", "条例30", field="term_workdays", english="The term has no days")
        if self.ways and len(self.ways) != len(self.points):
            raise Refused(
                "每一项需要补正的，都应当写明怎样写才算明确",
                "条例30",
                field="ways",
                english="Say of every point how to make it clear",
            )

    @property
    def explained(self) -> list[tuple[str, str]]:
        """Return every point with how to make it clear, "" in a letter of before."""
        return list(zip(self.points, self.ways or ("",) * len(self.points), strict=True))


@dataclass(frozen=True, kw_only=True)
class ExtensionNotice(Reply):
    """延期答复告知书: old term, days, reason, new day (条例33②; 2007: 24②)."""

    CODE = "extension"
    TITLE = "政府信息公开延期答复告知书"
    TEMPLATE = "notices/extension.html"
    ARTICLES = ACTS["extend"].articles

    reason: str = fact("延期理由")
    workdays: int = fact("延期工作日数")
    former_due_on: date = fact("原答复期限")
    due_on: date = fact("延期后的答复期限")
    approved_by: str = fact("同意延期的公开工作机构负责人", kept=True)
    provisional: bool = fact("期限暂定", default=False)

    def check(self) -> None:
        """Refuse an extension that gives no later day."""
        super().check()
        if self.workdays < 1 or self.due_on <= self.former_due_on:
            raise Refused(
                "延期后的答复期限应当晚于原答复期限", "条例33②", field="due_on", english="Nothing is extended"
            )

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse more days than the Regulations allow, and a notice after the term."""
        super().fits(regulation, dated)
        cap, article = (20, "条例33②") if regulation == "2019" else (15, "条例24②")
        if self.workdays > cap:
            raise Refused(
                f"延长的期限最长不得超过{cap}个工作日", article, field="workdays", english=f"At most {cap} days"
            )


@dataclass(frozen=True, kw_only=True)
class ReasonsRequest(Reply):
    """说明理由告知书: what is excessive, what is to be explained, until when, and what follows (条例35)."""

    CODE = "reasons_request"
    TITLE = "政府信息公开申请说明理由告知书"
    TEMPLATE = "notices/reasons_request.html"
    ARTICLES = ACTS["request_reasons"].articles
    REGULATIONS = ("2019",)

    count_facts: str = fact("数量、频次明显超过合理范围的事实")
    points: tuple[str, ...] = fact("要求说明的事项")
    term_workdays: int = fact("说明理由的期限（工作日）")
    count_table: str = fact("申请数量、频次统计表", kept=True)

    def check(self) -> None:
        """Refuse a term of no days."""
        super().check()
        if self.term_workdays < 1:
            raise Refused(
                "说明理由的期限至少一个工作日", "条例35", field="term_workdays", english="The term has no days"
            )

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Say whether the term starts again when the reasons come: a disputed point."""
        return super().context(citer) | {"restarts": DEFAULTS.reasons_as_correction}


@dataclass(frozen=True, kw_only=True)
class DelayNotice(Reply):
    """延迟答复告知书: the reasons are accepted, and the new day that is reasonable (条例35)."""

    CODE = "delay"
    TITLE = "政府信息公开延迟答复告知书"
    TEMPLATE = "notices/delay.html"
    ARTICLES = ACTS["delay"].articles
    REGULATIONS = ("2019",)

    reasons_on: date = fact("收到说明理由之日")
    finding: str = fact("认可理由、需要延迟的说明")
    workdays: int = fact("延迟的工作日数")
    former_due_on: date = fact("原答复期限")
    due_on: date = fact("延迟后的答复期限")
    approved_by: str = fact("同意延迟的公开工作机构负责人", kept=True)
    provisional: bool = fact("期限暂定", default=False)

    def check(self) -> None:
        """Refuse a delay that gives no later day."""
        super().check()
        if self.workdays < 1 or self.due_on <= self.former_due_on:
            raise Refused("延迟后的答复期限应当晚于原答复期限", "条例35", field="due_on", english="Nothing is delayed")

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a notice after the term, or before the reasons were given."""
        super().fits(regulation, dated)
        if not self.reasons_on <= dated <= self.former_due_on:
            raise Refused(
                "延迟答复应当在收到说明之后、原答复期限届满前告知",
                "条例35",
                field="dated",
                english="Notified too late or too early",
            )


@dataclass(frozen=True, kw_only=True)
class CountedCase(Record):
    """One of the month's applications that are counted, this one the last."""

    number: str = fact("登记编号")
    received_on: date = fact("收到申请之日")


@dataclass(frozen=True, kw_only=True)
class GivenDocument(Record):
    """One of the documents whose pages are counted."""

    title: str = fact("信息名称")
    pages: int = fact("页数")


@dataclass(frozen=True, kw_only=True)
class FeeNotice(Reply):
    """收费通知书: basis, tariff, reckoning, amount, how and until when to pay (条例42, 109号6)."""

    CODE = "fee_notice"
    TITLE = "政府信息公开信息处理费收费通知书"
    TEMPLATE = "notices/fee_notice.html"
    REGULATIONS = ("2019",)
    REMEDY = "P"
    ARTICLES = ACTS["issue_fee_notice"].articles

    mode: str = fact("计收方式")
    count: int = fact("件数或者页数")
    amount: int = fact("金额（元）")
    payment: str = fact("缴纳方式")
    counted: tuple[CountedCase, ...] = fact("申请数量、频次统计表", default=())
    documents: tuple[GivenDocument, ...] = fact("提供的信息清单", default=())

    def check(self) -> None:
        """Refuse a way of charging or an amount that the tariff does not give (109号4, 5), and a list of another length."""
        super().check()
        if self.mode not in ("cases", "pages"):
            raise Refused(
                "“计收方式”应当是按件或者按量",
                "国办函〔2020〕109号3",
                field="mode",
                english="The mode is cases or pages",
            )
        due = tariffs.case_rate(self.count) if self.mode == "cases" else tariffs.page_fee(self.count)
        if self.amount != due or due == 0:
            raise Refused(
                f"金额应当是{due}元" if due else "没有超出免费的范围，不能收费",
                "国办函〔2020〕109号4、5",
                field="amount",
                english=f"The tariff gives {due} yuan",
            )
        listed = len(self.counted) if self.mode == "cases" else sum(document.pages for document in self.documents)
        if listed not in (0, self.count):
            raise Refused(
                f"清单合计{listed}，与计收的{self.count}不符",
                "国办函〔2020〕109号4、5",
                field="counted" if self.mode == "cases" else "documents",
                english=f"The list counts {listed}, the notice {self.count}",
            )

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse before the tariff was in force (2021-01-01)."""
        super().fits(regulation, dated)
        if tariffs.fee_kind(dated) != "processing":
            raise Refused(
                "2021年1月1日前没有信息处理费", "国办函〔2020〕109号", field="dated", english="No fee before 2021"
            )

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Add the amount in words."""
        return super().context(citer) | {"words": tariffs.amount_in_words(self.amount)}


PROCEDURAL = (ReceiptNotice, CorrectionRequest, ReasonsRequest, DelayNotice, ExtensionNotice, FeeNotice)
