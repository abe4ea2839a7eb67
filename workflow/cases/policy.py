"""The two questions of permission: may this person do this, and what may this person see."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from agencies.organisation.models import Agency, AgencySuccession, Officer
from agencies.organisation.selectors import are_all_agencies
from intake.models import Application
from law import Refused, procedure
from notices.letters.models import Letter, LetterStatus
from workflow.cases.act import ACTS
from workflow.cases.consultations import ANSWERED_BY, consultations
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.term.clock import annulled
from workflow.cases.term.unsent import refuse_twice, unsent_notices
from workflow.cases.transfers.records import cases_given_or_offered, proposal

READERS = ("clerk", "handler", "reviewer", "signer", "head")  # see their own agency
READ_ALREADY = "_agencies_seen"  # on the officer of a request: the condition on cases
READ_ONCE = "_reads_agencies_once"  # on the same: they are read once,
KEYS_READ = "_keys_of_agencies_seen"  # and these they are
REFORMS = 3  # successions in a row that are looked through
OVERSEERS = ("supervisor", "auditor")  # see every agency under theirs, and may change nothing there


def visible_agencies(user: Officer) -> QuerySet[Agency]:
    """Return the agencies whose cases and reports `user` may see; within a request, what was read of them first."""
    if (keys := getattr(user, KEYS_READ, None)) is not None:
        return Agency.objects.filter(pk__in=keys)
    found = agencies_seen(user)
    if not getattr(user, READ_ONCE, False) or user.has_role(*OVERSEERS):
        return found
    setattr(user, KEYS_READ, sorted(found.order_by().values_list("pk", flat=True)))
    return visible_agencies(user)


def read_agencies_once(user: Officer) -> None:
    """Let `visible_agencies` ask the database once for this officer, who must be one of a request and is read anew with the next.

    The question looks through reforms three deep; a page asks it up to six times, and it is most of what a short list costs.
    An overseer's agencies are one condition on a path, which costs less than thousands of keys.
    """
    setattr(user, READ_ONCE, True)


def agencies_seen(user: Officer) -> QuerySet[Agency]:
    """Return the same, asked of the database whatever a request has read: for who reads the agencies themselves and notes them."""
    if not user.is_authenticated or not user.is_active or user.agency_id is None:
        return Agency.objects.none()
    if user.has_role(*OVERSEERS):
        return Agency.objects.under(user.agency)
    if user.has_role(*READERS):
        return Agency.objects.filter(Q(pk=user.agency_id) | _taken_over(user))
    return Agency.objects.none()


def _taken_over(user: Officer) -> Q:
    """Return the condition on the agencies whose files came to the user's own: to be read, not to be acted on.

    By succession (国办公开办函〔2019〕14号), three reforms deep, and by closing without a successor under the user's agency.
    """
    taken = AgencySuccession.objects.filter(takes_files=True).order_by()
    found, heirs = Q(pk__in=[]), [user.agency_id]
    for _ in range(REFORMS):
        heirs = taken.filter(successor_id__in=heirs).values("predecessor_id")
        found |= Q(pk__in=heirs)
    closed = Agency.objects.filter(parent_id=user.agency_id, closed_on__isnull=False).exclude(
        pk__in=taken.values("predecessor_id")
    )
    return found | Q(pk__in=closed.order_by().values("pk"))


def visible_to(user: Officer) -> QuerySet[Case]:
    """Return the cases that `user` may see; what is not in here is answered with 404.

    An agency keeps those in its register that it gave to another, and sees those that are offered to it.
    """
    found = _of_agencies_seen(user)
    if sees_cases(user) and not user.has_role(*OVERSEERS) and (moved := cases_given_or_offered(user.agency_id)):
        found |= Q(pk__in=moved)
    return Case.objects.filter(found)


def in_hand_of(user: Officer) -> QuerySet[Case]:
    """Return the cases of the agencies whose cases `user` sees, without those that moved to another agency."""
    return Case.objects.filter(_of_agencies_seen(user))


def _of_agencies_seen(user: Officer) -> Q:
    """Return the condition on cases of the agencies that `user` sees, asked afresh unless the request has read them already.

    The keys themselves stand in it: from a sub-select, or several joined by OR, the database can take no index and reads
    the cases of all agencies. Who oversees every agency there is needs no condition (docs/decisions/0072).
    """
    if (known := getattr(user, READ_ALREADY, None)) is not None:
        return known
    agencies = visible_agencies(user)
    keys = getattr(user, KEYS_READ, None)
    return _of(user, agencies.order_by().values_list("pk", flat=True) if keys is None else keys)


def _of(user: Officer, keys: Iterable[int]) -> Q:
    keys = sorted(keys)
    if keys and user.has_role(*OVERSEERS) and are_all_agencies(keys):
        return Q()
    return Q(agency_id__in=keys)


def note_visible_agencies(user: Officer, agencies: Iterable[Agency]) -> None:
    """Note what a request has read of `visible_agencies`, so that its other questions need not ask again.

    Only for the officer of a request, who is read anew with the next one: nothing that changes later is missed.
    """
    keys = sorted(agency.pk for agency in agencies)
    setattr(user, READ_ALREADY, _of(user, keys))
    if not user.has_role(*OVERSEERS):
        setattr(user, KEYS_READ, keys)


def visible_applications(user: Officer) -> QuerySet[Application]:
    """Return the applications that `user` may see: of the agencies whose cases those are, and of cases that moved or are offered."""
    return Application.objects.filter(Q(agency__in=visible_agencies(user)) | Q(case__in=_moved(user)))


def visible_letters(user: Officer) -> QuerySet[Letter]:
    """Return the letters that `user` may see: of those agencies, and every letter of a case that moved, whichever agency wrote it."""
    told = Event.objects.filter(case__in=_moved(user), letter__isnull=False).order_by()
    return Letter.objects.filter(Q(agency__in=visible_agencies(user)) | Q(pk__in=told.values("letter_id")))


def _moved(user: Officer) -> QuerySet[Case]:
    return visible_to(user).filter(transfers__isnull=False).order_by().values("pk")


def sees_cases(user: Officer) -> bool:
    """Say whether `user` has a role with which cases and reports are seen at all; an administrator has none."""
    return (
        user.is_authenticated and user.is_active and user.agency_id is not None and user.has_role(*READERS, *OVERSEERS)
    )


def may(user: Officer, code: str, case: Case, today: date) -> bool:
    """Say whether `user` may perform the act on the case as it stands today."""
    return why_not(user, code, case, today) is None


def why_not(user: Officer, code: str, case: Case, today: date) -> Refused | None:
    """Return the reason why `user` may not perform the act today, or None if it is allowed.

    Whether the act has an object, and who of several people may do it, the act itself knows (docs/decisions/0005, 0031).
    """
    row = procedure.ACTS[code]
    agency_id = case.agency_id
    if code in procedure.TAKING_OVER:
        waiting = proposal(case) if user.agency_id != case.agency_id else None
        agency_id = waiting.to_agency_id if waiting else None
    if not user.is_active or user.agency_id != agency_id or not user.has_role(*row.roles):
        return Refused("您的岗位不能办理这一步", english="Your role does not allow this act")
    if case.regulation not in row.articles:
        return Refused(
            f"2007 年《条例》下没有“{row.term}”",
            english=f"The 2007 Regulations know no act “{row.name}”",
        )
    if case.state not in row.source:
        return ACTS[code].wrong_state(case)
    if case.destroyed:
        return Refused("本件档案已经销毁，不能再办", "档案法21", english="The case was destroyed after its term")
    if ACTS[code].by_leaving and (refusal := refuse_twice(case, code, today)):
        return refusal
    return ACTS[code].obstacle(user, case)


def possible_acts(user: Officer, case: Case, today: date) -> list[procedure.Act]:
    """Return exactly the acts that `user` may perform on `case` today by hand."""
    own = user.agency_id == case.agency_id
    rows = [row for row in procedure.ACTS.values() if own != (row.code in procedure.TAKING_OVER)]
    return [row for row in rows if row.by_hand and row.source and may(user, row.code, case, today)]


def may_register(user: Officer) -> bool:
    """Say whether `user` may take in and register applications for the own agency."""
    return user.is_active and user.agency_id is not None and user.has_role("clerk")


def may_void(user: Officer, agency_id: int) -> bool:
    """Say whether `user` keeps the document numbers of the agency: its clerk."""
    return user.is_active and user.agency_id == agency_id and user.has_role("clerk")


def why_not_void(user: Officer, letter: Letter, today: date) -> Refused | None:
    """Return why the number of a letter cannot be made void by the desk, or None if it can.

    While the act stands that was done by the letter, its letter stands: the act is annulled or superseded first. A
    notice that had not left by its last day did nothing.
    """
    if not may_void(user, letter.agency_id):
        return Refused("只有本单位登记员可以作废文号", english="Only a clerk of the agency may make a number void")
    if letter.historic or not letter.number:
        return Refused("这份公文没有本系统编的文号", english="The letter has no number of this system")
    if letter.status == LetterStatus.VOID:
        return Refused("这份公文已经作废", english="The letter is void already")
    if letter.status == LetterStatus.VALID and _act_stands(letter, today):
        return Refused(
            "这份公文所办的事仍然有效，应当先撤销、自行纠正或者重新作出，再作废文号",
            english="What was done by this letter still stands; annul or supersede it first",
        )
    return None


def _act_stands(letter: Letter, today: date) -> bool:
    """Say whether the act that a letter told is on record, not annulled, and not idle: void for not having been sent, or answered."""
    event = Event.objects.filter(letter=letter).select_related("case").first()
    if event is None or event.seq in annulled(event.case.events.all()):
        return False
    if event.case.annulled:
        return DeliveryFact.objects.filter(letter=letter).exists()
    mine = next((one for one in unsent_notices(event.case) if one.seq == event.seq), None)
    idle = mine is not None and (mine.void(today) or _is_answered(event))
    return not idle


def _is_answered(event: Event) -> bool:
    """Say whether an inquiry has its answer on record, by whatever Regulations: those of 2007 stop no clock for an agency's."""
    if event.act not in ANSWERED_BY:
        return False
    asked = consultations(event.case.standing_events, event.act)
    return any(one.asked.seq == event.seq and one.answer is not None for one in asked)


def may_post(user: Officer) -> bool:
    """Say whether `user` may print and post the letters of the own agency."""
    return may_register(user)


def may_look(user: Officer, case: Case) -> bool:
    """Say whether `user` may see the applicant's hidden particulars, for a reason that is put on record."""
    mine = user.is_active and user.agency_id == case.agency_id and user.has_role(*READERS)
    return mine and not case.destroyed  # then there is nothing left to see


# -- the archive: clerk archives and proposes, signer approves, reviewer enters the schedule (docs/decisions/0009)


def may_archive(user: Officer) -> bool:
    """Say whether `user` may archive the closed cases of the own agency."""
    return user.is_active and user.agency_id is not None and user.has_role("clerk")


def may_appraise(user: Officer) -> bool:
    """Say whether `user` may propose what becomes of packages whose term is over."""
    return may_archive(user)


def may_approve_destruction(user: Officer) -> bool:
    """Say whether `user` may decide on what another person proposed."""
    return user.is_active and user.agency_id is not None and user.has_role("signer")


def may_enter_retention(user: Officer) -> bool:
    """Say whether `user` may enter the terms of the agency's approved schedule."""
    return user.is_active and user.agency_id is not None and user.has_role("reviewer")
