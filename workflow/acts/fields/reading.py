"""What was given with an act, read as what it should be: texts, lines of text, numbers, choices, days, proofs of receipt."""

from datetime import date

from agencies.text.filler import is_filler
from intake.services import clean_text
from law import Refused, written
from law.calendars.working_days import Calendar
from workflow.cases.act import ActContext
from workflow.cases.delivery import with_delivery_days
from workflow.cases.models import Case, Event

MAX_TEXT = 5000


def text(
    data: dict, name: str, label: str, *, needed: bool = True, most: int = MAX_TEXT, verbatim: bool = False
) -> str:
    """Return a cleaned text of at most `most` characters; raise Refused naming it where it is needed and missing.

    What is needed must say something, unless it is `verbatim`: somebody else's words are kept whatever they say.
    """
    value = data.get(name, "")
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Refused(f"“{label}”应当是文字", field=name, english=f"{name} must be text")
    cleaned = clean_text(value, label)
    if needed and not cleaned:
        raise Refused(f"请填写“{label}”", field=name, english=f"Please give: {name}")
    if len(cleaned) > most:
        raise Refused(f"“{label}”超过 {most} 字", field=name, english=f"{name} is too long")
    if needed and not verbatim:
        refuse_filler(cleaned, name, label)
    return cleaned


def refuse_filler(value: str, name: str, label: str, article: str = "") -> None:
    """Raise Refused for words that fill a field and say nothing: “无”, “同上”, one repeated character."""
    if is_filler(value):
        raise Refused(
            f"“{label}”只写了“{value[:20]}”，没有说明什么；请写明具体内容",
            article,
            field=name,
            english=f"{name}: “{value[:20]}” says nothing; give the substance",
        )


def text_lines(data: dict, name: str, label: str) -> list[str]:
    """Return the lines of a text, or the items of a list of texts; at least one."""
    value = data.get(name) or ""
    given = value if isinstance(value, list) else value.split("\n") if isinstance(value, str) else [value]
    if not all(isinstance(line, str) for line in given):
        raise Refused(f"“{label}”应当是文字，一行一项", field=name, english=f"{name} must be lines of text")
    cleaned = [clean_text(line, label) for line in given]
    filled = [line for line in cleaned if line]
    if not filled:
        raise Refused(f"请填写“{label}”，一行一项", field=name, english=f"Please give: {name}")
    for line in filled:
        refuse_filler(line, name, label)
    return filled


def integer(data: dict, name: str, label: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number in a range; raise Refused naming it otherwise."""
    value = data.get(name)
    if value in (None, "") and default is not None:
        return default
    number = value if isinstance(value, int) and not isinstance(value, bool) else written.whole_number(value)
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


def check_received(context: ActContext, notice: Event | None, label: str) -> None:
    """Refuse to note that a term passed unless the letter that set it is known to have been received: it runs from there.

    Of an imported notice no more is known than its register tells.
    """
    events = with_delivery_days(context.case.standing_events)
    data = next((event.data for event in events if notice is not None and event.seq == notice.seq), None)
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
    events = with_delivery_days(case.standing_events)
    return next((event.data.get("delivered_on") or "" for event in events if event.seq == notice.seq), "")


def term_from_receipt(event: Event, calendar: Calendar, workdays: int) -> date | None:
    """Return the last day of a term that runs from the receipt of a letter; None while it lies in the mail."""
    if event.data.get("undelivered"):
        return None
    return calendar.add(date.fromisoformat(event.data.get("delivered_on") or event.on.isoformat()), workdays)
