"""I4, I7, I8, I10 and I12: numbers, reminders, published tables, stored files, and to which agency a row belongs."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db.models import Count, F, Max

from agencies.stored_files import storage, sweeping
from agencies.stored_files.disk import PART
from notices.mail.models import Mailing, PrintedLetter
from notices.register.selectors import numbering_faults
from reporting.document.recorded_differences import recorded_differences
from reporting.document.revisions import revisions_of
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.invariants.findings import Findings, InvariantFinding
from reporting.publication.services import in_force, is_intact
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.cases.models import Case, Event, Reminder

WRONG = {"missing": "不见了", "damaged": "与登记的散列值不符", "unreadable": "读不出来"}
FILES_AT_ONCE = 500


def numbers() -> Findings:
    """Yield every fault of the document numbers (I4), and every register number that a counter would give again."""
    yield from (InvariantFinding("I4", fault, "文号登记簿") for fault in numbering_faults())
    twice = Case.objects.order_by().values("agency__name", "number").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice.iterator():
        yield InvariantFinding("I4", f"登记编号 {row['number']} 用了 {row['n']} 次", row["agency__name"])


def reminders() -> Findings:
    """Yield what was written twice for one case, rule and day (I7)."""
    rows = Reminder.objects.order_by().values("case_id", "rule", "day").annotate(n=Count("pk")).filter(n__gt=1)
    for row in rows.iterator():
        yield InvariantFinding("I7", f"{row['day']} 的提醒“{row['rule']}”有 {row['n']} 条", f"案件 #{row['case_id']}")


def published_tables() -> Findings:
    """Yield every published table that is not what was published, and where a locked year counts otherwise today (I8)."""
    for table in PublishedTable.objects.select_related("agency").order_by("pk").iterator(chunk_size=10):
        where = f"{table.agency} {table.year} 年第 {table.version} 版"
        if not _is_intact(table):
            yield InvariantFinding("I8", "保存的内容与公布时的散列值不符", where)
    last = PublishedTable.objects.order_by().values("agency", "year").annotate(version=Max("version"))
    for row in list(last):
        table = PublishedTable.objects.select_related("agency").get(
            **{name: row[name] for name in ("agency", "year", "version")}
        )
        if in_force(scope_of(table.agency, table.year)) == table and not recorded_differences(table):
            for revision in revisions_of(table):
                yield InvariantFinding("I8", revision.sentence, f"{table.agency} {table.year} 年第 {table.version} 版")


def _is_intact(table: PublishedTable) -> bool:
    try:
        return is_intact(table)
    except (ValueError, KeyError, TypeError):  # what is kept is no longer of its form
        return False


# -- stored files ---------------------------------------------------------------------------------------------


def stored_files() -> Findings:
    """Yield every stored file that is not what its row says, every archive package that is not whole, every stranger (I10)."""
    for held in sweeping.files_of_rows():
        kind, _data = storage.inspected_contents(held.file.storage, held.file.name, held.sha256)
        if kind is not None:
            yield InvariantFinding("I10", f"{held.file.name} {WRONG[kind.value]}", held.about)
    names = _names()
    while some := list(islice(names, FILES_AT_ONCE)):
        named = _named_by_rows(some)
        yield from (InvariantFinding("I10", "没有登记引用这个文件", name) for name in some if name not in named)
    packages = ArchiveRecord.objects.filter(case__destruction__isnull=True).order_by("pk")
    for record in packages.iterator(chunk_size=100):
        verdict = archiving.check(record)
        if not verdict.whole:
            yield InvariantFinding("I10", f"档案包：{verdict.fault}", f"档号 {record.reference}")


def _names() -> Iterator[str]:
    root = storage.media_root()
    for folder, _folders, names in os.walk(root):
        for name in names:
            if not name.endswith(PART):  # on its way, or left by a stopped process: the nightly sweep removes it
                yield (Path(folder) / name).relative_to(root).as_posix()


def _named_by_rows(names: list[str]) -> set[str]:
    found: set[str] = set()
    for model, file, _sha256 in sweeping.file_fields():
        found |= set(model._base_manager.filter(**{f"{file}__in": names}).values_list(file, flat=True))
    return found


# -- agencies -------------------------------------------------------------------------------------------------


def agencies() -> Findings:
    """Yield rows that join two agencies which have nothing to do with each other (I12)."""
    strayed = Case.objects.exclude(agency=F("application__agency")).filter(transfers__isnull=True)
    for case in strayed.select_related("agency", "application__agency").iterator():
        yield InvariantFinding(
            "I12", f"申请是向{case.application.agency}提出的，没有移送记录", f"{case.agency} {case.number}"
        )
    letters = Event.objects.filter(letter__isnull=False, case__transfers__isnull=True).exclude(
        letter__agency=F("case__agency")
    )
    for event in letters.select_related("case__agency", "letter__agency").iterator():
        where = f"{event.case.agency} {event.case.number}"
        yield InvariantFinding("I12", f"第 {event.seq} 条的公文 {event.letter.number} 是{event.letter.agency}的", where)
    posted = Mailing.objects.exclude(letter__agency=F("dispatch__agency")).select_related("letter", "dispatch__agency")
    for one in posted.iterator():
        yield InvariantFinding(
            "I12", f"交寄了别的单位的公文 {one.letter.number}", f"{one.dispatch.agency} 交寄 #{one.dispatch_id}"
        )
    printed = PrintedLetter.objects.exclude(letter__agency=F("batch__agency")).select_related("letter", "batch__agency")
    for one in printed.iterator():
        yield InvariantFinding(
            "I12", f"打印了别的单位的公文 {one.letter.number}", f"{one.batch.agency} 打印批次 #{one.batch_id}"
        )
