"""The replies: one letter for every outcome of the table (条例36; 2007: 条例21)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from law import Refused
from notices.kinds.citation import CitationWriter
from notices.kinds.facts import fact
from notices.kinds.reply import DecidingReply
from notices.kinds.search_record import SearchRecord
from notices.kinds.withheld import DenyReply, PartialReply


@dataclass(frozen=True, kw_only=True)
class OpenReply(DecidingReply):
    """予以公开: the information itself, or how and when to get it."""

    CODE = "open"
    TITLE = "政府信息公开告知书"

    provided: tuple[str, ...] = fact("提供的信息清单")
    secrecy_review: str = fact("保密审查记录", kept=True)
    form: str = fact("提供形式", default="纸质复制件")
    pages: int | None = fact("页数", default=None)
    how: str = fact("获取的方式、途径和时间", default="")


@dataclass(frozen=True, kw_only=True)
class OpenPublishedReply(DecidingReply):
    """已主动公开: where exactly it can be had."""

    CODE = "open_published"
    TITLE = "政府信息已主动公开告知书"

    where_published: str = fact("获取的方式、途径")
    published_on: date | None = fact("公开日期", kept=True, default=None)
    snapshot: str = fact("公开页面快照的文件名", kept=True, default="")
    snapshot_sha256: str = fact("快照的 SHA-256", kept=True, default="")


@dataclass(frozen=True, kw_only=True)
class QueryReply(DecidingReply):
    """行政查询事项: other law rules how such information is had."""

    CODE = "query"
    TITLE = "行政查询事项告知书"

    special_law: str = fact("有特别规定的法律、行政法规条款")
    access_channel: str = fact("办理渠道")


@dataclass(frozen=True, kw_only=True)
class NotExistReply(DecidingReply):
    """信息不存在: after a search that the letter describes (指导案例101号)."""

    CODE = "not_exist"
    TITLE = "政府信息不存在告知书"

    search_record: SearchRecord = fact("检索记录")

    def fits(self, regulation: str, dated: date) -> None:
        super().fits(regulation, dated)
        self.search_record.check_days(self.received_on, dated)


@dataclass(frozen=True, kw_only=True)
class NotOursReply(DecidingReply):
    """不属于本机关: why, and who is responsible where that is known."""

    CODE = "not_ours"
    TITLE = "非本机关政府信息告知书"

    reason: str = fact("不属于本机关负责公开的理由")
    responsible: str = fact("负责公开的机关", default="")
    responsible_contact: str = fact("负责公开的机关的联系方式", default="")
    responsible_agency: str = fact("负责公开的机关在本系统的代码", kept=True, default="")

    def check(self) -> None:
        """Refuse a responsible body without its contact (条例36五), and the reverse."""
        super().check()
        if bool(self.responsible.strip()) != bool(self.responsible_contact.strip()):
            raise Refused(
                "能够确定负责公开的机关的，应当同时告知名称和联系方式",
                "条例36（五）",
                field="responsible_contact",
                english="Give both the name and the contact of the responsible body",
            )


@dataclass(frozen=True, kw_only=True)
class NoReadyReply(DecidingReply):
    """没有现成信息: it would have to be worked up or analysed."""

    CODE = "no_ready"
    TITLE = "政府信息无法提供告知书"

    search_record: SearchRecord = fact("检索记录")

    def fits(self, regulation: str, dated: date) -> None:
        super().fits(regulation, dated)
        self.search_record.check_days(self.received_on, dated)


@dataclass(frozen=True, kw_only=True)
class UnclearReply(DecidingReply):
    """补正后仍不明确: what was still not clear after the correction."""

    CODE = "unclear"
    TITLE = "政府信息无法提供告知书"

    unclear_points: tuple[str, ...] = fact("仍不明确之处")

    def check(self) -> None:
        """Refuse without a correction: only a corrected application can still be unclear (条例30)."""
        super().check()
        if self.corrected_on is None:
            raise Refused(
                "缺少“收到补正之日”，公文不能成文", "条例30", field="corrected_on", english="Missing: corrected_on"
            )


@dataclass(frozen=True, kw_only=True)
class PetitionReply(DecidingReply):
    """信访举报投诉: not an application, and where it belongs."""

    CODE = "petition"
    TITLE = "不作为政府信息公开申请处理告知书"

    nature: str = fact("实质（信访、投诉、举报等）")
    other_channel: str = fact("可以提出的渠道")


@dataclass(frozen=True, kw_only=True)
class RepeatReply(DecidingReply):
    """重复申请: number and day of the earlier reply."""

    CODE = "repeat"
    TITLE = "重复申请不予重复处理告知书"

    earlier_number: str = fact("前次答复文号")
    earlier_dated: date = fact("前次答复日期")
    earlier_case: str = fact("前次申请的登记编号", kept=True, default="")
    not_in_system: str = fact("前次答复不在本系统的理由", kept=True, default="")


@dataclass(frozen=True, kw_only=True)
class PublicationReply(DecidingReply):
    """公开出版物: where it can be had."""

    CODE = "publication"
    TITLE = "公开出版物获取途径告知书"

    where_available: str = fact("获取途径")


@dataclass(frozen=True, kw_only=True)
class ExcessReply(DecidingReply):
    """大量反复申请: reasons were asked for and are not reasonable."""

    CODE = "excess"
    TITLE = "政府信息公开申请不予处理告知书"

    reasons_requested: str = fact("要求说明理由的经过")
    finding: str = fact("理由不合理的认定")


@dataclass(frozen=True, kw_only=True)
class ReconfirmReply(DecidingReply):
    """要求确认或重新出具: when and how the information was given before."""

    CODE = "reconfirm"
    TITLE = "政府信息公开申请不予处理告知书"

    earlier_delivery: str = fact("已获取信息的事实")


def _runs(served_on: date | None, term_ended_on: date, article: str) -> None:
    if served_on is not None and term_ended_on <= served_on:
        raise Refused(
            "期限届满日应当晚于收到之日", article, field="term_ended_on", english="The term ended before it ran"
        )


@dataclass(frozen=True, kw_only=True)
class CorrectionLapsedReply(DecidingReply):
    """逾期不补正: deemed abandoned (条例30)."""

    CODE = "correction_lapsed"
    TITLE = "政府信息公开申请不再处理告知书"

    requested_on: date = fact("告知补正之日")
    term_ended_on: date = fact("补正期限届满日")
    request_number: str = fact("补正告知书文号", default="")
    served_on: date | None = fact("收到告知书之日", default=None)

    def check(self) -> None:
        """Refuse a term that ended before it began to run."""
        super().check()
        _runs(self.served_on, self.term_ended_on, "条例30")


@dataclass(frozen=True, kw_only=True)
class FeeLapsedReply(DecidingReply):
    """逾期不缴费: deemed abandoned (109号6)."""

    CODE = "fee_lapsed"
    TITLE = "政府信息公开申请不再处理告知书"

    notified_on: date = fact("收费通知之日")
    term_ended_on: date = fact("缴费期限届满日")
    notice_number: str = fact("收费通知书文号", default="")
    served_on: date | None = fact("收到通知书之日", default=None)

    def check(self) -> None:
        """Refuse a term that ended before it began to run."""
        super().check()
        _runs(self.served_on, self.term_ended_on, "国办函〔2020〕109号6")


@dataclass(frozen=True, kw_only=True)
class WithdrawnReply(DecidingReply):
    """撤回: confirms that nothing more will be done."""

    CODE = "withdrawn"
    TITLE = "撤回政府信息公开申请确认书"

    withdrawn_on: date = fact("撤回之日")

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite nothing: it is the applicant's own will."""
        return {}


@dataclass(frozen=True, kw_only=True)
class OtherReply(DecidingReply):
    """其他: what no other kind says (see also notices/kinds/other_replies.py)."""

    CODE = "other"
    TITLE = "政府信息公开申请答复书"

    statement: str = fact("答复内容")
    special_basis: str = fact("所依据的其他规定", default="")


@dataclass(frozen=True, kw_only=True)
class AmendmentDirectedReply(DecidingReply):
    """告知更改补充 (2007 only): what is not clear and how to make it so."""

    CODE = "amend_told"
    TITLE = "政府信息公开申请更改补充告知书"

    unclear_points: tuple[str, ...] = fact("不明确之处")


@dataclass(frozen=True, kw_only=True)
class OtherChannelReply(DecidingReply):
    """其他途径 (2007 only): where to turn instead."""

    CODE = "other_channel"
    TITLE = "政府信息公开申请其他途径办理告知书"

    other_channel: str = fact("可以办理的途径")


REPLIES: tuple[type[DecidingReply], ...] = (
    OpenReply,
    OpenPublishedReply,
    PartialReply,
    DenyReply,
    QueryReply,
    NotExistReply,
    NotOursReply,
    NoReadyReply,
    UnclearReply,
    PetitionReply,
    RepeatReply,
    PublicationReply,
    ExcessReply,
    ReconfirmReply,
    CorrectionLapsedReply,
    FeeLapsedReply,
    WithdrawnReply,
    OtherReply,
    AmendmentDirectedReply,
    OtherChannelReply,
)
