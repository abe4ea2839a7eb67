"""Audit a published report: balance, chain to last year, sentences against the table, arithmetic, form of the year."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from law.reports.forms import Form
from reporting.audit.statement import PublishedStatement, cells_not_stated
from reporting.claims import contradictions
from reporting.claims.attribution import Attribution
from reporting.table import checks
from reporting.table.checks import Check
from reporting.table.filled import CellValue

KINDS = ("table", "chain", "text", "arithmetic", "form")


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One finding: the rule, its kind and weight, the place, what was published and what was expected there."""

    rule: str
    kind: str
    severity: str  # error | warning
    where: str
    published: CellValue | str
    expected: CellValue | str
    message: str

    def as_json(self) -> dict:
        """Return the members that the audit's JSON has, numbers as numbers."""
        return {name: value if isinstance(value, int | str) else _plain(value) for name, value in asdict(self).items()}


def _plain(value: CellValue) -> float | None:
    return None if value is None else float(value)


def audit_report(report: PublishedStatement, previous: PublishedStatement | None = None) -> list[AuditFinding]:
    """Return every finding of a report, errors first; `previous` is the same body's report of the year before.

    A cell that is not stated is never guessed: an equation that needs it is left out.
    """
    found = [*_form(report), *_tables(report, previous), *_sentences(report, previous), *_succession(report, previous)]
    return sorted(found, key=lambda finding: (finding.severity != "error", KINDS.index(finding.kind)))


def _form(report: PublishedStatement) -> Iterator[AuditFinding]:
    for oddity in report.oddities:
        yield AuditFinding(oddity.rule, "form", oddity.severity, oddity.where, oddity.published, "", oddity.message)
    empty = list(cells_not_stated(report))
    stated_rows = {row for row, _ in report.cells}
    empty = [(row, column) for row, column in empty if row.key in stated_rows]
    if empty and report.form.first_year >= 2019:  # since 2019 a cell without anything to state says 0
        rows = list(dict.fromkeys(row.label for row, _ in empty))
        where = "、".join(rows[:5]) + ("等" if len(rows) > 5 else "")
        yield AuditFinding("not-stated", "form", "warning", where, "", "0", f"{len(empty)}格没有填数，没有的应当填 0")


def _tables(report: PublishedStatement, previous: PublishedStatement | None) -> Iterator[AuditFinding]:
    form = report.form
    last = previous.value if previous else None
    chained = {each.rule for each in form.equations if any(term.last for term in (*each.left, *each.right))}
    for check in (*checks.check_equations(form, report.value, last, None), *checks.check_totals(form, report.value)):
        if not check.ok or check.severity == "warning":
            kind = "chain" if check.rule in chained else "table"
            yield AuditFinding(
                check.rule, kind, check.severity, _where(form, check), check.left, check.right, check.message
            )


def _where(form: Form, check: Check) -> str:
    if not check.cells:
        return check.per
    row, column = check.cells[0]
    return f"{form.rows[row].name} / {form.column(row, column).label}"


def _sentences(report: PublishedStatement, previous: PublishedStatement | None) -> Iterator[AuditFinding]:
    last = previous.value if previous and previous.form is report.form else None
    about = Attribution(report.year, report.body)
    for found in contradictions.find_contradictions(report.form.code, report.sentences, report.value, about, last):
        where = found.sentence if len(found.sentence) <= 60 else f"{found.sentence[:60]}……"
        yield AuditFinding(
            found.rule, found.kind, found.severity, where, found.published, found.expected, found.message
        )


def _succession(report: PublishedStatement, previous: PublishedStatement | None) -> Iterator[AuditFinding]:
    if previous is not None and previous.year != report.year - 1:
        message = f"对照的是 {previous.year} 年的表，不是上一年（{report.year - 1} 年）的"
        yield AuditFinding("previous-year", "chain", "error", "", previous.year, report.year - 1, message)


def previous_of(report: PublishedStatement, others: Sequence[PublishedStatement]) -> PublishedStatement | None:
    """Return the report of the same body for the year before, if it is among the others."""
    for other in others:
        if other is not report and other.year == report.year - 1 and other.body and other.body == report.body:
            return other
    return None


def findings_without_previous(report: PublishedStatement, others: Sequence[PublishedStatement]) -> list[AuditFinding]:
    """Return a finding where last year's report may be among the others and was not recognised because its name is missing.

    Without it nobody would see that the chain to last year was not checked.
    """
    if previous_of(report, others) is not None:
        return []
    before = [other for other in others if other is not report and other.year == report.year - 1]
    if before and not report.body:
        return [_unchained("没有读到单位名称，没有与上年衔接核对")]
    if any(not other.body for other in before):
        return [_unchained(f"有一份 {report.year - 1} 年的报告没有读到单位名称，没有与上年衔接核对")]
    return []


def _unchained(message: str) -> AuditFinding:
    return AuditFinding("no-name", "form", "warning", "", "", "", message)
