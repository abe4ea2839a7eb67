"""The remedy paragraph (救济途径) by the day of the letter, the class of the reply and the kind of agency (law.md 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from law import Refused
from law.dated import DatedText, load_texts, text_in_force
from law.disputed import DEFAULTS, Settings
from law.fees import tariffs

KEYS = ("source", "texts", "ruling", "bodies", "reconsideration_first", "partial_by_law", "silence_first")
OPTIONAL = ("not_read",)
# As delivered. A text may be loaded later, so every function takes the texts that hold, as the clock takes its calendar.
LETTERS = load_texts(Path(__file__).parent, KEYS, OPTIONAL)
CLASSES = ("F", "F_PARTIAL", "E", "P", "N")
OWN = (
    "provincial_government",
    "state_council_department",
)  # reconsidered by itself, then the State Council (24②, 25, 26)
# Offices and organisations of a department of the State Council: the kind follows from the parent (25（二）（三）).
CENTRAL = {
    "dispatched_office": "central_dispatched_office",
    "authorised_organisation": "central_authorised_organisation",
}
SETTINGS = {
    "government": "上级（人民政府）",
    "superior": "上一级主管部门",
    "reconsideration_body": "复议机关",
    "founding_body": "设立机关",
    "place_government": "所在地人民政府",
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
    place_government: str = ""
    court: str = ""
    online_filing_url: str = ""

    @property
    def itself(self) -> str:
        """Return how a letter names its own agency as the body of reconsideration."""
        return f"本机关（{self.name}）"

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


def reconsideration_bodies(
    dated: date, agency: Bodies, letters: Sequence[DatedText], settings: Settings = DEFAULTS
) -> list[str]:
    """Return every body to which the applicant may turn, in the order of the letter.

    Raises Refused naming the setting that is missing (行政复议法 24-28; before 2024: 12-15).
    """
    table = text_in_force(letters, dated).says["bodies"]
    if agency.kind not in table:
        raise Refused(f"{agency.name}的类型“{agency.kind}”没有救济规则", field="kind", english="Unknown kind of agency")
    rows = table[agency.kind]
    if agency.kind == "provincial_vertical" and not settings.provincial_vertical_as_department:
        rows = table["vertical_agency"]
    return list(dict.fromkeys(agency.need(*row) for row in rows))


def legal_source(dated: date, letters: Sequence[DatedText]) -> str:
    """Return the articles on which the remedy paragraph of a letter of that day rests."""
    return text_in_force(letters, dated).says["source"]


def names_online_filing(dated: date, letters: Sequence[DatedText]) -> bool:
    """Say whether a letter of that day that is served online must name the online way (行政复议法22②, since 2024)."""
    return bool(text_in_force(letters, dated).says["texts"]["online"])


@dataclass(frozen=True, slots=True)
class NotRead:
    """A paper that a dated text rests on and nobody here has read: what it is said to say, and what counsel must check."""

    paper: str
    sure: int  # per cent
    says: str
    to_check: str


def not_read(text: DatedText) -> tuple[NotRead, ...]:
    """Return what a dated text takes from papers that were not read in the original."""
    return tuple(NotRead(**each) for each in text.says.get("not_read", ()))


def must_go_to_reconsideration_first(dated: date, remedy_class: str, letters: Sequence[DatedText]) -> bool:
    """Say whether a letter of that day and class may not be sued over before reconsideration (行政复议法23①（四）)."""
    return remedy_class in text_in_force(letters, dated).says["reconsideration_first"]


def silence_goes_to_reconsideration_first(
    sued_on: date, letters: Sequence[DatedText], settings: Settings = DEFAULTS
) -> bool:
    """Say whether who sues over the agency's silence on that day must have gone to reconsideration (行政复议法23①（三）)."""
    return text_in_force(letters, sued_on).says["silence_first"] and settings.silence_needs_reconsideration


def class_of_combined_reply(classes: list[str]) -> str:
    """Return the class of a letter with several conclusions (国办函〔2021〕132号第二条; 行政复议法23①（四）).

    What is withheld goes to reconsideration first, all else either way; only a letter that withholds everything is F.
    """
    found = set(classes)
    if found == {"F"}:
        return "F"
    if found & {"F", "F_PARTIAL"}:
        return "F_PARTIAL"
    return "E" if "E" in found else "N"


def remedy_paragraph(
    *,
    dated: date,
    remedy_class: str,
    agency: Bodies,
    letters: Sequence[DatedText],
    online: bool = False,
    noun: str = "答复书",
    settings: Settings = DEFAULTS,
) -> str:
    """Return the remedy paragraph for a letter of that day, or "" for class N.

    `remedy_class`: F reconsideration first, F_PARTIAL for the withheld part, E either, P fee notice, N none;
    `noun` is what the letter calls itself. Raises Refused naming the missing setting of the agency.
    """
    if remedy_class not in CLASSES:
        raise ValueError(remedy_class)
    if remedy_class == "N":
        return ""
    text = text_in_force(letters, dated).says
    if remedy_class == "F_PARTIAL" and not (text["partial_by_law"] or settings.partial_needs_reconsideration):
        remedy_class = "E"
    if remedy_class == "P":
        if tariffs.fee_kind(dated) != "processing":
            raise Refused(
                "这一天还不能收取信息处理费",
                "国办函〔2020〕109号",
                field="dated",
                english="No processing fee on that day",
            )
        return text["texts"]["P"]
    said = text["texts"][remedy_class] + (text["ruling"][remedy_class] if agency.kind in OWN else "")
    said = said.format(
        bodies="或者".join(reconsideration_bodies(dated, agency, letters, settings)),
        court=agency.court or "人民法院",
        noun=noun,
    )
    if online and text["texts"]["online"]:  # 行政复议法22②
        said += text["texts"]["online"].format(url=agency.need("online_filing_url"))
    return said
