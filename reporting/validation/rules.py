"""What may be wrong with a report, in two severities: hard findings stop it, soft ones need a reason and a name.

Nothing here touches a database: a report is judged by what it is given.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache

from law.reports.forms import Form, form_for
from reporting.claims import contradictions
from reporting.claims.attribution import Attribution
from reporting.commentary import remarks
from reporting.commentary import services as commentary_services
from reporting.figures.unit_sums import NOBODY, UnitSums
from reporting.table import checks
from reporting.table.filled import CellKey, CellValue, FilledForm, sum_of_cell

HARD, SOFT = "hard", "soft"
LEAP_UP, LEAP_DOWN = 5, Decimal("0.2")
LEAST_FOR_LEAP = 10  # a step from one case to six is no leap
EQUAL_FROM = 100  # so large a number seldom comes out the same twice
PEERS_AVERAGE, PEERS = 100, 3
COPIED_FROM = 0.9  # share of equal characters
NAMED = 5  # of the mail and letters that a year leaves behind
SECOND_PERSON = ("mail-unconfirmed", "letters-unsent")  # who publishes does not give the reason for these
SHORTEST = 30  # characters below which two texts are alike by chance


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What one report leaves behind in its year, each named as its reader knows it."""

    unregistered: tuple[str, ...] = ()  # received by the end of the year in law, and in no register
    unconfirmed: tuple[str, ...] = ()  # arrived by then, waiting for the confirmation that makes it received (条例31)
    unsent: tuple[str, ...] = ()  # numbered in the year, neither sent nor void


@dataclass(frozen=True, slots=True)
class ValidationFinding:
    """One finding: the rule, the place in words that stay the same from run to run, and a sentence."""

    rule: str
    severity: str  # hard | soft
    where: str
    message: str
    english: str
    cells: tuple[CellKey, ...] = ()
    whole: bool = False  # on a government with all its units, not on its own report
    nth: int = 1  # of those of the same rule at the same place: one sentence may contradict the table twice

    @property
    def identity(self) -> str:
        """Return what a finding is known by, whatever its numbers say this time."""
        known_by = f"{self.rule}|{self.where}{'|all' if self.whole else ''}{f'|{self.nth}' if self.nth > 1 else ''}"
        return hashlib.sha256(known_by.encode()).hexdigest()


@dataclass(frozen=True)
class ReportToValidate:
    """One report and what it is judged by."""

    sheet: FilledForm
    checks: list[checks.Check]
    whole: bool  # a government with all its units
    parts: Sequence[FilledForm] = ()  # the sheets of the units, of a whole
    last: checks.CellLookup | None = None
    last_form: Form | None = None
    peers: UnitSums = NOBODY  # the units of the same kind under the same government, this one among them
    own: Mapping[str, str] = field(default_factory=dict)  # own words by part
    sentences: Sequence[str] = ()
    before: str = ""  # part five of the year before
    waiting: int = 0  # typical cases that nobody has confirmed
    others: Sequence[tuple[str, str]] = ()  # unit and its part five
    left: LeftOver = LeftOver()


def validate(subject: ReportToValidate) -> list[ValidationFinding]:
    """Return the findings on one report, the hard ones first."""
    found = [*_form(subject), *_checks(subject), *_parts(subject), *_left_over(subject)]
    found += [*_leaps(subject), *_peers(subject), *_texts(subject)]
    seen: Counter[tuple[str, str]] = Counter()
    marked = []
    for finding in found:
        seen[finding.rule, finding.where] += 1
        marked.append(replace(finding, whole=subject.whole, nth=seen[finding.rule, finding.where]))
    return sorted(marked, key=lambda finding: finding.severity != HARD)


# -- hard -----------------------------------------------------------------------------------------------------


def _form(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    year, used = subject.sheet.year, subject.sheet.form
    wanted = form_for(year)
    if wanted is not used:
        yield ValidationFinding(
            "form-of-the-year", HARD, "",
            f"{year} 年度应当用 {wanted.paper} 的表，这份用的是 {used.paper} 的表",
            f"The form of {year} is {wanted.code}, not {used.code}",
        )  # fmt: skip


def _checks(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    for check in subject.checks:
        if check.ok:
            continue
        if check.rule == "not-stated":
            yield from (_blank(subject.sheet, key) for key in check.cells)
            continue
        hard = check.severity == "error" or check.rule == "not-stated-by"
        place = _place(subject.sheet, check)
        yield ValidationFinding(check.rule, HARD if hard else SOFT, place, check.message, check.english, check.cells)


def _place(sheet: FilledForm, check: checks.Check) -> str:
    if not check.cells:
        return check.per
    row, column = check.cells[0]
    return f"{sheet.form.rows[row].name} / {sheet.form.column(row, column).label}"


def _blank(sheet: FilledForm, key: CellKey) -> ValidationFinding:
    name = sheet.form.entered_cells[key]
    return ValidationFinding(
        "blank", HARD, name, f"{name}：没有填数，没有的应当填 0", f"{name}: blank; enter 0 if there are none", (key,)
    )


def _parts(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    """Check that the units add up to the government, cell by cell."""
    sheet = subject.sheet
    for row in sheet.form.printed if subject.whole else ():
        for column in sheet.form.columns(row.key) if row.kind != "heading" else ():
            whole, parts = sheet.value(row.key, column.key), sum_of_cell(subject.parts, (row.key, column.key))
            if parts is not None and parts != whole:
                yield ValidationFinding(
                    "units-sum", HARD, f"{row.name} / {column.label}",
                    f"{row.label}（{column.label}）：各单位之和 {parts}，全区 {whole}",
                    f"{row.label} ({column.label}): the units add up to {parts}, the whole says {whole}",
                    ((row.key, column.key),),
                )  # fmt: skip


def _left_over(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    """Find mail and letters of the year that its figures do not show; the soft ones each unit explains for itself."""
    for finding in left_over_findings(subject.sheet.year, subject.left):
        if finding.severity == HARD or not subject.whole:
            yield finding


def left_over_findings(year: int, left: LeftOver) -> list[ValidationFinding]:
    """Return a finding on each kind of thing that a year leaves behind."""
    mail, waiting, letters = left.unregistered, left.unconfirmed, left.unsent
    found = [
        (mail, "mail-unregistered", HARD, f"{year} 年度有 {len(mail)} 件已收到的申请没有登记",
         f"{len(mail)} application(s) received in {year} are not registered"),
        (waiting, "mail-unconfirmed", SOFT, f"{year} 年度到达、还没有与申请人确认的申请 {len(waiting)} 件",
         f"{len(waiting)} application(s) that arrived in {year} wait for a confirmation"),
        (letters, "letters-unsent", SOFT, f"{year} 年度编号的公文 {len(letters)} 份没有寄出、送出",
         f"{len(letters)} letter(s) numbered in {year} have not left"),
    ]  # fmt: skip
    return [
        ValidationFinding(rule, severity, "", f"{told}：{_listed(names)}", f"{english}: {_listed(names)}")
        for names, rule, severity, told, english in found
        if names
    ]


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (" 等" if len(names) > NAMED else "")


# -- soft: numbers --------------------------------------------------------------------------------------------


def compared_cells(sheet: FilledForm) -> Iterator[tuple[CellKey, str]]:
    """Yield the cells that are compared with other years and units, with their names: totals, and every entered figure."""
    for row in sheet.form.printed:
        columns = sheet.form.columns(row.key) if row.kind != "heading" else ()
        totals = [column for column in columns if column.of] or columns
        for column in totals:
            yield (row.key, column.key), f"{row.name} / {column.label}"


def _leaps(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    sheet, last = subject.sheet, subject.last
    if last is None or subject.last_form is not sheet.form:  # another form counts otherwise: no comparison
        return
    equal, differing = [], 0
    for key, name in compared_cells(sheet):
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
                yield _finding(
                    "leap", name, key, f"上年 {before}，本年 {now}，相差过大", f"{before} last year, {now} this year"
                )
    if equal and not differing and any(equal):
        yield ValidationFinding(
            "table-of-last-year",
            SOFT,
            "",
            "全表各项与上年完全相同，请核对是否照抄",
            "The whole table equals last year's",
        )


def _finding(rule: str, name: str, key: CellKey, told: str, english: str) -> ValidationFinding:
    return ValidationFinding(rule, SOFT, name, f"{name}：{told}", f"{name}: {english}", (key,))


def _leap(now: CellValue, before: CellValue) -> bool:
    """Say whether a number is many times or a small part of last year's; an increase that became a decrease is neither."""
    if max(abs(now), abs(before)) < LEAST_FOR_LEAP or now * before < 0:
        return False
    return abs(now) > abs(before) * LEAP_UP or abs(now) < abs(before) * LEAP_DOWN


def _peers(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    """Find zeros where the other units of the same kind under the same government have many."""
    for key, name in compared_cells(subject.sheet) if subject.peers.units > PEERS else ():
        stated, total = subject.peers.stated(key)
        others = stated - 1  # its own zero is one of them
        if subject.sheet.value(*key) == 0 and others >= PEERS and total > PEERS_AVERAGE * others:
            average = round(total / others)
            yield _finding(
                "zero-among-peers", name, key, f"为 0，同类单位平均 {average}", f"0; peers average {average}"
            )


# -- soft: words ----------------------------------------------------------------------------------------------


def _texts(subject: ReportToValidate) -> Iterator[ValidationFinding]:
    sheet = subject.sheet
    last = subject.last if subject.last_form is sheet.form else None
    about = Attribution(sheet.year, sheet.body)
    for found in contradictions.find_contradictions(sheet.form.code, subject.sentences, sheet.value, about, last):
        clause = found.sentence[: remarks.SHOWN]
        yield ValidationFinding(
            f"text-{found.rule}", SOFT, f"：{clause}", f"“{clause}”：{found.message}",
            f"“{clause}”: published {found.published}, the table gives {found.expected}",
        )  # fmt: skip
    names = {part.key: part.name for part in sheet.form.parts}
    for found in remarks.remarks_on_texts(sheet.form, subject.own, sheet.value, last, about):
        if found.rule == "part-long" or (found.rule == "part-empty" and found.section == commentary_services.PROBLEMS):
            continue  # a hint for the writer; said below as part five
        hard = HARD if found.rule == "text-person" else SOFT
        told = (
            (f"“{found.clause}”：{found.message}", f"“{found.clause}”: {found.english}")
            if found.rule.startswith("text-")
            else (found.message, found.english)
        )
        yield ValidationFinding(found.rule, hard, f"{names[found.section]}：{found.clause}", *told)
    if subject.waiting:
        yield ValidationFinding(
            "example-waiting", SOFT, "", f"有 {subject.waiting} 件典型案例还没有确认，不会印出",
            f"{subject.waiting} typical cases are not confirmed and will not be printed",
        )  # fmt: skip
    if part := commentary_services.problems_part(sheet.form):
        yield from _part_five(subject, part.name, subject.own.get(commentary_services.PROBLEMS, ""))


def _part_five(subject: ReportToValidate, where: str, text: str) -> Iterator[ValidationFinding]:
    if commentary_services.is_empty_text(text):
        yield ValidationFinding("part-five-empty", SOFT, where, f"“{where}”没有内容", "Part five is empty")
        return
    if (share := similarity(text, subject.before)) >= COPIED_FROM:
        told, english = f"“{where}”与上年相似 {share:.0%}", f"Part five is {share:.0%} that of last year"
        yield ValidationFinding("part-five-of-last-year", SOFT, where, told, english)
    for name, theirs in subject.others:
        if (share := similarity(text, theirs)) >= COPIED_FROM:
            told, english = f"“{where}”与{name}的相似 {share:.0%}", f"Part five is {share:.0%} that of {name}"
            yield ValidationFinding("part-five-of-another", SOFT, f"{where} / {name}", told, english)


def similarity(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1, whatever their spaces; short ones count as different."""
    first, second = sorted(("".join(one.split()), "".join(other.split())))
    return _likeness(first, second) if min(len(first), len(second)) >= SHORTEST else 0.0


@lru_cache(maxsize=8192)  # the pairs of a district, asked again on every look at it
def _likeness(first: str, second: str) -> float:
    if 2 * min(len(first), len(second)) < COPIED_FROM * (len(first) + len(second)):  # told by their lengths alone
        return 0.0
    both = SequenceMatcher(None, first, second, autojunk=False)
    return both.ratio() if both.real_quick_ratio() >= COPIED_FROM and both.quick_ratio() >= COPIED_FROM else 0.0
