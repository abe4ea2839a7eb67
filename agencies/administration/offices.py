"""Enter and change agencies, sections and successions; each change is on record (docs/decisions/0019)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.administration import policy
from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import Change, record_change
from agencies.organisation.models import Agency, AgencySuccession, Officer, Section
from agencies.organisation.series_words import agency_with_word, check_word
from agencies.text.comparing import same_text
from agencies.text.statements import checked_line
from law import Refused
from law.disputed import DEFAULTS

# What an agency's own administrator sets; name and kind come from above.
FACTS = (
    "superior_department",
    "reconsideration_body",
    "founding_body",
    "place_government",
    "court",
    "online_filing_url",
    "letterhead",
    "series_word",
    "contact_office",
    "phone",
    "address",
    "postcode",
    "correction_workdays",
    "correction_least_workdays",
)
SHAPE = ("name", "kind", "opened_on")


@transaction.atomic
def change_agency(agency: Agency, given: Mapping[str, Any], *, by: Officer, now: datetime) -> bool:
    """Set facts of an agency; return whether anything changed."""
    _managed(agency, by)
    agency = Agency.objects.lock(agency.pk)
    allowed = (*FACTS, *(SHAPE if policy.may_shape(by, agency) else ()))
    changes: list[Change] = []
    for name, value in given.items():
        if name not in allowed:
            raise Refused(
                "名称、类型和设立日期由上级的管理员改",
                field=name,
                english="Name, kind and first day are set from above",
            )
        value = _checked(name, value)
        if (before := getattr(agency, name)) != value:
            changes.append((name, *("" if one is None else str(one) for one in (before, value))))
            setattr(agency, name, value)
    _terms_of_correction(agency)
    _one_name(agency)
    _opened_before_closed(agency)
    if any(name == "series_word" for name, *_ in changes):
        _own_word(agency)
    if changes:
        agency.save()
        record_change(OfficeAct.CHANGE_AGENCY, by=by, now=now, agency=agency, changes=changes)
    return bool(changes)


@transaction.atomic
def add_agency(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Agency | None,
    by: Officer,
    now: datetime,
    opened_on: date | None = None,
) -> Agency:
    """Enter an agency under one that `by` manages; only who installed the system enters one under none."""
    if not policy.may_found(by):
        raise Refused("单位由一级政府的管理员增加", english="Agencies are entered by a government's administrator")
    if parent is None and not by.is_superuser:
        raise Refused("请选上级单位", field="parent", english="Choose the agency above")
    if parent is not None:
        _managed(parent, by)
    agency = Agency(
        code=_needed("code", code), name=_needed("name", name), kind=kind, parent=parent, opened_on=opened_on
    )
    if Agency.objects.filter(code=agency.code).exists():
        raise Refused(f"代码“{agency.code}”已经用了", field="code", english=f"The code {agency.code} is taken")
    _one_name(agency)
    agency.save()
    changes = [
        ("code", "", agency.code),
        ("name", "", agency.name),
        ("kind", "", kind),
        ("parent", "", str(parent or "")),
        ("opened_on", "", str(opened_on or "")),
    ]
    record_change(OfficeAct.ADD_AGENCY, by=by, now=now, agency=agency, changes=[row for row in changes if row[2]])
    return agency


@transaction.atomic
def add_section(agency: Agency, name: str, *, by: Officer | None, now: datetime) -> Section:
    """Enter a section of an agency."""
    if by is not None:
        _managed(agency, by)
    name = _section_name(agency, name)
    section = Section.objects.create(agency=agency, name=name)
    record_change(OfficeAct.ADD_SECTION, by=by, now=now, agency=agency, changes=[("section", "", name)])
    return section


@transaction.atomic
def rename_section(section: Section, name: str, *, by: Officer, now: datetime) -> None:
    """Rename a section; what it did bears the new name too."""
    _managed(section.agency, by)
    before, name = section.name, _section_name(section.agency, name, section)
    if name != before:
        section.name = name
        section.save()
        record_change(
            OfficeAct.RENAME_SECTION, by=by, now=now, agency=section.agency, changes=[("section", before, name)]
        )


# -- successions ----------------------------------------------------------------------------------------------


@transaction.atomic
def close_agency(
    agency: Agency,
    successor: Agency | None,
    *,
    on: date,
    takes_files: bool = True,
    paper: str = "",
    by: Officer,
    now: datetime,
) -> None:
    """Record that an agency ended on a day, and which one went on (并入、更名、撤销, 国办公开办函〔2019〕14号).

    Without a successor its files are counted with the agency above. Several successors are recorded one by one, of
    whom one takes the files. Raises Refused naming the field.
    """
    _managed(agency, by)
    agency = Agency.objects.lock(agency.pk)
    if agency.closed_on is not None and agency.closed_on != on:
        raise Refused(
            f"已经记录在 {agency.closed_on} 结束，日期应当一致",
            field="on",
            english=f"It is recorded to end on {agency.closed_on}",
        )
    _opened_before_closed(agency, on)
    paper = checked_line(paper, "paper", 200)
    changes: list[Change] = [("closed_on", str(agency.closed_on or ""), str(on))]
    if successor is not None:
        _managed(successor, by)
        _may_succeed(agency, successor, takes_files)
        AgencySuccession.objects.create(
            predecessor=agency, successor=successor, on=on, takes_files=takes_files, paper=paper
        )
        changes += [("successor", "", successor.name), ("takes_files", "", "是" if takes_files else "否")]
    if paper:
        changes.append(("paper", "", paper))
    agency.closed_on = on
    agency.save(update_fields=["closed_on"])
    record_change(OfficeAct.SUCCEED, by=by, now=now, agency=agency, changes=changes)


@transaction.atomic
def take_back_closing(agency: Agency, *, by: Officer, now: datetime) -> None:
    """Take back a closing that was recorded by mistake, with every successor; both stay among the records."""
    _managed(agency, by)
    agency = Agency.objects.lock(agency.pk)
    if agency.closed_on is None:
        raise Refused("这个单位没有结束的记录", english="The agency is not recorded to have ended")
    changes: list[Change] = [("closed_on", str(agency.closed_on), "")]
    for row in agency.successions.select_related("successor"):
        changes.append(("successor", row.successor.name, ""))
        row.delete()
    agency.closed_on = None
    agency.save(update_fields=["closed_on"])
    record_change(OfficeAct.SUCCEED, by=by, now=now, agency=agency, changes=changes)


def _may_succeed(agency: Agency, successor: Agency, takes_files: bool) -> None:
    if successor.pk == agency.pk:
        raise Refused("单位不能承接自己", field="successor", english="An agency does not succeed itself")
    if agency.successions.filter(successor=successor).exists():
        raise Refused("已经记录过这个承接单位", field="successor", english="This successor is on record")
    if takes_files and agency.successions.filter(takes_files=True).exists():
        raise Refused(
            "档案已由另一单位承接，只能有一个", field="takes_files", english="Another successor takes the files already"
        )
    heirs = dict(AgencySuccession.objects.order_by().values_list("predecessor_id", "successor_id"))
    following, seen = successor.pk, set()
    while following is not None and following not in seen:
        if following == agency.pk:
            raise Refused("承接关系绕成了一圈", field="successor", english="The successions go in a circle")
        seen.add(following)
        following = heirs.get(following)


# -- checks ---------------------------------------------------------------------------------------------------


def _managed(agency: Agency, by: Officer) -> None:
    if not policy.managed_agencies(by).filter(pk=agency.pk).exists():
        raise Refused("这个单位不归您管理", english="You do not manage this agency")


def _one_name(agency: Agency) -> None:
    for name in Agency.objects.exclude(pk=agency.pk).values_list("name", flat=True):
        if same_text(name, agency.name):
            raise Refused(f"已有单位叫“{name}”", field="name", english=f"An agency is called {name} already")


def _opened_before_closed(agency: Agency, closed_on: date | None = None) -> None:
    """Refuse an agency that would end before its first day."""
    last = closed_on or agency.closed_on
    if agency.opened_on is not None and last is not None and last <= agency.opened_on:
        raise Refused(
            f"设立日期 {agency.opened_on} 应当早于结束日期 {last}",
            field="on" if closed_on else "opened_on",
            english=f"The first day, {agency.opened_on}, comes before the end, {last}",
        )


def _terms_of_correction(agency: Agency) -> None:
    least = DEFAULTS.correction_least_workdays
    if agency.correction_least_workdays < least:
        raise Refused(
            f"补正期限最短也应当有 {least} 个工作日",
            "条例30",
            field="correction_least_workdays",
            english=f"The shortest term is at least {least} working days",
        )
    if agency.correction_workdays < agency.correction_least_workdays:
        raise Refused(
            f"补正期限不能比本单位的最短期限（{agency.correction_least_workdays} 个工作日）还短",
            "条例30",
            field="correction_workdays",
            english=f"Not shorter than the agency's shortest term of {agency.correction_least_workdays} working days",
        )


def _own_word(agency: Agency) -> None:
    if not agency.series_word:
        return
    check_word(agency.series_word, "series_word")
    if other := agency_with_word(agency.series_word, agency):
        raise Refused(
            f"“{agency.series_word}”是{other.name}的代字",
            field="series_word",
            english=f"This word belongs to {other.name}",
        )


def _checked(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = checked_line(value, name, Agency._meta.get_field(name).max_length)
    return _needed(name, value) if name in SHAPE else value


def _needed(name: str, value: str) -> str:
    value = checked_line(value, name, Agency._meta.get_field(name).max_length)
    if not value:
        raise Refused("这一项要填", field=name, english="This is needed")
    return value


def _section_name(agency: Agency, name: str, section: Section | None = None) -> str:
    name = checked_line(name, "name", 80)
    if not name:
        raise Refused("没有填写科室名称", field="name", english="The name is missing")
    others = agency.sections.exclude(pk=section.pk) if section else agency.sections
    if any(same_text(other, name) for other in others.values_list("name", flat=True)):
        raise Refused(f"已有科室“{name}”", field="name", english=f"There is a section {name} already")
    return name
