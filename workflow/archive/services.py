"""Archive a closed case (归档): check its four natures, give it a number and a term, build and store its package."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Officer
from agencies.organisation.selectors import find_agency
from agencies.stored_files import storage
from intake.services import clean_text
from law import Refused
from law.outcomes import OUTCOMES
from workflow.archive import retention
from workflow.archive.models import ArchiveRecord, DestructionEntry
from workflow.archive.numbers import settings_of, take_number
from workflow.archive.package.build import Label, build
from workflow.archive.package.check import Verdict, verify_package
from workflow.archive.package.integrity import integrity_faults, integrity_findings
from workflow.cases import policy, search
from workflow.cases.models import Case, Event

DESTROYED = "已按规定销毁"  # what is wrong with a package whose term is over: nothing
FOLDER = "archive"
IN_MEMORY = 8 << 20  # bytes of a package held in memory before it goes to a temporary file
LABELLED = ("reference", "fonds", "category", "year", "sequence", "edition", "title", "years", "basis", "until")


# -- what waits, what is there --------------------------------------------------------------------------------


def to_archive(user: Officer, *, imported: bool = False) -> QuerySet[Case]:
    """Return the visible closed cases without a package of their present state, the oldest first.

    Those of an imported register stand apart: their papers were filed before this system.
    """
    packed = ArchiveRecord.objects.filter(case=OuterRef("pk"), head=OuterRef("head"))
    return (
        policy.in_hand_of(user)
        .filter(imported=imported)
        .filter(~Exists(packed), state="closed", destruction__isnull=True)
        .annotate(again=Exists(ArchiveRecord.objects.filter(case=OuterRef("pk"))))
        .select_related("agency", "application")
        .order_by("closed_on", "id")
    )


def archived(user: Officer, words: str = "") -> QuerySet[ArchiveRecord]:
    """Return the last edition of every visible package, searched by package, case and document number."""
    later = ArchiveRecord.objects.filter(case=OuterRef("case"), edition__gt=OuterRef("edition"))
    records = ArchiveRecord.objects.filter(~Exists(later), agency__in=policy.visible_agencies(user))
    if words:
        records = records.filter(search.matching(words, "case__search_text"))
    return records.select_related("case__destruction", "agency").order_by("-year", "-sequence", "-id")


def last_record(case: Case) -> ArchiveRecord | None:
    """Return the package of a case, the last edition; None where there is none."""
    return case.archive_records.order_by("edition").last()


def why_not(user: Officer | None, case: Case) -> Refused | None:
    """Return why the case may not be archived now by `user` (None: a command of the installation), or None."""
    if user is not None and not (policy.may_archive(user) and user.agency_id == case.agency_id):
        return Refused("由本单位登记员归档", english="A clerk of the agency archives")
    if case.state != "closed":
        return Refused("还没有办结，不能归档", "条例45", english="The case is not closed yet")
    if case.destroyed:
        return Refused("档案已经销毁", "档案法21", english="The case was destroyed after its term")
    if retention.pending(case):
        return Refused(
            "有复议或者诉讼没有审结，审结后再归档",
            "条例45",
            english="A proceeding is pending: archive after it",
        )
    if ArchiveRecord.objects.filter(case=case, head=case.head).exists():
        return Refused("已经归档，之后没有新的办理记录", english="Archived already, and nothing happened since")
    return None


def events_of(case: Case) -> list[Event]:
    """Return the acts of a case with what a package says of them."""
    return list(case.events.select_related("actor", "letter__agency", "letter__issued_by").order_by("seq"))


# -- the act --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LongerRetention:
    """A term longer than the rule's, with the reason; None years = permanent."""

    years: int | None
    reason: str


def archive(case_id: int, *, by: Officer | None, now: datetime, longer: LongerRetention | None = None) -> ArchiveRecord:
    """Archive a closed case: natures, term, number, package, record; all or nothing.

    Raises Refused naming what is missing, damaged or still open; then neither number nor file is left.
    """
    name = f"{FOLDER}/{uuid.uuid4().hex}.zip"
    with storage.recording_past_rollback(), storage.all_or_none(default_storage) as stored, transaction.atomic():
        stored.append(name)  # whatever goes wrong, no file stays without its record
        return _archive(case_id, by, now, longer, name)


def _archive(
    case_id: int, by: Officer | None, now: datetime, longer: LongerRetention | None, name: str
) -> ArchiveRecord:
    refuse_in_restore_mode()
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application", "agency")
        .get(pk=case_id)
    )
    refusal = why_not(by, case)
    if refusal:
        raise refusal
    events = events_of(case)
    findings = integrity_findings(case, events)
    if wrong := integrity_faults(findings):
        raise Refused(
            f"四性检测未通过（{wrong[0].nature}）：{wrong[0].text}",
            "条例45",
            english=f"Not archived: {wrong[0].text_english}",
        )
    earlier = list(case.archive_records.order_by("edition"))
    term = _term(case, longer, earlier, timezone.localdate(now))
    record = _record(case, earlier, term)
    label = Label(
        **{field: getattr(record, field) for field in LABELLED},
        archived_by=str(by or "系统"),
        archived_at=now,
        findings=tuple((finding.nature, finding.name, finding.said) for finding in findings),
        earlier=tuple(one.sha256 for one in earlier),
    )
    _write(record, case, events, label, name)
    record.head, record.archived_by, record.archived_at = events[-1].hash, by, now
    record.save(force_insert=True)
    search.store_search_text(case)
    return record


def _write(record: ArchiveRecord, case: Case, events: Sequence[Event], label: Label, name: str) -> None:
    """Write the package, read it back, and note its size and digest; raise Refused for one that is not whole."""
    with storage.refusing_disk_errors(), SpooledTemporaryFile(IN_MEMORY) as stream:
        built = build(stream, case, events, label)
        stream.seek(0)
        record.package = default_storage.save(name, File(stream))
    verdict = check(record)
    if not verdict.whole:
        raise Refused(
            f"写成的档案包核对不符：{verdict.fault}",
            english=f"The package written is not whole: {verdict.english}",
        )
    record.files, record.pages = built.files, built.pages
    record.sha256, record.size = verdict.sha256, default_storage.size(record.package.name)


def _term(
    case: Case, longer: LongerRetention | None, earlier: list[ArchiveRecord], day: date
) -> retention.RetentionTerm:
    """Return the term: the rule's, the longer one that was asked for, never less than an earlier edition had."""
    term = retention.term_of(case, day)
    if longer is not None:
        reason = clean_text(longer.reason, "提高期限的理由")
        if not reason:
            raise Refused("请写明提高保管期限的理由", field="reason", english="Say why it is kept longer")
        if not retention.longer(longer.years, term.years):
            raise Refused(
                f"按规定是{term.name}，只能提高，不能降低",
                field="years",
                english=f"The rule says {term.name}; it can only be raised",
            )
        term = retention.RetentionTerm(longer.years, f"提高：{reason}"[:240])
    for record in earlier:
        if retention.longer(record.years, term.years):
            term = retention.RetentionTerm(record.years, record.basis)
    return term


def _record(case: Case, earlier: list[ArchiveRecord], term: retention.RetentionTerm) -> ArchiveRecord:
    """Return the unsaved record: a new number, or the next edition under the old one."""
    record = ArchiveRecord(case=case, agency=case.agency, years=term.years, basis=term.basis, closed_on=case.closed_on)
    record.until = retention.last_day(case.closed_on, term.years)
    record.title = (
        f"{case.agency.name}办理政府信息公开申请案卷（登记编号{case.number}，{OUTCOMES[case.outcome].label}）"[:200]
    )
    if earlier:
        first = earlier[0]
        record.edition = earlier[-1].edition + 1
        for field in ("reference", "fonds", "category", "year", "sequence"):
            setattr(record, field, getattr(first, field))
        return record
    rules = settings_of(case.agency)
    record.fonds, record.category, record.year = rules.fonds, rules.category, case.closed_on.year
    record.sequence, record.reference = take_number(case.agency, rules, record.year)
    return record


# -- the stored package ---------------------------------------------------------------------------------------


def check(record: ArchiveRecord) -> Verdict:
    """Check a stored package by itself and, once it has a record, against the hash on record (F8)."""
    if DestructionEntry.objects.filter(case=record.case_id).exists():
        return Verdict(
            record.reference,
            reference=record.reference,
            fault=DESTROYED,
            english="Destroyed after its term",
        )
    if record.sha256:
        try:
            _stored(record)
        except storage.Damaged as damaged:
            return Verdict(record.reference, reference=record.reference, fault=damaged.reason, english=damaged.english)
    return verify_package(Path(default_storage.path(record.package.name)))


def _stored(record: ArchiveRecord) -> bytes:
    return storage.read(record.package, record.sha256, f"档案包“{record.reference}”", f"package {record.reference}")


def read_package(record: ArchiveRecord) -> bytes:
    """Return the stored package; raise Refused where it is not what was archived, `Damaged` where its file is not."""
    verdict = check(record)
    if verdict.fault and record.sha256 and verdict.fault != DESTROYED:
        _stored(record)
    if not verdict.whole:
        raise Refused(f"档案包不能取出：{verdict.fault}", field="package", english=f"Not given out: {verdict.english}")
    return _stored(record)


def strangers() -> list[str]:
    """Return the files in the archive's folder that no record names (R3)."""
    if not default_storage.exists(FOLDER):
        return []
    known = set(ArchiveRecord.objects.values_list("package", flat=True))
    return sorted(name for file in default_storage.listdir(FOLDER)[1] if (name := f"{FOLDER}/{file}") not in known)


def find_case(number: str, agency: str) -> Case:
    """Return a case by its number and its agency's code or name; raise Refused where there is none."""
    found = search.case_of(find_agency(agency), number)
    if found is None:
        raise Refused(
            f"“{agency}”没有登记编号为“{number}”的案件",
            field="number",
            english=f"No case {number} at {agency}",
        )
    return found
