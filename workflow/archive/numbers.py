"""How an agency numbers its packages (档号): fonds, year, category, a number without a gap."""

import re

from django.db.models import F

from agencies.organisation.models import Agency, Officer
from law import Refused
from workflow.archive.models import ArchiveCounter, ArchiveSettings
from workflow.cases import policy

PATTERN = "{fonds}-{year}-{category}-{number}"  # 全宗号-年度-类别-案卷号
CATEGORY = "XXGK"  # 信息公开
PLACES = ("fonds", "year", "category", "number")
DIGITS = 4
_WORD = re.compile(r"[\w·.]+")
_PATTERN = re.compile(r"(?:[\w·.-]|\{(?:fonds|year|category|number)\})+")


def settings_of(agency: Agency) -> ArchiveSettings:
    """Return how an agency numbers its packages; until it says so, by its code."""
    found = ArchiveSettings.objects.filter(agency=agency).first()
    return found or ArchiveSettings(agency=agency, fonds=agency.code, category=CATEGORY, pattern=PATTERN)


def save_settings(*, by: Officer, fonds: str, category: str, pattern: str) -> ArchiveSettings:
    """Store how the agency numbers its packages from now on; numbers that were given stay."""
    if not policy.may_enter_retention(by):
        raise Refused("由法制审核人员填写档号规则", english="The legal reviewer sets the numbers")
    for field, value, label in (("fonds", fonds, "全宗号"), ("category", category, "类别号")):
        if not _WORD.fullmatch(value) or len(value) > 20:
            raise Refused(
                f"“{label}”只能用字母、数字和“·”，不超过 20 个",
                field=field,
                english=f"{field}: letters and digits, at most 20",
            )
    if (
        not _PATTERN.fullmatch(pattern)
        or len(pattern) > 40
        or any(pattern.count(f"{{{place}}}") != 1 for place in ("fonds", "year", "number"))
        or pattern.count("{category}") > 1
    ):
        raise Refused(
            "档号规则里要有 {fonds}、{year}、{number} 各一次，可以有 {category}，其余只能是字母、数字、“-”“·”",
            field="pattern",
            english="The pattern needs {fonds}, {year} and {number} once each",
        )
    return ArchiveSettings.objects.update_or_create(
        agency_id=by.agency_id, defaults={"fonds": fonds, "category": category, "pattern": pattern}
    )[0]


def reference_of(rules: ArchiveSettings, year: int, number: int) -> str:
    """Return the number of a package (档号) by the agency's pattern."""
    values = {
        "fonds": rules.fonds,
        "year": str(year),
        "category": rules.category,
        "number": f"{number:0{DIGITS}d}",
    }
    text = rules.pattern
    for place in PLACES:
        text = text.replace(f"{{{place}}}", values[place])
    return text


def take_number(agency: Agency, rules: ArchiveSettings, year: int) -> tuple[int, str]:
    """Return the next number of the year and how it is written; a rollback gives it back, so that none is missing."""
    ArchiveCounter.objects.get_or_create(agency=agency, year=year)
    row = ArchiveCounter.objects.filter(agency=agency, year=year)
    row.update(last=F("last") + 1)
    number = row.values_list("last", flat=True).get()
    return number, reference_of(rules, year, number)
