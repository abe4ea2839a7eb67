"""Statistics of any period: the statutory form, breakdowns, ages, lateness, the fate of replies; every number opens.

A number and the list behind it follow from one condition, so that they cannot part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.organisation.models import Agency, Officer, Section
from intake.models import ApplicantKind, Channel
from law import written
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from law.reports.conditions import REMEDY_RESULTS
from law.reports.forms import form_for
from reporting.figures.counting import case_groups, cases_of, figures_of, remedies_of, remedy_groups
from reporting.figures.tables import filled_form_of
from reporting.statistics.periods import Period
from reporting.table.filled import FilledForm, fill_form
from reporting.table.numbers import percent
from workflow.cases.models import RemedyResult
from workflow.labels import ground_names, outcome_name

CellKey = tuple[str, str]  # row, column
ALL_ROWS = "*"  # the row of all
DISCLOSED = ("open", "open_published", "partial")
BREAKDOWNS = {
    "unit": ("agency_id", gettext_lazy("Unit")),
    "section": ("section_id", gettext_lazy("Section")),
    "handler": ("handler_id", gettext_lazy("Handler")),
    "reviewer": ("reviewer_id", gettext_lazy("Reviewer")),
    "applicant": ("applicant_kind", gettext_lazy("Applicant")),
    "channel": ("channel", gettext_lazy("Channel")),
    "topic": ("topic", gettext_lazy("Topic")),
    "outcome": ("outcome", gettext_lazy("Outcome")),
}
MEASURES = {
    "received": gettext_lazy("Received"),
    "before": gettext_lazy("Carried in"),
    "decided": gettext_lazy("Concluded"),
    "open": gettext_lazy("Carried over"),
    "disclosed": gettext_lazy("Disclosed in full or part"),
    "refused": gettext_lazy("Refused"),
    "extended": gettext_lazy("Extended"),
    "late": gettext_lazy("Replied late"),
    "overdue": gettext_lazy("Open and overdue"),
}
AGES = ((0, 30), (31, 60), (61, 90), (91, 180), (181, None))  # calendar days since receipt
DELAYS = ((1, 5), (6, 10), (11, 20), (21, 60), (61, None))  # calendar days past the due day
REMEDIES = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after"),
}
TABLES = {**{key: label for key, (_column, label) in BREAKDOWNS.items()}, "ages": gettext_lazy("Ages"), "delays": gettext_lazy("Lateness"), "fate": gettext_lazy("Fate of replies")}  # fmt: skip


@dataclass
class StatisticsTable:
    """A table of counts: rows and columns as (key, label), a number for every pair."""

    key: str
    label: str
    corner: str
    columns: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    numbers: dict[CellKey, int]
    remarks: dict[str, str] = field(default_factory=dict)  # row -> a share with its two numbers
    remark: str = ""  # what the shares are

    def lines(self) -> Iterator[tuple[str, str, list[tuple[str, str, int]], str]]:
        """Yield each row: key, label, its columns as (key, label, number), its remark."""
        for key, label in self.rows:
            cells = [(column, name, self.numbers.get((key, column), 0)) for column, name in self.columns]
            yield key, label, cells, self.remarks.get(key, "")


# -- the statutory form ------------------------------------------------------------------------------------------


def filled_form_of_period(period: Period) -> FilledForm:
    """Return the form of the year of the last day, filled for the period; raise Refused for a year without one.

    Figures are entered by the year: a part of a year leaves their cells empty.
    """
    if period.whole_year:
        return filled_form_of(period)
    form = form_for(period.year)
    return fill_form(
        form,
        period.year,
        period.agency.name,
        groups=case_groups(period, form.case_columns),
        remedies=remedy_groups(period),
        units=len(period.agency_ids),
    )


def stated_figures(period: Period) -> bool:
    """Say whether figures are entered for the period, which only a year has."""
    return period.whole_year and figures_of(period).exists()


# -- conditions --------------------------------------------------------------------------------------------------


def _open(day: date) -> Q:
    return Q(received_on__lte=day) & (Q(decided_on__isnull=True) | Q(decided_on__gt=day))


def condition_of(name: str, period: Period, today: date) -> Q:
    """Return the condition of a column of a breakdown, within the cases of the period."""
    decided, day = Q(decided_on__lte=period.last), period.as_of(today)
    return {
        "received": Q(received_on__gte=period.first),
        "before": Q(received_on__lt=period.first),
        "decided": decided,
        "open": Q(decided_on__isnull=True) | Q(decided_on__gt=period.last),
        "disclosed": decided & Q(outcome__in=DISCLOSED),
        "refused": decided & Q(outcome="deny"),
        "extended": decided & Q(timeliness="extended"),
        "late": decided & Q(timeliness="late"),
        "overdue": _open(day) & Q(due_on__lt=day),
    }[name]


def _still_open(column: str, period: Period, today: date) -> Q:
    return {"open": _open(period.as_of(today)), "overdue": condition_of("overdue", period, today)}[column]


def _age(key: str, day: date) -> Q:
    least, most = _range(key, AGES)
    received = Q(received_on__lte=day - timedelta(days=least))
    return received if most is None else received & Q(received_on__gte=day - timedelta(days=most))


def _delay(key: str, column: str, period: Period, today: date) -> Q:
    """Return the condition of a delay: of replies up to their day, of open cases up to the day looked at."""
    least, most = _range(key, DELAYS)
    condition = condition_of(column, period, today)
    if column == "overdue":
        day = period.as_of(today)
        condition &= Q(due_on__lte=day - timedelta(days=least))
        return condition if most is None else condition & Q(due_on__gte=day - timedelta(days=most))
    late = Q(told_on__gt=F("due_on") + timedelta(days=least - 1))
    return condition & (late if most is None else late & Q(told_on__lt=F("due_on") + timedelta(days=most + 1)))


def _with_day(cases: QuerySet) -> QuerySet:
    """Return the cases with the day by which being in time is measured: that of delivery, else that of the reply."""
    return cases.annotate(told_on=Coalesce("delivered_on", "decided_on"))


def _range(key: str, ranges: tuple) -> tuple[int, int | None]:
    return {_range_key(*each): each for each in ranges}[key]


def _range_key(least: int, most: int | None) -> str:
    return f"{least}-{most or ''}"


def _fate(row: str, column: str, period: Period) -> Q:
    """Return the condition on proceedings of a row (outcome, or deny:ground) and a column (remedy:result)."""
    remedy, _colon, result = column.partition(":")
    concluded = Q(concluded_on__lte=period.last)
    outcome, _colon, ground = row.partition(":")
    if (
        result not in REMEDY_RESULTS
        or (row != ALL_ROWS and outcome and outcome not in OUTCOMES)
        or (ground and ground not in GROUNDS)
    ):
        raise KeyError(row, column)
    condition = Q(kind__in=REMEDIES[remedy])
    if result == "pending":
        condition &= Q(concluded_on__isnull=True) | Q(concluded_on__gt=period.last) | Q(result=result)
    else:
        condition &= concluded & Q(result=result)
    if row != ALL_ROWS:
        condition &= Q(case__outcome=outcome)
    return condition & Q(case__grounds__contains=f"|{ground}|") if ground else condition


def rows_counted_by(period: Period, table: str, row: str, column: str, today: date) -> QuerySet:
    """Return the cases or proceedings that a number counts; raise KeyError where there is no such number."""
    if table == "fate":
        return remedies_of(period).filter(_fate(row, column, period))
    cases = _with_day(cases_of(period))
    if table == "ages":
        condition = _still_open(column, period, today)
        return cases.filter(condition) if row == ALL_ROWS else cases.filter(condition, _age(row, period.as_of(today)))
    if table == "delays":
        if column not in ("late", "overdue"):
            raise KeyError(column)
        if row == ALL_ROWS:
            return cases.filter(condition_of(column, period, today))
        return cases.filter(_delay(row, column, period, today))
    fact = BREAKDOWNS[table][0]
    found = cases.filter(condition_of(column, period, today))
    return found if row == ALL_ROWS else found.filter(**_is(fact, row))


def _is(fact: str, row: str) -> dict:
    if not fact.endswith("_id"):
        return {fact: row}
    if not row:
        return {f"{fact}__isnull": True}
    if written.whole_number(row) is None:
        raise KeyError(row)
    return {fact: int(row)}


# -- tables ------------------------------------------------------------------------------------------------------


def table_of(period: Period, key: str, today: date) -> StatisticsTable:
    """Return one of the tables; raise KeyError for another name."""
    if key in BREAKDOWNS:
        return breakdown_table(period, key, today)
    return {"ages": age_table, "delays": delay_table, "fate": fate_table}[key](period, today)


def breakdown_table(period: Period, key: str, today: date) -> StatisticsTable:
    """Count the cases of the period by one fact, in one query; the most received first, units in their order."""
    fact, label = BREAKDOWNS[key]
    counts = {name: Count("pk", filter=condition_of(name, period, today)) for name in MEASURES}
    found = {
        ("" if given is None else str(given)): values
        for given, *values in cases_of(period).values_list(fact).annotate(**counts).values_list(fact, *counts)
    }
    names = _names(key, list(found))
    order = (
        list(names) if key == "unit" else sorted(found, key=lambda row: (row == "", -found[row][0], names.get(row, "")))
    )
    rows = [(row, names.get(row) or _none(key)) for row in order if row in found]
    numbers = {(row, name): n for row in found for name, n in zip(MEASURES, found[row], strict=True)}
    numbers |= {(ALL_ROWS, name): sum(found[row][place] for row in found) for place, name in enumerate(MEASURES)}
    columns = [(name, str(text)) for name, text in MEASURES.items()]
    return StatisticsTable(key, str(label), str(label), columns, [*rows, (ALL_ROWS, _("All"))], numbers)


def _none(key: str) -> str:
    return _("No reply yet") if key == "outcome" else _("Not stated")


def _names(key: str, found: list[str]) -> dict[str, str]:
    """Return what the rows of a breakdown are called."""
    if key == "unit":
        rows = Agency.objects.filter(pk__in=found).order_by("code").values_list("pk", "name")
        return {str(pk): name for pk, name in rows}
    pks = [row for row in found if row]
    if key == "section":
        return {
            str(each.pk): f"{each.name}（{each.agency.name}）"
            for each in Section.objects.filter(pk__in=pks).select_related("agency")
        }
    if key in ("handler", "reviewer"):
        people = Officer.objects.filter(pk__in=pks).select_related("agency")
        return {str(each.pk): f"{each}（{each.agency.name if each.agency else ''}）" for each in people}
    if key == "outcome":
        return {row: outcome_name(row) for row in pks}
    labels = {"applicant": dict(ApplicantKind.choices), "channel": dict(Channel.choices)}.get(key, {})
    return {row: str(labels.get(row, row)) for row in pks}


def age_table(period: Period, today: date) -> StatisticsTable:
    """Count the cases open on the last day, or today, by the calendar days since their receipt."""
    day = period.as_of(today)
    columns = [("open", _("Open")), ("overdue", _("Open and overdue"))]
    return _ranged(
        period, "ages", AGES, columns, lambda row, column: _still_open(column, period, today) & _age(row, day)
    )


def delay_table(period: Period, today: date) -> StatisticsTable:
    """Count late replies and overdue open cases by the calendar days past their due day."""
    columns = [("late", str(MEASURES["late"])), ("overdue", str(MEASURES["overdue"]))]
    return _ranged(period, "delays", DELAYS, columns, lambda row, column: _delay(row, column, period, today))


def _ranged(period: Period, key: str, ranges: tuple, columns: list, condition) -> StatisticsTable:
    rows = [(_range_key(*each), _days(*each)) for each in ranges]
    places = {
        (row, column): f"n{place}_{column}" for place, (row, _label) in enumerate(rows) for column, _label in columns
    }
    counts = _with_day(cases_of(period)).aggregate(
        **{name: Count("pk", filter=condition(*at)) for at, name in places.items()}
    )
    numbers = {at: counts[name] for at, name in places.items()}
    return StatisticsTable(key, str(TABLES[key]), _("Number of days"), columns, rows, numbers)


def _days(least: int, most: int | None) -> str:
    if most is None:
        return _("{least} days and more").format(least=least)
    return _("{least} to {most} days").format(least=least, most=most)


def fate_table(period: Period, today: date) -> StatisticsTable:
    """Count the proceedings of the period by the reply they attack and its grounds, by kind and result.

    A refusal on two grounds stands in the row of each; the row of the outcome counts it once.
    """
    rows = remedies_of(period).values_list("case__outcome", "case__grounds", "kind", "result")
    counted = rows.annotate(n=Count("pk"), done=Count("pk", filter=Q(concluded_on__lte=period.last)))
    kinds = {kind: remedy for remedy, members in REMEDIES.items() for kind in members}
    numbers: Counter[CellKey] = Counter()
    for outcome, grounds, kind, result, n, done in counted:
        places = [ALL_ROWS, outcome, *(f"{outcome}:{ground}" for ground in dict.fromkeys(split_grounds(grounds)))]
        for row in places:
            numbers[row, f"{kinds[kind]}:{result}"] += done
            numbers[row, f"{kinds[kind]}:pending"] += n - done
    found = {row for (row, _column), n in numbers.items() if n}
    order = [(row, label) for row, label in _fates() if row in found or row == ALL_ROWS]
    columns = [
        (f"{remedy}:{result}", f"{_remedy(remedy)} · {RemedyResult(result).label}")
        for remedy in REMEDIES
        for result in REMEDY_RESULTS
    ]
    remarks = {row: _corrected(row, numbers) for row, _label in order}
    return StatisticsTable(
        "fate",
        str(TABLES["fate"]),
        _("Reply"),
        columns,
        order,
        dict(numbers),
        remarks,
        _("Corrected, of those concluded"),
    )


def _remedy(key: str) -> str:
    return _("Reconsideration") if key == "reconsideration" else _("Litigation")


def _fates() -> Iterator[CellKey]:
    for outcome in OUTCOMES:
        yield outcome, outcome_name(outcome)
        for ground in GROUNDS:
            yield f"{outcome}:{ground}", f"　{ground_names(f'|{ground}|')}"
    yield "", _("No reply yet")
    yield ALL_ROWS, _("All")


def _corrected(row: str, numbers: Counter[CellKey]) -> str:
    by_result: defaultdict[str, int] = defaultdict(int)
    for remedy in REMEDIES:
        for result in REMEDY_RESULTS:
            by_result[result] += numbers[row, f"{remedy}:{result}"]
    done = sum(n for result, n in by_result.items() if result != "pending")
    return f"{by_result['corrected']}/{done} {percent(by_result['corrected'], done)}" if done else ""
