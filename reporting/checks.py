"""Hold a sheet against its equations, its columns, last year's table and itself."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from law.forms import Equation
from reporting.models import PublishedTable
from reporting.selectors import Sheet

OPERATORS = {"==": lambda a, b: a == b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b}
WORDS = {"==": "应当等于", "<=": "不应大于", ">=": "不应小于"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it holds, and the two figures."""

    rule: str
    per: str
    ok: bool
    severity: str  # error | warning | info
    left: int | float | None
    right: int | float | None
    message: str

    def as_json(self) -> dict:
        """Return the check as `annual_report` prints it."""
        return {
            key: float(value) if isinstance(value, Decimal) else value for key, value in asdict(self).items()
        }


def run(sheet: Sheet, before: PublishedTable | None = None) -> list[Finding]:
    """Return every check of the sheet, those that fail first."""
    found = [finding for equation in sheet.form.checks for finding in _equation(sheet, equation)]
    found += _row_totals(sheet)
    found += _carry_over(sheet, before)
    found.append(_classified(sheet))
    found += _not_stated(sheet)
    if sheet.pending_remedies:
        found.append(
            Finding(
                "尚未审结", "", True, "info", sheet.pending_remedies, None,
                f"另有 {sheet.pending_remedies} 件复议诉讼年底尚未审结，本表式没有对应的行，结案年度计入",
            )  # fmt: skip
        )
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda finding: (finding.ok, order[finding.severity]))


def _columns(sheet: Sheet, key: str) -> list[tuple[str, str]]:
    for table, row in sheet.form.rows():
        if row.key == key:
            return [(column.key, column.label) for column in table.columns]
    raise KeyError(key)


def _add(sheet: Sheet, keys: tuple[str, ...], column: str):
    values = [sheet.value(key, column) for key in keys]
    return None if None in values else sum(values)


def _equation(sheet: Sheet, equation: Equation) -> list[Finding]:
    found = []
    for column, label in _columns(sheet, equation.left[0]):
        left, right = _add(sheet, equation.left, column), _add(sheet, equation.right, column)
        if left is None or right is None:
            continue
        ok = OPERATORS[equation.op](left, right)
        severity = "info" if equation.severity == "explain" else equation.severity
        if ok:
            message = f"{left} {WORDS[equation.op]} {right}，相符"
        elif equation.severity == "explain":
            ok, message = True, f"{left} 件答复、{right} 项理由，差 {right - left}：{_several(sheet)}{equation.message}"
        else:
            message = f"{left} {WORDS[equation.op]} {right}，不符"
        found.append(Finding(equation.rule, label, ok, severity, left, right, message))
    return found


def _several(sheet: Sheet) -> str:
    several = sum(g.n for g in sheet.groups if g.decided and g.outcome == "deny" and g.grounds.count("|") > 2)
    return f"有 {several} 件答复同时有几项理由。" if several else ""


def _row_totals(sheet: Sheet) -> list[Finding]:
    found = []
    for table, row in sheet.form.rows():
        parts = [column for column in table.columns if column.key != "total"]
        if len(parts) == len(table.columns):
            continue
        left, right = sheet.value(row.key, "total"), sum(sheet.value(row.key, column.key) for column in parts)
        ok = left == right
        message = f"总计 {left} 应当等于各栏之和 {right}，{'相符' if ok else '不符'}"
        found.append(Finding("各栏之和=总计", table.path_of(row), ok, "error", left, right, message))
    return found


def _carry_over(sheet: Sheet, before: PublishedTable | None) -> list[Finding]:
    tables = sheet.form.tables
    carried = next(((t, r) for t, r in sheet.form.rows() if any(c.period == "carried" for c in r.count)), None)
    if carried is None or before is None or not tables:
        return []
    table, row = carried
    path = next((path for path in before.tables if path.endswith("四、结转下年度继续办理")), None)
    found = []
    for column in table.columns:
        stated = before.tables[path].get(column.label) if path else None
        if stated is None:
            continue
        ours = sheet.value(row.key, column.key)
        ok = ours == stated
        message = f"上年结转 {ours}，去年公布结转下年度 {stated}，{'相符' if ok else '不符'}"
        found.append(Finding("上年结转=去年公布的结转下年度", column.label, ok, "error", ours, stated, message))
    return found


def _classified(sheet: Sheet) -> Finding:
    n = sheet.unclassified
    message = f"有 {n} 件办结的申请在表里没有对应的行，需要归类" if n else "每件办结的申请都有对应的行"
    return Finding("未归类", "", n == 0, "error", n, 0, message)


def _not_stated(sheet: Sheet) -> list[Finding]:
    missing = [
        table.path_of(row)
        for table, row in sheet.form.rows()
        if row.indicator and any(sheet.value(row.key, column.key) is None for column in table.columns)
    ]
    if not missing:
        return []
    return [
        Finding(
            "没有填报", "", False, "warning", len(missing), 0, f"{len(missing)} 行没有填报：{missing[0]}" + ("等" if len(missing) > 1 else "")
        )
    ]
