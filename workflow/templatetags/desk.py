"""How the desk writes days, names, lights and the words of the law in the reader's language."""

from datetime import date, timedelta

from django import template
from django.utils.translation import get_language

from law import procedure
from law.outcomes import GROUNDS, OUTCOMES, split_grounds

register = template.Library()
WEEKDAYS = "一二三四五六日"


def chinese() -> bool:
    """Say whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


@register.filter
def day(value: date | None) -> str:
    """Write a day in full: 11月10日 周二, or Tue 10 Nov 2026."""
    if not value:
        return "—"
    if chinese():
        return f"{value.year}年{value.month}月{value.day}日 周{WEEKDAYS[value.weekday()]}"
    return f"{value:%a} {value.day} {value:%b %Y}"


@register.filter
def short_day(value: date | None) -> str:
    """Write a day in a table: 11-10 周二, or 10 Nov Tue."""
    if not value:
        return "—"
    return f"{value:%m-%d} 周{WEEKDAYS[value.weekday()]}" if chinese() else f"{value.day} {value:%b %a}"


@register.filter
def masked(name: str) -> str:
    """Hide a name but for its first character; organisations are not persons and stay."""
    if len(name) > 4:
        return name
    return name[:1] + "*" * (len(name) - 1)


@register.filter
def act_name(code: str) -> str:
    """Return what an act is called."""
    row = procedure.ACTS[code]
    return row.term if chinese() else row.name


@register.filter
def state_name(code: str) -> str:
    """Return what a state is called."""
    return procedure.STATES[code][0 if chinese() else 1]


@register.filter
def outcome_name(code: str) -> str:
    """Return what an outcome is called."""
    if code not in OUTCOMES:
        return ""
    return OUTCOMES[code].label if chinese() else OUTCOMES[code].name


@register.filter
def ground_names(joined: str) -> str:
    """Return the grounds of a canonical string by name."""
    names = [GROUNDS[code].label if chinese() else GROUNDS[code].name for code in split_grounds(joined)]
    return ("；" if chinese() else "; ").join(names)


@register.filter
def said(reason) -> str:
    """Return a cited reason or a refusal in the reader's language."""
    text = getattr(reason, "text", None) or getattr(reason, "reason", "")
    return text if chinese() else reason.english


@register.filter
def article_in(row, regulation: str) -> str:
    """Return the article of an act in one text of the Regulations."""
    return row.articles.get(regulation, "")


@register.filter
def weeks(days) -> list:
    """Return the days of a strip in weeks from Monday, with empty places before the first."""
    found: list[list] = []
    for one in days:
        if not found or one.date.weekday() == 0:
            found.append([])
        found[-1].append(one)
    if found:
        first = found[0][0].date
        found[0] = [None] * first.weekday() + found[0]
    return found


@register.filter
def months_of(week) -> str:
    """Return the month or months of a week."""
    given = [one.date for one in week if one]
    first, last = given[0], given[-1]
    if chinese():
        return f"{first.month}月" if first.month == last.month else f"{first.month}月—{last.month}月"
    return f"{first:%b}" if first.month == last.month else f"{first:%b}–{last:%b}"


@register.filter
def spans(days) -> list[dict]:
    """Return runs of counted and of excluded days, for the table under the strip."""
    found: list[dict] = []
    for one in days[1:]:
        kind = "hold" if one.kind == "hold" else "plus" if one.plus else "count" if one.ordinal else None
        if kind is None:
            if found:
                found[-1]["last"] = one.date
            continue
        if not found or found[-1]["kind"] != kind:
            found.append({"kind": kind, "first": one.date, "last": one.date, "n": 0, "total": 0})
        row = found[-1]
        row["last"], row["n"] = one.date, row["n"] + 1
        row["total"] = one.ordinal or row["total"]
    for row, after in zip(found, found[1:], strict=False):
        row["last"] = after["first"] - timedelta(days=1)
        after["total"] = after["total"] or row["total"]
    return found
