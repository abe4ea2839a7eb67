"""Until when the agency must answer a reconsideration or a lawsuit against it, by the day on which the copy reached it."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from law import Refused, dated
from law.calendars.working_days import Calendar
from law.remedies.deadlines import first_workday

TERMS = dated.load_texts(
    Path(__file__).parent / "answer_terms",
    ("source", "reconsideration", "litigation"),
    ("reconsideration_simplified",),
)


@dataclass(frozen=True, slots=True)
class AnswerTerm:
    """The last day for the agency's answer, and the article that sets it."""

    until: date
    article: str


def knows_simplified_procedure(received_on: date) -> bool:
    """Say whether a reconsideration received on that day may be heard in simplified procedure (行政复议法53)."""
    return "reconsideration_simplified" in dated.text_in_force(TERMS, received_on).says


def respond_by(kind: str, received_on: date, days: Calendar, *, simplified: bool = False) -> AnswerTerm:
    """Return until when the agency answers in a proceeding whose copy it received on a day; the day itself does not count.

    `kind` is "reconsideration" or "litigation". Natural days that end on a day off end on the next working day
    (民事诉讼法85③; 行政诉讼法101, 行政复议法88①). Raises Refused for simplified procedure before 2024.
    """
    if kind not in ("reconsideration", "litigation"):
        raise ValueError(kind)
    says = dated.text_in_force(TERMS, received_on).says
    if simplified and kind == "reconsideration":
        if not knows_simplified_procedure(received_on):
            raise Refused(
                "2024年1月1日以前的行政复议没有简易程序",
                "行政复议法53、90",
                field="procedure",
                english="Simplified procedure exists since 2024-01-01",
            )
        kind = "reconsideration_simplified"
    term = says[kind]
    if "workdays" in term:
        return AnswerTerm(days.add(received_on, term["workdays"]), term["article"])
    return AnswerTerm(first_workday(received_on + timedelta(days=term["days"]), days), term["article"])
