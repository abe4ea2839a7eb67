"""Import agencies from a sheet: safe to repeat, all rows or none, every fault named."""

import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from agencies.organisation.kinds import LABELS, kind_of
from agencies.organisation.models import Agency, AgencyKind, AgencySuccession
from agencies.organisation.series_words import check_word
from agencies.spreadsheets import table
from agencies.spreadsheets.faults import RowError, of_file
from agencies.spreadsheets.import_result import ImportResult
from agencies.spreadsheets.names import Heading, SheetForm
from agencies.spreadsheets.values import Unreadable, day, plain
from agencies.text.comparing import LookUp, comparable
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
    "机关代字": "series_word",
    "设立日期": "opened_on",
    "撤销日期": "closed_on",
    "承接单位": "successor",
}
DAYS = ("设立日期", "撤销日期")  # columns that hold a day
LINKS = ("上级", "承接单位")  # columns that name another agency
NEEDED = ("代码", "名称", "类型")
GIVEN_HEADING = (*NEEDED, "上级")
ALSO = {
    "代码": ("单位代码", "机关代码", "机构代码", "单位编码"),
    "名称": ("单位名称", "机关名称", "机构名称", "单位", "单位全称"),
    "类型": ("单位类型", "机关类型", "单位性质", "机构类型"),
    "上级": ("上级单位", "上级机关", "隶属", "隶属单位"),
    "复议机关": ("行政复议机关",),
    "管辖法院": ("法院", "行政诉讼管辖法院"),
    "机关代字": ("代字", "发文机关代字", "发文代字"),
    "设立日期": ("成立日期",),
    "撤销日期": ("撤并日期",),
    "承接单位": ("承接机关", "承继单位"),
}
FORM = SheetForm(
    "agencies", "单位名单", tuple(Heading(name, name in GIVEN_HEADING, also=ALSO.get(name, ())) for name in COLUMNS)
)


@dataclass(slots=True)
class _Line:
    number: int
    values: dict[str, str]  # heading -> text, only the columns that the file has


def import_agencies(path: Path, *, numbered: Container[int] = ()) -> ImportResult:
    """Create or update the agencies of a file; a column that the file lacks leaves its field as it is.

    The parent is named by code or name and may stand anywhere in the file or in the database. The word of the
    agencies (keys) that have `numbered` a letter already is changed on the page of the numbers, with its day.
    """
    result = ImportResult()
    try:
        lines = _lines(path, result)
    except Refused as error:
        result.faults.append(of_file(error))
        return result
    known = list(Agency.objects.select_related("parent"))
    _check(lines, known, result.faults)
    _check_words(lines, known, numbered, result.faults)
    if result.faults:
        result.faults.sort(key=lambda fault: fault.row)
        return result
    with transaction.atomic():
        _store(lines, known, result)
    return result


# -- reading ------------------------------------------------------------------------------------------------
def _lines(path: Path, result: ImportResult) -> list[_Line]:
    with table.opened(path, FORM) as sheet:
        lines = [_line(number, row, sheet, result.faults) for number, row in sheet.rows()]
        result.faults += sheet.faults
        result.notes += sheet.notes
    return lines


def _line(number: int, row: tuple, sheet: table.Table, faults: list[RowError]) -> _Line:
    values = {column.heading.name: "" for column in sheet.columns if column and column.heading}
    for column, cell in sheet.cells(number, row):
        name = column.heading.name
        try:
            values[name], message = _text(cell, name), ""
            message = values[name] and _unusable(values[name], COLUMNS[name])
        except Unreadable as error:
            values[name], message = str(cell), str(error)
        if message:
            faults.append(RowError(number, name, message))
    for name in NEEDED:
        if name in values and not values[name]:
            faults.append(RowError(number, name, f"没有填写“{name}”"))
    return _Line(number, values)


def _text(cell, name: str) -> str:
    """Return the text of a cell; a day as its ISO date."""
    if name in DAYS:
        found = day(cell)[0]
        return found.isoformat() if found else ""
    text = unicodedata.normalize("NFC", plain(cell)).strip()
    return kind_of(text) or text if name == "类型" else text


def _unusable(text: str, target: str) -> str:
    """Return why a text cannot stand in its column, or nothing."""
    odd = next((char for char in text if unicodedata.category(char)[0] == "C"), None)
    if odd:
        return f"里面有看不见的字符或者自造字（U+{ord(odd):04X}），请删去或者换成标准字"
    if target == "series_word":
        try:
            check_word(text)
        except Refused as error:
            return error.reason
    if target in ("opened_on", "closed_on"):
        return ""
    limit = Agency._meta.get_field("name" if target in ("parent", "successor") else target).max_length
    if len(text) > limit:
        return f"有 {len(text)} 字，最多 {limit} 字"
    if target == "kind" and text not in AgencyKind.values:
        return f"没有“{text}”这种类型，只能填：{'、'.join(LABELS)}"
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- checking -----------------------------------------------------------------------------------------------
def _check(lines: list[_Line], known: list[Agency], faults: list[RowError]) -> None:
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
            faults.append(RowError(line.number, "上级", f"没有“{parent}”这个单位，文件里和系统里都找不到"))
        elif "上级" in line.values:
            above[line.values.get("代码", "")] = parent
    for line in lines:
        _check_succession(line, codes, faults)
    for line in lines:
        if _in_circle(line.values.get("代码", ""), above):
            faults.append(RowError(line.number, "上级", "上级关系绕成了一圈，单位不能是自己的上级"))


def _resolve(line: _Line, codes: LookUp[str], faults: list[RowError]) -> None:
    """Put the code in place of a code or name by which another agency is named; what names nothing stays as it is."""
    for name in LINKS:
        try:
            line.values |= {name: codes.get(line.values[name]) or line.values[name]} if line.values.get(name) else {}
        except Refused as error:
            faults.append(RowError(line.number, name, error.reason))


def _check_succession(line: _Line, codes: LookUp[str], faults: list[RowError]) -> None:
    heir, closed = line.values.get("承接单位", ""), line.values.get("撤销日期", "")
    if heir and not closed:
        faults.append(RowError(line.number, "撤销日期", "有承接单位的，要填撤销日期"))
    opened = line.values.get("设立日期", "")
    if opened and closed and closed <= opened:
        faults.append(RowError(line.number, "设立日期", f"设立日期 {opened} 应当早于撤销日期 {closed}"))
    if heir and not codes.get(heir):
        faults.append(RowError(line.number, "承接单位", f"没有“{heir}”这个单位，文件里和系统里都找不到"))
    elif heir and heir == line.values.get("代码"):
        faults.append(RowError(line.number, "承接单位", "单位不能承接自己"))


def _check_unique(lines: list[_Line], known: list[Agency], faults: list[RowError]) -> None:
    by_name = {comparable(agency.name): agency.code for agency in known}
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        for name in ("代码", "名称"):
            value = line.values.get(name, "")
            earlier = first.setdefault((name, comparable(value)), line.number)
            if value and earlier != line.number:
                faults.append(RowError(line.number, name, f"“{value}”与第 {earlier} 行重复"))
        owner = by_name.get(comparable(line.values.get("名称", "")))
        if owner and owner != line.values.get("代码"):
            faults.append(RowError(line.number, "名称", f"系统里已有同名单位，代码是 {owner}"))


def _check_words(lines: list[_Line], known: list[Agency], numbered: Container[int], faults: list[RowError]) -> None:
    """Note a word that two agencies would bear, and one that would change under numbers that were given."""
    words = {agency.code: agency.series_word for agency in known}
    given = {line.values["代码"]: line.values["机关代字"] for line in lines if "机关代字" in line.values}
    owners: dict[str, list[str]] = {}
    for code, word in (words | given).items():
        owners.setdefault(word.removesuffix("公开"), []).append(code)
    by_code = {agency.code: agency for agency in known}
    for line in lines:
        code, word = line.values["代码"], line.values.get("机关代字", "")
        others = [other for other in owners.get(word.removesuffix("公开"), []) if other != code] if word else []
        if others:
            faults.append(RowError(line.number, "机关代字", f"“{word}”已是 {others[0]} 的代字，两个单位不能用同一个"))
        before = by_code.get(code)
        if before is not None and "机关代字" in line.values and word != before.series_word and before.pk in numbered:
            message = f"已有公文编了“{before.series_word}”的号，新的代字请在“文号”页面连同起用日期一起设定"
            faults.append(RowError(line.number, "机关代字", message))


def _in_circle(code: str, above: dict[str, str]) -> bool:
    seen, current = set(), above.get(code, "")
    while current and current not in seen:
        if current == code:
            return True
        seen.add(current)
        current = above.get(current, "")
    return False


# -- storing ------------------------------------------------------------------------------------------------
def _store(lines: list[_Line], known: list[Agency], result: ImportResult) -> None:
    """Store the agencies first and who stands under whom after that, as a parent may come later in the file."""
    agencies = {agency.code: agency for agency in known}
    before = {agency.code: _state(agency) for agency in known}
    for line in lines:
        agency = agencies.setdefault(line.values["代码"], Agency(code=line.values["代码"]))
        for name, text in line.values.items():
            if name in DAYS:
                setattr(agency, COLUMNS[name], _day(text))
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
    return (
        *(getattr(agency, name) for name in COLUMNS.values() if name not in ("parent", "successor")),
        agency.parent_id,
    )
