"""The units' reports of a year on their way: entered, written, confirmed, returned or accepted, each on its day.

Sixty units through the doors of `filing` one by one would judge the district two hundred times. Here it is judged
once a year, by the same rules; what is stored is what the doors store, and publication checks every bit of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from law import Refused
from law.calendars.working_days import Calendar
from law.reports.forms import form_for
from reporting.commentary import services as commentary_services
from reporting.commentary.models import Passage
from reporting.demo import figures, texts
from reporting.figures import units
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.filing import services as filing_services
from reporting.filing.deadlines import statutory_deadlines
from reporting.filing.models import Filing, FilingEvent, FilingState
from reporting.table.numbers import plain_number
from reporting.validation import services as validation_services
from reporting.validation.models import Disposition
from reporting.validation.rules import HARD, SOFT
from workflow.cases.selectors import calendar
from workflow.demo.people import GOVERNMENT

LATE, RETURNED = "OH-B46", "OH-T09"  # the unit that files late, and the one whose report was sent back once
REMARK = "现行有效件数与你单位网站公布的目录对不上，请核对后重新确认"
DOUBTED = "二 行政规范性文件 现行有效件数"
REASON = "经与台账逐项核对，数字属实；本单位相关事项本身较少或者逐年变化较大"
ACCEPTED_AFTER = 4  # working days from confirmation


@dataclass(slots=True)
class FilingPlan:
    """When a unit fills in, confirms, is returned its report, and has it accepted."""

    unit: Agency
    place: int
    filled: date
    confirmed: date
    returned: date | None
    accepted: date


def filing_plans(year: int, agencies: list[Agency], days: Calendar) -> list[FilingPlan]:
    """Return the days of every unit: spread over January, one unit after its term."""
    term = statutory_deadlines(year).units_by
    found = []
    for place, unit in enumerate(agencies):
        confirmed = days.add(date(year + 1, 1, 3), 2 + place % 16)
        if unit.code == LATE:
            confirmed = days.add(term, 3)
        confirmed = min(confirmed, term) if unit.code != LATE else confirmed
        returned = days.add(confirmed, 2) if unit.code == RETURNED else None
        filled = date(year + 1, 1, 2) if confirmed <= date(year + 1, 1, 9) else confirmed - timedelta(days=6)
        found.append(
            FilingPlan(
                unit, place, filled, confirmed, returned, days.add(confirmed, ACCEPTED_AFTER + (6 if returned else 0))
            )
        )
    return found


@transaction.atomic
def file_year(year: int, *, today: date, entered: bool) -> list[FilingPlan]:
    """Fill in, confirm and accept the reports of all units of a year as far as they are on a day; return their plans.

    With `entered` the figures are typed as well; else they are on file. Raises Refused where a report has a hard finding.
    """
    government = Agency.objects.get(code=GOVERNMENT)
    scope = Scope(government, year, True)
    members = units.units_of(scope)
    agencies = list(Agency.objects.filter(pk__in=members).order_by("code"))
    people = {person.username: person for person in Officer.objects.all()}
    writer = _Writer(year, today, people)
    done = filing_plans(year, agencies, calendar())
    for plan in done:
        if plan.filled <= today:
            writer.fill_in(plan, entered=entered)
    writer.store()
    _explain(scope, [plan for plan in done if plan.confirmed <= today], writer)
    sheets = units.filled_forms_of_units(scope, form_for(year), members)
    written = commentary_services.texts_of(members, year)
    for plan in done:
        pk = plan.unit.pk
        writer.conclude(plan, filing_services.hash_of_report(sheets[pk], written.get(pk, {})))
    writer.store()
    return done


def _explain(scope: Scope, confirmed: list[FilingPlan], writer: "_Writer") -> None:
    """Give the reasons for soft findings, as the units do before they confirm; a hard one has no excuse here."""
    findings = validation_services.validate_units(scope)
    for plan in confirmed:
        for finding in findings[plan.unit.pk]:
            if finding.severity == HARD:
                raise Refused(
                    f"{plan.unit.name} {scope.year}：{finding.message}", english=f"{plan.unit.code}: {finding.english}"
                )
            writer.explain(plan, finding)
    Disposition.objects.bulk_create(writer.dispositions)
    writer.dispositions = []


class _Writer:
    """The rows to be written, as the doors of `filing` write them."""

    def __init__(self, year: int, today: date, people: dict[str, Officer]):
        self.year, self.today, self.people = year, today, people
        self.supervisor = people["supervisor"]
        self.filings: dict[int, Filing] = {}
        self.events: list[FilingEvent] = []
        self.figures: list[Figure] = []
        self.passages: list[Passage] = []
        self.dispositions: list[Disposition] = []

    def fill_in(self, plan: FilingPlan, *, entered: bool) -> None:
        """Type the figures with their evidence and write the own words, both by the clerk."""
        clerk, at = self._of(plan, "clerk"), self._at(plan.filled, plan)
        self.filings[plan.unit.pk] = Filing(agency=plan.unit, year=self.year)
        for name, value in figures.entered_figures(plan.unit, self.year).items() if entered else ():
            evidence = figures.EVIDENCE[name] if value else ""
            self.figures.append(
                Figure(
                    agency=plan.unit,
                    year=self.year,
                    indicator=name,
                    value=value,
                    evidence=evidence,
                    entered_by=clerk,
                    entered_at=at,
                )
            )
            self._note(
                plan,
                "enter",
                clerk,
                at,
                {"indicator": name, "from": None, "to": str(plain_number(value)), "evidence": evidence},
            )
        headings = {part.key: part.name for part in form_for(self.year).parts}
        for section, text in texts.written_texts(plan.unit, self.year, plan.place).items():
            self.passages.append(
                Passage(agency=plan.unit, year=self.year, section=section, version=1, text=text, by=clerk, at=at)
            )
            self._note(plan, "write", clerk, at, {"section": section, "heading": headings[section], "version": 1})

    def explain(self, plan: FilingPlan, finding) -> None:
        """Give the unit's reason for a soft finding."""
        if finding.severity == SOFT:
            self.dispositions.append(
                Disposition(
                    agency=plan.unit,
                    year=self.year,
                    finding=finding.identity,
                    rule=finding.rule,
                    message=finding.message,
                    reason=REASON,
                    by=self._of(plan, "clerk"),
                    at=self._at(plan.confirmed, plan),
                )  # fmt: skip
            )

    def conclude(self, plan: FilingPlan, sheet: str) -> None:
        """Confirm, return and accept as far as the day has come."""
        signer, row = self._of(plan, "signer"), self.filings.get(plan.unit.pk)
        if row is None or plan.confirmed > self.today:
            return
        row.confirmed_on = plan.confirmed
        self._act(plan, "confirm", signer, plan.confirmed, sheet)
        if plan.returned and plan.returned <= self.today:
            data = {"figures": {DOUBTED: REMARK}} if "2021" in form_for(self.year).code else {"figures": {}}
            self._act(plan, "return", self.supervisor, plan.returned, "", remark=REMARK, data=data)
            again = calendar().add(plan.returned, 3)
            if again > self.today:
                return
            self._act(plan, "confirm", signer, again, sheet)
        if plan.accepted <= self.today:
            self._act(plan, "accept", self.supervisor, plan.accepted, sheet)

    def _act(
        self,
        plan: FilingPlan,
        act: str,
        by: Officer,
        day: date,
        sheet: str,
        *,
        remark: str = "",
        data: dict | None = None,
    ) -> None:
        row = self.filings[plan.unit.pk]
        self._note(plan, act, by, self._at(day, plan), data or {}, sheet=sheet, remark=remark)
        row.state = FilingState(filing_services.RULES[act].target)
        row.sheet_sha256 = sheet or row.sheet_sha256

    def _note(
        self, plan: FilingPlan, act: str, by: Officer, at: datetime, data: dict, *, sheet: str = "", remark: str = ""
    ) -> None:
        row = self.filings[plan.unit.pk]
        row.version += 1
        self.events.append(
            FilingEvent(
                filing=row, seq=row.version, act=act, by=by, at=at, remark=remark, data=data, sheet_sha256=sheet
            )
        )

    def store(self) -> None:
        """Write what was gathered since the last time."""
        new = [row for row in self.filings.values() if row.pk is None]
        Filing.objects.bulk_create(new)
        Filing.objects.bulk_update(self.filings.values(), ["state", "sheet_sha256", "confirmed_on", "version"])
        Figure.objects.bulk_create(self.figures)
        Passage.objects.bulk_create(self.passages)
        FilingEvent.objects.bulk_create(self.events)
        self.figures, self.passages, self.events = [], [], []

    def _of(self, plan: FilingPlan, role: str) -> Officer:
        return self.people[f"{plan.unit.code}-{role}".lower()]

    @staticmethod
    def _at(day: date, plan: FilingPlan) -> datetime:
        morning = datetime.combine(day, time(9, 20), tzinfo=timezone.get_default_timezone())
        return morning + timedelta(minutes=plan.place * 6)
