"""The running term day by day, and in rows: how the case page shows why the due day is that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from law.calendars.working_days import Calendar
from law.deadlines.reckoning import Pause, Reckoning
from law.regulations.texts import REGULATIONS

NEXT = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
HELD = {
    "consult_third_party": ("征求第三方意见", "third party consulted"),
    "consult_agency": ("征求其他机关意见", "agency consulted"),
}
RESTARTS = ("receive_correction", "receive_payment", "receive_reasons", "lapse_reasons", "revoke_reply")
LATER = {"extend": ("延期", "extended"), "delay": ("延迟", "delayed")}
NOTES = {
    "from": ("收到日，不计", "received, not counted"),
    "restart": ("自次日起重新计算", "the term starts anew on the next day"),
    "weekend": ("周末，不计", "weekend, not counted"),
    "holiday": ("法定节假日，不计", "public holiday, not counted"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip on the case page."""

    date: date
    kind: str  # from | work | makeup | weekend | holiday | hold
    ordinal: int | None  # counted as the n-th day of the running term
    plus: bool  # added by an extension
    makeup: bool
    last: bool
    note: str
    english: str


@dataclass(frozen=True, slots=True)
class Span:
    """One row of the table of reasons: a stretch of days that count, or that do not."""

    first: date
    last: date
    counted: int  # working days counted in this stretch; of a hold, the working days not counted
    total: int  # counted so far
    held: bool
    text: str
    english: str
    article: str


def days(reckoning: Reckoning, calendar: Calendar) -> list[Day]:
    """Return every day of the running term, from the day it started to the due day; none while it stands still."""
    if reckoning.due_on is None:
        return []
    start = reckoning.started_on
    note = NOTES["from" if start == reckoning.received_on else "restart"]
    found = [Day(start, "from", None, False, False, False, *note)]
    counted, day = 0, start
    while day < reckoning.due_on:
        day += NEXT
        kind = calendar.kind_of(day)
        makeup, ordinal, plus = kind == "makeup", None, False
        if kind in ("weekend", "holiday"):
            note = NOTES[kind]
        elif pause := _pause(reckoning, day):
            kind, note = "hold", _held(pause.kind, makeup)
        else:
            counted += 1
            ordinal, plus = counted, counted > reckoning.base_workdays
            note = _counted(counted, plus, makeup)
        found.append(Day(day, kind, ordinal, plus, makeup, day == reckoning.due_on, *note))
    return found


def _pause(reckoning: Reckoning, day: date) -> Pause | None:
    return next((p for p in reckoning.pauses if not p.idle and p.sent_on < day <= p.ends_on), None)


def _held(kind: str, makeup: bool) -> tuple[str, str]:
    text, english = HELD[kind]
    return ("调休上班，" if makeup else "") + f"{text}，不计", f"{english}, not counted"


def _counted(ordinal: int, plus: bool, makeup: bool) -> tuple[str, str]:
    return (
        ("调休上班，" if makeup else "") + f"计第 {ordinal} 日" + ("（延期）" if plus else ""),
        ("make-up working day, " if makeup else "") + f"day {ordinal}" + (" (extension)" if plus else ""),
    )


def spans(reckoning: Reckoning, calendar: Calendar) -> list[Span]:
    """Return the rows of the table of reasons; days off at the edge of a counted stretch belong to no row."""
    strip = days(reckoning, calendar)
    if not strip:
        return []
    rows = [_first_row(reckoning)]
    for phase, group in groupby(strip[1:], key=_phases(reckoning, strip[1:])):
        stretch = list(group)
        if phase == "hold":
            rows.append(_hold(reckoning, stretch, rows[-1]))
        elif any(day.ordinal for day in stretch):
            rows.append(_count(reckoning, stretch))
    return rows


def _phases(reckoning: Reckoning, strip: Iterable[Day]):
    """Return which stretch each day belongs to: a day off goes with the pause it lies in, else with what follows."""
    known: dict[date, str] = {}
    following = "work"
    for day in reversed(list(strip)):
        if day.ordinal is not None:
            following = "plus" if day.plus else "work"
        known[day.date] = "hold" if _pause(reckoning, day.date) else following
    return lambda day: known[day.date]


def _first_row(reckoning: Reckoning) -> Span:
    start = reckoning.started_on
    reasons = [r for r in reckoning.reasons if r.on <= start and r.act in ("receive", *RESTARTS)]
    texts = [r for r in reasons if not r.late]
    return Span(
        reckoning.received_on,
        start,
        0,
        0,
        False,
        "；".join(r.text for r in texts),
        " ".join(r.english for r in texts),
        "、".join(dict.fromkeys(r.article for r in texts)),
    )


def _hold(reckoning: Reckoning, stretch: list[Day], before: Span) -> Span:
    pauses = [
        p for p in reckoning.pauses if not p.idle and p.sent_on < stretch[-1].date and p.ends_on >= stretch[0].date
    ]
    texts, english = [], []
    for pause in pauses:
        text, name = HELD[pause.kind]
        end = "期限至" if pause.open else "算到"
        texts.append(f"{text}：{_day(pause.sent_on)}发出，{end}{_day(pause.ends_on)}")
        english.append(f"{name}: sent {pause.sent_on}, until {pause.ends_on}")
    moves = REGULATIONS[reckoning.regulation].moves
    return Span(
        stretch[0].date,
        stretch[-1].date,
        sum(day.kind == "hold" for day in stretch),
        before.total,
        True,
        "；".join(texts),
        "; ".join(english),
        "、".join(dict.fromkeys(moves[p.kind] for p in pauses)),
    )


def _count(reckoning: Reckoning, stretch: list[Day]) -> Span:
    counted = [day for day in stretch if day.ordinal is not None]
    total, plus = counted[-1].ordinal, counted[0].plus
    texts, english = [], []
    if makeup := [day.date for day in counted if day.makeup]:
        texts.append("、".join(f"{_day(d)}（周{WEEKDAYS[d.weekday()]}）" for d in makeup) + "调休上班，计入")
        english.append("make-up working days counted: " + ", ".join(map(str, makeup)))
    if plus:
        told = [r for r in reckoning.reasons if r.act in LATER and r.moved and r.on >= reckoning.started_on]
        texts[:0] = [f"{LATER[r.act][0]} {r.facts['n']} 日：{_day(r.on)}告知，不晚于原应答复日" for r in told]
        english[:0] = [f"{LATER[r.act][1]} by {r.facts['n']} days, told on {r.on}" for r in told]
    elif total == reckoning.base_workdays:
        texts.append(f"第 {total} 日为{'原' if reckoning.extended_workdays else ''}应答复日")
        english.append(f"day {total} is the {'original ' if reckoning.extended_workdays else ''}due day")
    moves = REGULATIONS[reckoning.regulation].moves
    return Span(
        counted[0].date,
        counted[-1].date,
        len(counted),
        total,
        False,
        "；".join(texts) or "工作日，计入",
        "; ".join(english) or "working days, counted",
        "、".join(dict.fromkeys(moves[r.act] for r in told)) if plus else moves["receive"],
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
