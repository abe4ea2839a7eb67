"""What supervisors score of the annual reports: late, incomplete, copied, returned in vain; each fault once a report.

A report belongs to the period in which its units had to file. It is judged only where the year was filed in this system:
of a year that was filed elsewhere nothing is known, and nothing is assumed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min
from django.utils import timezone

from agencies.organisation.models import Agency, OfficerRole
from law import Refused
from law.reports.forms import form_for
from reporting.figures import units
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope
from reporting.filing.deadlines import FilingDeadlines, deadlines_of
from reporting.filing.models import Filing, FilingEvent, FilingTerms
from reporting.scores.occurrences import Occurrence
from reporting.statistics.periods import Period
from reporting.validation import services as validation_services
from reporting.validation.models import Disposition
from reporting.validation.rules import ValidationFinding

MISSING = ("blank", "not-stated-by", "part-empty", "part-five-empty")  # rules of findings
COPIED = ("table-of-last-year", "part-five-of-last-year", "part-five-of-another")
FAULTS = ("filed_late", "published_late", "incomplete", "identical", "unmended")
NAMED = 3  # findings that a sentence quotes

Faults = dict[str, list[Occurrence]]


@dataclass(frozen=True, slots=True)
class DueReport:
    """One government's report of one year, due in the period: who files it, and by when."""

    scope: Scope
    terms: FilingDeadlines
    members: tuple[Agency, ...]  # the units that are asked about

    @property
    def year(self) -> int:
        """Return the year reported on."""
        return self.scope.year


def report_faults(period: Period, today: date) -> tuple[set[int], Faults]:
    """Return the units whose report was judged in the period, and the faults found, by what is counted."""
    judged: set[int] = set()
    faults: Faults = defaultdict(list)
    for due in _due(period):
        filings = {one.agency_id: one for one in Filing.objects.filter(agency__in=due.members, year=due.year)}
        judged |= {unit.pk for unit in due.members}
        for kind, found in _judged(due, filings, today):
            faults[kind].append(found)
    return judged, faults


def _due(period: Period) -> Iterator[DueReport]:
    """Yield what had to be filed in the period by the units asked about, government by government."""
    of_government: defaultdict[int, list[Agency]] = defaultdict(list)
    governments: dict[int, Agency] = {}
    for unit, government in _governments(period).items():
        if not government.is_government:
            continue  # nobody takes the filing of a unit under no government
        of_government[government.pk].append(unit)
        governments[government.pk] = government
    for pk, asked in of_government.items():
        for year in range(period.first.year - 1, period.last.year):
            terms = deadlines_of(governments[pk], year)
            if not period.first <= terms.units_by <= period.last or not _has_form(year):
                continue
            scope = Scope(governments[pk], year, True)
            filing = units.units_of(scope)
            members = tuple(unit for unit in asked if unit.pk in filing)
            own_terms = FilingTerms.objects.filter(government_id=pk, year=year)
            if members and (Filing.objects.filter(agency__in=filing, year=year).exists() or own_terms.exists()):
                yield DueReport(scope, terms, members)


def _governments(period: Period) -> dict[Agency, Agency]:
    """Return every unit of the period with the government that takes its filing; one query for all of them."""
    every = Agency.objects.in_bulk()
    for agency in every.values():
        agency.parent = every.get(agency.parent_id)
    return {every[pk]: units.government_of(every[pk]) for pk in sorted(period.agency_ids)}


def _has_form(year: int) -> bool:
    try:
        form_for(year)
    except Refused:
        return False
    return True


def _judged(due: DueReport, filings: Mapping[int, Filing], today: date) -> Iterator[tuple[str, Occurrence]]:
    if today <= due.terms.units_by:
        return
    for unit in due.members:
        if late := _late(due, unit, filings.get(unit.pk)):
            yield "filed_late", late
    yield from _unmended(due, filings)
    if late := _published_late(due, today):
        yield "published_late", late
    found, answered = validation_services.validate_units(due.scope), _answered(due)
    for unit in due.members:
        findings = found.get(unit.pk, ())
        missing = [one for one in findings if one.rule in MISSING]
        copied = [
            one
            for one in findings
            if one.rule in COPIED and not validation_services.reason_applies(answered.get((unit.pk, one.identity)), one)
        ]
        if missing:
            yield "incomplete", _found(due, unit, missing, "缺", "missing")
        if copied:
            yield "identical", _found(due, unit, copied, "雷同", "copied")


def _about(
    due: DueReport, unit: Agency, on: date, text: str, english: str, page: str = "filing", by: str = ""
) -> Occurrence:
    return Occurrence(unit.pk, on, f"{due.year}年度：{text}", f"{due.year}: {english}", by, due.year, unit.code, page)


def _late(due: DueReport, unit: Agency, filing: Filing | None) -> Occurrence | None:
    by, came = due.terms.units_by, filing.confirmed_on if filing else None
    if came is None:
        return _about(due, unit, by, f"应于 {by} 前报送，还没有报送", f"due {by}, not filed yet")
    return (
        _about(due, unit, came, f"应于 {by} 前报送，{came} 才报送", f"due {by}, filed on {came}") if came > by else None
    )


def _published_late(due: DueReport, today: date) -> Occurrence | None:
    """Return a publication after its day by the government itself; of a table brought in the day is not known."""
    government, by = due.scope.agency, due.terms.publish_by
    if government not in due.members:
        return None
    tables = PublishedTable.objects.filter(agency=government, year=due.year)
    first: datetime | None = tables.filter(publication__isnull=False).aggregate(first=Min("frozen_at"))["first"]
    if first is None:
        if today <= by or tables.exists():
            return None
        return _about(due, government, by, f"应于 {by} 前公布，还没有公布", f"due {by}, not published yet", "report")
    day = timezone.localdate(first)
    return (
        _about(due, government, day, f"应于 {by} 前公布，{day} 才公布", f"due {by}, published on {day}", "report")
        if day > by
        else None
    )


def _answered(due: DueReport) -> dict[tuple[int, str], Disposition]:
    """Return the reasons that the government's supervisors gave for findings; a unit does not excuse itself."""
    given = Disposition.objects.filter(agency__in=due.members, year=due.year, by__agency=due.scope.agency).order_by(
        "id"
    )
    overseers = set(
        OfficerRole.objects.filter(role="supervisor", officer__agency=due.scope.agency).values_list(
            "officer_id", flat=True
        )
    )
    return {(one.agency_id, one.finding): one for one in given if one.by_id in overseers}


def _found(due: DueReport, unit: Agency, findings: list[ValidationFinding], word: str, english: str) -> Occurrence:
    more = len(findings) - NAMED
    text = "；".join(one.message for one in findings[:NAMED]) + (f"……共 {len(findings)} 项" if more > 0 else "")
    told = "; ".join(one.english for one in findings[:NAMED]) + (f"… {len(findings)} in all" if more > 0 else "")
    return _about(
        due, unit, due.terms.units_by, f"{word} {len(findings)} 项：{text}", f"{len(findings)} {english}: {told}"
    )


# -- returned and not corrected --------------------------------------------------------------------------------------


def _unmended(due: DueReport, filings: Mapping[int, Filing]) -> Iterator[tuple[str, Occurrence]]:
    """Yield the reports in which a figure was returned with a remark and confirmed again with the same number."""
    events: defaultdict[int, list[FilingEvent]] = defaultdict(list)
    for event in FilingEvent.objects.filter(filing__in=filings.values()).select_related("by").order_by("filing", "seq"):
        events[event.filing_id].append(event)
    for unit in due.members:
        filing = filings.get(unit.pk)
        same = list(figures_confirmed_unchanged(events[filing.pk])) if filing else []
        if same:
            names = "、".join(dict.fromkeys(name for name, _number, _event in same))
            last = same[-1][2]
            text = f"退回后未改又确认：{names}（仍为 {same[-1][1]}）"
            yield (
                "unmended",
                _about(
                    due,
                    unit,
                    timezone.localdate(last.at),
                    text,
                    f"returned, confirmed again unchanged: {names}",
                    by=str(last.by),
                ),
            )


def figures_confirmed_unchanged(events: list[FilingEvent]) -> Iterator[tuple[str, str, FilingEvent]]:
    """Yield every returned figure that was confirmed again with the same number: its name, the number, the confirmation.

    A return names its figures; what was typed before the events begin shows in no event, and stays the same unless typed.
    """
    now: dict[str, str] = {}
    returned: dict[str, str | None] = {}
    for event in events:
        if event.act == "enter":
            now[event.data["indicator"]] = event.data["to"]
        elif event.act == "return":
            returned = {name: now.get(name) for name in event.data.get("figures") or ()}
        elif event.act == "confirm":
            for name, before in returned.items():
                if now.get(name) == before:
                    yield name, before if before is not None else "原数", event
            returned = {}
