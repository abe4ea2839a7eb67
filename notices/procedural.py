"""The letters along the way: receipt, correction, extension, consultations, fee notice (条例30 to 34, 42)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from law import Refused, fees
from law.procedure import ACTS
from notices.citation import Citer
from notices.facts import Facts, fact
from notices.reply import Reply


def _of_act(code: str) -> dict[str, str]:
    """Return the articles of an act of procedure, by regulation."""
    return ACTS[code].articles


@dataclass(frozen=True, kw_only=True)
class Receipt(Reply):
    """登记回执: when it counts as received, and until when an answer comes (条例31)."""

    CODE = "receipt"
    TITLE = "政府信息公开申请登记回执"
    TEMPLATE = "notices/receipt.html"
    ARTICLES = _of_act("register")

    arrived_on: date = fact("到达日期")
    channel: str = fact("申请方式")
    due_on: date = fact("预计答复期限")
    provisional: bool = fact("期限暂定", default=False)

    def context(self, citer: Citer) -> dict[str, Any]:
        """Cite the rule of receipt where one was in force (the 2007 Regulations had none before 207号)."""
        try:
            return super().context(citer)
        except Refused:
            return {"basis": ""}

    @classmethod
    def told(cls, regulation: str, year: int) -> dict[str, Any]:
        due = date(2026, 3, 30) if regulation == "2019" else date(2018, 3, 23)
        return {"arrived_on": date(year, 3, 2), "channel": "网络", "due_on": due}


@dataclass(frozen=True, kw_only=True)
class CorrectionRequest(Reply):
    """补正告知书: everything that is unclear, at once, with guidance and a term (条例30)."""

    CODE = "correction_request"
    TITLE = "政府信息公开申请补正告知书"
    TEMPLATE = "notices/correction_request.html"
    ARTICLES = _of_act("request_correction")

    points: tuple[str, ...] = fact("需要补正的事项")
    term_workdays: int = fact("补正期限（工作日）")
    guidance: str = fact("指导和释明", default="")

    def check(self) -> None:
        """Refuse a term of no days."""
        super().check()
        if self.term_workdays < 1:
            raise Refused("补正期限至少一个工作日", "条例30", field="term_workdays", english="The term has no days")

    @classmethod
    def told(cls, regulation: str, year: int) -> dict[str, Any]:
        return {
            "points": ["所指的项目名称或者所在地块", "所要文件的年份或者文号"],
            "guidance": "可以提供项目公告、通知或者照片，便于本机关查找",
            "term_workdays": 15,
        }


@dataclass(frozen=True, kw_only=True)
class Extension(Reply):
    """延期答复告知书: old term, days, reason, new day (条例33②; 2007: 24②)."""

    CODE = "extension"
    TITLE = "政府信息公开延期答复告知书"
    TEMPLATE = "notices/extension.html"
    ARTICLES = _of_act("extend")

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
            raise Refused("延期后的答复期限应当晚于原答复期限", "条例33②", field="due_on", english="Nothing is extended")

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse more days than the Regulations allow, and a notice after the term."""
        super().fits(regulation, dated)
        cap, article = (20, "条例33②") if regulation == "2019" else (15, "条例24②")
        if self.workdays > cap:
            raise Refused(f"延长的期限最长不得超过{cap}个工作日", article, field="workdays", english=f"At most {cap} days")

    @classmethod
    def told(cls, regulation: str, year: int) -> dict[str, Any]:
        days = (
            {"former_due_on": date(2026, 3, 30), "due_on": date(2026, 4, 28), "workdays": 20}
            if regulation == "2019"
            else {"former_due_on": date(2018, 3, 23), "due_on": date(2018, 4, 17), "workdays": 15}
        )
        return days | {"reason": "需要查找的档案较多，且需核对原件", "approved_by": "林建国"}


@dataclass(frozen=True, kw_only=True)
class ThirdPartyInquiry(Facts):
    """第三方意见征询书: asks in writing, without naming the applicant (条例32; 2007: 23)."""

    CODE = "third_party_inquiry"
    TITLE = "政府信息公开第三方意见征询书"
    TEMPLATE = "notices/third_party_inquiry.html"
    ARTICLES = _of_act("consult_third_party")

    matter: str = fact("征求意见的事项")
    term_workdays: int = fact("答复意见的期限（工作日）", default=15)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse any term but the fifteen days of the law (条例32); the 2007 text leaves it to the agency."""
        super().fits(regulation, dated)
        if self.term_workdays < 1 or (regulation == "2019" and self.term_workdays != 15):
            raise Refused("第三方提出意见的期限是15个工作日", "条例32", field="term_workdays", english="The term is 15 days")

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        return cls(addressee="浙江某某置业有限公司", matter="贵方与区住建局签订的《房屋征收补偿协议》")


@dataclass(frozen=True, kw_only=True)
class ThirdPartyNotice(Facts):
    """告知第三方决定公开: what will be disclosed and why (条例32; 2007: 23)."""

    CODE = "third_party_notice"
    TITLE = "政府信息决定公开告知书"
    TEMPLATE = "notices/third_party_notice.html"
    REMEDY = "E"
    ARTICLES = _of_act("consult_third_party")

    matter: str = fact("决定公开的政府信息内容")
    reason: str = fact("决定公开的理由")
    opinion_on: date | None = fact("收到第三方意见之日", default=None)

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        year = 2026 if regulation == "2019" else 2018
        return cls(
            addressee="浙江某某置业有限公司",
            matter="《房屋征收补偿协议》中的补偿标准和补偿总额",
            reason="该内容涉及被征收人的重大利益，不公开可能对公共利益造成重大影响",
            opinion_on=date(year, 3, 20),
        )


@dataclass(frozen=True, kw_only=True)
class ApplicantConsultationNotice(Reply):
    """征求意见告知书: tells the applicant that others are asked and that the time does not count (条例33③; 2007: 24③)."""

    CODE = "applicant_consultation_notice"
    TITLE = "政府信息公开征求意见告知书"
    TEMPLATE = "notices/applicant_consultation_notice.html"
    ARTICLES = {"2007": "条例23、24③", "2019": "条例33③"}

    consulted_on: date = fact("征求意见之日")
    of_agency: bool = fact("征求其他机关意见", default=False)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse for other agencies under the 2007 Regulations: asking them stopped nothing."""
        super().fits(regulation, dated)
        if regulation == "2007" and self.of_agency:
            raise Refused(
                "2007年《条例》下征求其他机关意见所需时间计入答复期限，不能这样告知",
                "条例24③",
                field="of_agency",
                english="Asking another agency does not stop the term under the 2007 Regulations",
            )

    @classmethod
    def told(cls, regulation: str, year: int) -> dict[str, Any]:
        return {"consulted_on": date(year, 3, 10)}


@dataclass(frozen=True, kw_only=True)
class AgencyInquiry(Facts):
    """征求意见函: asks another agency; a co-producer's silence is consent (条例11, 34; 2007: 7)."""

    CODE = "agency_inquiry"
    TITLE = "政府信息公开征求意见函"
    TEMPLATE = "notices/agency_inquiry.html"
    ARTICLES = _of_act("consult_agency")

    matter: str = fact("征求意见的事项")
    co_producer: bool = fact("共同制作机关", default=False)
    term_workdays: int = fact("答复意见的期限（工作日）", default=15)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse any term but the fifteen days of the law for a co-producer (条例34)."""
        super().fits(regulation, dated)
        if self.term_workdays < 1 or (regulation == "2019" and self.co_producer and self.term_workdays != 15):
            raise Refused("被征求意见机关提出意见的期限是15个工作日", "条例34", field="term_workdays", english="15 days")

    def context(self, citer: Citer) -> dict[str, Any]:
        """Cite article 34 for a co-producer, 11 for any other agency."""
        if citer.regulation == "2019":
            return {"basis": citer.spell("条例34" if self.co_producer else "条例11、33③")}
        return super().context(citer)

    @classmethod
    def sample(cls, regulation: str = "2019") -> Self:
        """Return facts that render."""
        return cls(addressee="瓯海区财政局", matter="《征地补偿资金拨付方案》是否公开", co_producer=regulation == "2019")


@dataclass(frozen=True, kw_only=True)
class FeeNotice(Reply):
    """收费通知书: basis, tariff, reckoning, amount, how and until when to pay (条例42, 109号6)."""

    CODE = "fee_notice"
    TITLE = "政府信息公开信息处理费收费通知书"
    TEMPLATE = "notices/fee_notice.html"
    REGULATIONS = ("2019",)
    REMEDY = "P"
    ARTICLES = _of_act("issue_fee_notice")

    mode: str = fact("计收方式")
    count: int = fact("件数或者页数")
    amount: int = fact("金额（元）")
    payment: str = fact("缴纳方式")

    def check(self) -> None:
        """Refuse a way of charging or an amount that the tariff does not give (109号4, 5)."""
        super().check()
        if self.mode not in ("cases", "pages"):
            raise Refused("“计收方式”应当是按件或者按量", "国办函〔2020〕109号3", field="mode", english="cases or pages")
        due = fees.case_rate(self.count) if self.mode == "cases" else fees.page_fee(self.count)
        if self.amount != due or due == 0:
            raise Refused(
                f"金额应当是{due}元" if due else "没有超出免费的范围，不能收费",
                "国办函〔2020〕109号4、5",
                field="amount",
                english=f"The tariff gives {due} yuan",
            )

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse before the tariff was in force (2021-01-01)."""
        super().fits(regulation, dated)
        if fees.tariff(dated) != "processing":
            raise Refused("2021年1月1日前没有信息处理费", "国办函〔2020〕109号", field="dated", english="No fee before 2021")

    def context(self, citer: Citer) -> dict[str, Any]:
        """Add the amount in words."""
        return super().context(citer) | {"words": fees.in_words(self.amount)}

    @classmethod
    def told(cls, regulation: str, year: int) -> dict[str, Any]:
        return {
            "mode": "pages",
            "count": 68,
            "amount": 380,
            "payment": "凭缴款码 3303000020260310 通过非税收入缴款平台或者银行柜台缴纳",
        }


PROCEDURAL = (
    Receipt,
    CorrectionRequest,
    Extension,
    ThirdPartyInquiry,
    ThirdPartyNotice,
    ApplicantConsultationNotice,
    AgencyInquiry,
    FeeNotice,
)
