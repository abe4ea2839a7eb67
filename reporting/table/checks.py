"""Check a table: balance equations, row totals, last year's table, cases that no row takes, figures not stated."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from law.reports.forms import Column, Equation, Form, Row, Term
from reporting.table.filled import CellKey, CellValue, FilledForm

UNITS_NAMED = 5  # units that a sentence names

CellLookup = Callable[[str, str], CellValue]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what stands on both sides, whether it holds, and a sentence that says so."""

    rule: str
    per: str
    ok: bool
    severity: str  # error | warning
    left: CellValue
    right: CellValue
    message: str
    english: str
    cells: tuple[CellKey, ...] = ()

    def as_json(self) -> dict:
        """Return the members that the exchange format names."""
        names = ("rule", "per", "ok", "severity", "left", "right", "message")
        return {name: getattr(self, name) for name in names}


def run_checks(
    sheet: FilledForm, last: CellLookup | None = None, silent: Mapping[CellKey, list[str]] | None = None
) -> list[Check]:
    """Return every check of a filled sheet; `last` looks up last year's table, `silent` names units without a figure."""
    return [
        *check_equations(sheet.form, sheet.value, last, sheet.overlaps),
        *check_totals(sheet.form, sheet.value),
        *_placed(sheet),
        *_flow(sheet),
        *_notes(sheet),
        *_unstated(sheet, silent or {}),
    ]


def check_equations(
    form: Form,
    value: CellLookup,
    last: CellLookup | None = None,
    overlaps: Mapping[str, Mapping[int, int]] | None = None,
) -> Iterator[Check]:
    """Check each balance equation, column by column; one with a number that is not stated is left out.

    `overlaps` tells how many cases stand in several rows; None where only the table is known.
    """
    for equation in form.equations:
        first = equation.left[0]
        columns = form.columns(first.row)
        if first.column:
            columns = (form.column(first.row, first.column),)
        for column in columns:
            overlap = None if overlaps is None else overlaps.get(equation.rule, {})
            found = _equation(equation, column, len(columns) > 1, value, last, overlap)
            if found:
                yield found


def _equation(equation: Equation, column: Column, several: bool, value, last, overlap) -> Check | None:
    sides = []
    for terms in (equation.left, equation.right):
        numbers = [_number(term, column, value, last) for term in terms]
        if None in numbers:
            return None
        sides.append(numbers)
    left, right = (sum(numbers) for numbers in sides)
    ok = left == right if equation.relation == "==" else left <= right
    severity, why, why_english = "error" if ok else equation.severity, "", ""  # what holds is nothing to look at
    if ok and left < right and equation.overlap:
        severity = "warning"
        why, why_english = _overlapping(equation, right - left, overlap)
    sign = "＝" if left == right else "≠" if equation.relation == "==" else "≤" if ok else "＞"
    sums = f"{_side(sides[0])} {sign} {_side(sides[1])}"
    return Check(
        equation.rule,
        column.label if several else "",
        ok,
        severity,
        left,
        right,
        f"{equation.name}：{sums}{why}",
        f"{equation.english}: {sums}{why_english}",
        tuple((term.row, term.column or column.key) for term in equation.left if not term.last),
    )


def _overlapping(equation: Equation, more: CellValue, overlap: Mapping[int, int] | None) -> tuple[str, str]:
    """Say why the parts exceed the whole: by the cases where they are known, else what must be so."""
    if overlap is None:
        return (
            f"。{equation.overlap}；多出{more}项，应当有这样的答复，请核对",
            f". {equation.overlap_english}; {more} more, so there must be such replies",
        )
    cases = sum(overlap.values())
    return (
        f"。{equation.overlap}。其中{cases}件依据两项以上理由，多计{sum((k - 1) * n for k, n in overlap.items())}项",
        f". {equation.overlap_english}: {cases} such replies",
    )


def _number(term: Term, column: Column, value: CellLookup, last: CellLookup | None) -> CellValue:
    look = last if term.last else value
    found = look(term.row, term.column or column.key) if look else None
    return None if found is None else term.sign * found


def _side(numbers: list) -> str:
    if len(numbers) > 4:
        return str(sum(numbers))
    text = str(numbers[0])
    for number in numbers[1:]:
        text += f" － {-number}" if number < 0 else f" ＋ {number}"
    return text


def check_totals(form: Form, value: CellLookup) -> Iterator[Check]:
    """Check in every row that each total column is the sum of its columns; rows that hold share one line a table."""
    for table in form.tables:
        for column in (column for column in table.columns if column.of):
            wrong, compared = [], 0
            for row in (row for row in table.rows if row.kind not in ("group", "heading")):
                parts = [value(row.key, key) for key in column.of]
                total = value(row.key, column.key)
                if None not in parts and total is not None:
                    compared += 1
                    if sum(parts) != total:
                        wrong.append((row, total, sum(parts)))
            name = " ＋ ".join(each.label for each in table.columns if each.key in column.of)
            for row, total, parts in wrong:
                yield _total(row, column, total, parts, f"{name} ＝ {column.label}")
            if compared and not wrong:
                yield Check(
                    f"row-total-{table.key}", column.label, True, "error", compared, compared,
                    f"{compared}行：{name} ＝ {column.label}", f"{compared} rows: the total equals the sum of its columns",
                )  # fmt: skip


def _total(row: Row, column: Column, total: CellValue, parts: CellValue, name: str) -> Check:
    return Check(
        "row-total", row.name, False, "error", parts, total,
        f"{row.label}：{name}，各栏之和 {parts}，{column.label} {total}",
        f"{row.label}: the columns add up to {parts}, the total says {total}",
        ((row.key, column.key),),
    )  # fmt: skip


def _placed(sheet: FilledForm) -> Iterator[Check]:
    for key, found in sheet.misplaced.items():
        row, number = sheet.form.rows[key], sum(n for _, n in found)
        message, english = (
            f"{row.label}：每件都计入一行，且只计一次",
            f"{row.label}: every case stands in exactly one row",
        )
        if found:
            which = "；".join(f"{_facts(facts)} {n}件" for facts, n in found)
            message = f"{row.label}：{number}件没有归入任何一行，或者归入了几行（{which}）"
            english = f"{row.label}: {number} not classified ({which})"
        yield Check(f"not-classified-{key}", row.label, not found, "error", number, 0, message, english)


def _facts(facts: Mapping[str, str]) -> str:
    outcome, grounds = facts.get("outcome"), split_grounds(facts.get("grounds", ""))
    if outcome is None:
        return "、".join(f"{name}“{value}”" for name, value in sorted(facts.items()))
    label = OUTCOMES[outcome].label if outcome in OUTCOMES else "没有办理结果"
    reasons = "、".join(GROUNDS[code].label if code in GROUNDS else code for code in grounds)
    return f"{label}（{reasons or '没有理由'}）" if "grounds" in facts and outcome == "deny" else label


def _flow(sheet: FilledForm) -> Iterator[Check]:
    flow = sheet.flow
    left, right = flow["received-in"] + flow["received-before"], flow["decided-in"] + flow["decided-open"]
    message = "本年收到{received-in}件、上年结转{received-before}件；本年办结{decided-in}件、结转下年{decided-open}件"
    english = "{received-in} received and {received-before} carried in; {decided-in} concluded and {decided-open} carried over"
    yield Check(
        "received-decided", "", left == right, "error", left, right, message.format(**flow), english.format(**flow)
    )


def _notes(sheet: FilledForm) -> Iterator[Check]:
    for note in sheet.form.notes:
        number = sheet.notes[note.rule]
        if number:
            yield Check(
                note.rule, "", True, "warning", number, None, f"{number}件{note.text}", f"{number}: {note.english}"
            )


def _listed(names: list[str]) -> str:
    """Return a list of units that fits into a sentence: all of a few, the first of many; the units' page shows every one."""
    return "、".join(names) if len(names) <= UNITS_NAMED else f"{'、'.join(names[:UNITS_NAMED])}等"


def _unstated(sheet: FilledForm, silent: Mapping[CellKey, list[str]]) -> Iterator[Check]:
    form = sheet.form
    empty = [key for key in sheet.unstated if sheet.value(*key) is None]
    if empty:
        names = "、".join(form.entered_cells[key] for key in empty)
        yield Check(
            "not-stated", "", False, "warning", len(empty), 0,
            f"{len(empty)}项填报数没有填：{names}", f"{len(empty)} entered figures are not stated: {names}", tuple(empty),
        )  # fmt: skip
    for key, number in sheet.unstated.items():
        if key not in empty:
            units = _listed(silent.get(key, []))
            name = form.entered_cells[key]
            yield Check(
                "not-stated-by", name, False, "warning", sheet.units - number, sheet.units,
                f"{name}：{number}家没有填报" + (f"（{units}）" if units else ""),
                f"{name}: {number} units did not state it" + (f" ({units})" if units else ""),
                (key,),
            )  # fmt: skip
