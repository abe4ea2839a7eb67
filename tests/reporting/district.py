"""A district whose units file, for tests: a government, three bureaus, their people, a year of cases and figures."""

from datetime import date, datetime

from law.reports.forms import form_for
from reporting.commentary import services as commentary_services
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.publication import services as publication_services
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.workflow.sample_office import SHANGHAI, at, officer

YEAR = 2025
JANUARY = date(2026, 1, 20)
FEBRUARY = date(2026, 2, 20)
MORNING = datetime(2026, 2, 20, 9, tzinfo=SHANGHAI)
PROBLEMS = {
    "G": "区政府本级的问题是答复文书的说理不够充分，下一步由法制机构逐件审核，每季度通报一次并开展一次培训。",
    "B1": "一是少数经办人对检索范围把握不准，二是征求意见的函件送达偏慢，今后检索记录一律附卷，函件当日寄出。",
    "B2": "台账登记不够及时，网站栏目更新滞后；已指定专人每日登记，栏目由办公室按月检查，结果计入年度考核。",
    "B3": "公开目录还没有覆盖全部科室，今年将补齐缺项，同时把依申请公开的高频事项转为主动公开，方便群众查询。",
}


class District:
    """A government G and bureaus B1 to B3, each with a clerk and a head; the government with a supervisor."""

    def __init__(self, of: int = YEAR):
        self.of = of
        self.january, self.february = date(of + 1, 1, 20), date(of + 1, 2, 20)
        self.government = year.agency("G", "government", name="某区人民政府")
        self.bureaus = [
            year.agency(f"B{n}", parent=self.government, name=f"某区{name}局")
            for n, name in enumerate(("住建", "教育", "水利"), 1)
        ]
        self.units = [self.government, *self.bureaus]
        self.clerks = {one.code: officer(f"clerk{one.code}", one, "clerk") for one in self.units}
        self.heads = {one.code: officer(f"head{one.code}", one, "signer") for one in self.units}
        self.supervisor = officer("supervisor", self.government, "supervisor")
        self.auditor = officer("auditor", self.government, "auditor")
        self.administrator = officer("administrator", self.government, "administrator")

    def cases(self):
        """Store a year of cases: some carried in, some carried out, one with proceedings."""
        rows = []
        for place, unit in enumerate(self.units):
            for n in range(4 + place):
                rows.append(
                    {
                        "agency": unit,
                        "received_on": date(self.of, 1 + n, 5),
                        "outcome": "open",
                        "decided_on": date(self.of, 1 + n, 20),
                    }
                )
            rows.append(
                {
                    "agency": unit,
                    "received_on": date(self.of - 1, 12, 20),
                    "outcome": "deny",
                    "grounds": "|privacy|",
                    "decided_on": date(self.of, 1, 10),
                    "applicant_kind": "business",
                }
            )
            rows.append({"agency": unit, "received_on": date(self.of, 12, 20)})
        made = year.cases(rows)
        year.remedy(made[0], "reconsideration", date(self.of, 6, 1), "upheld", date(self.of, 7, 1))
        return made

    def figures(self, unit, value=3):
        """Type every figure of the unit's sheet, with evidence."""
        typed = {name: (value, "台账第1页") for name in form_for(self.of).entered_cells.values()}
        return filing_services.enter_figures(unit, self.of, typed, by=self.clerks[unit.code], now=at(self.january))

    def filled(self, unit):
        """Fill in a unit's report: figures, the overview and part five."""
        self.figures(unit)
        for part in form_for(self.of).parts:
            if part.needed and part.key != commentary_services.PROBLEMS:
                filing_services.write_text(
                    unit,
                    self.of,
                    part.key,
                    f"{unit.name}本年落实公开职责。",
                    by=self.clerks[unit.code],
                    now=at(self.january),
                )
        filing_services.write_text(
            unit,
            self.of,
            commentary_services.PROBLEMS,
            PROBLEMS[unit.code],
            by=self.clerks[unit.code],
            now=at(self.january),
        )

    def confirmed(self, unit):
        """Fill in and confirm."""
        self.filled(unit)
        filing_services.confirm(unit, self.of, by=self.heads[unit.code], now=at(self.january))

    def explained(self, scope, by=None, now=None):
        """Give a reason for every soft finding of a report."""
        found = validation_services.validate_report(scope)
        for finding in validation_services.unexplained_findings(found, validation_services.dispositions(scope)):
            filing_services.explain_finding(
                scope,
                finding.identity,
                "已核对，属实",
                by=by or self.supervisor,
                now=now or at(self.february),
                findings=found,
            )

    def accepted(self, unit):
        """Fill in, confirm, explain and accept."""
        self.confirmed(unit)
        self.explained(scope_of(unit, self.of, "own"))
        filing_services.accept(unit, self.of, by=self.supervisor, now=at(self.february))

    def last_year(self, agency, **cells):
        """Store the table that an agency published for the year before: noughts, but for cells written as P1_1__made."""
        form = form_for(self.of - 1)
        rows = [row for row in form.printed if row.kind != "heading"]
        tables = {row.name: {column.label: 0 for column in form.columns(row.key)} for row in rows}
        for name, value in cells.items():
            row, column = name.replace("_", ".", 1).split("__") if "_" in name.split("__")[0] else name.split("__")
            tables[form.rows[row].name][form.column(row, column).label] = value
        PublishedTable.objects.create(
            agency=agency, year=self.of - 1, form=form.code, tables=tables, sha256="x", frozen_at=at(self.january)
        )

    @property
    def scope(self):
        """Return the year of the whole district."""
        return scope_of(self.government, self.of)

    def publish(self, now: datetime | None = None, **given):
        """Publish the district's year after everything has been accepted and explained."""
        self.explained(self.scope)
        return publication_services.publish(self.scope, by=self.supervisor, now=now or at(self.february), **given)

    def ready(self):
        """Accept every unit."""
        for unit in self.units:
            self.accepted(unit)
        return self
