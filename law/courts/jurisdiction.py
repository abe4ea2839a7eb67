"""Which level of court hears a lawsuit against a letter, and whether the court that an agency has set can be right.

The level is a rule of law, the name a setting: where cases are concentrated in one court of a region the name cannot be
derived (行政诉讼法18②). So the rule never writes a court into a letter; it only doubts the one that was set.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from law import dated as texts
from law.remedies.instructions import Bodies

LEVELS = texts.load_texts(Path(__file__).parent, ("source", "intermediate", "lowered"))
BASIC, INTERMEDIATE = "basic", "intermediate"
LEVEL_NAMES = {BASIC: "基层人民法院", INTERMEDIATE: "中级人民法院"}
_PROVINCE = re.compile(r".{2,3}省|.{2,6}自治区")
UNRULED = ("dispatched_organ",)  # whether an 行政公署 counts as a government of a county or above is not said


@dataclass(frozen=True, slots=True)
class CourtDoubt:
    """Why the court that an agency has set may be the wrong one; a letter goes out all the same."""

    text: str
    english: str
    article: str


def competent_level(dated: date, agency: Bodies) -> str:
    """Return `basic` or `intermediate`, or "" where the rule gives no answer for this agency on that day."""
    if agency.kind in UNRULED:
        return ""
    if agency.kind == "vertical_agency" and "海关" in agency.name:  # 海关处理的案件
        return INTERMEDIATE
    rule = texts.text_in_force(LEVELS, dated).says
    if agency.kind not in rule["intermediate"]:
        return BASIC
    if rule["lowered"] and agency.kind == "government":
        return _lowered(agency, tuple(rule["lowered"]))
    return INTERMEDIATE


def _lowered(agency: Bodies, provinces: tuple[str, ...]) -> str:
    """Return the level while some provinces sent such cases down; "" where no name tells the province."""
    known = (agency.name, agency.government, agency.reconsideration_body, agency.court)
    if any(name.startswith(provinces) for name in known):
        return BASIC
    return INTERMEDIATE if any(_PROVINCE.match(name) for name in known) else ""


def level_of_court(court: str) -> str:
    """Return the level that the name of a court shows: `basic`, `intermediate`, or "" for any other court."""
    if "中级" in court:
        return INTERMEDIATE
    if "高级" in court or "最高" in court or "知识产权" in court or "金融法院" in court:
        return ""
    return BASIC if court.endswith("法院") and court != "人民法院" else ""


def court_doubt(dated: date, agency: Bodies) -> CourtDoubt | None:
    """Return why the court that the agency has set may be wrong on that day, or None.

    A letter without a set court says 依法向人民法院, which is right for every agency on every day.
    """
    wanted, shown = competent_level(dated, agency), level_of_court(agency.court)
    if not wanted or not shown or wanted == shown:
        return None
    return CourtDoubt(
        f"设置的法院是“{agency.court}”，而对{agency.name}的答复不服的第一审行政案件由{LEVEL_NAMES[wanted]}管辖；"
        "实行集中管辖或者指定管辖的除外，请核对",
        f"The court set is {agency.court}; a lawsuit against this agency belongs to the {wanted} people's court, "
        "unless cases are concentrated elsewhere",
        texts.text_in_force(LEVELS, dated).says["source"],
    )
