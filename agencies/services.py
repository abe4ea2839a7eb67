"""Import agencies from a CSV file: safe to repeat, all rows or none, every fault named."""

import csv
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from agencies.comparing import LookUp, comparable
from agencies.models import Agency, AgencyKind, AgencySuccession
from law import Refused

COLUMNS = {
    "代码": "code",
    "名称": "name",
    "类型": "kind",
    "上级": "parent",
    "上一级主管部门": "superior_department",
    "复议机关": "reconsideration_body",
    "设立机关": "founding_body",
    "所在地人民政府": "place_government",
    "管辖法院": "court",
    "撤销日期": "closed_on",
    "承接单位": "successor",
}
LINKS = ("上级", "承接单位")  # columns that name another agency
NEEDED = ("代码", "名称", "类型")
GIVEN_HEADING = (*NEEDED, "上级")
HEADINGS = LookUp((name, name) for name in COLUMNS)
KINDS = LookUp((code, code) for code in AgencyKind.values)
FORMULA = ("=", "@", "＝", "＠")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the row number of the file, the column's name, the sentence."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行“{self.column}”：{self.message}" if self.column else f"第 {self.row} 行：{self.message}"


@dataclass(slots=True)
class Result:
    """How many agencies are new, changed and as they were, and every fault."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    number: int
    values: dict[str, str]  # heading -> text, only the columns that the file has


def import_agencies(path: Path) -> Result:
    """Create or update the agencies of a file; a column that the file lacks leaves its field as it is.

    The parent is named by code or name and may stand anywhere in the file or in the database.
    """
    result = Result()
    try:
        lines = _lines(path, result.faults)
    except Refused as error:
        result.faults.append(Fault(1, "", error.reason))
        return result
    known = list(Agency.objects.select_related("parent"))
    _check(lines, known, result.faults)
    if result.faults:
        result.faults.sort(key=lambda fault: fault.row)
        return result
    with transaction.atomic():
        _store(lines, known, result)
    return result


# -- reading ------------------------------------------------------------------------------------------------
def _lines(path: Path, faults: list[Fault]) -> list[_Line]:
    rows: list[list[str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            for row in csv.reader(text, strict=True):
                rows.append(row)
    except UnicodeDecodeError as error:
        raise Refused("文件不是 UTF-8 编码，请用 Excel 另存为“CSV UTF-8（逗号分隔）”", english="Not UTF-8") from error
    except csv.Error as error:
        raise Refused(f"第 {len(rows) + 1} 行的 CSV 格式不对：{error}", english=str(error)) from error
    names = [cell.strip() for cell in rows[0]] if rows else []
    header = _header([HEADINGS.get(name) or name for name in names], faults)
    return [
        _line(number, row, header, faults)
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _header(names: list[str], faults: list[Fault]) -> list[str]:
    for place, name in enumerate(names):
        if name not in COLUMNS:
            faults.append(Fault(1, name[:40], f"不认识的列“{name[:40]}”，请改名或者删去这一列"))
        elif name in names[:place]:
            faults.append(Fault(1, name, f"“{name}”一列出现了两次"))
    faults.extend(Fault(1, name, f"缺少“{name}”一列") for name in GIVEN_HEADING if name not in names)
    return names


def _line(number: int, row: list[str], header: list[str], faults: list[Fault]) -> _Line:
    values = {name: "" for name in header if name in COLUMNS}
    for place, cell in enumerate(row):
        text = unicodedata.normalize("NFC", cell).strip()
        if place < len(header) and header[place] == "类型":
            text = KINDS.get(text) or text
        if place >= len(header):
            if text:
                faults.append(Fault(number, f"第 {place + 1} 列", "这一格有内容，但是这一列没有列名"))
            continue
        name = header[place]
        if name not in COLUMNS:
            continue
        values[name] = text
        if text and (message := _unusable(text, COLUMNS[name])):
            faults.append(Fault(number, name, message))
    for name in NEEDED:
        if name in values and not values[name]:
            faults.append(Fault(number, name, f"没有填写“{name}”"))
    return _Line(number, values)


def _unusable(text: str, target: str) -> str:
    """Return why a text cannot stand in its column, or nothing."""
    if text.startswith(FORMULA):
        return f"“{text[:20]}”是公式，请改为填写结果"
    odd = next((char for char in text if unicodedata.category(char)[0] == "C"), None)
    if odd:
        return f"里面有看不见的字符或者自造字（U+{ord(odd):04X}），请删去或者换成标准字"
    if target == "closed_on":
        return "" if _day(text) else f"“{text[:20]}”不是日期，应写成 2025-07-01"
    limit = Agency._meta.get_field("name" if target in ("parent", "successor") else target).max_length
    if len(text) > limit:
        return f"有 {len(text)} 字，最多 {limit} 字"
    if target == "kind" and text not in AgencyKind.values:
        return f"没有“{text}”这种类型，只能填：{'、'.join(AgencyKind.values)}"
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- checking -----------------------------------------------------------------------------------------------
def _check(lines: list[_Line], known: list[Agency], faults: list[Fault]) -> None:
    own = LookUp((agency.code, agency.code) for agency in known)
    for line in lines:
        line.values["代码"] = own.get(line.values.get("代码", "")) or line.values.get("代码", "")
    _check_unique(lines, known, faults)
    codes = LookUp(
        [(name, line.values["代码"]) for line in lines for name in (line.values["代码"], line.values.get("名称", ""))]
        + [(name, agency.code) for agency in known for name in (agency.code, agency.name)]
    )
    for line in lines:
        _resolve(line, codes, faults)
    above = {agency.code: agency.parent.code if agency.parent else "" for agency in known}
    for line in lines:
        parent = line.values.get("上级", "")
        if parent and not codes.get(parent):
            faults.append(Fault(line.number, "上级", f"没有“{parent}”这个单位，文件里和系统里都找不到"))
        elif "上级" in line.values:
            above[line.values.get("代码", "")] = parent
    for line in lines:
        _check_succession(line, codes, faults)
    for line in lines:
        if _in_circle(line.values.get("代码", ""), above):
            faults.append(Fault(line.number, "上级", "上级关系绕成了一圈，单位不能是自己的上级"))


def _resolve(line: _Line, codes: LookUp[str], faults: list[Fault]) -> None:
    """Put the code in place of a code or name by which another agency is named; what names nothing stays as it is."""
    for name in LINKS:
        try:
            line.values |= {name: codes.get(line.values[name]) or line.values[name]} if line.values.get(name) else {}
        except Refused as error:
            faults.append(Fault(line.number, name, error.reason))


def _check_succession(line: _Line, codes: LookUp[str], faults: list[Fault]) -> None:
    heir, closed = line.values.get("承接单位", ""), line.values.get("撤销日期", "")
    if heir and not closed:
        faults.append(Fault(line.number, "撤销日期", "有承接单位的，要填撤销日期"))
    if heir and not codes.get(heir):
        faults.append(Fault(line.number, "承接单位", f"没有“{heir}”这个单位，文件里和系统里都找不到"))
    elif heir and heir == line.values.get("代码"):
        faults.append(Fault(line.number, "承接单位", "单位不能承接自己"))


def _check_unique(lines: list[_Line], known: list[Agency], faults: list[Fault]) -> None:
    by_name = {comparable(agency.name): agency.code for agency in known}
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        for name in ("代码", "名称"):
            value = line.values.get(name, "")
            earlier = first.setdefault((name, comparable(value)), line.number)
            if value and earlier != line.number:
                faults.append(Fault(line.number, name, f"“{value}”与第 {earlier} 行重复"))
        owner = by_name.get(comparable(line.values.get("名称", "")))
        if owner and owner != line.values.get("代码"):
            faults.append(Fault(line.number, "名称", f"系统里已有同名单位，代码是 {owner}"))


def _in_circle(code: str, above: dict[str, str]) -> bool:
    seen, current = set(), above.get(code, "")
    while current and current not in seen:
        if current == code:
            return True
        seen.add(current)
        current = above.get(current, "")
    return False


# -- storing ------------------------------------------------------------------------------------------------
def _store(lines: list[_Line], known: list[Agency], result: Result) -> None:
    """Store the agencies first and who stands under whom after that, as a parent may come later in the file."""
    agencies = {agency.code: agency for agency in known}
    before = {agency.code: _state(agency) for agency in known}
    for line in lines:
        agency = agencies.setdefault(line.values["代码"], Agency(code=line.values["代码"]))
        for name, text in line.values.items():
            if name == "撤销日期":
                agency.closed_on = _day(text)
            elif name not in ("代码", *LINKS):
                setattr(agency, COLUMNS[name], text)
        if agency.pk is None:
            agency.save()
    by_name = {agency.name: agency for agency in agencies.values()}
    for line in lines:
        agency, parent = agencies[line.values["代码"]], line.values["上级"]
        agency.parent = (agencies.get(parent) or by_name[parent]) if parent else None
        moved = _succeed(agency, line, agencies, by_name)
        if agency.code not in before:
            result.created += 1
        elif before[agency.code] == _state(agency) and not moved:
            result.unchanged += 1
            continue
        else:
            result.updated += 1
        agency.save()


def _succeed(agency: Agency, line: _Line, agencies: dict[str, Agency], by_name: dict[str, Agency]) -> bool:
    """Record which agency took the files over; say whether that is new. One named twice is recorded once."""
    heir = line.values.get("承接单位", "")
    if not heir:
        return False
    given = {"successor": agencies.get(heir) or by_name[heir], "on": agency.closed_on}
    if AgencySuccession.objects.filter(predecessor=agency, takes_files=True, **given).exists():
        return False
    AgencySuccession.objects.update_or_create(predecessor=agency, takes_files=True, defaults=given)
    return True


def _state(agency: Agency) -> tuple:
    """Return what an import may change."""
    return (*(getattr(agency, name) for name in COLUMNS.values() if name not in ("parent", "successor")), agency.parent_id)
