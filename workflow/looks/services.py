"""Put a look on record in the request that shows what was looked at; where that fails, nothing is shown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from agencies.audit_trail.models import AccessLog, LookKind
from agencies.audit_trail.services import Door, note_access, note_accesses
from agencies.organisation.models import Officer
from intake.models import Application
from law import Refused
from notices.letters.models import Letter
from workflow.cases.models import Case
from workflow.looks.policy import standing_reason

LEAVES = "looks"  # in the session: reasons given, by case
LEAVE_MINUTES = 30
MOST_LEAVES = 20
AT_ONCE = 500


class MissingReason(Refused):
    """Whoever does not handle the case says first why the papers are to be opened."""

    def __init__(self):
        super().__init__(
            "您不是本件的经办人员，打开申请人的材料和文书前，请先写明查阅理由",
            field="reason",
            english="You do not handle this case: before you open its papers, say why",
        )


def subject_of(case: Case | None, application: Application | None = None, letter: Letter | None = None) -> str:
    """Return how the log names what was looked at: by the register number, else by what there is of it."""
    if case is not None:
        return case.number
    if application is not None:
        return f"待登记 {application.pk}"
    return (letter.number if letter is not None else "")[:40]


def reason_of(user: Officer, owner, case: Case | None, given: str, today: date) -> str:
    """Return why `user` opens papers: as given, else as the case gives it; raise MissingReason where neither does."""
    reason = given.strip() or standing_reason(user, case, owner.agency_id, today)
    if not reason:
        raise MissingReason
    return reason


def note_look(
    user: Officer,
    what: str,
    *,
    door: Door,
    now: datetime,
    case: Case | None = None,
    application: Application | None = None,
    letter: Letter | None = None,
    given: str = "",
) -> AccessLog:
    """Record that `user` opens papers of a case, of an application in the queue or a letter; raise Refused where it may not be."""
    owner = case or application or letter
    reason = reason_of(user, owner, case, given, timezone.localdate(now))
    key = case.application_id if case is not None else application.pk if application is not None else None
    return note_access(
        user,
        agency_id=owner.agency_id,
        subject=subject_of(case, application, letter),
        application_key=key,
        what=what,
        reason=reason,
        now=now,
        door=door,
    )


def case_of_letter(letter: Letter) -> Case | None:
    """Return the case whose act issued a letter; None for one from before this system."""
    return Case.objects.filter(events__letter=letter).first()


def note_letter(user: Officer, letter: Letter, *, door: Door, now: datetime, given: str = "") -> AccessLog:
    """Record that the words of a letter are opened."""
    return note_look(user, LookKind.LETTER, case=case_of_letter(letter), letter=letter, door=door, now=now, given=given)


def note_letter_for_platform(name: str, letter: Letter, *, door: Door, now: datetime) -> None:
    """Record that the account of a platform fetched a letter for its applicant; such looks are bounded by the account's own limit."""
    reason = f"平台账号“{name}”为申请人取件"
    note_each(None, [case_of_letter(letter)], LookKind.LETTER, reason=reason, now=now, door=door)


def note_each(
    user: Officer | None, cases: Iterable[Case], what: str, *, reason: str, now: datetime, door: Door | None = None
) -> int:
    """Record for each case that its papers left together, in one file; return how many. These are not bounded by the day."""
    door, rows, count = door or Door(), [], 0
    for case in cases:
        rows.append(
            AccessLog(
                officer=user,
                agency_id=case.agency_id,
                subject=case.number,
                application_key=case.application_id,
                what=what,
                reason=reason[:200],
                door=door.address,
                request_id=door.request_id,
                at=now,
            )  # fmt: skip
        )
        if len(rows) >= AT_ONCE:
            count += note_accesses(rows)
            rows = []
    return count + (note_accesses(rows) if rows else 0)


# -- a reason that holds for the papers of one case, for a while -------------------------------------------------


def give_leave(session, key: str, reason: str, *, now: datetime) -> None:
    """Keep a reason with the session, so that the papers of one case are opened by it; every look repeats it."""
    reason = " ".join(reason.split())
    if len(reason) < 2:
        raise Refused("请写明查阅理由", field="reason", english="Please say why you need to see it")
    if len(reason) > 200:
        raise Refused("查阅理由超过 200 字，请写短些", field="reason", english="At most 200 characters; shorten it")
    kept = {name: leave for name, leave in session.get(LEAVES, {}).items() if _holds(leave, now)}
    kept[key] = [reason, (now + timedelta(minutes=LEAVE_MINUTES)).isoformat()]
    session[LEAVES] = dict(list(kept.items())[-MOST_LEAVES:])


def leave_for(session, key: str, *, now: datetime) -> str:
    """Return the reason that was given for a case, "" where none holds any more."""
    leave = session.get(LEAVES, {}).get(key)
    return leave[0] if leave and _holds(leave, now) else ""


def _holds(leave: list[str], now: datetime) -> bool:
    return now <= datetime.fromisoformat(leave[1])
