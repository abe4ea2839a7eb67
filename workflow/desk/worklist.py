"""The worklist as data: how each case stands today, what comes first, what the filters leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from agencies.organisation.models import Officer
from intake.models import Channel
from law import Refused, procedure, written
from law.calendars.working_days import Calendar
from law.deadlines import term_days
from law.deadlines.reckoning import Reckoning
from law.deadlines.steps import NOTICES
from law.regulations.texts import REGULATIONS
from workflow.cases import policy, proceedings, search
from workflow.cases.consultations import ANSWERED_BY
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.selectors import Light, light, waiting_without_receipt
from workflow.cases.term.clock import TERM_ACTS, run_clock
from workflow.cases.term.unsent import due_on_if_sent, unsent_notices
from workflow.cases.transfers.models import CaseTransfer
from workflow.cases.transfers.records import offered_to
from workflow.evidence.consents import consents_to_decide

SHOWN_FIRST = 8
LIGHTS = "korygp"
# What moves a case on from each state; an open consultation and a finished draft are looked at first.
NEXT = {
    "registered": "assign",
    "handling": "draft",
    "awaiting_correction": "receive_correction",
    "awaiting_payment": "receive_payment",
    "awaiting_reasons": "receive_reasons",
    "lapsed": "draft",
    "in_review": "approve",
    "approved": "sign",
    "signed": "reply",
    "replied": "deliver",
    "delivered": "close",
    "withdrawn": "close",
}
LAPSES = {
    "awaiting_correction": "lapse_correction",
    "awaiting_payment": "lapse_payment",
    "awaiting_reasons": "lapse_reasons",
}
STEP_OF_NOTE = {
    "correction": "request_correction", "respond": "respond", "consent": "consent", "silent": "record_service",
}  # fmt: skip
ANSWERS = {asked: answers[0] for asked, answers in ANSWERED_BY.items()}


@dataclass(frozen=True, slots=True)
class TermStatus:
    """How a case stands against its term on one day; `held` = the clock is stopped by a consultation."""

    light: Light
    used: int = 0
    total: int = 0
    base: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of the worklist."""

    case: Case
    term_status: TermStatus | None
    step: str  # code of the act that comes next, or ""
    mine: bool  # the reader may perform it
    if_sent: date | None = None  # the due day that an unsent extension or delay would still set
    note: str = ""  # why it stands among the first things: a key of the template
    moved: CaseTransfer | None = None  # the last move to another agency, or one that waits to be accepted


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see."""

    stage: str = ""
    q: str = ""
    channel: str = ""
    light: str = ""
    handler: str = ""
    agency: str = ""

    @classmethod
    def read(cls, given) -> "Filters":
        """Read the filters from the address; what is not known is left out."""
        stage, channel, lamp = given.get("stage", ""), given.get("channel", ""), given.get("light", "")
        handler, agency = given.get("handler", ""), given.get("agency", "")
        return cls(
            stage=stage if stage in procedure.STATES or stage == "all" else "",
            q=given.get("q", "").strip()[:80],
            channel=channel if channel in Channel.values else "",
            light=lamp if len(lamp) == 1 and lamp in LIGHTS else "",
            handler=handler if written.whole_number(handler) is not None else "",
            agency=agency[:40],
        )

    @property
    def narrow(self) -> bool:
        """Say whether anything but the stage was asked for."""
        return any((self.q, self.channel, self.light, self.handler, self.agency))


def term_status(case: Case, reckoning: Reckoning, today: date, days: Calendar) -> TermStatus | None:
    """Return how an open case stands today, or None for a case that is done.

    A day on which the clock is stopped shows what is left when it runs again.
    """
    if not case.is_open:
        return None
    total = reckoning.base_workdays + reckoning.extended_workdays
    if reckoning.due_on is None:
        return TermStatus(Light("p", None), 0, total, reckoning.base_workdays)
    counted = [d.ordinal for d in term_days.days(reckoning, days) if d.ordinal is not None and d.date <= today]
    used = max(counted, default=0)
    if any(p.open and not p.idle and p.sent_on < today <= p.ends_on for p in reckoning.pauses):
        return TermStatus(Light("p", total - used), used, total, reckoning.base_workdays, held=True)
    lamp = light(reckoning.due_on, today, days)
    return TermStatus(lamp, used + lamp.days_overdue if lamp.code == "k" else used, total, reckoning.base_workdays)


def term_statuses(
    cases: Iterable[Case], today: date, days: Calendar
) -> dict[int, tuple[TermStatus, tuple[tuple[str, str], ...]]]:
    """Return how each open case stands and which consultations are open in it; the events of all are read at once."""
    wanted = {case.pk: case for case in cases if case.is_open}
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(case__in=list(wanted), act__in=TERM_ACTS).order_by("seq"):
        events.setdefault(event.case_id, []).append(event)
    return {pk: _reckoned(wanted[pk], of_case, today, days) for pk, of_case in events.items()}


def _reckoned(
    case: Case, events: list[Event], today: date, days: Calendar
) -> tuple[TermStatus, tuple[tuple[str, str], ...]]:
    try:
        reckoning = run_clock(events, days)
    except Refused:  # a notice published later may contradict an act of the past; the page still opens
        return TermStatus(light(case.due_on, today, days)), ()
    return term_status(case, reckoning, today, days), reckoning.open_keys


def worklist_rows(cases: Iterable[Case], user: Officer, today: date, days: Calendar) -> list[WorklistRow]:
    """Return the lines of a page of cases; the events of all of them are read at once."""
    cases = list(cases)
    statuses = term_statuses(cases, today, days)
    return [_row(case, *statuses.get(case.pk, (None, ())), user, today) for case in cases]


def _row(
    case: Case, stands: TermStatus | None, open_keys: tuple[tuple[str, str], ...], user: Officer, today: date
) -> WorklistRow:
    step = next_act(case, today, open_keys)
    mine = bool(step) and policy.may(user, step, case, today)
    return WorklistRow(case, stands, step, mine, due_on_if_sent(case, today))


def with_moves(rows: list[WorklistRow]) -> list[WorklistRow]:
    """Return the lines of a register, each with the last move of its case, if it moved or is to move: the sign in both registers."""
    found = CaseTransfer.objects.filter(case__in=[row.case.pk for row in rows]).exclude(status="declined")
    moves = {one.case_id: one for one in found.select_related("from_agency", "to_agency").order_by("seq")}
    return [replace(row, moved=moves.get(row.case.pk)) for row in rows]


def next_act(case: Case, today: date, open_keys: tuple[tuple[str, str], ...] = ()) -> str:
    """Return the code of the act that moves the case on, or "" when nothing is left to do."""
    if case.state in LAPSES and case.waiting_until and case.waiting_until < today:
        return LAPSES[case.state]
    if open_keys and case.state in ("registered", "handling"):
        return ANSWERS[open_keys[0][0]]
    if case.state == "handling" and case.draft_id:
        return "submit_for_review"
    return NEXT.get(case.state, "")


def filtered_cases(user: Officer, asked: Filters, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the visible cases that the filters leave: open ones by due day, all others the newest first."""
    cases = policy.visible_to(user) if asked.stage == "all" else policy.in_hand_of(user)
    if asked.stage == "all":
        cases = cases.order_by("-received_on", "-id")
    else:
        cases = cases.filter(state__in=[asked.stage] if asked.stage else procedure.OPEN_STATES)
        cases = cases.order_by(F("due_on").asc(nulls_last=True), "received_on", "id")
    if asked.channel:
        cases = cases.filter(channel=asked.channel)
    if asked.handler:
        cases = cases.filter(handler_id=int(asked.handler))
    if asked.agency:
        cases = cases.filter(agency__code=asked.agency)
    if asked.light:
        cases = cases.filter(light_condition(asked.light, today, days), state__in=procedure.OPEN_STATES)
    if asked.q:
        cases = search.cases_matching(cases, asked.q)
    return cases.select_related("application", "handler", "agency")


def light_condition(code: str, today: date, days: Calendar) -> Q:
    """Return the condition under which a term shows this light (the bounds of `selectors.light` as days)."""
    if code == "p":
        return Q(due_on__isnull=True) | Q(open_consultations__gt=0)
    if code == "k":
        return Q(due_on__lt=today)
    first = {"r": today, "o": days.add(today, 1), "y": days.add(today, 3), "g": days.add(today, 6)}
    if code == "g":
        return Q(due_on__gte=first["g"])
    following = {"r": "o", "o": "y", "y": "g"}[code]
    return Q(due_on__gte=first[code], due_on__lt=first[following])


def due_or_offered(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the open cases that are overdue or due today, and to who may accept them those that another agency offers."""
    pressing = Q(state__in=procedure.OPEN_STATES, due_on__isnull=False, due_on__lt=days.add(today, 1))
    found = policy.in_hand_of(user).filter(pressing)
    if not policy.may_register(user) or not (offered := offered_to(user.agency_id)):
        return found
    return found | Case.objects.filter(pk__in=offered, state__in=procedure.ACTS["accept_transfer"].source)


def last_day_for_correction(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the cases in which today is the last day to ask for a correction (条例30)."""
    asked = Event.objects.filter(case=OuterRef("pk"), act="request_correction")
    wanted = Q(pk__in=[])
    for code, regulation in REGULATIONS.items():
        if term := regulation.correction_notice_workdays:
            received = [day for n in range(1, 40) if days.add(day := today - timedelta(days=n), term) == today]
            wanted |= Q(regulation=code, received_on__in=received)
    return policy.in_hand_of(user).filter(wanted, ~Exists(asked), state__in=("registered", "handling"))


def notices_and_waits(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the cases with a notice to be sent by the next working day, or void for not having been; waits that ended, or never began.

    Once its number is void nothing is to be done about a notice. A wait has ended where the applicant let the term for correction, payment or reasons pass.
    """
    letters = Event.objects.filter(case=OuterRef("pk"), act__in=NOTICES, letter__void_record__isnull=True)
    here = letters.exclude(Exists(DeliveryFact.objects.filter(letter=OuterRef("letter"))))
    unsent = Q(Exists(here), send_by__lte=days.add(today, 1), state__in=procedure.WORKING)
    ended = policy.in_hand_of(user).filter(unsent | Q(state__in=tuple(LAPSES), waiting_until__lt=today))
    found = ended | waiting_without_receipt(user, today, days)
    return found.order_by(Coalesce("waiting_until", "send_by", "received_on"), "id")


def answers_owed(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the cases in which the agency owes an answer to a reconsideration or a court within five working days."""
    return Case.objects.filter(pk__in=[case.pk for case in proceedings.pressing_for(user, today, days)])


def to_decide(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the replies that wait for this person's own decision, approval or signature, and do not press yet."""
    own = Case.objects.filter(agency_id=user.agency_id)
    wanted = Q(pk__in=[])
    if user.has_role("reviewer"):
        wanted |= Q(state="in_review")
    if user.has_role("signer"):
        wanted |= Q(state="approved") & (Q(reviewer__isnull=True) | ~Q(reviewer=user))
    own = own.filter(wanted, Q(drafter__isnull=True) | ~Q(drafter=user))
    return own.filter(Q(due_on__isnull=True) | Q(due_on__gte=days.add(today, 1)))


def _noted(row: WorklistRow, note: str, user: Officer, today: date) -> WorklistRow:
    """Return a line with the reason why it stands among the first things, and the act that is looked for there."""
    if note == "decide":
        return row
    if note == "" and policy.may(user, "accept_transfer", row.case, today):
        return replace(row, note="offered", step="accept_transfer", mine=True)
    if note == "notice" and row.case.state in LAPSES and row.case.waiting_until is None:
        note = "silent"  # the post says nothing of the letter from whose receipt the term runs
    if note != "notice":
        code = STEP_OF_NOTE.get(note, row.step)
        return replace(row, note=note, step=code, mine=bool(code) and policy.may(user, code, row.case, today))
    if row.case.state in LAPSES:
        return replace(row, note="lapse")
    if not any(one.last_on and not one.void(today) for one in unsent_notices(row.case)):
        return replace(row, note="void")  # what comes next is the case's own next step
    return replace(row, step="record_service", mine=policy.may(user, "record_service", row.case, today), note="send")


def first_things(user: Officer, today: date, days: Calendar) -> tuple[list[WorklistRow], int]:
    """Return what comes first today, with the number of all such cases."""
    found_rows, total = [], 0
    for note, query in (
        ("", due_or_offered(user, today, days).order_by("due_on", "id")),
        ("correction", last_day_for_correction(user, today, days).order_by("received_on", "id")),
        ("notice", notices_and_waits(user, today, days)),
        ("respond", answers_owed(user, today, days).order_by("received_on", "id")),
        ("consent", consents_to_decide(user, today, days).order_by("due_on", "id")),
        ("decide", to_decide(user, today, days).order_by(F("due_on").asc(nulls_last=True), "id")),
    ):
        cases = list(query.select_related("application", "handler", "agency")[: SHOWN_FIRST + 1])
        total += query.count() if len(cases) > SHOWN_FIRST else len(cases)
        for row in worklist_rows(cases[:SHOWN_FIRST], user, today, days):
            found_rows.append(_noted(row, note, user, today))
    return found_rows[:SHOWN_FIRST], total
