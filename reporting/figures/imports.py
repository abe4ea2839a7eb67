"""Take in entered figures and published tables: all of a file or nothing."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from agencies.organisation.models import Agency
from agencies.organisation.selectors import agency_names
from agencies.spreadsheets import table
from agencies.spreadsheets.faults import RowError, of_file
from agencies.spreadsheets.names import Heading, SheetForm
from agencies.spreadsheets.values import Unreadable, plain
from agencies.text.comparing import LookUp, comparable, without_invisible
from law import Refused
from law.reports.forms import FORMS, Form, form_for
from reporting.figures.models import Figure, PublishedTable
from workflow.locks import services as lock_services

HEADINGS = ("年度", "填报单位", "指标", "数值")
SHEET_FORM = SheetForm("indicators", "填报指标", tuple(Heading(name, True) for name in HEADINGS))


def find_agency(text: str, *, published: bool = False) -> Agency:
    """Return the agency of a code or a name; a `published` body may carry its city before its name.

    Raises Refused naming what was not found.
    """
    every = Agency.objects.all()
    if (found := agency_names(every).get(text)) is not None:
        return found
    longer = [agency for agency in every if comparable(text).endswith(comparable(agency.name))]
    if published and len(longer) == 1:
        return longer[0]
    raise Refused(f"没有“{text}”这个单位", field="agency", english=f"No agency {text}")


ReadFigures = dict[tuple[int, int, str], tuple[Decimal, int]]  # (year, agency, indicator) -> value, number of the row


def read_figures(path: Path) -> tuple[ReadFigures, list[RowError], list[RowError]]:
    """Return the figures of a sheet with the rows that state them, every fault, and what was not read."""
    names = agency_names()
    figures: ReadFigures = {}
    faults: list[RowError] = []
    locked = lock_services.every_locked_year()
    try:
        with table.opened(path, SHEET_FORM) as sheet:
            if sheet.faults:
                return {}, sheet.faults, []
            for number, row in sheet.rows():
                _take_figure(number, row, sheet, names, locked, figures, faults)
            return figures, sorted((*faults, *sheet.faults), key=lambda fault: fault.row), sheet.notes
    except Refused as error:
        return {}, [*faults, of_file(error)], []


def _take_figure(
    number: int,
    row: tuple,
    sheet: table.Table,
    names: LookUp[Agency],
    locked: dict,
    figures: ReadFigures,
    faults: list[RowError],
) -> None:
    given = dict.fromkeys(HEADINGS, "")
    try:
        for column, cell in sheet.cells(number, row):
            given[column.heading.name] = plain(cell).strip()
        if missing := next((name for name in HEADINGS if not given[name]), ""):
            raise Refused(f"没有填写“{missing}”", field=missing)
        key, value = _figure(given, names)
        _refuse_locked(key, value, locked)
    except Unreadable as error:
        faults.append(RowError(number, column.heading.name, str(error)))
    except Refused as error:
        faults.append(RowError(number, "年度" if error.field == "year" else error.field, error.reason))
    else:
        if key in figures:
            faults.append(RowError(number, "指标", f"与第 {figures[key][1]} 行重复"))
        else:
            figures[key] = (value, number)


def _figure(given: dict, names: LookUp[Agency]) -> tuple[tuple[int, int, str], Decimal]:
    written = comparable(given["年度"]).removesuffix("年度").removesuffix("年")
    if not (written.isdecimal() and 2008 <= int(written) <= 2100):
        raise Refused(f"年度“{given['年度']}”不对", field="年度")
    year, agency = int(written), names.get(given["填报单位"])
    if agency is None:
        raise Refused(f"没有“{given['填报单位']}”这个单位，请先导入单位", field="填报单位")
    form = form_for(year)
    indicator = LookUp((name, name) for name in form.entered_cells.values()).get(given["指标"]) or given["指标"]
    return (year, agency.pk, indicator), figure_value(form, indicator, without_invisible(given["数值"]))


def figure_value(form: Form, indicator: str, text: str) -> Decimal:
    """Return an entered figure as typed; raise Refused for no indicator of the form and for no number that it may have."""
    _refuse_unknown(form, indicator)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Refused(f"数值“{text}”不是数", field="数值", english=f"“{text}” is not a number") from None
    refuse_figure(form, indicator, value, text)
    return value


def _refuse_unknown(form: Form, indicator: str) -> None:
    if indicator not in form.entered_cells.values():
        raise Refused(f"{form.paper}的表式里没有指标“{indicator}”", field="指标", english="The form has no such figure")


def refuse_figure(form: Form, indicator: str, value: Decimal, text: str = "") -> None:
    """Raise Refused for no indicator of the form and for a number that it may not have; `text` is how it was written."""
    _refuse_unknown(form, indicator)
    text = text or str(value)
    if not value.is_finite() or abs(value) >= 10**13 or value != round(value, 6):
        raise Refused(
            f"数值“{text}”应当是 13 位以内的数，小数不超过 6 位",
            field="数值",
            english="At most 13 digits and 6 decimals",
        )
    if value < 0 and indicator not in form.signed_indicators:
        raise Refused(
            f"数值“{text}”不能小于 0；只有“本年增/减”可以是负数", field="数值", english="It may not be negative"
        )
    if value != int(value) and indicator not in form.money_indicators:
        raise Refused(
            f"数值“{text}”应当是整数，只有金额可以有小数",
            field="数值",
            english="A count is a whole number; only money has decimals",
        )


def _form_of_table(given: dict) -> Form:
    code, year = given["form"], given["year"]
    if not isinstance(code, str) or code not in FORMS:
        raise Refused(f"没有“{code}”这种表式", field="form")
    if isinstance(year, bool) or not isinstance(year, int) or form_for(year).code != code:
        raise Refused(f"{year} 年度不用 {code} 这种表式", field="year")
    return FORMS[code]


def _table_faults(form: Form, tables: dict) -> Iterator[str]:
    if not isinstance(tables, dict):
        yield "tables 应当是对象"
        return
    for path, cells in tables.items():
        if path not in form.by_path or not isinstance(cells, dict):
            yield f"{form.code} 里没有这一行：{path}"
            continue
        columns = {column.label: column for column in form.columns(form.by_path[path].key)}
        for label, value in cells.items():
            if label not in columns:
                yield f"{path} 没有“{label}”这一栏"
            elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
                yield f"{path} {label}：“{value}”不是数"
            elif value is not None and not abs(value) < 10**13:  # NaN and Infinity, which JSON readers let pass, too
                yield f"{path} {label}：“{value}”应当是 13 位以内的数"
            elif value is not None and value < 0 and not columns[label].signed:
                yield f"{path} {label}：“{value}”不能小于 0；只有“本年增/减”可以是负数"


def _refuse_locked(key: tuple[int, int, str], value: Decimal, locked: dict[int, list[int]]) -> None:
    """Raise Refused for a figure that would change a locked year; one as it is on file changes nothing."""
    year, agency_id, indicator = key
    if year in locked.get(agency_id, ()):
        kept = Figure.objects.filter(agency_id=agency_id, year=year, indicator=indicator).first()
        if kept is None or kept.value != value:
            lock_services.refuse_figures(Agency.objects.get(pk=agency_id), year)


@transaction.atomic
def import_figures(path: Path, *, now: datetime, dry_run: bool = False) -> tuple[int, list[RowError], list[RowError]]:
    """Store the figures of a sheet, nothing if a single row is wrong; return how many it states, faults, what was not read.

    One that is on file with the same number stays as it is, with its evidence and author; another number comes with
    the file and row that state it.
    """
    lock_services.hold_years()
    figures, faults, notes = read_figures(path)
    if faults or dry_run:
        return len(figures), faults, notes
    years = {year for year, _agency, _name in figures}
    on_file = {
        (one.year, one.agency_id, one.indicator): one.value
        for one in Figure.objects.filter(year__in=years).only("year", "agency_id", "indicator", "value")
    }
    Figure.objects.bulk_create(
        [
            Figure(
                year=year,
                agency_id=agency,
                indicator=name,
                value=value,
                source=f"{path.name} 第 {row} 行"[-200:],
                entered_at=now,
            )
            for (year, agency, name), (value, row) in figures.items()
            if on_file.get((year, agency, name)) != value
        ],
        update_conflicts=True,
        unique_fields=["agency", "year", "indicator"],
        update_fields=["value", "source", "evidence", "entered_by", "entered_at"],
        batch_size=500,
    )
    return len(figures), [], notes


def import_table(text: str, *, now: datetime, agency: Agency | None = None) -> PublishedTable:
    """Store a published table as a frozen prior year; a year already on file is not replaced.

    Raises Refused for an unknown body, form or cell, and for a second table of the same year.
    """
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Refused(f"不是可以读的 JSON：{error}", field="file") from error
    if not isinstance(given, dict) or not {"form", "year", "body", "tables"} <= given.keys():
        raise Refused("文件里要有 form、year、body、tables", field="file")
    if not isinstance(given["body"], str):
        raise Refused("body 应当是单位名称", field="body")
    sentences = given.get("sentences", [])
    if not isinstance(sentences, list) or not all(isinstance(text, str) for text in sentences):
        raise Refused("sentences 应当是一组文字", field="sentences")
    form = _form_of_table(given)
    if faults := list(_table_faults(form, given["tables"])):
        raise Refused("；".join(faults), field="tables")
    agency = agency or find_agency(given["body"], published=True)
    if PublishedTable.objects.filter(agency=agency, year=given["year"]).exists():
        raise Refused(f"{agency} {given['year']} 年的表已经存过，不能替换", field="year")
    body = json.dumps(given["tables"], ensure_ascii=False, sort_keys=True)
    return PublishedTable.objects.create(
        agency=agency,
        year=given["year"],
        form=form.code,
        tables=given["tables"],
        sentences=sentences,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        frozen_at=now,
    )
