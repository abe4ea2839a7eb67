"""What law or a court compels to record although it changes a published year: a closed list, judged act by act.

The published figures stay as they were given out. What changed is kept in the event that changed it, with the reason, and
listed beside them (docs/decisions/0047). Everything else is refused as long as the year is locked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.organisation.models import Agency
from agencies.text.filler import is_filler
from agencies.text.statements import checked_statement
from law import Refused, procedure
from workflow.cases.models import Case, Event
from workflow.cases.projection import Projection, moved_to
from workflow.cases.term.clock import effective
from workflow.locks import services as locks
from workflow.locks.models import LockedYear

REASON = "locked_year_reason"  # the field that pages and API give it, and the key in the event
KEPT = "locked_years"  # the key in the event: kind and, by year, what was counted before and after
SHORTEST = 4  # characters of a reason
SERVICES = ("deliver", "record_service")
PROCEEDINGS = ("file_reconsideration", "conclude_reconsideration", "file_litigation", "conclude_litigation")
CORRECTIONS = (
    "annul",
    "annul_registration",
    "correct_receipt",
)  # of what was entered; a revocation opens nothing for them
KINDS = {  # the closed list: in Chinese, in English
    "late_registration": ("补登本年收到的申请", "a letter of the year, found later"),
    "late_delivery": ("迟延送达", "late delivery"),
    "proceeding": ("行政复议、行政诉讼", "a proceeding"),
    "revocation": ("撤销答复", "a revocation"),
    "new_reply": ("撤销后重新答复", "the new reply after a revocation"),
    "true_receipt": ("查明收到日，答复超期", "a true day of receipt by which the reply is late"),
    "put_back": ("更正前项差异，恢复公布的数", "a difference taken back"),
}
LIST = "、".join(term for term, _name in KINDS.values())
CODES = (
    "register",
    *SERVICES,
    *PROCEEDINGS,
    "revoke_reply",
    "reply",
    "correct_receipt",
    "annul_registration",
    "annul",
)  # whose forms and bodies take the reason


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does to one locked year of one agency."""

    agency: Agency
    year: int
    before: locks.Facts
    after: locks.Facts

    @property
    def names(self) -> set[str]:
        """Return which facts are other than before."""
        return {name for name in locks.NAMES if self.before.get(name) != self.after.get(name)}

    def as_json(self) -> dict:
        """Return what was counted before and what is counted after, as the event keeps it."""
        return json.loads(json.dumps({"before": self.before, "after": self.after}))


def changes(case: Case, after: Projection) -> list[Change]:
    """Return what storing the projection would change in the locked years of the case's agency, the earliest first.

    A case that moves to another agency leaves the years of the one and enters those of the other.
    """
    moved = moved_to(after.transfers)
    if moved is not None and moved[0] != case.agency_id:
        return _moved(case, after, Agency.objects.get(pk=moved[0]))
    years = locks.locked_years(case.agency_id)
    stored = Case.objects.filter(pk=case.pk).select_related("application").first() if years and case.pk else None
    kept = list(stored.remedies.all()) if stored else []
    found = []
    for year in years:
        before = locks.counted_facts(year, stored, stored, kept) if stored else {}
        then = locks.counted_facts(year, case, after, after.remedies.values())
        if before != then:
            found.append(Change(case.agency, year, before, then))
    return found


def _moved(case: Case, after: Projection, receiver: Agency) -> list[Change]:
    found = []
    for agency in (case.agency, receiver):
        for year in locks.locked_years(agency.pk):
            counted = locks.counted_facts(year, case, after, after.remedies.values())
            if counted:
                found.append(Change(agency, year, *((counted, {}) if agency == case.agency else ({}, counted))))
    return found


def recorded(case: Case, after: Projection, event: Event, earlier: Sequence[Event], reason: str) -> dict:
    """Return what the event keeps of the published years that it changes; nothing where it changes none.

    Raises Refused for what is not on the closed list, and for what is, without its reason.
    """
    locks.hold_years()
    found = changes(case, after)
    if not found:
        return {}
    kinds = [kind_of(change, event, earlier) for change in found]
    for change, kind in zip(found, kinds, strict=True):
        if not kind:
            raise locks.refusal(change.agency, case.number, change.year, change.before, change.after)
    told = _reason(reason or _own_words(event, earlier), case, found[0], kinds[0], event)
    return {KEPT: {"kind": kinds[0], **{str(one.year): one.as_json() for one in found}}, REASON: told}


def kind_of(change: Change, event: Event, earlier: Sequence[Event]) -> str:
    """Return under which entry of the closed list an act may make this change, or "" for none."""
    names, standing = change.names, effective(earlier)
    if event.act == "register":
        return "late_registration"
    if event.act in SERVICES and names == {"timeliness"} and change.after["timeliness"] == "late":
        return "late_delivery"
    if event.act in PROCEEDINGS and names == {"proceedings"}:
        return "proceeding"
    if event.act == "correct_receipt" and _makes_late(change):
        return "true_receipt"
    if event.act == "revoke_reply" and names == {"timeliness"}:
        return "revocation"
    if _revocation(standing) is not None and event.act not in CORRECTIONS:
        moves_term = event.act in SERVICES or procedure.ACTS[event.act].clock
        if names <= (
            {"outcome", "grounds", "timeliness"} if event.act == "reply" else {"timeliness"} if moves_term else set()
        ):
            return "new_reply"
    if event.act in ("annul", "annul_registration") and _puts_back(change, event, earlier):
        return "put_back"
    return ""


def _makes_late(change: Change) -> bool:
    """Say whether no more is told than that a reply was late, by a day of receipt before the one that was published (条例31).

    It makes nobody's figures better; a day that only moves a case to another month or year waits for the unlocking.
    """
    late = change.after.get("timeliness") == "late" != change.before.get("timeliness")
    return late and change.names <= {"received", "month", "timeliness"}


def _revocation(standing: Sequence[Event]) -> Event | None:
    """Return the revocation after which no new reply was given yet."""
    last = next((event for event in reversed(standing) if event.act in ("reply", "revoke_reply")), None)
    return last if last is not None and last.act == "revoke_reply" else None


def _puts_back(change: Change, event: Event, earlier: Sequence[Event]) -> bool:
    """Say whether the annulment, of a record or of the registration, takes back a difference of this lock, so that the year
    counts what it counted before.
    """
    wrong = next((one for one in earlier if one.seq == event.data.get("annuls", 1)), None)
    kept = wrong.data.get(KEPT, {}).get(str(change.year)) if wrong is not None else None
    lock = LockedYear.objects.filter(agency=change.agency, year=change.year, unlocking__isnull=True).last()
    return (
        kept is not None
        and lock is not None
        and wrong.recorded_at >= lock.locked_at
        and kept["before"] == change.as_json()["after"]
    )


def _own_words(event: Event, earlier: Sequence[Event]) -> str:
    """Return the reason that the act itself states; that of a new reply is the fault for which the first was revoked."""
    if event.act in CORRECTIONS:
        return event.data.get("reason", "")
    stated = event if event.act == "revoke_reply" else _revocation(effective(earlier))
    return stated.data.get("fault", "") if stated is not None else ""


def _reason(text: str, case: Case, change: Change, kind: str, event: Event) -> str:
    """Return the reason in one line; raise Refused, naming the change, where it is missing or says nothing."""
    plain = " ".join(text.split())
    if len(plain) < SHORTEST or is_filler(plain):
        base = locks.refusal(change.agency, case.number, change.year, change.before, change.after)
        term, name = KINDS[kind]
        raise Refused(
            f"{base.reason.split('；确需更正的')[0]}。“{term}”依法必须如实记录：请在“锁定年度的更正理由”里写明理由"
            f"（至少 {SHORTEST} 个字），公布的数不变，作为更正列在旁边",
            procedure.ACTS[event.act].articles.get(case.regulation, ""),
            field=REASON,
            english=f"{base.english.split('. The supervisor')[0]}. The law compels to record {name}: give the reason, at least "
            f"{SHORTEST} characters; the published figures stay and the difference is listed beside them",
        )
    return checked_statement(plain, missing="", missing_english="", field=REASON, label="锁定年度的更正理由")
