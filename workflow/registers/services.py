"""Import a register (台账): every fault in one pass, all rows or none, in batches so that memory stays flat.

Everything is checked and prepared before the one transaction that stores it begins (`workflow/registers/bulk_insert.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from agencies.organisation.models import Agency
from agencies.organisation.selectors import agency_names
from agencies.spreadsheets import confirmed_names, table
from agencies.spreadsheets.faults import RowError, numbered, of_file
from agencies.spreadsheets.names import Names
from agencies.text.comparing import comparable
from intake.models import Application, Confirmation
from intake.services import prepare
from law import Refused
from law.calendars.working_days import Calendar
from notices.letters.number_forms import NumberForm
from notices.letters.numbering import forms_of, raise_marks, read_number_as
from workflow.acts.services import new_case
from workflow.cases import search
from workflow.cases.models import Case, Event, RemedyCase, SearchText
from workflow.cases.projection import Projection, project
from workflow.cases.replay import chained_hash, put_projection
from workflow.cases.selectors import calendar
from workflow.cases.transfers.records import numbers_in_register
from workflow.locks import services as locking
from workflow.registers.bulk_insert import Spool, insert, place_of, prepared, reserve, widen_cache
from workflow.registers.columns import FORM, NAME_OF, RegisterRow, form_without, read_row
from workflow.registers.consistency import faults_of
from workflow.registers.events import events_of, first_refused_event
from workflow.registers.reading import Reading, RegisterImport

BATCH = 1000  # rows in memory at a time
SHOWN = 5  # rows that are shown as they were understood
Tick = Callable[[int, int | None], None]


@dataclass(slots=True)
class _Plan:
    row: RegisterRow
    agency: Agency
    application: Application
    events: list[Event]
    projection: Projection


def import_register(
    path: Path,
    *,
    today: date,
    now: datetime,
    dry_run: bool = False,
    tick: Tick | None = None,
    reading: Reading | None = None,
) -> RegisterImport:
    """Import every row of a register, or none and say why; with `dry_run` only say what is wrong.

    Words that only seem to mean a column or label are faults until `reading` confirms them. `tick` is told the number
    of rows read and of rows in all (None if unknown) after every batch.
    """
    importing = _Import(today, now, tick, reading or Reading())
    try:
        importing.over(path, dry_run=dry_run)
    except Refused as error:  # the file itself, possibly after some rows
        importing.result.faults.append(of_file(error, importing.line + 1))
        importing.result.imported = 0
    importing.result.faults.sort(key=lambda fault: fault.row)
    return importing.result


class _Import:
    def __init__(self, today: date, now: datetime, tick: Tick | None, reading: Reading):
        self.today, self.now, self.tick, self.reading = today, now, tick, reading
        self.days: Calendar = calendar()
        self.agencies = agency_names()
        self.forms: dict[int, list[NumberForm]] = {}  # of an agency's numbers, as people confirmed them
        self.locked = locking.every_locked_year()
        self.seen: dict[tuple[int, str], int] = {}  # agency and number -> line
        self.known: dict[int, dict[str, str]] = {}  # of an agency: how its numbers compare -> how they are written
        self.given = reading.everywhere
        self.table: table.Table | None = None
        self.whole = False  # the header is complete: rows can be judged by the law
        self.line = 0
        self.marks: dict[tuple[int, str, int], int] = {}  # agency, series, year -> the highest document number
        self.remarks: dict[tuple[str, str], list[int]] = {}  # column and sentence -> the rows of which it is true
        self.open: list[int] = []  # rows without a result
        self.result = RegisterImport()

    def over(self, path: Path, *, dry_run: bool) -> None:
        """Read and check everything, and store it if there is no fault at all."""
        confirmed = confirmed_names.read_confirmed(FORM.code, self.reading.agency) | dict(self.reading.mapping)
        with (
            Spool() as spool,
            table.opened(path, form_without(self.given), sheet=self.reading.sheet, confirmed=confirmed) as self.table,
        ):
            self.whole = not self.table.faults
            self.line = self.table.found.bottom
            for plans in self._batches(self.table.rows()):
                if (
                    not dry_run and not self.result.faults and not self.table.faults
                ):  # from the first fault on only checked
                    spool.put([_spooled(plan, self.days, self.now) for plan in plans])
            self._conclude(self.table.names)
            if not dry_run and not self.result.faults:
                self._store(spool)

    def _conclude(self, names: Names) -> None:
        """Gather what the sheet itself has to say, and what its words seem to mean."""
        result = self.result
        result.faults += self.table.faults
        result.proposals, result.words = list(names.proposals.values()), dict(names.used)
        if not self.reading.accept:
            result.unconfirmed = table.unconfirmed(names)
            result.faults += result.unconfirmed
        if not result.read and not result.faults:
            result.faults.append(RowError(self.table.found.bottom, "", "列名下面没有一行数据"))
        result.notes += self.table.notes
        for (column, remark), rows in self.remarks.items():
            result.notes.append(RowError(0, column, f"第 {numbered(rows)} 行{remark}"))
        result.open = self.open

    def _store(self, spool: Spool) -> None:
        """Write everything in one transaction, or name the rows that somebody else has registered meanwhile."""
        widen_cache()
        try:
            with transaction.atomic():
                locking.hold_years()
                if locking.every_locked_year() != self.locked:  # what was checked against is no longer so
                    self.result.faults.append(
                        RowError(1, "", "导入时有年度刚刚公布或者解锁，没有导入任何一行，请重新导入")
                    )
                    return
                self.result.imported = _write(spool, self.result.read)
                raise_marks(self.marks, now=self.now)
                self._keep_words()
        except IntegrityError:
            self.result.imported = 0
            self.known.clear()
            for batch in spool.batches():
                self._known_already((row["agency"], row["number"], row["line"]) for row in batch)
            if not self.result.faults:
                raise
        except OperationalError as error:  # somebody else holds the lock for too long, or the disk is full
            self.result.imported = 0
            self.result.faults.append(RowError(1, "", f"数据库写不进去（{error}），没有导入任何一行，请稍后再试"))

    def _keep_words(self) -> None:
        """Keep what a person has said that words mean, for the next sheet."""
        words = dict(self.reading.mapping)
        if self.reading.accept:
            words |= self.table.names.accept()
        confirmed_names.keep_confirmed(FORM.code, self.reading.agency, words, now=self.now)

    def _batches(self, rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[list[_Plan]]:
        while batch := list(islice(rows, BATCH)):
            plans = [plan for line, cells in batch if (plan := self._plan(line, cells))]
            self._known_already((plan.agency.pk, plan.row.number, plan.row.line) for plan in plans)
            self.line = batch[-1][0]
            if self.tick:
                self.tick(self.line, self.table.total)
            yield plans

    # -- checking ---------------------------------------------------------------------------------------
    def _plan(self, line: int, cells: tuple[Any, ...]) -> _Plan | None:
        """Return what a row becomes, or None after noting every fault in it."""
        self.result.read += 1
        row, faults, remarks = read_row(line, cells, self.table, self.given)
        for remark in remarks:
            self.remarks.setdefault(remark, []).append(line)
        if len(self.result.understood) < SHOWN:
            self.result.understood.append(row)
        if not row.outcome:
            self.open.append(line)
        faulty = {fault.column for fault in faults}
        faults.extend(fault for fault in faults_of(row, self.today) if fault.column not in faulty)
        agency = None
        try:
            agency = self.agencies.get(row.agency)
            if row.agency and agency is None:
                faults.append(RowError(line, "受理单位", f"没有“{row.agency}”这个单位，请先用 import_agencies 导入"))
        except Refused as error:  # it may be one of several
            faults.append(RowError(line, "受理单位", error.reason))
        if agency and row.number:
            first = self.seen.setdefault((agency.pk, comparable(row.number)), line)
            if first != line:
                faults.append(RowError(line, "登记编号", f"“{row.number}”与第 {first} 行重复"))
        plan = None
        if agency and self.whole and not faults:
            plan = self._planned(row, agency, faults)
        self.result.faults.extend(faults)
        return plan

    def _planned(self, row: RegisterRow, agency: Agency, faults: list[RowError]) -> _Plan | None:
        try:
            application = prepare(
                agency=agency,
                channel=row.channel,
                arrived_on=row.arrived_on,
                applicant_kind=row.applicant_kind,
                now=self.now,
                applicant_name=row.applicant_name,
                phone=row.phone,
                address=row.address,
                content=row.content,
                topic=row.topic,
                imported=True,
            )
            events = events_of(row, correction_workdays=agency.correction_workdays, calendar=self.days, now=self.now)
        except Refused as error:
            faults.append(RowError(row.line, NAME_OF.get(error.field, "到达日期"), str(error)))
            return None
        try:
            projection = project(events, self.days)
        except Refused:
            found, error = first_refused_event(events, self.days)
            faults.append(RowError(row.line, NAME_OF[found], str(error)))
            return None
        if years := self.locked.get(agency.pk):
            try:
                locking.refuse_new(years, new_case(application, row.number), projection)
            except Refused as error:
                faults.append(RowError(row.line, "到达日期", error.reason))
                return None
        if agency.pk not in self.forms:
            self.forms[agency.pk] = forms_of(agency)
        if found := read_number_as(self.forms[agency.pk], row.document_number):
            series, year, sequence = found
            key = (agency.pk, series, year)
            self.marks[key] = max(sequence, self.marks.get(key, 0))
        return _Plan(row, agency, application, events, projection)

    def _known_already(self, numbers: Iterable[tuple[int, str, int]]) -> None:
        """Note the rows (agency, number, line) whose number the agency has in the register already."""
        for agency_id, number, line in numbers:
            there = self._numbers_of(agency_id).get(comparable(number))
            if there is not None:
                self.result.faults.append(
                    RowError(line, "登记编号", f"“{number}”已经登记过" + (f"（“{there}”）" if there != number else ""))
                )

    def _numbers_of(self, agency_id: int) -> dict[str, str]:
        """Return the agency's numbers in the register by the form in which they compare; read once."""
        if agency_id not in self.known:
            self.known[agency_id] = {comparable(number): number for number in numbers_in_register(agency_id)}
        return self.known[agency_id]


# -- storing ------------------------------------------------------------------------------------------------
def _spooled(plan: _Plan, days: Calendar, now: datetime) -> dict:
    """Return everything that a row becomes, as the database takes it; the keys are filled in when it is written."""
    case = _case(plan, days)
    confirmations = [_confirmation(plan, now)] if plan.row.confirmed_on else []
    return {
        "agency": plan.agency.pk,
        "number": case.number,
        "line": plan.row.line,
        "application": prepared(plan.application),
        "case": prepared(case),
        "search": prepared(SearchText(**search.new_row(plan.application, (case.number, case.document_number)))),
        "events": [prepared(event) for event in plan.events],
        "remedies": [prepared(remedy) for remedy in _remedies(case, plan.projection)],
        "confirmations": [prepared(confirmation) for confirmation in confirmations],
    }


def _write(spool: Spool, count: int) -> int:
    """Insert what the spool holds, batch by batch; return how many rows that were."""
    applications, cases = reserve(Application, count), reserve(Case, count)
    done = 0
    for batch in spool.batches():
        for offset, row in enumerate(batch, start=done):
            _put_keys(row, applications[offset], cases[offset])
        insert(Application, [row["application"] for row in batch], keyed=True)
        insert(Case, [row["case"] for row in batch], keyed=True)
        insert(SearchText, [row["search"] for row in batch], keyed=True)
        insert(Event, [event for row in batch for event in row["events"]], keyed=False)
        insert(RemedyCase, [remedy for row in batch for remedy in row["remedies"]], keyed=False)
        insert(Confirmation, [each for row in batch for each in row["confirmations"]], keyed=False)
        done += len(batch)
    return done


_KEYS = (  # of a spooled row: what, and where the key of the application or of the case stands in it
    ("application", place_of(Application, "id"), "application"),
    ("case", place_of(Case, "id"), "case"),
    ("case", place_of(Case, "application_id"), "application"),
    ("search", place_of(SearchText, "case_id"), "case"),
)
_PARTS = (
    ("events", place_of(Event, "case_id"), "case"),
    ("remedies", place_of(RemedyCase, "case_id"), "case"),
    ("confirmations", place_of(Confirmation, "application_id"), "application"),
)


def _put_keys(row: dict, application: int, case: int) -> None:
    keys = {"application": application, "case": case}
    for what, place, of in _KEYS:
        row[what][place] = keys[of]
    for what, place, of in _PARTS:
        for values in row[what]:
            values[place] = keys[of]


def _case(plan: _Plan, days: Calendar) -> Case:
    """Return the unsaved case of a plan, with its projections and the hashes of its events chained."""
    case = new_case(plan.application, plan.row.number)
    put_projection(case, plan.projection, days)
    previous = plan.application.digest
    for event in plan.events:
        event.prev_hash = previous
        event.hash = previous = chained_hash(case, event, previous)
    case.version, case.head = len(plan.events), previous
    return case


def _confirmation(plan: _Plan, now: datetime) -> Confirmation:
    return Confirmation(
        application=plan.application,
        on=plan.row.confirmed_on,
        means="台账记载",
        reached=True,
        recorded_at=now,
    )


def _remedies(case: Case, projection: Projection) -> list[RemedyCase]:
    return [
        RemedyCase(
            case=case,
            key=remedy.key,
            kind=remedy.kind,
            received_on=remedy.received_on,
            result=remedy.result,
            concluded_on=remedy.concluded_on,
            reference=remedy.reference,
        )
        for remedy in projection.remedies.values()
    ]
