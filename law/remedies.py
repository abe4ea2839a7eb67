"""The remedy paragraph (救济途径) by the day of the letter, the class of the reply and the kind of agency (law.md 4.4)."""

from dataclasses import dataclass
from datetime import date

from law import Refused

SIX_MONTHS = date(2015, 5, 1)  # 行政诉讼法 2014 修正 第四十六条
UNIFIED = date(2024, 1, 1)  # 行政复议法 2023 修订 第二十三条、第二十四条
REVISED = date(2019, 5, 15)  # the number of the article on complaints in the fee paragraph
CLASSES = ("F", "F_PARTIAL", "E", "P", "N")

OWN = ("provincial_government", "state_council_department")  # reconsidered by itself (复议法24②、25)
SETTINGS = {
    "government": "上级（人民政府）",
    "superior": "上一级主管部门",
    "reconsideration_body": "复议机关",
    "founding_body": "设立机关",
    "online_filing_url": "在线复议网址",
}


@dataclass(frozen=True, slots=True)
class Bodies:
    """The names that a paragraph may need; empty where the agency's settings do not give them."""

    kind: str
    name: str
    government: str = ""
    superior: str = ""
    reconsideration_body: str = ""
    founding_body: str = ""
    court: str = ""
    online_filing_url: str = ""

    def need(self, *settings: str) -> str:
        """Return the first of the settings that is given; raise Refused naming the setting if none is."""
        for setting in settings:
            if value := getattr(self, setting):
                return value
        label = SETTINGS[settings[0]]
        raise Refused(
            f"{self.name}没有设置“{label}”，救济告知写不完整，不能发文",
            "行政复议法20、23",
            field=settings[0],
            english=f"The agency has no {settings[0]}; the letter would lack a body's name",
        )


# kind -> the settings that name each body which an applicant may choose between (law.md 4.4.2); an explicit 复议机关 wins.
_BEFORE = {
    "department": (("government",), ("superior",)),
    "justice_department": (("government",), ("superior",)),
    "government_office": (("government",),),
    "government": (("reconsideration_body", "government"),),
    "township": (("reconsideration_body", "government"),),
    "subdistrict": (("reconsideration_body", "founding_body", "government"),),
    "dispatched_organ": (("reconsideration_body", "founding_body", "government"),),
    "dispatched_office": (("government",), ("superior",)),
    "authorised_organisation": (("reconsideration_body", "founding_body", "government"),),
    "vertical_agency": (("superior",),),
    "provincial_vertical": (("government",), ("superior",)),
}
_SINCE = {
    "department": (("reconsideration_body", "government"),),
    "justice_department": (("reconsideration_body", "government"), ("superior",)),
    "government_office": (("reconsideration_body", "government"),),
    "government": (("reconsideration_body", "government"),),
    "township": (("reconsideration_body", "government"),),
    "subdistrict": (("reconsideration_body", "founding_body", "government"),),
    "dispatched_organ": (("reconsideration_body", "founding_body", "government"),),
    "dispatched_office": (("reconsideration_body", "government"),),
    "authorised_organisation": (("reconsideration_body", "government", "founding_body"),),
    "vertical_agency": (("superior",),),
    "provincial_vertical": (("reconsideration_body", "government"),),
}


def reconsideration_bodies(dated: date, agency: Bodies) -> list[str]:
    """Return every body to which the applicant may turn, in the order of the law.

    Raises Refused naming the setting that is missing (行政复议法 24-28; before 2024: 12-15).
    """
    if agency.kind in OWN:
        return [f"本机关（{agency.name}）"]
    table = _SINCE if dated >= UNIFIED else _BEFORE
    if agency.kind not in table:
        raise Refused(f"{agency.name}的类型“{agency.kind}”没有救济规则", field="kind", english="Unknown kind of agency")
    names = []
    for settings in table[agency.kind]:
        name = agency.need(*settings)
        if name not in names:
            names.append(name)
    return names


def paragraph(
    *, dated: date, remedy_class: str, agency: Bodies, online: bool = False, noun: str = "答复书"
) -> str:
    """Return the remedy paragraph for a letter of that day, or "" for class N.

    `remedy_class`: F reconsideration first, F_PARTIAL for the withheld part, E either, P fee notice, N none.
    Raises Refused naming the missing setting of the agency.
    """
    if remedy_class not in CLASSES:
        raise ValueError(remedy_class)
    if remedy_class == "N":
        return ""
    if remedy_class == "P":
        return (
            "对收取信息处理费的决定有异议的，不能单独就该决定申请行政复议或者提起行政诉讼，可以在缴费期满后，"
            "就本机关不再处理该申请的决定，依据《中华人民共和国政府信息公开条例》第五十一条的规定投诉、举报，"
            "或者依法申请行政复议、提起行政诉讼。"
        )
    bodies = "或者".join(reconsideration_bodies(dated, agency))
    court = agency.court or "人民法院"
    if dated < UNIFIED:
        months = "6个月" if dated >= SIX_MONTHS else "3个月"
        return (
            f"如对本{noun}不服，可以在收到本{noun}之日起60日内向{bodies}申请行政复议，"
            f"或者在{months}内依法向{court}提起行政诉讼。"
        )
    text = _since_2024(remedy_class, bodies, court, noun)
    if online:
        text += f"您可以通过{agency.need('online_filing_url')}在线提交行政复议申请书。"
    return text


def _since_2024(remedy_class: str, bodies: str, court: str, noun: str) -> str:
    if remedy_class == "F":
        return (
            "如对本决定不服，根据《中华人民共和国行政复议法》第二十条、第二十三条第一款第四项的规定，"
            f"应当自收到本{noun}之日起60日内先向{bodies}申请行政复议；对行政复议决定不服的，"
            f"可以自收到行政复议决定书之日起15日内依法向{court}提起行政诉讼。"
        )
    if remedy_class == "F_PARTIAL":
        return (
            f"如对本决定中不予公开的部分不服，应当自收到本{noun}之日起60日内先向{bodies}申请行政复议，"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向{court}提起行政诉讼；"
            f"如对其他内容不服，可以自收到本{noun}之日起60日内向{bodies}申请行政复议，"
            f"或者自收到本{noun}之日起6个月内向{court}提起行政诉讼。"
        )
    return (
        f"如对本{noun}不服，可以自收到本{noun}之日起60日内向{bodies}申请行政复议，"
        f"或者自收到本{noun}之日起6个月内依法向{court}提起行政诉讼。"
    )
