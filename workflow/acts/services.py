"""The one door: `perform()` is the only writer of a case."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Officer
from intake.models import Application
from intake.selectors import confirmed_on
from law import Conflict, Refused, procedure, receipt
from law.calendar import Calendar
from workflow.acts import letters
from workflow.acts.dates import check_day, check_letter_day
from workflow.cases import folding, remains, search
from workflow.cases.delivery import Fact, facts
from workflow.cases.models import Case, Event, RemedyCase, Reminder, Service
from workflow.cases.policy import may_register, why_not
from workflow.cases.register_numbers import next_number
from workflow.cases.selectors import calendar
from workflow.locks import services as locking

TRANSITIONS = {code: "write_draft" if code == "draft" else code for code in procedure.ACTS}


@transaction.atomic
def register(application: Application, *, by: Officer, now: datetime, number: str = "", at_once: bool = False) -> Case:
    """Register an application: fix the legal day of receipt, give a number, open the case, write the receipt.

    With `at_once` there is no receipt, since the reply is given on the spot (条例33①; 2007: 24①).

    Raises Refused while a needed confirmation is missing (条例31), Conflict for a second registration.
    """
    if not may_register(by) or by.agency_id != application.agency_id:
        raise Refused("只有本单位登记员可以登记", english="Only a clerk of the agency may register")
    Application.objects.select_for_update(of=("self",), no_key=True).get(
        pk=application.pk
    )  # of two clerks the second sees the first
    if Case.objects.filter(application=application).exists():
        raise Conflict("这件申请已经登记过", english="This application is registered already")
    days = calendar()
    confirmed = confirmed_on(application)
    ruling = receipt.received_on(application.channel, application.arrived_on, confirmed)
    if ruling.received_on is None:
        raise Refused(
            "这种方式要与申请人确认后才算收到，请先记录确认",
            ruling.basis_article,
            field="confirmed_on",
            english="This channel needs a confirmation with the applicant first",
        )
    number = number or next_number(application.agency_id, timezone.localdate(now).year)
    data = {
        "case_number": number,
        "channel": application.channel,
        "arrived_on": application.arrived_on.isoformat(),
        "confirmed_on": confirmed.isoformat() if confirmed else "",
        "received_on": ruling.received_on.isoformat(),
        "basis": ruling.basis_article,
        "basis_text": ruling.text,
        "basis_english": ruling.english,
    }
    if at_once:
        data["at_once"] = True
    event = Event(seq=1, act="register", on=ruling.received_on, recorded_at=now, actor=by, data=data)
    case = new_case(application, number)
    projection = folding.project([event], days)
    put_projection(case, projection, days)
    _attach_letter(case, event, projection, by=by, today=timezone.localdate(now), days=days)
    _write(case, [], event, days, insert=True)
    return case


def _attach_letter(case: Case, event: Event, projection: folding.Projection, **context) -> None:
    """Issue the letter that the act needs and name it in the event, before the event is hashed."""
    letter = letters.issue_for(case, event, projection=projection, **context)
    if letter is not None:
        event.letter = letter
        event.data |= {"number": letter.number, "letter_sha256": letter.content_sha256}


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
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application", "agency")
        .get(pk=case_id)
    )
    if version is not None and version != case.version:
        raise _conflict(case)
    row = procedure.ACTS[code]
    if by is not None:
        refusal = why_not(by, code, case)
        if refusal:
            raise refusal
    earlier = list(case.events.order_by("seq"))
    check_day(case, row, on, timezone.localdate(now), folding.standing(earlier))
    days = calendar()
    prepared = letters.prepare(
        case, code, on, dict(data or {}), by=by, today=timezone.localdate(now), days=days, now=now
    )
    event = Event(case=case, seq=case.version + 1, act=code, on=on, recorded_at=now, actor=by, data=prepared)
    check_letter_day(event, case.regulation)
    getattr(case, TRANSITIONS[code])()
    judged_again = code in ("annul", "correct_receipt") and folding.lawful(earlier, days)
    projection = folding.project([*earlier, event], days, strict=judged_again)
    _attach_letter(case, event, projection, by=by, today=timezone.localdate(now), days=days)
    _write(case, earlier, event, days)
    if prepared.get("tell_applicant"):
        perform("notify_applicant", case_id, by=by, on=on, now=now, data={"key": prepared["key"]})
    return event


def _conflict(case: Case) -> Conflict:
    last = case.events.order_by("-seq").select_related("actor").first()
    row = procedure.ACTS[last.act]
    who = str(last.actor) if last.actor else "系统"
    when = timezone.localtime(last.recorded_at).strftime("%H:%M")
    return Conflict(
        f"{who}已先办：{when}“{row.term}”。您提交的没有执行",
        english=f"{who} acted first at {when}: “{row.name}”. Yours was not performed",
    )


def _write(case: Case, earlier: list[Event], event: Event, days: Calendar, *, insert: bool = False) -> None:
    """Store the event and the projections that follow from it."""
    projection = folding.project([*earlier, event], days)
    compelled = any(one.act == "revoke_reply" for one in folding.standing(earlier))
    locking.refuse_change(case, projection, compelled=compelled)
    put_projection(case, projection, days)
    event.prev_hash = earlier[-1].hash if earlier else case.application.digest
    event.hash = folding.digest(
        event.prev_hash, f"{case.agency_id}/{case.number}", event.seq, event.act, event.on, event.actor_id, event.data
    )
    case.version, case.head = event.seq, event.hash
    if event.act == "annul":
        case.remedies.exclude(key__in=projection.remedies).delete()
    case.save(force_insert=insert, force_update=not insert)
    event.case = case
    event.save(force_insert=True)
    _write_remedies(case, projection)
    if event.act == "annul":
        _rewrite_services(case, [*earlier, event])
    else:
        told = facts(folding.standing([*earlier, event]))
        _write_services(case, [event], [fact for fact in told if fact.seq == event.seq])
    if insert or event.letter_id or event.act in ("record_service", "deliver", "annul"):
        search.remember(case)


def put_projection(case: Case, projection: folding.Projection, days: Calendar) -> None:
    """Copy a projection onto the columns of a case (the state past its protection: the fold is its truth)."""
    for name in folding.Projection.COLUMNS:
        if name == "state":
            case.__dict__["state"] = projection.state
        else:
            setattr(case, name, getattr(projection, name))
    case.calendar_fingerprint = days.fingerprint


def _write_remedies(case: Case, projection: folding.Projection) -> None:
    for remedy in projection.remedies.values():
        RemedyCase.objects.update_or_create(
            case=case,
            key=remedy.key,
            defaults={
                "kind": remedy.kind,
                "received_on": remedy.received_on,
                "result": remedy.result,
                "concluded_on": remedy.concluded_on,
                "reference": remedy.reference,
            },
        )


@transaction.atomic
def recompute(case_id: int, *, now: datetime) -> bool:
    """Reckon an open case on the calendar in force; record an event if its due day moved.

    Returns whether the due day or its provisional mark changed. The event keeps both values (faults F11, F12).
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=case_id)
    days = calendar()
    if case.state not in procedure.UNDECIDED or case.calendar_fingerprint == days.fingerprint:
        return False
    earlier = list(case.events.order_by("seq"))
    projection = folding.project(earlier, days)
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
    _write(case, earlier, event, days)
    return True


REMINDERS = ((5, "five"), (3, "three"), (1, "one"), (0, "today"))  # working days left (law.md 2.3 T-5, T-3, T-1)


def write_reminders(*, now: datetime) -> int:
    """Write today's reminders of terms that approach or have passed; a repeated run adds nothing."""
    today, days = timezone.localdate(now), calendar()
    wanted = []
    for case in Case.objects.filter(state__in=procedure.UNDECIDED, due_on__isnull=False).iterator(chunk_size=1000):
        left = -1 if today > case.due_on else days.count(today, case.due_on)
        for limit, rule in REMINDERS:
            if left == limit:
                wanted.append(_reminder(case, f"due-{rule}", today, now, left))
        if left < 0:
            wanted.append(_reminder(case, "overdue", today, now, left))
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before


def _reminder(case: Case, rule: str, today: date, now: datetime, left: int) -> Reminder:
    due = f"{case.due_on:%m-%d}"
    if left < 0:
        text, english = f"{case.number} 已过应答复日 {due}", f"{case.number} is past its due day {due}"
    elif left == 0:
        text, english = f"{case.number} 今日到期", f"{case.number} is due today"
    else:
        text = f"{case.number} 剩 {left} 个工作日，应答复日 {due}"
        english = f"{case.number}: {left} working days left, due {due}"
    return Reminder(
        case=case, rule=rule, day=today, text=text, english=english, officer_id=case.handler_id, created_at=now
    )


@transaction.atomic
def replay(case_id: int, *, check: bool = False) -> list[str]:
    """Rebuild the projections of a case from its events; return what differed.

    With `check` nothing is written. The hash chain is verified in the same pass.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=case_id)
    events, days = list(case.events.order_by("seq")), calendar()
    found = differences(case, events, days)
    if found and not check:
        projection = folding.project(events, days)
        put_projection(case, projection, days)
        case.version, case.head = events[-1].seq, events[-1].hash
        case.save(force_update=True)
        case.remedies.exclude(key__in=projection.remedies).delete()
        _write_remedies(case, projection)
        _rewrite_services(case, events)
    return found


def differences(case: Case, events: list[Event], days: Calendar) -> list[str]:
    """Return where the columns and remedies of a case differ from what its events say, and every break in their chain.

    Raises Refused where the events do not follow one another by law.
    """
    found = verify_chain(case, events)
    if not events:
        return found
    projection = folding.project(events, days)
    for name in folding.Projection.COLUMNS:
        if getattr(case, name) != getattr(projection, name):
            found.append(f"{case.number} {name}: {getattr(case, name)!r} != {getattr(projection, name)!r}")
    kept, told = (
        {r.key: _told(r) for r in remedies} for remedies in (case.remedies.all(), projection.remedies.values())
    )
    if kept != told:
        found.append(f"{case.number} remedies: {kept} != {told}")
    if [_as_fact(row) for row in case.services.select_related("event")] != facts(folding.standing(events)):
        found.append(f"{case.number} services: not what the events tell")
    return found


def _rewrite_services(case: Case, events: list[Event]) -> None:
    case.services.all().delete()
    _write_services(case, events, facts(folding.standing(events)))


def _write_services(case: Case, events: list[Event], told: list[Fact]) -> None:
    by_seq = {event.seq: event for event in events}
    Service.objects.bulk_create(
        Service(
            case=case,
            event=by_seq[fact.seq],
            letter_id=fact.letter_id,
            method=fact.method,
            status=fact.status,
            on=fact.on,
            receipt=fact.receipt,
        )
        for fact in told
    )


def _as_fact(row: Service) -> Fact:
    return Fact(row.event.seq, row.letter_id, row.method, row.status, row.on, row.receipt)


def _told(remedy: RemedyCase | folding.Remedy) -> tuple:
    return remedy.kind, remedy.received_on, remedy.result, remedy.concluded_on, remedy.reference


def verify_chain(case: Case, events: list[Event]) -> list[str]:
    """Return every break in the hash chain of a case."""
    found, previous = [], case.application.digest
    if not events:
        return [f"{case.number}: no events"]
    for place, event in enumerate(events, start=1):
        expected = folding.digest(
            previous, f"{case.agency_id}/{case.number}", event.seq, event.act, event.on, event.actor_id, event.data
        )
        if event.seq != place or event.prev_hash != previous or event.hash != expected:
            found.append(f"{case.number} event {event.seq}: chain broken")
        previous = event.hash
    if case.version != len(events) or case.head != previous:
        found.append(f"{case.number}: last event differs from the case's head")
    # The words of a destroyed case are gone, and with them the hashes over them: the register vouches for the rest.
    return remains.verify(case, events) if found and case.destroyed else found
