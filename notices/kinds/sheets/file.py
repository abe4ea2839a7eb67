"""Sheets of proof: the search, the service, the slip of a third party, the contents of a file (条例32, 36, 45; 235号)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from law import Refused
from notices.kinds.citation import CitationWriter
from notices.kinds.facts import Record, fact
from notices.kinds.search_record import SearchRecord
from notices.kinds.sheets.base_sheet import InternalForm


@dataclass(frozen=True, kw_only=True)
class SearchSheet(InternalForm):
    """检索记录表: the gate before 信息不存在 (条例36（四）; 指导案例101号)."""

    CODE = "search_sheet"
    TITLE = "政府信息检索记录表"
    NAME = "Search record"
    ARTICLES = {"2007": "条例21（三）", "2019": "条例36（四）"}

    application_number: str = fact("登记编号")
    content: str = fact("申请内容（原文）", verbatim=True)
    record: SearchRecord = fact("检索记录")
    exhibits: tuple[str, ...] = fact("截图、目录等佐证材料", default=())
    witnessed_by: str = fact("复核人", default="")


METHODS = ("直接送达", "邮寄送达", "电子送达", "委托送达", "留置送达")


@dataclass(frozen=True, kw_only=True)
class DeliveryEntry(Record):
    """One paper that was served."""

    title: str = fact("文书名称")
    number: str = fact("文号", default="")
    copies: int = fact("份数", default=1)
    pages: int | None = fact("页数", default=None)


@dataclass(frozen=True, kw_only=True)
class ServiceRecord(InternalForm):
    """送达回证: which papers reached whom, where, how and when, with the proof that the way of service asks for."""

    CODE = "service_record"
    TITLE = "政府信息公开文书送达回证"
    NAME = "Service record"
    ARTICLES = {"2007": "国办公开办函〔2016〕235号", "2019": "国办公开办函〔2016〕235号"}

    application_number: str = fact("登记编号")
    recipient: str = fact("受送达人", verbatim=True)
    place: str = fact("送达地点")
    method: str = fact("送达方式")
    served_on: date = fact("送达日期")
    served_at: str = fact("送达时间（时、分）", default="")
    signed_by: str = fact("受送达人签名", default="")
    agent: str = fact("代收人", default="")
    relation: str = fact("代收人与受送达人的关系", default="")
    refusal: str = fact("拒收或者留置的事由", default="")
    witnesses: tuple[str, ...] = fact("见证人", default=())
    servers: tuple[str, ...] = fact("送达人", default=())
    entrusted_to: str = fact("受托送达的机关", default="")
    mail_number: str = fact("邮政企业邮件号", default="")
    posted_on: date | None = fact("交邮日期", default=None)
    mail_receipt: str = fact("妥投或者退回回执", default="")
    consent: str = fact("同意电子送达的确认", default="")
    sent_at: str = fact("电子送达发出时间", default="")
    arrived_at: str = fact("到达受送达人系统的时间", default="")
    downloaded_at: str = fact("下载时间", default="")
    documents: tuple[DeliveryEntry, ...] = fact("送达的文书")

    def check(self) -> None:
        """Refuse a way of service without its proof (国办公开办函〔2016〕235号四), and an agent without his relation."""
        if self.method not in METHODS:
            raise Refused(f"“送达方式”应当是{'、'.join(METHODS)}之一", field="method", english="Not a way of service")
        needs = {
            "直接送达": ("servers",) if self.signed_by or self.agent else ("signed_by",),
            "邮寄送达": ("mail_number", "posted_on"),
            "电子送达": ("consent", "sent_at"),
            "委托送达": ("entrusted_to",),
            "留置送达": ("refusal", "witnesses", "servers"),
        }[self.method]
        for name in needs:
            if not getattr(self, name):
                raise Refused(f"{self.method}缺少“{self.labels()[name]}”", field=name, english=f"Missing: {name}")
        if bool(self.agent) != bool(self.relation):
            raise Refused(
                "代收的，应当写明代收人和与受送达人的关系", field="relation", english="Who took it, and as what?"
            )

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite the notice on service where it was in force, else nothing."""
        try:
            return super().context(citer)
        except Refused:
            return super().context(CitationWriter("2019", date(2019, 5, 15))) | {"basis": ""}


@dataclass(frozen=True, kw_only=True)
class ThirdPartySlip(InternalForm):
    """第三方意见回执: what the third party fills in and sends back (宿迁: 征求意见确认函; 条例32, 2007: 23)."""

    CODE = "third_party_slip"
    TITLE = "第三方意见回执"
    NAME = "Third party's reply slip"
    TEMPLATE = "notices/third_party_slip.html"
    ARTICLES = {"2007": "条例23", "2019": "条例32"}

    matter: str = fact("征求意见的事项")
    term_workdays: int = fact("提出意见的期限（工作日）", default=15)


@dataclass(frozen=True, kw_only=True)
class ArchiveIndexEntry(Record):
    """One paper of a file."""

    author: str = fact("责任者")
    number: str = fact("文号", default="")
    title: str = fact("题名")
    dated: date = fact("日期")
    pages: str = fact("页号", default="")
    note: str = fact("备注", default="")


@dataclass(frozen=True, kw_only=True)
class ArchiveIndex(InternalForm):
    """卷内目录: every paper of the file in its order, envelope and proof of delivery with them."""

    CODE = "archive_index"
    TITLE = "卷内目录"
    NAME = "Contents of the file"

    file_title: str = fact("案卷题名")
    file_number: str = fact("档号", default="")
    retention: str = fact("保管期限")
    made_by: str = fact("立卷人")
    made_on: date = fact("立卷日期")
    entries: tuple[ArchiveIndexEntry, ...] = fact("卷内文件")


@dataclass(frozen=True, kw_only=True)
class ProactiveListEntry(Record):
    """One piece of information that was disclosed to everybody."""

    title: str = fact("信息名称")
    number: str = fact("文号", default="")
    dated: date = fact("日期")
    column: str = fact("公开的栏目")


@dataclass(frozen=True, kw_only=True)
class ProactiveList(InternalForm):
    """主动公开政府信息移送明细表: what goes to the archive and the library for everybody to read (条例25; 2007: 16)."""

    CODE = "proactive_list"
    TITLE = "主动公开政府信息移送明细表"
    NAME = "List of disclosed information handed over"
    ARTICLES = {"2007": "条例16", "2019": "条例25"}

    recipient_body: str = fact("接收单位")
    made_by: str = fact("移送人")
    handed_on: date = fact("移送日期")
    taken_by: str = fact("接收人", default="")
    entries: tuple[ProactiveListEntry, ...] = fact("移送的政府信息")


FILE_SHEETS = (SearchSheet, ServiceRecord, ThirdPartySlip, ArchiveIndex, ProactiveList)
