"""What was given with an act, read as what it should be: texts, lines, numbers, choices, days; and the act in hand."""

from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Officer
from intake.services import clean_text
from law import Refused, procedure, written
from law.calendar import Calendar
from workflow.cases.delivery import served
from workflow.cases.models import Case, Event

MAX_TEXT = 5000


@dataclass(frozen=True, slots=True)
class Context:
    """The act in hand: what everything below may ask, so that nothing reads the clock."""

    case: Case
    code: str
    on: date
    by: Officer | None
    today: date
    now: datetime
    days: Calendar

    @property
    def article(self) -> str:
        """Return the article of the act in the regulation of the case."""
        return procedure.ACTS[self.code].articles.get(self.case.regulation, "")


def text(data: dict, name: str, label: str, *, needed: bool = True) -> str:
    """Return a cleaned text; raise Refused naming it where it is needed and missing."""
    value = data.get(name, "")
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Refused(f"“{label}”应当是文字", field=name, english=f"{name} must be text")
    cleaned = clean_text(value, label)
    if needed and not cleaned:
        raise Refused(f"请填写“{label}”", field=name, english=f"Please give: {name}")
    if len(cleaned) > MAX_TEXT:
        raise Refused(f"“{label}”超过 {MAX_TEXT} 字", field=name, english=f"{name} is too long")
    return cleaned


def lines(data: dict, name: str, label: str) -> list[str]:
    """Return the lines of a text, or the items of a list of texts; at least one."""
    value = data.get(name) or ""
    given = value if isinstance(value, list) else value.split("\n") if isinstance(value, str) else [value]
    if not all(isinstance(line, str) for line in given):
        raise Refused(f"“{label}”应当是文字，一行一项", field=name, english=f"{name} must be lines of text")
    found = [clean_text(line, label) for line in given]
    found = [line for line in found if line]
    if not found:
        raise Refused(f"请填写“{label}”，一行一项", field=name, english=f"Please give: {name}")
    return found


def whole(data: dict, name: str, label: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number in a range; raise Refused naming it otherwise."""
    value = data.get(name)
    if value in (None, "") and default is not None:
        return default
    number = value if isinstance(value, int) and not isinstance(value, bool) else written.whole(value)
    if number is None:
        raise Refused(f"“{label}”应当是整数", field=name, english=f"{name} must be a whole number")
    if not low <= number <= high:
        raise Refused(f"“{label}”应当在 {low} 到 {high} 之间", field=name, english=f"{name} must be {low} to {high}")
    return number


def choice(data: dict, name: str, label: str, allowed) -> str:
    """Return one of the allowed codes."""
    value = data.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise Refused(f"“{label}”没有这一项：{str(value)[:40]}", field=name, english=f"{name}: no such choice")
    return value


def delivered(data: dict, context: Context) -> str:
    """Return the day on which the letter reached its addressee, as text, or ""."""
    value = data.get("delivered_on") or ""
    if isinstance(value, date):
        value = value.isoformat()
    if not value:
        return ""
    day = written.day(value)
    if day is None:
        raise Refused("送达日期应写成 2025-03-03 这样", field="delivered_on", english="Not a date")
    if day < context.on:
        raise Refused("送达日期早于发出日期", field="delivered_on", english="Delivered before it was sent")
    return value


def check_received(context: Context, notice: Event | None, label: str) -> None:
    """Refuse to note that a term passed unless the letter that set it is known to have been received: it runs from there.

    Of an imported notice no more is known than its register tells.
    """
    standing = served(list(context.case.events.standing().order_by("seq")))
    data = next((event.data for event in standing if notice is not None and event.seq == notice.seq), None)
    if data is None or data.get("delivered_on") or (data.get("imported") and not data.get("undelivered")):
        return
    raise Refused(
        f"还没有{label}收到的记录；期限自收到起算，请先登记送达",
        context.article,
        field="on",
        english="The term runs from the receipt of the letter: record its delivery first",
    )


def received_on(case: Case, notice: Event) -> str:
    """Return the day on which the letter of an act is known to have been received, or ""."""
    standing = served(list(case.events.standing().order_by("seq")))
    return next((event.data.get("delivered_on") or "" for event in standing if event.seq == notice.seq), "")


def last_of(case: Case, act: str) -> Event | None:
    """Return the last standing event of an act, or None."""
    return case.events.standing().filter(act=act).order_by("seq").last()
