"""A carrier's list (承运方清单): what became of each mail number; every row is right or nothing is taken in."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from agencies.spreadsheets import table, values
from agencies.spreadsheets.faults import RowError, of_file
from agencies.spreadsheets.names import Heading, SheetForm
from agencies.spreadsheets.values import Unreadable
from agencies.text.comparing import comparable, letters_and_digits
from law import Refused
from notices.mail.models import Mailing, UnmatchedMail
from workflow import cell_readers
from workflow.acts import services
from workflow.cases.delivery import DELIVERED, POSTED, RETURNED
from workflow.cases.models import Case, DeliveryFact
from workflow.cases.policy import may_post

MOST_ROWS = 5_000
LOOKUP = 400  # numbers asked about in one query
IN_TRANSIT = "in_transit"
STATUSES = {
    "妥投": DELIVERED, "已妥投": DELIVERED, "签收": DELIVERED, "已签收": DELIVERED, "投递成功": DELIVERED,
    "退回": RETURNED, "已退回": RETURNED, "退件": RETURNED, "退回妥投": RETURNED,
    "在途": IN_TRANSIT, "在途中": IN_TRANSIT, "运输中": IN_TRANSIT, "投递中": IN_TRANSIT, "未妥投": IN_TRANSIT,
}  # fmt: skip
SHOWN_STATES = ("妥投", "退回", "在途")


def mail_number(value: Any, name: str) -> str:
    """Read a mail number, blanks taken out, in capitals."""
    text = cell_readers.text(40, one_line=True)(value, name)
    return letters_and_digits(text).upper()


def moment(value: Any, name: str) -> date | None:
    """Read the day of a day or of a day with its time."""
    return values.day(value)[0]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its name, the other names that carriers give it, where it goes and how it is read."""

    name: str
    target: str
    read: Callable[[Any, str], Any]
    also: tuple[str, ...] = ()
    needed: bool = False


COLUMNS = (
    Column("邮件号", "number", mail_number, ("邮件号码", "邮件编号", "运单号", "运单号码", "邮件条码"), True),
    Column("收件人", "name", cell_readers.text(120, one_line=True), ("收件人姓名", "收件人名称")),
    Column("状态", "status", cell_readers.label(STATUSES), ("邮件状态", "投递状态", "投递结果", "当前状态"), True),
    Column("签收时间", "on", moment, ("签收日期", "妥投时间", "妥投日期", "投递时间", "退回时间", "退回日期")),
    Column("签收人", "signatory", cell_readers.text(120, one_line=True), ("签收人姓名", "代收人")),
    Column("退回原因", "reason", cell_readers.text(200, one_line=True), ("未妥投原因", "退件原因")),
)
BY_NAME = {column.name: column for column in COLUMNS}
FORM = SheetForm(
    "deliveries", "妥投清单", tuple(Heading(column.name, column.needed, also=column.also) for column in COLUMNS)
)


@dataclass(slots=True)
class DeliveryRow:
    """One row of the list as read."""

    line: int
    number: str = ""
    name: str = ""
    status: str = ""
    on: date | None = None
    signatory: str = ""
    reason: str = ""


@dataclass(slots=True)
class DeliveryImport:
    """What became of a list: facts recorded, facts known before, what is still on its way, what nobody posted."""

    recorded: int = 0
    delivered: int = 0
    returned: int = 0
    known: int = 0
    in_transit: int = 0
    unknown: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)  # another day than the one on record: a person decides
    faults: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)  # what of the file was not read


class _Rejected(Exception):
    """Undo what is written: a row is faulty, or only a check was asked for."""


def import_deliveries(
    path: Path, *, now: datetime, by: Officer | None = None, agency: Agency | None = None, dry_run: bool = False
) -> DeliveryImport:
    """Take a carrier's list in, all rows or none; the same list twice adds nothing.

    With `by` only the mail of that officer's agency is known; without, that of `agency` or of all. Raises Refused
    where the officer may not post.
    """
    refuse_in_restore_mode()
    if by is not None:
        if not may_post(by):
            raise Refused("只有本单位登记员可以打印、交寄", english="Only a clerk of the agency may print and post")
        agency = by.agency
    taking = _Import(hashlib.sha256(path.read_bytes()).hexdigest(), now, by, agency)
    rows = taking.read(path)
    if not taking.result.faults:
        try:
            with transaction.atomic():
                taking.lock(rows)
                for row in rows:
                    taking.take(row)
                if taking.result.faults or dry_run:
                    raise _Rejected
        except _Rejected:
            pass
    if dry_run:
        taking.result.recorded = 0
    if taking.result.faults:
        taking.result.recorded = taking.result.delivered = taking.result.returned = 0
        taking.result.faults.sort(key=lambda fault: fault.row)
    return taking.result


class _Import:
    def __init__(self, source: str, now: datetime, by: Officer | None, agency: Agency | None):
        self.source, self.now, self.by, self.agency = source, now, by, agency
        self.today = timezone.localdate(now)
        self.result = DeliveryImport()

    # -- reading ------------------------------------------------------------------------------------------
    def read(self, path: Path) -> list[DeliveryRow]:
        """Return the rows of the file, every fault noted."""
        rows: list[DeliveryRow] = []
        line = 0
        try:
            with table.opened(path, FORM) as sheet:
                for line, cells_of_row in sheet.rows():
                    if line > MOST_ROWS:
                        raise Refused(f"超过 {MOST_ROWS} 行，请分成几个文件", english="Too many rows")
                    rows.append(self._row(line, cells_of_row, sheet))
                self.result.faults += sheet.faults
                self.result.notes += sheet.notes
        except Refused as error:
            self.result.faults.append(of_file(error, line + 1))
        self._contradictions(rows)
        return rows

    def _fault(self, line: int, column: str, message: str) -> None:
        self.result.faults.append(RowError(line, column, message))

    def _row(self, line: int, cells_of_row: tuple[Any, ...], sheet: table.Table) -> DeliveryRow:
        row = DeliveryRow(line)
        unread = {
            column.target for column in COLUMNS if column.needed and sheet.found.place_of(column.name) is None
        }  # named in the header
        for found, value in sheet.cells(line, cells_of_row):
            column = BY_NAME[found.heading.name]
            try:
                given = column.read(value, column.name)
                if isinstance(given, cell_readers.Noted):
                    self.result.notes.append(RowError(line, column.name, given.remark))
                    given = given.value
                setattr(row, column.target, given)
            except Unreadable as error:
                self._fault(line, column.name, str(error))
                unread.add(column.target)
        for target, message in self._lacking(row):
            if target not in unread:
                name = next(column.name for column in COLUMNS if column.target == target)
                self._fault(line, name, message)
        return row

    def _lacking(self, row: DeliveryRow) -> list[tuple[str, str]]:
        found = []
        if not row.number:
            found.append(("number", "没有填写“邮件号”"))
        elif not re.fullmatch(r"[A-Z0-9]{8,20}", row.number):
            found.append(("number", f"“{row.number}”不是邮件号"))
        if not row.status:
            found.append(("status", "没有填写“状态”"))
        if row.status == DELIVERED and row.on is None:
            found.append(("on", "状态是妥投，没有填写“签收时间”"))
        if row.on and row.on > self.today:
            found.append(("on", f"{row.on} 在今天之后"))
        return found

    def _contradictions(self, rows: Sequence[DeliveryRow]) -> None:
        """Note the numbers of which the list tells two different ends."""
        ends: dict[str, DeliveryRow] = {}
        for row in rows:
            if row.number and row.status in (DELIVERED, RETURNED):
                first = ends.setdefault(row.number, row)
                if (first.status, first.on) != (row.status, row.on):
                    self._fault(row.line, "状态", f"邮件号 {row.number} 与第 {first.line} 行写的结果不同")

    # -- taking in ----------------------------------------------------------------------------------------
    def posted(self, *numbers: str) -> QuerySet[DeliveryFact]:
        """Return the postings under some mail numbers that this list may tell about."""
        found = DeliveryFact.objects.filter(receipt__in=numbers, method="mail", status=POSTED)
        return found if self.agency is None else found.filter(case__agency=self.agency)

    def lock(self, rows: Sequence[DeliveryRow]) -> None:
        """Lock the cases of the list in one order, so that the same list in two hands is taken in once."""
        numbers = list({row.number for row in rows})
        for start in range(0, len(numbers), LOOKUP):
            cases = self.posted(*numbers[start : start + LOOKUP]).values("case_id")
            list(
                Case.objects.select_for_update(of=("self",), no_key=True)
                .filter(pk__in=cases)
                .order_by("pk")
                .values_list("pk")
            )

    def take(self, row: DeliveryRow) -> None:
        """Record what a row tells about every letter under its number."""
        if row.status == IN_TRANSIT:
            self.result.in_transit += 1
            return
        posted = self.posted(row.number).select_related("letter").order_by("case_id", "pk")
        letters = {one.letter_id: one for one in posted}
        if not letters:
            self._unknown(row)
        for one in letters.values():
            if self._addressee_fits(row, one):
                self._record(row, one)

    def _addressee_fits(self, row: DeliveryRow, posted: DeliveryFact) -> bool:
        mailing = Mailing.objects.filter(mail_number=row.number, letter=posted.letter_id).first()
        expected = mailing.name if mailing else posted.letter.addressee
        pattern = "".join(".*" if char in "*×" else re.escape(char) for char in comparable(row.name))
        if not row.name or re.fullmatch(pattern, comparable(expected)):
            return True
        self._fault(row.line, "收件人", f"“{row.name}”与邮件号 {row.number} 交寄时的收件人不同，请核对邮件号")
        return False

    def _record(self, row: DeliveryRow, posted: DeliveryFact) -> None:
        earlier = DeliveryFact.objects.filter(letter=posted.letter_id, receipt=row.number)
        same = earlier.filter(status=row.status)
        if row.status == DELIVERED and same.exists():
            if same.filter(on=row.on).exists():
                self.result.known += 1
            else:
                self.result.different.append(row.number)
            return
        if row.status == RETURNED and same.exists():
            self.result.known += 1
            return
        data = {
            "letter_id": posted.letter_id,
            "status": row.status,
            "method": "mail",
            "receipt": row.number,
            "signatory": row.signatory,
            "reason": row.reason or ("承运方没有写明原因" if row.status == RETURNED else ""),
        }
        try:
            services.perform(
                "record_service", posted.case_id, by=self.by, on=row.on or self.today, now=self.now, data=data
            )
        except Refused as error:
            self._fault(row.line, "签收时间" if error.field == "on" else "邮件号", error.reason)
            return
        self.result.recorded += 1
        if row.status == DELIVERED:
            self.result.delivered += 1
        else:
            self.result.returned += 1

    def _unknown(self, row: DeliveryRow) -> None:
        """List a number that nobody posted, and keep it for the agency whose list it is."""
        if row.number not in self.result.unknown:
            self.result.unknown.append(row.number)
        if self.agency is None:
            return
        told = {"agency": self.agency, "mail_number": row.number, "status": row.status}
        if row.on:
            told["on"] = row.on
        if not UnmatchedMail.objects.filter(**told).exists():
            UnmatchedMail.objects.create(
                **told | {"on": row.on or self.today}, source=self.source, recorded_by=self.by, recorded_at=self.now
            )
