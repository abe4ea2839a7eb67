"""The register (台账) as a format: its columns, its labels, and one spreadsheet row read into one typed row."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from intake.services import MAX_CONTENT, clean_text
from law import Refused, receipt
from law.outcomes import GROUND_BY_LABEL, OUTCOME_BY_LABEL

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

EXACT_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number, the rest is lost before we read it
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_SHORT_YEAR = re.compile(r"'?\d{2}(-|/|\.|年)\d{1,2}(-|/|\.|月)\d{1,2}日?", re.ASCII)
_TIMED = re.compile(r".*\d[T ]\d{1,2}:\d{2}")
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?(?:个工作日)?", re.ASCII)
_MONEY = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?元?", re.ASCII)
# What a spreadsheet would compute: = and @ always, + and - before an expression. “-某某”, “+86-577” and “-” are text.
_FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－][\s\d.()]*[A-Za-z+*/|!^])")


class Unreadable(Exception):
    """A cell that does not hold what its column needs; the text says so in Chinese."""


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


# -- cells --------------------------------------------------------------------------------------------------
def _plain(value: Any, name: str) -> str:
    """Return the text of a cell, clean; refuse formulas, dates, truth values and error cells."""
    if isinstance(value, str):
        return _clean(value, name)
    if isinstance(value, bool):
        raise Unreadable("单元格是逻辑值（TRUE 或者 FALSE），应当是文字")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise Unreadable("单元格是日期或者时间格式，应当是文字；请把单元格格式改为“文本”后重新填写")
    if isinstance(value, int | float):
        if abs(value) >= EXACT_DIGITS:
            raise Unreadable("数字超过 15 位，Excel 已经丢失末尾几位；请把单元格格式改为“文本”后重新填写")
        return str(int(value)) if value == int(value) else repr(value)
    raise Unreadable("单元格里是公式，请改为填写结果")


def _clean(text: str, name: str) -> str:
    if _FORMULA.match(text):
        raise Unreadable(f"“{text.strip()[:20]}”是公式，请改为填写结果")
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    try:
        return clean_text(text, name).strip()
    except Refused as error:
        raise Unreadable(error.reason) from error


def _text(limit: int, *, one_line: bool = False) -> Callable[[Any, str], str]:
    def read(value: Any, name: str) -> str:
        text = _plain(value, name)
        if len(text) > limit:
            raise Unreadable(f"有 {len(text)} 字，最多 {limit} 字")
        if one_line and ("\n" in text or "\t" in text):
            raise Unreadable("里面有换行或者制表符，请删去")
        return text

    return read


@lru_cache(maxsize=20_000)
def _written_date(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        if _SHORT_YEAR.fullmatch(text):
            raise Unreadable(f"“{text}”的年份只有两位，请写成四位")
        if _TIMED.match(text):
            raise Unreadable(f"“{text}”带有时刻，请只填日期")
        raise Unreadable(f"“{text}”不是日期，应写成 2018-03-05、2018/3/5 或者 2018年3月5日")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"没有“{text}”这一天") from None


def _date(value: Any, name: str) -> date | None:
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second or value.microsecond:
            raise Unreadable(f"“{value:%Y-%m-%d %H:%M}”带有时刻，请只填日期")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        raise Unreadable("单元格是时间，应当是日期")
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise Unreadable(f"“{value}”是数字，不是日期；请把单元格格式改为日期后核对")
    text = unicodedata.normalize("NFKC", _plain(value, name))
    return _written_date(text) if text else None


def _count(value: Any, name: str) -> int | None:
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    if found is None or int(found[1]) < 1:
        raise Unreadable(f"“{text}”应当是正整数（工作日数）")
    return int(found[1])


def _money(value: Any, name: str) -> Decimal | None:
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    if found is None:
        raise Unreadable(f"“{text}”应当是不小于 0 的金额（元）")
    amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if amount != round(amount, 2) or amount >= 10**9:
        raise Unreadable(f"“{text}”应当是金额（元），最多两位小数")
    return round(amount, 2)


def _label(labels: dict[str, str]) -> Callable[[Any, str], str]:
    def read(value: Any, name: str) -> str:
        text = _plain(value, name)
        if text and text not in labels:
            raise Unreadable(f"没有“{text[:30]}”这种写法，只能填：{'、'.join(labels)}")
        return labels[text] if text else ""

    return read


def _grounds(value: Any, name: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _plain(value, name).replace(";", "；").split("；")]
    found = []
    for part in filter(None, parts):
        if part not in GROUND_LABELS:
            raise Unreadable(f"没有“{part[:30]}”这种理由，只能填：{'、'.join(GROUND_LABELS)}；几项之间用“；”隔开")
        if GROUND_LABELS[part] in found:
            raise Unreadable(f"“{part}”写了两次")
        found.append(GROUND_LABELS[part])
    return tuple(found)


# -- columns ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Column:
    """One column of the register: its heading, the field of `Row`, how a cell is read."""

    name: str
    field: str
    read: Callable[[Any, str], Any]
    needed: bool = False


COLUMNS = (
    Column("登记编号", "number", _text(40, one_line=True), True),
    Column("受理单位", "agency", _text(120, one_line=True), True),
    Column("申请方式", "channel", _label(receipt.LABELS), True),
    Column("到达日期", "arrived_on", _date, True),
    Column("确认日期", "confirmed_on", _date),
    Column("收到日期", "received_on", _date),
    Column("申请人类型", "applicant_kind", _label(KIND_LABELS), True),
    Column("申请人", "applicant_name", _text(120), True),
    Column("联系电话", "phone", _text(40)),
    Column("通信地址", "address", _text(240)),
    Column("申请内容", "content", _text(MAX_CONTENT), True),
    Column("信息类别", "topic", _text(40)),
    Column("补正告知日期", "correction_requested_on", _date),
    Column("补正期限", "correction_term", _count),
    Column("补正收到日期", "correction_received_on", _date),
    Column("延期告知日期", "extended_on", _date),
    Column("延期工作日数", "extension_workdays", _count),
    Column("征求第三方日期", "third_party_consulted_on", _date),
    Column("征求第三方送达日期", "third_party_delivered_on", _date),
    Column("第三方意见日期", "third_party_opinion_on", _date),
    Column("征求机关日期", "agency_consulted_on", _date),
    Column("征求机关送达日期", "agency_delivered_on", _date),
    Column("机关意见日期", "agency_opinion_on", _date),
    Column("收费通知日期", "fee_notice_on", _date),
    Column("收费金额", "fee_amount", _money),
    Column("缴费日期", "paid_on", _date),
    Column("办理结果", "outcome", _label(OUTCOME_LABELS)),
    Column("不予公开理由", "grounds", _grounds),
    Column("答复日期", "decided_on", _date),
    Column("文号", "document_number", _text(80, one_line=True)),
    Column("送达方式", "delivery", _label(DELIVERY_LABELS)),
    Column("送达日期", "delivered_on", _date),
    Column("复议收到日期", "reconsideration_on", _date),
    Column("复议结果", "reconsideration_result", _label(RESULT_LABELS)),
    Column("复议结案日期", "reconsideration_concluded_on", _date),
    Column("诉讼类型", "litigation_kind", _label(LITIGATION_LABELS)),
    Column("诉讼收到日期", "litigation_on", _date),
    Column("诉讼结果", "litigation_result", _label(RESULT_LABELS)),
    Column("诉讼结案日期", "litigation_concluded_on", _date),
    Column("备注", "note", _text(2000)),
)
BY_NAME = {column.name: column for column in COLUMNS}
UNKNOWN = Column("", "", lambda value, name: None)  # its cells are not read; the header's fault says enough
NAME_OF = {column.field: column.name for column in COLUMNS}
if set(NAME_OF) != {item.name for item in fields(Row)} - {"line"}:
    raise TypeError("COLUMNS and Row name different fields")


def blank(values: Iterable[Any]) -> bool:
    """Say whether a row holds nothing but blanks."""
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)


def read_header(line: int, cells: Sequence[Any]) -> tuple[list[Column | None], list[Fault]]:
    """Return the column of every cell of the header row (None: no heading), and every fault in it."""
    found: list[Column | None] = []
    faults = []
    for cell in cells:
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


def read_row(line: int, cells: Sequence[Any], columns: Sequence[Column | None]) -> tuple[Row, list[Fault]]:
    """Return the typed row and every fault of its cells; a faulty cell is left empty in the row."""
    row, faults = Row(line), []
    for place, value in enumerate(cells):
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
        except Unreadable as error:
            faults.append(Fault(line, column.name, str(error)))
    faulty = {fault.column for fault in faults}
    for column in columns:
        if column and column.needed and not getattr(row, column.field) and column.name not in faulty:
            faults.append(Fault(line, column.name, f"没有填写“{column.name}”"))
    return row, faults
