"""Replies that the year's table counts as 其他: the archive has it, another body took it over, it is no information."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from notices.kinds.citation import LEGAL_DOCUMENTS
from notices.kinds.facts import fact
from notices.kinds.reply import DecidingReply


@dataclass(frozen=True, kw_only=True)
class ArchivedReply(DecidingReply):
    """已移交国家档案馆: archive and day of the hand-over (档案法15②; until 2025-05-31 法释〔2011〕17号7)."""

    CODE = "archived"
    OUTCOME = "other"
    TITLE = "政府信息已移交国家档案馆告知书"
    NAME = "Held by a national archive"
    MEANING = "信息所在的档案已按规定移交国家档案馆"
    ARTICLES = {"2007": "档案法15②、法释〔2011〕17号7", "2019": "档案法15②、法释〔2011〕17号7"}

    archive: str = fact("接收档案的国家档案馆")
    archive_contact: str = fact("档案馆的联系方式")
    handed_over_on: date = fact("移交日期")
    hand_over_list: str = fact("移交清单", kept=True)
    early_until: date | None = fact("提前移交的，移交期限届满之日", default=None)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse while the agency itself still answers for what it handed over before the term (档案法15②)."""
        super().fits(regulation, dated)
        if self.handed_over_on > dated:
            raise Refused("移交日期晚于公文日期", "档案法15②", field="handed_over_on", english="Not handed over yet")
        if self.early_until is not None and dated <= self.early_until:
            raise Refused(
                "提前移交的档案，移交期限届满前仍由原制作或者保存信息的单位办理",
                "档案法15②",
                field="early_until",
                english="Handed over early: until the term ends the agency itself must answer",
            )


@dataclass(frozen=True, kw_only=True)
class TransferredReply(DecidingReply):
    """职权已划转: who took the powers over (国办公开办函〔2019〕14号2)."""

    CODE = "transferred"
    OUTCOME = "other"
    TITLE = "政府信息公开职权划转告知书"
    NAME = "Powers passed to another agency"
    MEANING = "机构改革中职权已划转其他行政机关"
    ARTICLES = {"2007": "条例21（三）、国办公开办函〔2019〕14号", "2019": "条例36（五）、国办公开办函〔2019〕14号"}

    powers: str = fact("已划转的职权")
    successor: str = fact("划入的机关")
    successor_contact: str = fact("划入机关的联系方式")
    transferred_on: date = fact("划转日期")
    moved_basis: str = fact("划转的文件依据")

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse before the notice on the reform of 2019 could be cited, and a transfer that lies ahead."""
        super().fits(regulation, dated)
        if dated < LEGAL_DOCUMENTS["国办公开办函〔2019〕14号"].since:
            raise Refused(
                "这一天还没有可以引用的依据", "国办公开办函〔2019〕14号", field="dated", english="No basis on that day"
            )
        if self.transferred_on > dated:
            raise Refused("划转日期晚于公文日期", field="transferred_on", english="The powers are not transferred yet")


@dataclass(frozen=True, kw_only=True)
class EnquiryReply(DecidingReply):
    """咨询: a question, not a request for recorded information (条例2)."""

    CODE = "enquiry"
    OUTCOME = "other"
    TITLE = "咨询事项告知书"
    NAME = "An enquiry"
    MEANING = "提出的是咨询，不是申请获取政府信息"
    ARTICLES = {"2007": "条例2、21", "2019": "条例2、36"}

    nature: str = fact("咨询的事项")
    other_channel: str = fact("可以咨询的渠道")


@dataclass(frozen=True, kw_only=True)
class NotInformationReply(DecidingReply):
    """非政府信息: not made or obtained in the course of administrative duties (条例2); in 2007 a ground of refusal."""

    CODE = "not_information"
    OUTCOME = "other"
    TITLE = "非政府信息告知书"
    NAME = "Not government information"
    MEANING = "不属于《条例》第二条所称的政府信息"
    ARTICLES = {"2019": "条例2、36"}

    reason: str = fact("不属于政府信息的理由")
    advice: str = fact("获取途径的说明", default="")


OTHER_REPLIES: tuple[type[DecidingReply], ...] = (ArchivedReply, TransferredReply, EnquiryReply, NotInformationReply)
