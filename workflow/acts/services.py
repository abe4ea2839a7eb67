"""The one door: `perform()` is the only writer of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Officer
from intake.models import Application
from intake.selectors import confirmed_on
from law import Conflict, Refused, procedure
from law.deadlines import receipt
from workflow.acts.registration import kept_demands
from workflow.cases import search
from workflow.cases.act import ACTS, Act, ActContext
from workflow.cases.delivery import delivery_records
from workflow.cases.models import Case, Event
from workflow.cases.policy import may_register, why_not
from workflow.cases.projection import Projection, lawful, project
from workflow.cases.register_numbers import next_number
from workflow.cases.replay import (
    chained_hash,
    put_projection,
    rewrite_delivery_facts,
    write_delivery_facts,
    write_remedies,
)
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import effective
from workflow.cases.term.due_day_of_reply import judged_by
from workflow.cases.transfers.records import original_key, write_transfers
from workflow.changes.services import note_change
from workflow.locks import compelled
from workflow.transitions import TRANSITIONS

# Acts after which a case is found under other numbers or another name.
FOUND_ANEW = ("record_service", "deliver", "annul", "accept_transfer", "correct_particulars")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDetails:
    """What a person says when an application is registered, besides the application itself."""

    number: str = ""  # of the register; empty: the next one
    at_once: bool = False  # the reply is given on the spot, so there is no receipt (条例33①; 2007: 24①)
    besides: Sequence[str] = ()  # numbers of cases that look like it and that a person compared with it
    locked_year_reason: str = ""  # for which a locked year asks
    demands: list[str] | None = None  # what it asks for, as a person confirmed item by item; None: nobody has


NOTHING_SAID = RegistrationDetails()


@transaction.atomic
def register(
    application: Application,
    *,
    by: Officer,
    now: datetime,
    details: RegistrationDetails = NOTHING_SAID,
) -> Case:
    """Register an application: fix the legal day of receipt, give a number, open the case, write the receipt.

    Raises Refused while a needed confirmation is missing (条例31), Conflict for a second registration.
    """
    refuse_in_restore_mode()
    _hold_unregistered(application, by)
    days = calendar()
    confirmed, ruling = _received(application)
    number = details.number or next_number(application.agency_id, timezone.localdate(now).year)
    more = {"at_once": details.at_once, "besides": list(details.besides)}
    more |= kept_demands(application.content, details.demands)
    data = _registered(application, number, confirmed, ruling) | {name: said for name, said in more.items() if said}
    event = Event(seq=1, act="register", on=ruling.received_on, recorded_at=now, actor=by, data=data)
    case = new_case(application, number)
    projection = project([event], days)
    put_projection(case, projection, days)
    context = ActContext(case, "register", event.on, by, timezone.localdate(now), now, days, details.locked_year_reason)
    _attach_letter(ACTS["register"], context, event, projection)
    _write(context, [], event, projection, insert=True)
    return case


def _received(application: Application) -> tuple[date | None, receipt.Receipt]:
    """Return when the application was confirmed and which day counts as its receipt; raise Refused while there is none (条例31)."""
    confirmed = confirmed_on(application)
    ruling = receipt.received_on(application.channel, application.arrived_on, confirmed)
    if ruling.received_on is None:
        raise Refused(
            "这种方式要与申请人确认后才算收到，请先记录确认",
            ruling.basis_article,
            field="confirmed_on",
            english="This channel needs a confirmation with the applicant first",
        )
    return confirmed, ruling


def _hold_unregistered(application: Application, by: Officer) -> None:
    """Lock an application for who may register it, so that of two clerks the second sees the first."""
    if not may_register(by) or by.agency_id != application.agency_id:
        raise Refused("只有本单位登记员可以登记", english="Only a clerk of the agency may register")
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if Case.objects.filter(application=application).exists():
        raise Conflict("这件申请已经登记过", english="This application is registered already")


def _registered(application: Application, number: str, confirmed: date | None, ruling: receipt.Receipt) -> dict:
    """Return what the first event keeps: how and when the application came, and why its legal day is the one it is."""
    return {
        "case_number": number,
        "channel": application.channel,
        "arrived_on": application.arrived_on.isoformat(),
        "confirmed_on": confirmed.isoformat() if confirmed else "",
        "received_on": ruling.received_on.isoformat(),
        "basis": ruling.basis_article,
        "basis_text": ruling.text,
        "basis_english": ruling.english,
    }


def _attach_letter(act: Act, context: ActContext, event: Event, projection: Projection) -> None:
    """Issue the letter that the act needs and name it in the event and the projection, before the event is hashed."""
    letter = act.issue_letter(context, event, projection)
    if letter is not None:
        event.letter = letter
        event.data |= {"number": letter.number, "letter_sha256": letter.content_sha256}
        act.take_number(projection, letter.number)


def new_case(application: Application, number: str) -> Case:
    """Return an unsaved case with the facts of its application copied for the statistics."""
    return Case(
        application=application,
        agency_id=application.agency_id,
        number=number,
        applicant_kind=application.applicant_kind,
        channel=application.channel,
        topic=application.topic,
        imported=application.imported,
        arrived_on=application.arrived_on,
    )


@transaction.atomic
def perform(
    code: str,
    case_id: int,
    *,
    by: Officer | None,
    on: date,
    now: datetime,
    data: dict | None = None,
    version: int | None = None,
) -> Event:
    """Perform one act on one case: lock, may, guard, move, clock, letter, event, projections; all or nothing.

    `on` is the legal day, `now` the instant of recording; `version` is the number of events the person saw.
    Raises Refused with reason and article where the law or the table does not allow the act, and Conflict
    when somebody else acted first.
    """
    refuse_in_restore_mode()
    locked = Case.objects.select_for_update(of=("self",), no_key=True)
    case = locked.select_related("application__submission", "agency").get(pk=case_id)
    if version is not None and version != case.version:
        raise _conflict(case)
    act, earlier = ACTS[code], list(case.events.order_by("seq"))
    case.standing_events = effective(earlier)  # read once for all that asks below
    if by is not None and (refusal := why_not(by, code, case, timezone.localdate(now))):
        raise refusal
    why = (data or {}).get(compelled.REASON, "")
    context = ActContext(case, code, on, by, timezone.localdate(now), now, calendar(), why)
    act.check_day(context, case.standing_events)
    kept = act.prepare(context, dict(data or {}))
    if act.by_leaving:
        kept |= {"by_leaving": True}
    event = Event(case=case, seq=case.version + 1, act=code, on=on, recorded_at=now, actor=by, data=kept)
    act.check_letter_day(event, case.regulation, context.today)
    getattr(case, TRANSITIONS[code])()
    strict = act.judges_again(kept) and lawful(earlier, context.days)
    projection = _projected(act, context, [*earlier, event], strict=strict)
    _write(context, earlier, event, projection)
    if following := act.follow_up(kept):
        perform(following[0], case_id, by=by, on=on, now=now, data=following[1])
    return event


def _projected(act: Act, context: ActContext, events: list[Event], *, strict: bool) -> Projection:
    """Return what the case becomes by its last event, and issue its letter; of a notice, which says what will be when it leaves."""
    event = events[-1]
    sent = (event.seq,) if act.by_leaving else ()
    projection = project(events, context.days, strict=strict, sent=sent)
    _attach_letter(act, context, event, projection)
    return project(events, context.days, strict=strict) if act.by_leaving else projection


def _conflict(case: Case) -> Conflict:
    last = case.events.order_by("-seq").select_related("actor").first()
    row = procedure.ACTS[last.act]
    who = str(last.actor) if last.actor else "系统"
    when = timezone.localtime(last.recorded_at).strftime("%H:%M")
    return Conflict(
        f"{who}已先办：{when}“{row.term}”。您提交的没有执行",
        english=f"{who} acted first at {when}: “{row.name}”. Yours was not performed",
    )


def _write(
    context: ActContext, earlier: list[Event], event: Event, projection: Projection, *, insert: bool = False
) -> None:
    """Store the event and the projections that follow from it."""
    case, events = context.case, effective([*earlier, event])
    event.data |= judged_by(event.act, projection.due_on)
    event.data |= compelled.recorded(case, projection, event, earlier, context.locked_year_reason)
    put_projection(case, projection, context.days)
    event.prev_hash = earlier[-1].hash if earlier else case.application.digest
    event.hash = chained_hash(case, event, event.prev_hash, original_key(case, [*earlier, event]))
    case.version, case.head = event.seq, event.hash
    if event.act == "annul":
        case.remedies.exclude(key__in=projection.remedies).delete()
    case.save(force_insert=insert, force_update=not insert)
    event.case = case
    event.save(force_insert=True)
    case.standing_events = events
    write_remedies(case, projection)
    if projection.transfers or event.act == "annul":
        write_transfers(case, projection)
    if event.act == "annul":
        rewrite_delivery_facts(case, [*earlier, event])
    else:
        write_delivery_facts(case, [event], [fact for fact in delivery_records(events) if fact.seq == event.seq])
    if insert or event.letter_id or event.act in FOUND_ANEW:
        search.store_search_text(case)
    note_change(case, now=context.now)


@transaction.atomic
def recompute(case_id: int, *, now: datetime) -> bool:
    """Reckon an open case on the calendar in force; record an event if its due day moved.

    Returns whether the due day or its provisional mark changed. The event keeps both values (faults F11, F12).
    """
    refuse_in_restore_mode()
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application__submission")
        .get(pk=case_id)
    )
    days = calendar()
    if case.state not in procedure.UNDECIDED or case.calendar_fingerprint == days.fingerprint:
        return False
    earlier = list(case.events.order_by("seq"))
    projection = project(earlier, days)
    before = (case.due_on, case.provisional, case.waiting_until)
    after = (projection.due_on, projection.provisional, projection.waiting_until)
    if before == after:
        Case.objects.filter(pk=case.pk).update(calendar_fingerprint=days.fingerprint)
        return False
    data = {
        "from": case.due_on.isoformat() if case.due_on else "",
        "to": projection.due_on.isoformat() if projection.due_on else "",
        "calendar": days.fingerprint,
    }
    event = Event(
        case=case, seq=case.version + 1, act="recompute", on=timezone.localdate(now), recorded_at=now, data=data
    )
    case.recompute()
    context = ActContext(case, event.act, event.on, None, event.on, now, days)
    _write(context, earlier, event, projection)  # the event itself changes nothing
    return True
