"""The print queue: which letters wait for paper, several in one file for duplex printing, who printed what when."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case as DbCase
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from agencies.text.filler import is_filler
from intake.services import clean_text
from law import Refused
from law.calendars.working_days import Calendar
from law.deadlines.steps import NOTICES
from law.regulations.texts import REGULATIONS
from notices.kinds.catalogue import KINDS
from notices.letters.models import Letter
from notices.letters.selectors import drawing_failed, read_pdf
from notices.mail.models import PrintBatch, PrintedLetter, SetAsideLetter
from workflow.cases.annulments import PUTS_RIGHT
from workflow.cases.models import DeliveryFact, Event
from workflow.cases.policy import may_post
from workflow.cases.term.unsent import unsent_notices

MOST = 100  # letters in one file
SHORTEST_REASON = 2  # characters of why a letter leaves the queues
SHEETS = tuple(code for code, kind in KINDS.items() if getattr(kind, "LAYOUT", "letter") == "sheet")
COPIES = (1, 2, 3)
# Of an annulled registration nothing is sent any more but what puts right what was told.
IDLE = Q(case__state="annulled") & ~Q(letter__kind__in=PUTS_RIGHT)


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter in the queue: its event, whether its file is ready, until when it must be posted to be in time."""

    letter: Letter
    event: Event | None
    post_by: date | None

    @property
    def file(self) -> str:
        """Return ready, failed or drawing."""
        if self.letter.pdf_sha256:
            return "ready"
        return "failed" if drawing_failed(self.letter) else "drawing"


def on_paper(agency: Agency) -> QuerySet[Letter]:
    """Return the valid letters that this system issued for an agency and nobody set aside, by number."""
    letters = Letter.objects.filter(agency=agency, historic=False, void_record__isnull=True, set_aside__isnull=True)
    left_here = Exists(Event.objects.filter(IDLE, letter=OuterRef("pk")))
    return letters.filter(~left_here).order_by("series", "year", "sequence", "id")


def unprinted(agency: Agency) -> QuerySet[Letter]:
    """Return the letters that nobody has printed and nobody has served in another way."""
    letter = OuterRef("pk")
    return on_paper(agency).filter(
        ~Exists(PrintedLetter.objects.filter(letter=letter)), ~Exists(DeliveryFact.objects.filter(letter=letter))
    )


def waiting_letters(letters: Sequence[Letter], days: Calendar) -> list[WaitingLetter]:
    """Return letters with their events and the last day of posting."""
    events = events_of(letters)
    return [WaitingLetter(letter, events.get(letter.pk), post_by(events.get(letter.pk), days)) for letter in letters]


def by_last_day(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Return letters in the order in which they must be posted: what is overdue first, then by number."""
    of_letter = Event.objects.filter(letter=OuterRef("pk"))
    last = DbCase(When(act="reply", then="case__due_on"), When(act__in=NOTICES, then="case__send_by"))
    return letters.annotate(last_day=Subquery(of_letter.annotate(last_day=last).values("last_day")[:1])).order_by(
        F("last_day").asc(nulls_last=True), "series", "year", "sequence", "id"
    )


def events_of(letters: Sequence[Letter]) -> dict[int, Event]:
    """Return the event that issued each letter, with its case and application."""
    query = Event.objects.filter(letter__in=[letter.pk for letter in letters]).select_related(
        "case__application", "letter"
    )
    return {event.letter_id: event for event in query}


def first_printings(letters: Iterable[Letter]) -> dict[int, date]:
    """Return the day on which each letter was first printed."""
    rows = PrintedLetter.objects.filter(letter__in=list(letters)).order_by()
    firsts = rows.values_list("letter").annotate(at=Min("batch__printed_at"))
    return {letter: timezone.localdate(at) for letter, at in firsts}


def post_by(event: Event | None, days: Calendar) -> date | None:
    """Return the last day on which posting the letter is in time (235号四), where the law sets one."""
    if event is None:
        return None
    case = event.case
    if event.act == "reply":
        return case.due_on
    if waiting := next((one for one in unsent_notices(case) if one.seq == event.seq), None):
        return waiting.last_on
    if event.act in ("extend", "delay"):
        return date.fromisoformat(event.letter.facts["former_due_on"])
    limit = REGULATIONS[case.regulation].correction_notice_workdays
    if event.act in ("request_correction", "request_reasons") and limit:
        return days.add(case.received_on, limit)
    return None


def copies_of(letter: Letter, asked: int) -> int:
    """Return how many copies to print: with 0 asked one to send and one for the file, of the office's own sheets one."""
    if asked:
        return asked
    return 1 if letter.kind in SHEETS or letter.online else 2


def print_together(ids: Sequence[int], *, by: Officer, now: datetime, copies: int = 0, reason: str = "") -> PrintBatch:
    """Record that letters are printed together and return the batch; `merged_pdf` makes its file.

    A letter that was printed before needs a reason. Raises Refused with every fault in one sentence; of two people
    who print the same letter the second is told who was first.
    """
    if not may_post(by):
        raise Refused("只有本单位登记员可以打印、交寄", english="Only a clerk of the agency may print and post")
    reason = clean_text(reason, "重印的原因")[:200]
    if copies not in (0, *COPIES):
        raise Refused("份数应当是 1 到 3", field="copies", english="1 to 3 copies")
    if not 0 < len(set(ids)) <= MOST:
        raise Refused(f"请选 1 到 {MOST} 份公文", field="letters", english=f"Choose 1 to {MOST} letters")
    letters = list(on_paper(by.agency).filter(pk__in=ids))
    _refuse_unprintable(letters, len(set(ids)), reason)
    parts = [(read_pdf(letter), copies_of(letter, copies)) for letter in letters]
    data, pages = merged(parts)  # before the transaction: nobody waits for a hundred letters to be merged
    with transaction.atomic():
        locked = Letter.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        list(locked.values_list("pk"))
        _refuse_unprintable(list(on_paper(by.agency).filter(pk__in=ids)), len(letters), reason)
        batch = PrintBatch.objects.create(
            agency=by.agency,
            pages=pages,
            sha256=hashlib.sha256(data).hexdigest(),
            reason=reason,
            printed_by=by,
            printed_at=now,
        )
        PrintedLetter.objects.bulk_create(
            PrintedLetter(
                batch=batch,
                letter=letter,
                place=place,
                copies=part[1],
                round=letter.printings.count() + 1,
            )
            for place, (letter, part) in enumerate(zip(letters, parts, strict=True), start=1)
        )
    return batch


@transaction.atomic
def set_aside(ids: Sequence[int], *, by: Officer, now: datetime, reason: str) -> int:
    """Take letters out of the queues for good, with the reason on record; return how many."""
    refuse_in_restore_mode()
    if not may_post(by):
        raise Refused("只有本单位登记员可以打印、交寄", english="Only a clerk of the agency may print and post")
    reason = clean_text(reason, "原因")[:200]
    if len(reason) < SHORTEST_REASON or is_filler(reason):
        raise Refused("请写明为什么不打印、不交寄", field="reason", english="Say why it is neither printed nor posted")
    locked = Letter.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(locked.values_list("pk"))
    letters = list(unprinted(by.agency).filter(pk__in=ids))
    if not letters or len(letters) != len(set(ids)):
        raise Refused(
            "请选待打印的公文；有的已经打印、送达或者移出",
            field="letters",
            english="Choose letters that wait to be printed",
        )
    rows = [SetAsideLetter(letter=letter, reason=reason, set_by=by, set_at=now) for letter in letters]
    return len(SetAsideLetter.objects.bulk_create(rows))


def _refuse_unprintable(letters: Sequence[Letter], asked: int, reason: str) -> None:
    refuse_in_restore_mode()
    if len(letters) != asked:
        raise Refused("有的公文已经作废或者不是本单位的", field="letters", english="Some letters are void or not yours")
    unready = [letter.number for letter in letters if not letter.pdf_sha256]
    failed = next((letter for letter in letters if drawing_failed(letter)), None)
    if failed and failed.render_error:
        raise Refused(
            f"{failed.number} 还没有生成：{failed.render_error}",
            field="letters",
            english=f"{failed.number} could not be drawn so far",
        )
    if unready:
        raise Refused(
            f"还没有生成 PDF：{'、'.join(unready)}", field="letters", english=f"No PDF yet: {', '.join(unready)}"
        )
    earlier = PrintedLetter.objects.filter(letter__in=letters).select_related("batch__printed_by", "letter")
    if earlier and not reason:
        told = "；".join(f"{one.letter.number} {one.batch.printed_by}" for one in earlier)
        raise Refused(
            f"已经打印过，再打印请写原因：{told}", field="reason", english=f"Printed already, give the reason: {told}"
        )


def merged(parts: Sequence[tuple[bytes, int]]) -> tuple[bytes, int]:
    """Return one file for duplex printing and its number of pages: every copy begins on an odd page.

    Where a copy ends on an odd page a blank back follows, so that two letters never share a sheet; after the last
    copy none is needed. Links, forms and attached files stay behind: paper has no use for them.
    """
    writer = PdfWriter()
    for data, copies in parts:
        pages = PdfReader(io.BytesIO(data)).pages
        for _ in range(copies):
            if len(writer.pages) % 2:
                size = writer.pages[-1].mediabox
                writer.add_blank_page(size.width, size.height)
            for page in pages:
                writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue(), len(writer.pages)


def merged_pdf(batch: PrintBatch) -> bytes:
    """Return the file of a batch, made again from the same letters; raise Refused where it is not the same any more."""
    rows = batch.letters.select_related("letter")
    data, _ = merged([(read_pdf(row.letter), row.copies) for row in rows])
    if hashlib.sha256(data).hexdigest() != batch.sha256:
        raise Refused(
            "重新合并的文件与打印时的不一致，请重印并写明原因", field="sha256", english="Not the file that was printed"
        )
    return data
