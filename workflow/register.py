"""The register (台账) as a format: its columns, its labels, and one spreadsheet row read into one typed row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from intake.services import MAX_CONTENT
from law import receipt
from law.outcomes import GROUND_BY_LABEL, OUTCOME_BY_LABEL
from workflow import cells

KIND_LABELS = {
    "自然人": "natural_person",
    "商业企业": "business",
    "科研机构": "research",
    "社会公益组织": "public_interest",
    "法律服务机构": "legal_service",
    "其他": "other_org",
}
DELIVERY_LABELS = {"直接": "direct", "邮寄": "mail", "电子": "electronic", "委托": "entrusted"}
RESULT_LABELS = {"结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other", "尚未审结": "pending"}
LITIGATION_LABELS = {"未经复议直接起诉": "litigation_direct", "复议后起诉": "litigation_after"}
OUTCOME_LABELS = {label: outcome.code for label, outcome in OUTCOME_BY_LABEL.items()}
GROUND_LABELS = {label: ground.code for label, ground in GROUND_BY_LABEL.items()}

@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the spreadsheet's row number, the column's name, the sentence."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行“{self.column}”：{self.message}" if self.column else f"第 {self.row} 行：{self.message}"


@dataclass(slots=True)
class Row:
    """One application as the register tells it; what is not filled in is empty or None."""

    line: int
    number: str = ""
    agency: str = ""
    channel: str = ""
    arrived_on: date | None = None
    confirmed_on: date | None = None
    received_on: date | None = None
    applicant_kind: str = ""
    applicant_name: str = ""
    phone: str = ""
    address: str = ""
    content: str = ""
    topic: str = ""
    correction_requested_on: date | None = None
    correction_term: int | None = None
    correction_received_on: date | None = None
    extended_on: date | None = None
    extension_workdays: int | None = None
    third_party_consulted_on: date | None = None
    third_party_delivered_on: date | None = None
    third_party_opinion_on: date | None = None
    agency_consulted_on: date | None = None
    agency_delivered_on: date | None = None
    agency_opinion_on: date | None = None
    fee_notice_on: date | None = None
    fee_amount: Decimal | None = None
    paid_on: date | None = None
    outcome: str = ""
    grounds: tuple[str, ...] = ()
    decided_on: date | None = None
    document_number: str = ""
    delivery: str = ""
    delivered_on: date | None = None
    reconsideration_on: date | None = None
    reconsideration_result: str = ""
    reconsideration_concluded_on: date | None = None
    litigation_kind: str = ""
    litigation_on: date | None = None
    litigation_result: str = ""
    litigation_concluded_on: date | None = None
    note: str = ""


# -- columns ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Column:
    """One column of the register: its heading, the field of `Row`, how a cell is read."""

    name: str
    field: str
    read: cells.Reader
    needed: bool = False


COLUMNS = (
    Column("登记编号", "number", cells.text(40, one_line=True), True),
    Column("受理单位", "agency", cells.text(120, one_line=True), True),
    Column("申请方式", "channel", cells.label(receipt.LABELS), True),
    Column("到达日期", "arrived_on", cells.day, True),
    Column("确认日期", "confirmed_on", cells.day),
    Column("收到日期", "received_on", cells.day),
    Column("申请人类型", "applicant_kind", cells.label(KIND_LABELS), True),
    Column("申请人", "applicant_name", cells.text(120), True),
    Column("联系电话", "phone", cells.text(40)),
    Column("通信地址", "address", cells.text(240)),
    Column("申请内容", "content", cells.text(MAX_CONTENT), True),
    Column("信息类别", "topic", cells.text(40)),
    Column("补正告知日期", "correction_requested_on", cells.day),
    Column("补正期限", "correction_term", cells.count),
    Column("补正收到日期", "correction_received_on", cells.day),
    Column("延期告知日期", "extended_on", cells.day),
    Column("延期工作日数", "extension_workdays", cells.count),
    Column("征求第三方日期", "third_party_consulted_on", cells.day),
    Column("征求第三方送达日期", "third_party_delivered_on", cells.day),
    Column("第三方意见日期", "third_party_opinion_on", cells.day),
    Column("征求机关日期", "agency_consulted_on", cells.day),
    Column("征求机关送达日期", "agency_delivered_on", cells.day),
    Column("机关意见日期", "agency_opinion_on", cells.day),
    Column("收费通知日期", "fee_notice_on", cells.day),
    Column("收费金额", "fee_amount", cells.money),
    Column("缴费日期", "paid_on", cells.day),
    Column("办理结果", "outcome", cells.label(OUTCOME_LABELS)),
    Column("不予公开理由", "grounds", cells.several(GROUND_LABELS)),
    Column("答复日期", "decided_on", cells.day),
    Column("文号", "document_number", cells.text(80, one_line=True)),
    Column("送达方式", "delivery", cells.label(DELIVERY_LABELS)),
    Column("送达日期", "delivered_on", cells.day),
    Column("复议收到日期", "reconsideration_on", cells.day),
    Column("复议结果", "reconsideration_result", cells.label(RESULT_LABELS)),
    Column("复议结案日期", "reconsideration_concluded_on", cells.day),
    Column("诉讼类型", "litigation_kind", cells.label(LITIGATION_LABELS)),
    Column("诉讼收到日期", "litigation_on", cells.day),
    Column("诉讼结果", "litigation_result", cells.label(RESULT_LABELS)),
    Column("诉讼结案日期", "litigation_concluded_on", cells.day),
    Column("备注", "note", cells.text(2000)),
)
BY_NAME = {column.name: column for column in COLUMNS}
UNKNOWN = Column("", "", lambda value, name: None)  # its cells are not read; the header's fault says enough
NAME_OF = {column.field: column.name for column in COLUMNS}
if set(NAME_OF) != {item.name for item in fields(Row)} - {"line"}:
    raise TypeError("COLUMNS and Row name different fields")


def blank(values: Iterable[Any]) -> bool:
    """Say whether a row holds nothing but blanks."""
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)


def read_header(line: int, values: Sequence[Any]) -> tuple[list[Column | None], list[Fault]]:
    """Return the column of every cell of the header row (None: no heading), and every fault in it."""
    found: list[Column | None] = []
    faults = []
    for cell in values:
        name = str(cell).strip() if cell is not None else ""
        column = BY_NAME.get(name)
        if name and column is None:
            faults.append(Fault(line, name[:40], f"不认识的列“{name[:40]}”，请改名或者删去这一列"))
            column = UNKNOWN
        elif column is not None and column in found:
            faults.append(Fault(line, name, f"“{name}”一列出现了两次"))
        found.append(column)
    given = {column.name for column in found if column}
    faults.extend(
        Fault(line, column.name, f"缺少“{column.name}”一列")
        for column in COLUMNS
        if column.needed and column.name not in given
    )
    return found, faults


def read_row(line: int, values: Sequence[Any], columns: Sequence[Column | None]) -> tuple[Row, list[Fault]]:
    """Return the typed row and every fault of its cells; a faulty cell is left empty in the row."""
    row, faults = Row(line), []
    for place, value in enumerate(values):
        if value is None or value == "":
            continue
        column = columns[place] if place < len(columns) else None
        if column is UNKNOWN:
            continue
        if column is None:
            if not blank((value,)):
                faults.append(Fault(line, f"第 {place + 1} 列", "这一格有内容，但是这一列没有列名"))
            continue
        try:
            setattr(row, column.field, column.read(value, column.name))
        except cells.Unreadable as error:
            faults.append(Fault(line, column.name, str(error)))
    faulty = {fault.column for fault in faults}
    for column in columns:
        if column and column.needed and not getattr(row, column.field) and column.name not in faulty:
            faults.append(Fault(line, column.name, f"没有填写“{column.name}”"))
    return row, faults
