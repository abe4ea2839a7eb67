"""Correction of records about oneself: corrected, passed on, or refused (条例41; 2007: 25②). Not in the year's table."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from notices.kinds.facts import Facts, fact


@dataclass(frozen=True, kw_only=True)
class AmendmentReply(Facts):
    """What every answer to such a request says: which record, what is wrong in it, with what proof."""

    REMEDY = "E"
    FREE = True
    ARTICLES = {"2007": "条例25②", "2019": "条例41"}

    requested_on: date = fact("收到更正申请之日")
    organisation: bool = fact("申请人是单位", default=False)
    record: str = fact("与申请人自身相关的政府信息记录")
    claim: str = fact("申请更正的内容", verbatim=True)
    proof: str = fact("申请人提供的证据")
    approved_by: str = fact("批准人", kept=True)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse an answer that is dated before the request."""
        super().fits(regulation, dated)
        if dated < self.requested_on:
            raise Refused(
                "公文日期早于收到更正申请之日", field="dated", english="The letter is dated before the request"
            )

    @property
    def you(self) -> str:
        """Return how the letter addresses the applicant."""
        return "您单位" if self.organisation else "您"


@dataclass(frozen=True, kw_only=True)
class AmendmentDone(AmendmentReply):
    """更正: the agency may correct it and found the request true."""

    CODE = "amended"
    TITLE = "政府信息更正告知书"
    NAME = "Own record corrected"
    TEMPLATE = "notices/amended.html"

    corrected: str = fact("更正后的记录")


@dataclass(frozen=True, kw_only=True)
class AmendmentForwarded(AmendmentReply):
    """转送: another body may correct it; passed on to it, or (since 2019) the applicant is told to turn there."""

    CODE = "amendment_forwarded"
    TITLE = "政府信息更正申请处理告知书"
    NAME = "Correction of a record passed on"
    TEMPLATE = "notices/amendment_forwarded.html"

    reason: str = fact("本机关无权更正的理由")
    responsible: str = fact("有权更正的行政机关")
    responsible_contact: str = fact("有权更正的行政机关的联系方式")
    forwarded_on: date | None = fact("转送之日（不转送的不填）", default=None)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse to send the applicant away under the 2007 text, which says 应当转送."""
        super().fits(regulation, dated)
        if regulation == "2007" and self.forwarded_on is None:
            raise Refused(
                "无权更正的，应当转送有权更正的行政机关",
                "条例25②",
                field="forwarded_on",
                english="It must be passed on",
            )
        if self.forwarded_on is not None and not self.requested_on <= self.forwarded_on <= dated:
            raise Refused(
                "转送之日应当在收到申请以后、公文日期以前",
                field="forwarded_on",
                english="Passed on on a day that is not possible",
            )


@dataclass(frozen=True, kw_only=True)
class AmendmentRefused(AmendmentReply):
    """不予更正: examined and not found true."""

    CODE = "amendment_refused"
    TITLE = "政府信息不予更正告知书"
    NAME = "Correction of a record refused"
    TEMPLATE = "notices/amendment_refused.html"

    finding: str = fact("审核查明的事实和不予更正的理由")


AMENDMENTS = (AmendmentDone, AmendmentForwarded, AmendmentRefused)
