"""Import people from a list (CSV or XLSX): all rows or none, every fault named, safe to repeat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from agencies.administration import accounts, offices, policy
from agencies.organisation.models import Agency, Officer, Section
from agencies.organisation.selectors import agency_names
from agencies.spreadsheets import table
from agencies.spreadsheets.faults import RowError, of_file
from agencies.spreadsheets.import_result import ImportResult
from agencies.spreadsheets.names import Heading, SheetForm
from agencies.text.comparing import LookUp, same_text
from law import Refused
from workflow import cell_readers

COLUMNS = ("单位", "用户名", "姓名", "科室", "角色")
LONGEST = {"单位": 120, "用户名": 150, "姓名": 40, "科室": 80, "角色": 200}
NEEDED = ("单位", "用户名", "姓名")
COLUMN_OF = {"username": "用户名", "display_name": "姓名", "section": "科室", "name": "科室", "roles": "角色"}
ROLES = LookUp((label, code) for code, label in policy.CHINESE.items())
ALSO = {
    "单位": ("单位名称", "所在单位", "机关"),
    "用户名": ("账号", "登录名", "登录账号", "用户账号"),
    "姓名": ("人员姓名", "人员"),
    "科室": ("处室", "所在科室", "内设机构"),
    "角色": ("岗位", "职责"),
}
FORM = SheetForm("officers", "人员名单", tuple(Heading(name, True, also=ALSO[name]) for name in COLUMNS))
Told = tuple[str, str, str, str]  # agency, user name, name, first password


@dataclass(frozen=True, slots=True)
class _Person:
    line: int
    agency: Agency
    username: str
    name: str
    section: str
    roles: frozenset[str]


class _Undone(Exception):
    """End the transaction without writing anything."""


def import_officers(
    path: Path, *, now: datetime, keep: Callable[[list[Told]], None] | None, dry_run: bool = False
) -> ImportResult:
    """Open and change the accounts of a list; who is not in it stays as he is.

    `keep` is given the first passwords, within the transaction, so that nobody is opened whose password is lost;
    without it new people are refused. With `dry_run` everything is tried and nothing stays.
    """
    result = ImportResult()
    people = _read(path, result)
    known = {one.username.lower(): one for one in Officer.objects.select_related("agency", "section")}
    new = [person for person in people if person.username.lower() not in known]
    if new and keep is None and not dry_run:
        result.faults.append(RowError(1, "", f"有 {len(new)} 人是新的，请用 --passwords 写明初始口令存到哪个文件"))
    if not result.faults:
        # Hashes take their time: they are made before the transaction that keeps other writers waiting.
        firsts = [("", "!") if dry_run else accounts.first_password() for _person in new]
        try:
            with transaction.atomic():
                told = _store(people, known, firsts, result, now)
                if result.faults or dry_run:
                    raise _Undone
                if told and keep is not None:
                    keep(told)
        except _Undone:
            pass
    if result.faults:
        result.created = result.updated = result.unchanged = 0
        result.faults.sort(key=lambda fault: fault.row)
    return result


def _store(
    people: list[_Person], known: dict, firsts: list[accounts.First], result: ImportResult, now: datetime
) -> list[Told]:
    told, left = [], iter(firsts)
    for person in people:
        officer = known.get(person.username.lower())
        try:
            given = accounts.PersonDetails(person.name, _section(person, now), person.roles)
            if officer is None:
                _new, password = accounts.open_account(
                    person.agency, person.username, given, by=None, now=now, first=next(left)
                )
                told.append((person.agency.name, person.username, person.name, password))
                result.created += 1
            elif accounts.change_account(_same(officer, person), given, by=None, now=now):
                result.updated += 1
            else:
                result.unchanged += 1
        except Refused as refused:
            result.faults.append(RowError(person.line, COLUMN_OF.get(refused.field, ""), refused.reason))
    return told


def _same(officer: Officer, person: _Person) -> Officer:
    """Return the known account, or refuse one of another agency and one that is closed."""
    if officer.agency_id != person.agency.pk:
        where = officer.agency.name if officer.agency else "没有单位"
        raise Refused(f"“{person.username}”已经是别处的账号（{where}）", field="username")
    if not officer.is_active:
        raise Refused(f"“{person.username}”已经停用，请先在“单位与人员”里启用", field="username")
    return officer


def _section(person: _Person, now: datetime) -> Section | None:
    if not person.section:
        return None
    sections = Section.objects.filter(agency=person.agency)
    found = next((section for section in sections if same_text(section.name, person.section)), None)
    return found or offices.add_section(person.agency, person.section, by=None, now=now)


# -- reading --------------------------------------------------------------------------------------------------


def _read(path: Path, result: ImportResult) -> list[_Person]:
    agencies = agency_names()
    people: list[_Person] = []
    first: dict[str, int] = {}
    faults = result.faults
    try:
        with table.opened(path, FORM) as sheet:
            for line, row in sheet.rows():
                given = _texts(line, row, sheet, faults)
                earlier = first.setdefault(given["用户名"].lower(), line)
                if given["用户名"] and earlier != line:
                    faults.append(RowError(line, "用户名", f"与第 {earlier} 行重复"))
                if person := _person(line, given, agencies, faults):
                    people.append(person)
            faults += sheet.faults
            result.notes += sheet.notes
    except Refused as error:
        faults.append(of_file(error))
    faults.sort(key=lambda fault: fault.row)
    return people


def _texts(line: int, row: tuple, sheet: table.Table, faults: list[RowError]) -> dict[str, str]:
    """Return the clean texts of a row by column."""
    given = dict.fromkeys(COLUMNS, "")
    for column, cell in sheet.cells(line, row):
        name = column.heading.name
        try:
            given[name] = cell_readers.text(LONGEST[name], one_line=True)(cell, name)
        except cell_readers.Unreadable as error:
            faults.append(RowError(line, name, str(error)))
    return given


def _person(line: int, given: dict[str, str], agencies: LookUp[Agency], faults: list[RowError]) -> _Person | None:
    found = [RowError(line, name, f"没有填写“{name}”") for name in NEEDED if not given[name]]
    agency = None
    try:
        agency = agencies.get(given["单位"])
        if given["单位"] and agency is None:
            found.append(RowError(line, "单位", f"没有“{given['单位']}”这个单位，请先导入单位"))
    except Refused as error:
        found.append(RowError(line, "单位", error.reason))
    labels = [part.strip() for part in given["角色"].replace(";", "；").split("；") if part.strip()]
    for label in labels:
        if label not in ROLES:
            known = "、".join(policy.CHINESE.values())
            found.append(RowError(line, "角色", f"没有“{label[:30]}”这个角色，只能填：{known}；几个之间用“；”隔开"))
    roles = frozenset(code for label in labels if (code := ROLES.get(label)))
    if refusal := policy.role_conflict(roles):
        found.append(RowError(line, "角色", refusal.reason))
    faults.extend(found)
    if found or agency is None:
        return None
    return _Person(line, agency, given["用户名"], given["姓名"], given["科室"], roles)
