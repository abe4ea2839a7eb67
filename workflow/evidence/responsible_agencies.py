"""Whose information it is that is not ours: an agency of the list with its address, or one that is typed (条例36（五）)."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from agencies.organisation.models import Agency
from agencies.organisation.selectors import agency_names
from agencies.text.comparing import comparable
from law import Refused
from workflow.cases.models import Case

ALIKE = 0.75  # of two names; a typing error or a short form, not another bureau of the same district


MOVED = {"2007": "条例21（三）", "2019": "条例36（五）"}  # the powers passed to another agency
_ROOM = re.compile(r".{0,12}(?:科|股|室|处|站|队|所|办|办公室|中心|窗口)")
OURSELVES = re.compile(
    r"(?:由|归|系|属于?)?(?:本|我|该)(?:行政)?(?:机关|单位|局|委|办|厅|府|中心|街道|镇|乡)(?:.{0,8}(?:科|股|室|处|站|队|所|办|中心))?"
)


def contact_of(agency: Agency) -> str:
    """Return how an agency is reached, as a letter says it; "" where its list says nothing."""
    parts = (
        ("地址", agency.address),
        ("邮编", agency.postcode),
        ("电话", agency.phone),
        ("联系部门", agency.contact_office),
    )
    return "，".join(f"{label}：{value}" for label, value in parts if value)


def with_responsible_agency(case: Case, told: Mapping[str, Any], article: str, today: date) -> dict[str, Any]:
    """Return the facts of a reply of this kind with name and contact of the agency that was picked or typed by its name.

    Raises Refused for an unknown code, the agency itself or a room of it, however it is called, and one that has ended.
    """
    code, name = told.get("responsible_agency"), told.get("responsible")
    agency = None
    if code:
        agency = Agency.objects.filter(code=code).first() if isinstance(code, str) else None
        if agency is None:
            raise Refused(f"没有代码是“{code}”的机关", article, field="responsible_agency", english="No such agency")
    elif isinstance(name, str) and name.strip():
        agency = agency_names().get(name.strip())
        if agency is None and names_ourselves(case.agency, name):
            raise _ourselves(article)
    if agency is None:
        return dict(told)
    _check_can_be(case, agency, article, today)
    contact = contact_of(agency) or told.get("responsible_contact", "")
    return {**told, "responsible": agency.name, "responsible_contact": contact, "responsible_agency": agency.code}


def names_ourselves(agency: Agency, name: str) -> bool:
    """Say whether a name is that of the agency itself or of a part of it: “我局”, its name with a section, a section alone."""
    listed = agency_names().get(name.strip())
    if listed is not None:
        return listed.pk == agency.pk
    typed, own = comparable(name), comparable(agency.name)
    rooms = {comparable(room) for room in agency.sections.values_list("name", flat=True)}
    # The office of a people's government is an agency of its own.
    part = typed.startswith(own) and not own.endswith("政府") and bool(_ROOM.fullmatch(typed.removeprefix(own)))
    return typed in ({own, comparable(agency.code)} | rooms) or part or OURSELVES.fullmatch(typed) is not None


def check_elsewhere(case: Case, conclusion: str, told: Mapping[str, Any]) -> None:
    """Raise Refused where an archive or a successor is the agency itself: then nothing was handed over (档案法15②; 条例36（五）)."""
    archive, successor = str(told.get("archive") or ""), str(told.get("successor") or "")
    if conclusion == "archived" and ("档案馆" not in archive or names_ourselves(case.agency, archive)):
        raise Refused(
            f"“{archive[:30]}”不是国家档案馆；本机关档案室保存的，仍由本机关答复",
            "档案法15②",
            field="archive",
            english="That is no national archive: what lies in the agency's own archive room the agency answers for",
        )
    if conclusion == "transferred" and names_ourselves(case.agency, successor):
        raise _ourselves(MOVED[case.regulation], "successor")


def _ourselves(article: str, field: str = "responsible") -> Refused:
    return Refused(
        "负责公开的机关写的是本机关，那就不是“不属于本机关负责公开”",
        article,
        field=field,
        english="The responsible agency is this one",
    )


def _check_can_be(case: Case, agency: Agency, article: str, today: date) -> None:
    if agency.pk == case.agency_id:
        raise _ourselves(article)
    if agency.closed_on is not None and agency.closed_on <= today:
        heirs = "、".join(row.successor.name for row in agency.successions.select_related("successor"))
        raise Refused(
            f"{agency.name}已于 {agency.closed_on} 结束" + (f"，由{heirs}承接" if heirs else ""),
            article,
            field="responsible",
            english=f"{agency.name} has ended" + (f"; {heirs} went on" if heirs else ""),
        )


def resembling(name: str) -> str:
    """Return the name of an agency of the list that a typed name resembles, or ""."""
    typed = comparable(name)
    found = [
        (SequenceMatcher(None, typed, comparable(one)).ratio(), one)
        for one in Agency.objects.values_list("name", flat=True)
    ]
    best = max(found, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else ""
