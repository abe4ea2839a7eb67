"""The register (台账) as a format: its columns, its labels, and one spreadsheet row read into one typed row."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from agencies.spreadsheets.faults import RowError, empty
from agencies.spreadsheets.names import Heading, SheetForm
from agencies.spreadsheets.table import Table
from intake.services import MAX_CONTENT
from law import Refused
from law.deadlines import receipt
from law.outcomes import GROUND_BY_LABEL, OUTCOME_BY_LABEL
from workflow import cell_readers
from workflow.registers import column_words

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


@dataclass(slots=True)
class RegisterRow:
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
    """One column of the register: its heading, the field of `RegisterRow`, how a cell is read."""

    name: str
    field: str
    read: cell_readers.Reader
    needed: bool = False


COLUMNS = (
    Column("登记编号", "number", cell_readers.text(40, one_line=True), True),
    Column("受理单位", "agency", cell_readers.text(120, one_line=True), True),
    Column("申请方式", "channel", cell_readers.label(receipt.LABELS), True),
    Column("到达日期", "arrived_on", cell_readers.day, True),
    Column("确认日期", "confirmed_on", cell_readers.day),
    Column("收到日期", "received_on", cell_readers.day),
    Column("申请人类型", "applicant_kind", cell_readers.label(KIND_LABELS), True),
    Column("申请人", "applicant_name", cell_readers.text(120), True),
    Column("联系电话", "phone", cell_readers.text(40)),
    Column("通信地址", "address", cell_readers.text(240)),
    Column("申请内容", "content", cell_readers.text(MAX_CONTENT), True),
    Column("信息类别", "topic", cell_readers.text(40)),
    Column("补正告知日期", "correction_requested_on", cell_readers.day),
    Column("补正期限", "correction_term", cell_readers.count),
    Column("补正收到日期", "correction_received_on", cell_readers.day),
    Column("延期告知日期", "extended_on", cell_readers.day),
    Column("延期工作日数", "extension_workdays", cell_readers.count),
    Column("征求第三方日期", "third_party_consulted_on", cell_readers.day),
    Column("征求第三方送达日期", "third_party_delivered_on", cell_readers.day),
    Column("第三方意见日期", "third_party_opinion_on", cell_readers.day),
    Column("征求机关日期", "agency_consulted_on", cell_readers.day),
    Column("征求机关送达日期", "agency_delivered_on", cell_readers.day),
    Column("机关意见日期", "agency_opinion_on", cell_readers.day),
    Column("收费通知日期", "fee_notice_on", cell_readers.day),
    Column("收费金额", "fee_amount", cell_readers.money),
    Column("缴费日期", "paid_on", cell_readers.day),
    Column("办理结果", "outcome", cell_readers.label(OUTCOME_LABELS)),
    Column("不予公开理由", "grounds", cell_readers.several(GROUND_LABELS)),
    Column("答复日期", "decided_on", cell_readers.day),
    Column("文号", "document_number", cell_readers.text(80, one_line=True, may_be_left_out=True)),
    Column("送达方式", "delivery", cell_readers.label(DELIVERY_LABELS)),
    Column("送达日期", "delivered_on", cell_readers.day),
    Column("复议收到日期", "reconsideration_on", cell_readers.day),
    Column("复议结果", "reconsideration_result", cell_readers.label(RESULT_LABELS)),
    Column("复议结案日期", "reconsideration_concluded_on", cell_readers.day),
    Column("诉讼类型", "litigation_kind", cell_readers.label(LITIGATION_LABELS)),
    Column("诉讼收到日期", "litigation_on", cell_readers.day),
    Column("诉讼结果", "litigation_result", cell_readers.label(RESULT_LABELS)),
    Column("诉讼结案日期", "litigation_concluded_on", cell_readers.day),
    Column("备注", "note", cell_readers.text(2000)),
)
NAME_OF = {column.field: column.name for column in COLUMNS}
BY_NAME = {column.name: column for column in COLUMNS}
if set(NAME_OF) != {item.name for item in fields(RegisterRow)} - {"line"}:
    raise TypeError("COLUMNS and Row name different fields")
LABELS = {
    "申请方式": receipt.LABELS,
    "申请人类型": KIND_LABELS,
    "办理结果": OUTCOME_LABELS,
    "不予公开理由": GROUND_LABELS,
    "送达方式": DELIVERY_LABELS,
    "复议结果": RESULT_LABELS,
    "诉讼类型": LITIGATION_LABELS,
    "诉讼结果": RESULT_LABELS,
}
OF_A_REPLY = frozenset({"送达方式", "送达日期"})  # given for every row: only where there is a result
GIVEN_TO_ALL = OF_A_REPLY | {"受理单位", "申请方式", "申请人类型", "信息类别"}  # what may be given for every row
SINGLE_COLUMNS = frozenset(column_words.SINGLE)  # cells that may not be merged over several applications
FORM = SheetForm(
    "register",
    "台账",
    tuple(
        Heading(
            column.name,
            column.needed,
            like=column_words.HEADINGS[column.name],
            single=column_words.SINGLE.get(column.name, ""),
            labels=tuple(LABELS.get(column.name, ())),
            synonyms=column_words.LABELS.get(column.name, {}),
        )
        for column in COLUMNS
    ),
    mapped=True,
)


def refuse_given(given: Mapping[str, str]) -> None:
    """Raise Refused for what cannot hold for every row of a register."""
    for name, value in given.items():
        if name not in GIVEN_TO_ALL:
            columns = "、".join(column.name for column in COLUMNS if column.name in GIVEN_TO_ALL)
            raise Refused(f"“{name}”不能一律填写，可以的有：{columns}，写成 列=值", field="set")
        if name == "送达日期" and value != "答复日期":
            raise Refused("“送达日期”只能写成 送达日期=答复日期", field="set")
        if name != "送达日期":
            try:
                BY_NAME[name].read(value, name)
            except cell_readers.Unreadable as error:
                raise Refused(f"“{name}”：{error}", field="set") from error
        if not value.strip():
            raise Refused(f"“{name}”没有写值，写成 列=值", field="set")


def form_without(given: Mapping[str, str]) -> SheetForm:
    """Return the form of a register in which some columns may be missing, as their value is given for every row."""
    return replace(
        FORM, headings=tuple(replace(one, needed=one.needed and one.name not in given) for one in FORM.headings)
    )


def read_row(
    line: int, values: tuple[Any, ...], table: Table, given: Mapping[str, str]
) -> tuple[RegisterRow, list[RowError], list[tuple[str, str]]]:
    """Return the typed row, every fault of its cells, and what was left aside in a column; a faulty cell stays empty.

    What is given for every row stands where the row says nothing itself.
    """
    row, faults, remarks = RegisterRow(line), [], []
    there = [(column.heading.name, value) for column, value in table.cells(line, values) if not empty(value)]
    for name, value in there:
        column = BY_NAME[name]
        try:
            found = column.read(_ours(column, value, table, line), name)
        except cell_readers.Unreadable as error:
            faults.append(RowError(line, name, str(error)))
            continue
        if isinstance(found, cell_readers.Noted):
            remarks.append((name, found.remark))
            found = found.value
        setattr(row, column.field, found)
    faulty = {fault.column for fault in faults}
    remarks += _fill(row, given, faulty)
    for name in table.needed:
        if not getattr(row, BY_NAME[name].field) and name not in faulty:
            faults.append(RowError(line, name, f"没有填写“{name}”"))
    return row, faults, remarks


def _fill(row: RegisterRow, given: Mapping[str, str], faulty: Set[str]) -> Iterator[tuple[str, str]]:
    """Fill in what is given for every row; a value may be the name of another column, whose value is meant then."""
    for name, value in given.items():
        column = BY_NAME[name]
        if name in faulty or getattr(row, column.field) or (name in OF_A_REPLY and not row.outcome):
            continue
        if value in BY_NAME:
            setattr(row, column.field, getattr(row, BY_NAME[value].field))
            yield name, f"没有填写，按“{value}”导入"
        else:
            setattr(row, column.field, column.read(value, name))
            yield name, f"没有填写，一律按“{value}”导入"


def _ours(column: Column, value: Any, table: Table, line: int) -> Any:
    """Return the words of a cell with the labels that they mean; one that is not known stays as it is."""
    if column.name not in LABELS or not isinstance(value, str):
        return value
    heading, names = table.form.heading(column.name), table.names
    if column.name == "不予公开理由":
        return "；".join(names.label(heading, part, line) for part in cell_readers.parts_of(value))
    return names.label(heading, value.strip(), line)


def shown_value(field: str, value: Any) -> str:
    """Return the value of a field as a register writes it: labels for codes, days as ISO dates."""
    labels = {code: label for label, code in LABELS.get(NAME_OF[field], {}).items()}
    if isinstance(value, tuple):
        return "；".join(labels[code] for code in value)
    return labels.get(value, str(value)) if isinstance(value, str) else str(value)
