"""Whether the calendars are there and the texts of the law were checked of late: lines of `ready`."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from agencies.installation.remedy_texts import applied_rows, remedy_texts, with_rows
from law import sources
from law.calendars.working_days import Calendar
from law.remedies import instructions
from workflow.office.readiness_lines import ADVICE, MISSING, OK, WARNING, ReadinessLine

NOTICE_BY = (11, 15)  # the State Council's notice for the next year has come by then in most years
NAMED = 4  # so many stale texts are named


def law_lines(today: date, days: Calendar) -> Iterator[ReadinessLine]:
    """Yield how the calendars of this year and the next stand, the texts of the law, and what of them nobody has read."""
    yield _this_year(today, days)
    yield _next_year(today, days)
    yield _texts(today)
    yield from _not_read()
    yield from _unfit()


def _this_year(today: date, days: Calendar) -> ReadinessLine:
    year, title = today.year, (f"{today.year} 年放假通知", f"Holidays of {today.year}")
    if days.published(year):
        return ReadinessLine("calendar", OK, title, ("已有", "there"), page=reverse("office-calendars"))
    return ReadinessLine(
        "calendar",
        MISSING,
        title,
        ("没有，期限只能按周一至周五并除去法定节日暂计", "missing: deadlines are provisional"),
        _enter(year),
        reverse("office-calendars"),
    )


def _next_year(today: date, days: Calendar) -> ReadinessLine:
    year, title = today.year + 1, (f"{today.year + 1} 年放假通知", f"Holidays of {today.year + 1}")
    if days.published(year):
        return ReadinessLine("next_calendar", OK, title, ("已有", "there"), page=reverse("office-calendars"))
    late = (today.month, today.day) > NOTICE_BY
    says = (
        "还没有：跨到明年的期限暂按周一至周五并除去法定节日计并注明，录入后自动重算"
        + ("；通知通常在11月中旬以前公布，请查国务院办公厅是否已经公布" if late else ""),
        "not yet: deadlines that reach it are provisional and recomputed later"
        + ("; the notice usually comes by the middle of November: see whether it has" if late else ""),
    )
    return ReadinessLine(
        "next_calendar", WARNING if late else ADVICE, title, says, _enter(year), reverse("office-calendars")
    )


def _enter(year: int) -> tuple[str, str]:
    return (
        f"国务院办公厅公布后，在服务器上运行 manage.py enter_calendar {year}.toml",
        f"Once the State Council has published it: manage.py enter_calendar {year}.toml on the server",
    )


def _texts(today: date) -> ReadinessLine:
    title, stale = ("法律文本的核对", "Texts of the law"), sources.stale_texts(today, remedy_texts())
    if not stale:
        since = sources.last_full_check(today, remedy_texts())
        return ReadinessLine("law_texts", OK, title, (f"现行文本自 {since} 以来都核对过", f"all checked since {since}"))
    named = stale[:NAMED]
    more = len(stale) - len(named)
    chinese = "、".join(f"{each.subject}（{each.text.code}，{each.text.checked_on} 核对）" for each in named)
    english = ", ".join(f"{each.english} ({each.text.code}, {each.text.checked_on})" for each in named)
    return ReadinessLine(
        "law_texts",
        WARNING,
        title,
        (
            f"超过 60 天没有与来源核对：{chinese}" + (f"，另有 {more} 份" if more else ""),
            f"not checked against their sources for 60 days: {english}" + (f", and {more} more" if more else ""),
        ),
        (
            "与公布的原文核对，改写 law/ 中该文件的 checked_on；有修改的，加一个新文本",
            "Hold it against the published text and write checked_on in its file under law/; if it changed, add a new text",
        ),
    )


def _not_read() -> Iterator[ReadinessLine]:
    """Yield a warning while a text rests on a paper that nobody has read in the original."""
    papers = dict.fromkeys(each.paper for text in remedy_texts() for each in instructions.not_read(text))
    if papers:
        yield ReadinessLine(
            "law_not_read",
            WARNING,
            ("没有读到原文的规定", "Rules not read in the original"),
            ("、".join(papers), ", ".join(papers)),
            (
                "请法律顾问按 docs/remedies.md 第二部分末的表核对原文；核对后在“日历”页载入经签名的新文本，或者改写 law/remedies/ 中的文件",
                "Counsel checks the original by the table at the end of part two of docs/remedies.md; then a signed text is loaded, "
                "or its file is changed",
            ),
        )


def _unfit() -> Iterator[ReadinessLine]:
    """Yield what is amiss while a text that was applied does not fit those of a later delivery, and so is not used."""
    names = ", ".join(row.name for row in with_rows(applied_rows())[1])
    if names:
        yield ReadinessLine(
            "unfit_texts",
            WARNING,
            ("载入的救济告知文本", "Loaded texts of remedies"),
            (
                f"{names} 与现在这个版本自带的文本施行时间冲突，没有使用",
                f"{names}: conflicts with the texts of this version and is not used",
            ),
            ("核对后撤回它，需要的另行载入", "Take it back, and load another where one is needed"),
            reverse("office-texts"),
        )
