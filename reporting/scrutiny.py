"""Judge a report before it goes out: hard findings stop it, soft ones need a reason and a name."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from agencies.models import Agency
from law.forms import FORMS, form_for
from reporting import checks, sentences, units, words
from reporting.models import Disposition
from reporting.selectors import Report, Scope, last_tables, published_sum, report_of, sheet_of, year_before
from reporting.sheet import Key, Sheet, Value

HARD, SOFT = "hard", "soft"
LEAP_UP, LEAP_DOWN = 5, Decimal("0.2")
LEAST = 10  # a step from one case to six is no leap
EQUAL_FROM = 100  # so large a number seldom comes out the same twice
PEERS_AVERAGE, PEERS = 100, 3
COPIED = 0.9  # share of equal characters
SHORTEST = 30  # characters below which two texts are alike by chance


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the rule, the place in words that stay the same from run to run, and a sentence."""

    rule: str
    severity: str  # hard | soft
    where: str
    message: str
    english: str
    cells: tuple[Key, ...] = ()

    @property
    def identity(self) -> str:
        """Return what a finding is known by, whatever its numbers say this time."""
        return hashlib.sha256(f"{self.rule}|{self.where}".encode()).hexdigest()


def scrutinise(scope: Scope, report: Report | None = None) -> list[Finding]:
    """Return every finding on a report, the hard ones first."""
    report = report or report_of(scope)
    last, last_form = _last(scope)
    found = [
        *_form(report),
        *_checks(report),
        *_parts(scope, report.sheet),
        *_leaps(report.sheet, last, last_form),
        *_peers(scope, report.sheet),
        *_texts(scope, report, last),
    ]
    return sorted(found, key=lambda finding: finding.severity != HARD)


# -- hard -----------------------------------------------------------------------------------------------------


def _form(report: Report) -> Iterator[Finding]:
    wanted, used = form_for(report.scope.year), report.sheet.form
    if wanted is not used:
        yield Finding(
            "form-of-the-year", HARD, "",
            f"{report.scope.year} 年度应当用 {wanted.paper} 的表，这份用的是 {used.paper} 的表",
            f"The form of {report.scope.year} is {wanted.code}, not {used.code}",
        )  # fmt: skip


def _checks(report: Report) -> Iterator[Finding]:
    for check in report.checks:
        if check.ok:
            continue
        if check.rule == "not-stated":
            yield from (_blank(report.sheet, key) for key in check.cells)
            continue
        hard = check.severity == "error" or check.rule == "not-stated-by"
        yield Finding(check.rule, HARD if hard else SOFT, _place(report.sheet, check), check.message, check.english, check.cells)


def _place(sheet: Sheet, check: checks.Check) -> str:
    if not check.cells:
        return check.per
    row, column = check.cells[0]
    return f"{sheet.form.rows[row].name} / {sheet.form.column(row, column).label}"


def _blank(sheet: Sheet, key: Key) -> Finding:
    name = sheet.form.entered_cells[key]
    return Finding("blank", HARD, name, f"{name}：没有填数，没有的应当填 0", f"{name}: blank; a nought is written as 0", (key,))


def _parts(scope: Scope, sheet: Sheet) -> Iterator[Finding]:
    """Check that the units add up to the government, cell by cell."""
    if not scope.all:
        return
    every = list(units.unit_sheets(scope, sheet.form).values())
    for row in sheet.form.printed:
        for column in sheet.form.columns(row.key) if row.kind != "heading" else ():
            whole, parts = sheet.value(row.key, column.key), units.added_up(every, (row.key, column.key))
            if parts is not None and parts != whole:
                yield Finding(
                    "units-sum", HARD, f"{row.name} / {column.label}",
                    f"{row.label}（{column.label}）：各单位之和 {parts}，全区 {whole}",
                    f"{row.label} ({column.label}): the units add up to {parts}, the whole says {whole}",
                    ((row.key, column.key),),
                )  # fmt: skip


# -- soft: numbers --------------------------------------------------------------------------------------------


def _last(scope: Scope):
    """Return how to look up last year, published or as counted now, and the form it was on; None without a year before."""
    tables = last_tables(scope)
    if tables:
        return lambda row, column: published_sum(tables, row, column), FORMS[tables[0].form]
    if scope.year - 1 < min(form.first_year for form in FORMS.values()):
        return None, None
    sheet = sheet_of(year_before(scope))
    return sheet.value, sheet.form


def compared(sheet: Sheet) -> Iterator[tuple[Key, str]]:
    """Yield the cells that are held against other years and units, with their names: totals, and every entered figure."""
    for row in sheet.form.printed:
        columns = sheet.form.columns(row.key) if row.kind != "heading" else ()
        totals = [column for column in columns if column.of] or columns
        for column in totals:
            yield (row.key, column.key), f"{row.name} / {column.label}"


def _leaps(sheet: Sheet, last, last_form) -> Iterator[Finding]:
    if last is None or last_form is not sheet.form:  # another form counts otherwise: no comparison
        return
    equal, differing = [], 0
    for key, name in compared(sheet):
        now, before = sheet.value(*key), last(*key)
        if now is None or before is None:
            continue
        if now == before:
            equal += [now]
            if abs(now) >= EQUAL_FROM:
                yield _finding("same-as-last-year", name, key, f"与上年完全相同，都是 {now}", f"{now} in both years")
        else:
            differing += 1
            if _leap(now, before):
                yield _finding("leap", name, key, f"上年 {before}，本年 {now}，相差过大", f"{before} last year, {now} this year")
    if equal and not differing and any(equal):
        yield Finding(
            "table-of-last-year", SOFT, "", "全表各项与上年完全相同，请核对是否照抄", "The whole table equals last year's"
        )


def _finding(rule: str, name: str, key: Key, told: str, english: str) -> Finding:
    return Finding(rule, SOFT, name, f"{name}：{told}", f"{name}: {english}", (key,))


def _leap(now: Value, before: Value) -> bool:
    if max(abs(now), abs(before)) < LEAST:
        return False
    return now > before * LEAP_UP or now < before * LEAP_DOWN


def _peers(scope: Scope, sheet: Sheet) -> Iterator[Finding]:
    """Find noughts where the other units of the same kind under the same government have many."""
    if scope.all or scope.agency.parent is None:
        return
    above = Scope(units.government_of(scope.agency.parent), scope.year, True)
    kinds = dict(Agency.objects.filter(pk__in=above.agency_ids).values_list("pk", "kind"))
    peers = [
        each
        for pk, each in units.unit_sheets(above, sheet.form).items()
        if pk != scope.agency.pk and kinds.get(pk) == scope.agency.kind
    ]
    for key, name in compared(sheet):
        stated = [value for peer in peers if (value := peer.value(*key)) is not None]
        if sheet.value(*key) == 0 and len(stated) >= PEERS and sum(stated) > PEERS_AVERAGE * len(stated):
            average = round(sum(stated) / len(stated))
            yield _finding("zero-among-peers", name, key, f"为 0，同类单位平均 {average}", f"0; peers average {average}")


# -- soft: words ----------------------------------------------------------------------------------------------


def _texts(scope: Scope, report: Report, last) -> Iterator[Finding]:
    own = words.texts_of([scope.agency.pk], scope.year).get(scope.agency.pk, {})
    for section, text in (("", "\n".join(report.sentences)), *own.items()):
        for found in sentences.contradictions(report.sheet.form.code, text.split("\n"), report.sheet.value, last):
            clause = found.sentence[:60]
            yield Finding(
                f"text-{found.rule}", SOFT, f"{section}：{clause}", f"“{clause}”：{found.message}",
                f"“{clause}”: published {found.published}, the table gives {found.expected}",
            )  # fmt: skip
    if scope.year >= words.FIRST_YEAR:
        yield from _part_five(scope, own.get(words.PROBLEMS, ""))


def _part_five(scope: Scope, text: str) -> Iterator[Finding]:
    where = words.PROBLEMS
    if words.says_nothing(text):
        yield Finding("part-five-empty", SOFT, where, f"“{where}”没有内容", "Part five is empty")
        return
    mine = scope.agency.pk
    before = words.texts_of([mine], scope.year - 1).get(mine, {}).get(where, "")
    if (share := likeness(text, before)) >= COPIED:
        yield Finding(
            "part-five-of-last-year", SOFT, where, f"“{where}”与上年相似 {share:.0%}", f"Part five is {share:.0%} that of last year"
        )
    top = units.government_of(scope.agency)
    others = [pk for pk in Scope(top, scope.year, True).agency_ids if pk != mine]
    names = dict(Agency.objects.filter(pk__in=others).values_list("pk", "name"))
    for pk, theirs in sorted(words.texts_of(others, scope.year).items(), key=lambda each: names[each[0]]):
        if (share := likeness(text, theirs.get(where, ""))) >= COPIED:
            yield Finding(
                "part-five-of-another", SOFT, f"{where} / {names[pk]}",
                f"“{where}”与{names[pk]}的相似 {share:.0%}", f"Part five is {share:.0%} that of {names[pk]}",
            )  # fmt: skip


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1, whatever their spaces; short ones count as different."""
    first, second = "".join(one.split()), "".join(other.split())
    if min(len(first), len(second)) < SHORTEST:
        return 0.0
    compared = SequenceMatcher(None, first, second, autojunk=False)
    return compared.ratio() if compared.real_quick_ratio() >= COPIED and compared.quick_ratio() >= COPIED else 0.0


# -- what was answered ----------------------------------------------------------------------------------------


def dispositions(scope: Scope) -> dict[str, Disposition]:
    """Return the latest reason given for each finding of the report, by the identity of the finding."""
    given = Disposition.objects.filter(agency=scope.agency, year=scope.year).select_related("by").order_by("id")
    return {one.finding: one for one in given}


def unanswered(findings: list[Finding], given: Mapping[str, Disposition]) -> list[Finding]:
    """Return the soft findings without a reason; a reason given for other numbers speaks for those only."""
    return [
        finding
        for finding in findings
        if finding.severity == SOFT and not answers(given.get(finding.identity), finding)
    ]


def answers(given: Disposition | None, finding: Finding) -> bool:
    """Say whether a reason speaks for the finding as it is now."""
    return given is not None and given.message == finding.message
