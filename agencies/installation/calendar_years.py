"""The years of the calendar that were entered after delivery: checked, put in force, restored."""

from datetime import date

from django.db import transaction

from agencies.installation.models import CalendarYear
from law import Refused
from law.calendars.working_days import YearTable, table_of_text


def checked_table(text: str, name: str) -> YearTable:
    """Return the table of a notice that may be entered; raise Refused for another form, no notice, or one not complete."""
    try:
        table = table_of_text(text, name)
        table.check()
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(
            f"文件的格式不对：{error}", field="file", english=f"Not of the form of law/calendars: {error}"
        ) from error
    if not table.complete:
        raise Refused(
            "通知不完整（complete = false）的年份不录入，期限照旧注明暂定",
            field="file",
            english="An incomplete year is not entered: its days stay provisional",
        )
    longest = CalendarYear._meta.get_field("paper").max_length
    if len(paper := "；".join(table.papers)) > longest:
        raise Refused(
            f"通知的名称或者网址共 {len(paper)} 字，最多 {longest} 字",
            field="file",
            english=f"The names of the notices have more than {longest} characters",
        )
    return table


@transaction.atomic
def put_in_force(table: YearTable) -> dict | None:
    """Enter or replace a year; return the year as it was entered before, None where it was not."""
    before = entered(table.year)
    _replace(table.year, as_entered(table))
    return before


def as_entered(table: YearTable) -> dict:
    """Return a year's table as it is kept once it is entered."""
    days = {name: sorted(map(date.isoformat, getattr(table, name))) for name in ("off", "work")}
    return days | {"paper": "；".join(table.papers)}


@transaction.atomic
def restore(year: int, before: dict | None) -> None:
    """Put a year back as it was entered before; with None only the law's own file of it remains, if there is one."""
    _replace(year, before)


def entered(year: int) -> dict | None:
    """Return a year as it is entered now, None where it is not."""
    return CalendarYear.objects.filter(year=year).values("off", "work", "paper").first()


def _replace(year: int, given: dict | None) -> None:
    # Deleted and made anew: the calendar in force is recognised by the count and the time of the last entry.
    CalendarYear.objects.filter(year=year).delete()
    if given is not None:
        CalendarYear.objects.create(year=year, **given)
