"""Posting: which printed letters wait for the post, and the record that they were posted, case by case.

For a reply the day of posting is the day of giving it, and posting performs the act `deliver`; for any other
letter it is a fact about its service (国办公开办函〔2016〕235号).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from law import Refused
from law.calendars.working_days import Calendar
from notices.letters.models import Letter
from notices.mail.models import Destination, Dispatch, Mailing, MailKind, PrintedLetter, UnmatchedMail
from workflow.acts import services
from workflow.cases.delivery import DELIVERED, MAIL_NUMBER, POSTED, RETURNED, plain_receipt
from workflow.cases.models import Case, DeliveryFact
from workflow.cases.policy import may_post
from workflow.locks import compelled
from workflow.mail.addresses import AddressedLetter, addresses
from workflow.mail.posting_checks import HANDED, PostingError, posting_faults
from workflow.mail.printing import IDLE, SHEETS, events_of, on_paper, post_by

S10 = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")


@dataclass(slots=True)
class PostedItem:
    """What became of a posting: the dispatch (None when nothing went by mail), every fault, what to look at."""

    dispatch: Dispatch | None = None
    done: list[Letter] = field(default_factory=list)
    faults: list[PostingError] = field(default_factory=list)
    late: list[Letter] = field(default_factory=list)  # posted after the last day of their term
    doubtful: list[str] = field(default_factory=list)  # mail numbers whose check digit does not fit


def latest() -> QuerySet[DeliveryFact]:
    """Return the last fact about each letter."""
    later = DeliveryFact.objects.filter(letter=OuterRef("letter"), pk__gt=OuterRef("pk"))
    return DeliveryFact.objects.filter(~Exists(later)).select_related("case__application", "letter", "event")


def returned(agencies) -> QuerySet[DeliveryFact]:
    """Return the letters that came back and were not served again: the tasks, the oldest first."""
    return latest().filter(~IDLE, status=RETURNED, case__agency__in=agencies).order_by("on", "id")


def unanswered(agencies, today: date, days: Calendar, workdays: int) -> list[DeliveryFact]:
    """Return the mail of which nothing is known more than `workdays` working days after it was posted.

    Of ordinary mail nothing is ever heard; it is listed only where a term waits for its receipt.
    """
    last = today
    while days.count(last, today) <= workdays:
        last -= timedelta(days=1)
    waited = Q(receipt__regex=f"^({MAIL_NUMBER.pattern})$") | Q(case__waiting_until=None, case__waiting_for__gt="")
    posted = latest().filter(waited, ~IDLE, status=POSTED, method="mail", case__agency__in=agencies, on__lte=last)
    return list(posted.order_by("on", "id"))


def unmatched(agencies) -> QuerySet[UnmatchedMail]:
    """Return what carriers told about mail of which still no posting is on record."""
    known = DeliveryFact.objects.filter(receipt=OuterRef("mail_number"), case__agency=OuterRef("agency"), status=POSTED)
    return UnmatchedMail.objects.filter(~Exists(known), agency__in=agencies)


def check_digit_fits(number: str) -> bool:
    """Say whether the check digit of an S10 number fits (UPU S10); other numbers have none that is known."""
    found = S10.fullmatch(number)
    if not found:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(found[1], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    check = 11 - total % 11
    return int(found[2]) == {10: 0, 11: 5}.get(check, check)


def outgoing(agency: Agency) -> QuerySet[Letter]:
    """Return the printed letters to be posted: not served yet, or returned and given another address since."""
    again = []
    for one in returned([agency]):
        if Destination.objects.filter(letter=one.letter_id, entered_at__gte=one.event.recorded_at).exists():
            again.append(one.letter_id)
    letter = OuterRef("pk")
    fresh = Q(Exists(PrintedLetter.objects.filter(letter=letter)), ~Exists(DeliveryFact.objects.filter(letter=letter)))
    return on_paper(agency).filter(fresh | Q(pk__in=again), online=False).exclude(kind__in=SHEETS)


def record_posting(
    chosen: dict[int, tuple[str, str]],
    *,
    by: Officer,
    on: date,
    now: datetime,
    days: Calendar,
    locked_year_reason: str = "",
) -> PostedItem:
    """Record that letters were handed to the post, or to their addressee, on a day.

    `chosen` gives for each letter the kind of mail and the mail number, or HANDED and who signed for it; a reply that
    makes a published year late asks for `locked_year_reason`.

    All is checked first and every fault is listed; nothing is recorded while there is one. Then each case is one
    transaction: its acts and its mail together or not at all, so that of two people who post the same letter the
    second gets the fault and no record.
    """
    if not may_post(by):
        raise Refused("只有本单位登记员可以打印、交寄", english="Only a clerk of the agency may print and post")
    refuse_in_restore_mode()
    letters = list(on_paper(by.agency).filter(pk__in=chosen))
    items = addresses(letters, {pk: (kind, as_receipt(kind, proof)) for pk, (kind, proof) in chosen.items()})
    result = PostedItem()
    waiting = set(outgoing(by.agency).filter(pk__in=chosen).values_list("pk", flat=True))
    result.faults = posting_faults(chosen, waiting, items, by.agency, on, timezone.localdate(now))
    if result.faults:
        return result
    again = {one.letter_id for one in returned([by.agency])}  # what counted was the first posting
    last_days = {pk: post_by(event, days) for pk, event in events_of(letters).items() if pk not in again}
    by_case: dict[int, list[AddressedLetter]] = {}
    for item in items:
        by_case.setdefault(item.case.pk, []).append(item)
    for _, group in sorted(by_case.items()):
        _post_case(group, result, by=by, on=on, now=now, why=locked_year_reason)
    result.late = [letter for letter in result.done if (last := last_days.get(letter.pk)) and on > last]
    result.doubtful = sorted({item.mail_number for item in items if not check_digit_fits(item.mail_number)})
    return result


def as_receipt(kind: str, proof: str) -> str:
    """Return a mail number as it is compared, or a signatory's name as it was typed."""
    return proof.strip() if kind == HANDED else plain_receipt("mail", proof)


def _post_case(
    group: Sequence[AddressedLetter], result: PostedItem, *, by: Officer, on: date, now: datetime, why: str
) -> None:
    """Post the letters of one case, or none of them."""
    item = group[0]
    try:
        with transaction.atomic():
            _refuse_reused(group, result.dispatch, by.agency)
            dispatch = result.dispatch
            if dispatch is None and any(one.kind != HANDED for one in group):
                dispatch = Dispatch.objects.create(agency=by.agency, posted_on=on, recorded_by=by, recorded_at=now)
            for item in group:
                _post(item, dispatch, by=by, on=on, now=now, why=why)
    except Refused as refused:
        result.faults.append(PostingError(item.letter.pk, item.letter.number, refused.field or "letters", refused))
        with_it = Refused(
            f"同一案件的 {item.letter.number} 没有登记成，这份也没有登记",
            english="Not recorded with the other of its case",
        )
        result.faults += [
            PostingError(one.letter.pk, one.letter.number, "letters", with_it) for one in group if one is not item
        ]
        return
    result.dispatch = dispatch
    result.done += [one.letter for one in group]


def _refuse_reused(group: Sequence[AddressedLetter], dispatch: Dispatch | None, agency: Agency) -> None:
    """Refuse a mail number that somebody else recorded in the meantime; the agency is locked until the end."""
    Agency.objects.lock(agency.pk)
    numbers = [item.mail_number for item in group if item.kind in (MailKind.EMS, MailKind.REGISTERED)]
    others = Mailing.objects.filter(mail_number__in=numbers, dispatch__agency=agency)
    taken = (others if dispatch is None else others.exclude(dispatch=dispatch)).values_list("mail_number", flat=True)
    if taken:
        raise Refused(
            f"邮件号 {taken[0]} 刚刚已用于别的交寄", field="mail_number", english="The number was used just now"
        )


def _post(item: AddressedLetter, dispatch: Dispatch | None, *, by: Officer, on: date, now: datetime, why: str) -> None:
    case_id, handed = item.case.pk, item.kind == HANDED
    proof = {"method": "direct" if handed else "mail", "receipt": item.mail_number, compelled.REASON: why}
    if item.kind == MailKind.ORDINARY:
        proof["receipt"] = f"平信，交寄清单第{dispatch.pk}号"
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    if state == "replied" and item.case.events.effective().filter(act="reply", letter=item.letter).exists():
        services.perform("deliver", case_id, by=by, on=on, now=now, data=proof)
    else:
        fact = {"letter_id": item.letter.pk, "status": DELIVERED if handed else POSTED}
        services.perform("record_service", case_id, by=by, on=on, now=now, data=fact | proof)
    if handed:
        return
    Mailing.objects.create(
        dispatch=dispatch,
        letter=item.letter,
        kind=item.kind,
        mail_number=item.mail_number,
        name=item.name,
        address=item.address,
        postcode=item.postcode,
        phone=item.phone,
    )


def posted_items(dispatch: Dispatch) -> list[AddressedLetter]:
    """Return the letters of a dispatch as they were addressed then."""
    mailings = list(dispatch.mailings.select_related("letter"))
    events = events_of([one.letter for one in mailings])
    return [
        AddressedLetter(
            one.letter,
            events[one.letter_id].case,
            one.name,
            one.address,
            one.postcode,
            one.phone,
            one.kind,
            one.mail_number,
        )
        for one in mailings
    ]
