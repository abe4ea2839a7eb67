"""Judge a report before it goes out: hard findings stop it, soft ones need a reason and a name."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache, partial

from agencies.models import Agency
from agencies.succession import holders
from law.forms import FORMS, Form, form_for
from reporting import checks, sentences, units, words
from reporting.models import Disposition, PublishedTable
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


@dataclass(frozen=True)
class Subject:
    """One report and what it is judged by."""

    sheet: Sheet
    checks: list[checks.Check]
    whole: bool  # a government with all its units
    parts: Sequence[Sheet] = ()  # the sheets of the units, of a whole
    last: checks.Lookup | None = None
    last_form: Form | None = None
    peers: Sequence[Sheet] = ()  # units of the same kind under the same government
    own: Mapping[str, str] = field(default_factory=dict)  # own words by section
    sentences: Sequence[str] = ()
    before: str = ""  # part five of the year before
    others: Sequence[tuple[str, str]] = ()  # unit and its part five


def scrutinise(scope: Scope, report: Report | None = None) -> list[Finding]:
    """Return every finding on a report, the hard ones first."""
    report = report or report_of(scope)
    last, last_form = _last(scope)
    mine = scope.agency.pk
    around = Scope(units.government_of(scope.agency), scope.year, True)
    texts = words.texts_of(around.agency_ids, scope.year)
    sheets = units.unit_sheets(around, report.sheet.form)
    return judge(
        Subject(
            report.sheet,
            report.checks,
            scope.all,
            [sheets[pk] for pk in units.units_of(scope) if pk in sheets] if scope.all else (),
            last,
            last_form,
            () if scope.all else _peers_of(mine, sheets, _kinds(sheets)),
            texts.get(mine, {}),
            report.sentences,
            words.texts_of([mine], scope.year - 1).get(mine, {}).get(words.PROBLEMS, ""),
            _others(mine, texts),
        )
    )


def scrutinise_units(scope: Scope) -> dict[int, list[Finding]]:
    """Return the findings on the report of every unit of a government, in a fixed number of queries."""
    form, members = form_for(scope.year), units.units_of(scope)
    sheets, kinds = units.unit_sheets(scope, form, members), _kinds(members)
    lasts = _lasts(scope, members)
    texts, before = words.texts_of(members, scope.year), words.texts_of(members, scope.year - 1)
    found = {}
    for pk, sheet in sheets.items():
        chain, last, last_form = lasts[pk]
        found[pk] = judge(
            Subject(
                sheet, checks.run(sheet, chain), False, (), last, last_form, _peers_of(pk, sheets, kinds),
                texts.get(pk, {}), (), before.get(pk, {}).get(words.PROBLEMS, ""), _others(pk, texts),
            )
        )  # fmt: skip
    return found


def _lasts(scope: Scope, members: Mapping[int, Sequence[int]]) -> dict[int, tuple]:
    """Return for every unit how to look up last year in the chain and in comparisons, and last year's form."""
    earlier = year_before(scope)
    if earlier.year < min(form.first_year for form in FORMS.values()):
        return dict.fromkeys(members, (None, None, None))
    counted_by = holders(earlier.last)
    sheets = units.unit_sheets(earlier, units=members)
    tables: dict[int, PublishedTable] = {}
    for table in PublishedTable.objects.filter(agency_id__in=set(counted_by.values()), year=earlier.year):
        tables.setdefault(table.agency_id, table)
    found = {}
    for pk, agencies in members.items():
        on_file = [tables.get(each) for each in {counted_by[agency] for agency in agencies}]
        if pk != scope.agency.pk and None not in on_file:  # the government's own table is that of the whole
            look = partial(published_sum, on_file)
            found[pk] = (look, look, FORMS[on_file[0].form])
        else:
            found[pk] = (partial(_counted, sheets[pk]), *_on_record(sheets[pk]))
    return found


def _counted(sheet: Sheet, row: str, column: str) -> Value:
    """Return a number of a sheet as the chain reads it: of counted rows alone."""
    form = sheet.form
    return sheet.value(row, column) if row in form.rows and form.population(row) == "count" else None


def _kinds(keys: Iterable[int]) -> dict[int, str]:
    return dict(Agency.objects.filter(pk__in=list(keys)).order_by().values_list("pk", "kind"))


def _peers_of(mine: int, sheets: Mapping[int, Sheet], kinds: Mapping[int, str]) -> list[Sheet]:
    return [sheet for pk, sheet in sheets.items() if pk != mine and kinds.get(pk) == kinds.get(mine)]


def _others(mine: int, texts: Mapping[int, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return the part five of the other units, by name."""
    names = dict(Agency.objects.filter(pk__in=texts).values_list("pk", "name"))
    theirs = ((names[pk], each.get(words.PROBLEMS, "")) for pk, each in texts.items() if pk != mine)
    return sorted(theirs)


def judge(subject: Subject) -> list[Finding]:
    """Return the findings on one report, the hard ones first."""
    found = [*_form(subject), *_checks(subject), *_parts(subject), *_leaps(subject), *_peers(subject), *_texts(subject)]
    return sorted(found, key=lambda finding: finding.severity != HARD)


# -- hard -----------------------------------------------------------------------------------------------------


def _form(subject: Subject) -> Iterator[Finding]:
    year, used = subject.sheet.year, subject.sheet.form
    wanted = form_for(year)
    if wanted is not used:
        yield Finding(
            "form-of-the-year", HARD, "",
            f"{year} 年度应当用 {wanted.paper} 的表，这份用的是 {used.paper} 的表",
            f"The form of {year} is {wanted.code}, not {used.code}",
        )  # fmt: skip


def _checks(subject: Subject) -> Iterator[Finding]:
    for check in subject.checks:
        if check.ok:
            continue
        if check.rule == "not-stated":
            yield from (_blank(subject.sheet, key) for key in check.cells)
            continue
        hard = check.severity == "error" or check.rule == "not-stated-by"
        place = _place(subject.sheet, check)
        yield Finding(check.rule, HARD if hard else SOFT, place, check.message, check.english, check.cells)


def _place(sheet: Sheet, check: checks.Check) -> str:
    if not check.cells:
        return check.per
    row, column = check.cells[0]
    return f"{sheet.form.rows[row].name} / {sheet.form.column(row, column).label}"


def _blank(sheet: Sheet, key: Key) -> Finding:
    name = sheet.form.entered_cells[key]
    return Finding("blank", HARD, name, f"{name}：没有填数，没有的应当填 0", f"{name}: blank; a nought is written as 0", (key,))


def _parts(subject: Subject) -> Iterator[Finding]:
    """Check that the units add up to the government, cell by cell."""
    sheet = subject.sheet
    for row in sheet.form.printed if subject.whole else ():
        for column in sheet.form.columns(row.key) if row.kind != "heading" else ():
            whole, parts = sheet.value(row.key, column.key), units.added_up(subject.parts, (row.key, column.key))
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
        return partial(published_sum, tables), FORMS[tables[0].form]
    if scope.year - 1 < min(form.first_year for form in FORMS.values()):
        return None, None
    return _on_record(sheet_of(year_before(scope)))


def _on_record(sheet: Sheet):
    """Return how to look up a year that was never published: not at all where nobody filed it (no data, no comparison)."""
    if all(sheet.value(*key) is None for key in sheet.form.entered_cells):
        return None, None
    return sheet.value, sheet.form


def compared(sheet: Sheet) -> Iterator[tuple[Key, str]]:
    """Yield the cells that are held against other years and units, with their names: totals, and every entered figure."""
    for row in sheet.form.printed:
        columns = sheet.form.columns(row.key) if row.kind != "heading" else ()
        totals = [column for column in columns if column.of] or columns
        for column in totals:
            yield (row.key, column.key), f"{row.name} / {column.label}"


def _leaps(subject: Subject) -> Iterator[Finding]:
    sheet, last = subject.sheet, subject.last
    if last is None or subject.last_form is not sheet.form:  # another form counts otherwise: no comparison
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


def _peers(subject: Subject) -> Iterator[Finding]:
    """Find noughts where the other units of the same kind under the same government have many."""
    for key, name in compared(subject.sheet) if len(subject.peers) >= PEERS else ():
        stated = [value for peer in subject.peers if (value := peer.value(*key)) is not None]
        if subject.sheet.value(*key) == 0 and len(stated) >= PEERS and sum(stated) > PEERS_AVERAGE * len(stated):
            average = round(sum(stated) / len(stated))
            yield _finding("zero-among-peers", name, key, f"为 0，同类单位平均 {average}", f"0; peers average {average}")


# -- soft: words ----------------------------------------------------------------------------------------------


def _texts(subject: Subject) -> Iterator[Finding]:
    sheet = subject.sheet
    for section, text in (("", "\n".join(subject.sentences)), *subject.own.items()):
        for found in sentences.contradictions(sheet.form.code, text.split("\n"), sheet.value, subject.last):
            clause = found.sentence[:60]
            yield Finding(
                f"text-{found.rule}", SOFT, f"{section}：{clause}", f"“{clause}”：{found.message}",
                f"“{clause}”: published {found.published}, the table gives {found.expected}",
            )  # fmt: skip
    if sheet.year >= words.FIRST_YEAR:
        yield from _part_five(subject, subject.own.get(words.PROBLEMS, ""))


def _part_five(subject: Subject, text: str) -> Iterator[Finding]:
    where = words.PROBLEMS
    if words.says_nothing(text):
        yield Finding("part-five-empty", SOFT, where, f"“{where}”没有内容", "Part five is empty")
        return
    if (share := likeness(text, subject.before)) >= COPIED:
        told, english = f"“{where}”与上年相似 {share:.0%}", f"Part five is {share:.0%} that of last year"
        yield Finding("part-five-of-last-year", SOFT, where, told, english)
    for name, theirs in subject.others:
        if (share := likeness(text, theirs)) >= COPIED:
            told, english = f"“{where}”与{name}的相似 {share:.0%}", f"Part five is {share:.0%} that of {name}"
            yield Finding("part-five-of-another", SOFT, f"{where} / {name}", told, english)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1, whatever their spaces; short ones count as different."""
    first, second = sorted(("".join(one.split()), "".join(other.split())))
    return _likeness(first, second) if min(len(first), len(second)) >= SHORTEST else 0.0


@lru_cache(maxsize=8192)  # the pairs of a district, asked again on every look at it
def _likeness(first: str, second: str) -> float:
    both = SequenceMatcher(None, first, second, autojunk=False)
    return both.ratio() if both.real_quick_ratio() >= COPIED and both.quick_ratio() >= COPIED else 0.0


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
