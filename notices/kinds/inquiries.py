"""Asking others, and telling who is concerned: third parties, other agencies, co-producers (条例11, 32 to 34; 2007: 7, 23)."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from law.procedure import ACTS, ROUTINE
from notices.kinds.facts import Facts, fact
from notices.kinds.reply import Reply


@dataclass(frozen=True, kw_only=True)
class ThirdPartyInquiry(Facts):
    """第三方意见征询书: asks in writing, without naming the applicant, and encloses the slip (条例32; 2007: 23)."""

    CODE = "third_party_inquiry"
    TITLE = "政府信息公开第三方意见征询书"
    TEMPLATE = "notices/third_party_inquiry.html"
    ARTICLES = ACTS["consult_third_party"].articles

    matter: str = fact("征求意见的事项")
    term_workdays: int = fact("答复意见的期限（工作日）", default=15)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse any term but the fifteen days of the law (条例32); the 2007 text leaves it to the agency."""
        super().fits(regulation, dated)
        if self.term_workdays < 1 or (regulation == "2019" and self.term_workdays != 15):
            raise Refused(
                "第三方提出意见的期限是15个工作日", "条例32", field="term_workdays", english="The term is 15 days"
            )


@dataclass(frozen=True, kw_only=True)
class ThirdPartyNotice(Facts):
    """告知第三方决定公开: what will be disclosed and why (条例32; 2007: 23)."""

    CODE = "third_party_notice"
    TITLE = "政府信息决定公开告知书"
    TEMPLATE = "notices/third_party_notice.html"
    REMEDY = "E"
    ARTICLES = ACTS["consult_third_party"].articles

    matter: str = fact("决定公开的政府信息内容")
    reason: str = fact("决定公开的理由")
    opinion_on: date | None = fact("收到第三方意见之日", default=None)


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


@dataclass(frozen=True, kw_only=True)
class AgencyInquiry(Facts):
    """征求意见函: asks an agency that the information concerns (条例11, 33③; 2007: 7)."""

    CODE = "agency_inquiry"
    TITLE = "政府信息公开征求意见函"
    TEMPLATE = "notices/agency_inquiry.html"
    LAYOUT = "document"
    ARTICLES = {"2007": "条例7", "2019": "条例11、33③"}

    matter: str = fact("征求意见的事项")
    term_workdays: int = fact("答复意见的期限（工作日）", default=15)

    def check(self) -> None:
        """Refuse a term of no days; the law fixes none for agencies that are not co-producers."""
        if self.term_workdays < 1:
            raise Refused(
                "答复意见的期限至少一个工作日", "条例11", field="term_workdays", english="The term has no days"
            )


@dataclass(frozen=True, kw_only=True)
class CoProducerInquiry(Facts):
    """共同制作机关征求意见书: fifteen working days, and silence is consent (条例34)."""

    CODE = "co_producer_inquiry"
    TITLE = "政府信息公开征求意见书"
    TEMPLATE = "notices/co_producer_inquiry.html"
    LAYOUT = "document"
    REGULATIONS = ("2019",)
    ARTICLES = {"2019": "条例34"}

    matter: str = fact("共同制作的政府信息")
    term_workdays: int = fact("提出意见的期限（工作日）", default=15)

    def check(self) -> None:
        """Refuse any term but the fifteen days of the law."""
        if self.term_workdays != 15:
            raise Refused(
                "被征求意见机关提出意见的期限是15个工作日", "条例34", field="term_workdays", english="15 days"
            )


@dataclass(frozen=True, kw_only=True)
class CoHandling(Facts):
    """协办函: asks another agency to help with a search, a check or a finding; it stops no clock."""

    CODE = "co_handling"
    TITLE = "政府信息公开协办函"
    NAME = "Letter asking for help with a case"
    TEMPLATE = "notices/co_handling.html"
    LAYOUT = "document"
    FREE = True
    ARTICLES = ROUTINE

    application_number: str = fact("登记编号")
    matter: str = fact("申请公开的政府信息")
    requests: tuple[str, ...] = fact("请求协助的事项")
    reply_by: date = fact("请予回复的日期")
    due_on: date | None = fact("申请的答复期限", default=None)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a day of answer that has passed, or that leaves no time for the reply itself."""
        super().fits(regulation, dated)
        if self.reply_by < dated or (self.due_on is not None and self.reply_by > self.due_on):
            raise Refused(
                "请予回复的日期应当在成文之后、答复期限之前", field="reply_by", english="The day of answer is not valid"
            )


@dataclass(frozen=True, kw_only=True)
class SecrecyReferral(Facts):
    """保密审查送审函: what the agency cannot decide goes to the competent or the secrecy department (条例17; 2007: 14③)."""

    CODE = "secrecy_referral"
    TITLE = "政府信息公开保密审查送审函"
    NAME = "Referral of a secrecy question"
    TEMPLATE = "notices/secrecy_referral.html"
    LAYOUT = "document"
    FREE = True
    ARTICLES = {"2007": "条例14③", "2019": "条例17"}

    information: tuple[str, ...] = fact("送审的政府信息")
    question: str = fact("不能确定的问题")
    own_view: str = fact("本机关的意见")
    reply_by: date = fact("请予回复的日期")
    attachments: tuple[str, ...] = fact("附件", default=())

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a day of answer that has passed."""
        super().fits(regulation, dated)
        if self.reply_by < dated:
            raise Refused("请予回复的日期早于公文日期", field="reply_by", english="The day of answer has passed")


INQUIRIES = (
    ThirdPartyInquiry,
    ThirdPartyNotice,
    ApplicantConsultationNotice,
    AgencyInquiry,
    CoProducerInquiry,
    CoHandling,
    SecrecyReferral,
)
