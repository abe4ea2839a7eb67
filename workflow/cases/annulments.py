"""Correct a wrong entry without touching it: which records may be annulled, by whom, and what is left to be done.

A record is annulled by a later one that gives the reason; the projection passes over both (docs/decisions/0007).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from agencies.organisation.models import Officer
from law import Refused, procedure, written
from law.calendars.working_days import Calendar
from law.deadlines import receipt
from law.deadlines.steps import NOTICES
from notices.kinds.catalogue import KINDS
from notices.letters.models import Letter
from workflow.cases.act import ACTS
from workflow.cases.consultations import UNANSWERED
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.projection import lawful, project
from workflow.cases.term.clock import annulled, effective, takes_effect_by_leaving
from workflow.cases.term.unsent import consultation_is_open

# The first record of every case, what the system found by itself, and a move to another agency, which is undone by another.
KEPT = ("register", "recompute", "accept_transfer")
# Acts that build on one another: they are taken back from the end. A draft, a refund, a change of the demands and a proposed transfer
# move no state, but what follows builds on them.
STATELESS = ("draft", "refund_fee", "change_demands", "propose_transfer", "decline_transfer")
CHAIN = frozenset({*STATELESS, *(code for code, row in procedure.ACTS.items() if row.target)})
DECIDED = ("signed", "replied", "delivered", "withdrawn", "closed")


def candidates(events: Sequence[Event]) -> list[Event]:
    """Return the records that may be annulled, the latest first: of every act the latest that stands."""
    # Each letter has its own records of service; of every other act the latest stands for all.
    standing = effective(events)
    used = {event.data.get("consent") for event in standing}  # a consent on which an act rests goes after that act
    moved = max((event.seq for event in standing if event.act == "accept_transfer"), default=0)
    used |= {event.seq for event in standing if event.act in CHAIN and event.seq < moved}  # it is another agency's now
    latest = {
        (event.act, event.data.get("serves")): event
        for event in standing
        if event.act not in KEPT and event.seq not in used
    }
    last_of_chain = max((event.seq for event in latest.values() if event.act in CHAIN), default=0)
    found = [event for event in latest.values() if event.act not in CHAIN or event.seq == last_of_chain]
    return sorted(found, key=lambda event: -event.seq)


def may_annul(user: Officer, event: Event) -> bool:
    """Say whether `user` may annul a record: another person than made it, of the act's own role or who answers for it."""
    roles = {*procedure.ACTS[event.act].roles, "reviewer", "signer"}
    return event.actor_id != user.pk and user.has_role(*roles)


def annullable(user: Officer, case: Case) -> list[Event]:
    """Return the records of a case that `user` may annul now."""
    events = list(case.events.select_related("actor").order_by("seq"))
    return [event for event in candidates(events) if may_annul(user, event)]


def check(case: Case, events: Sequence[Event], seq: int, days: Calendar) -> Event:
    """Return the record with number `seq` if it may be annulled and what remains is lawful; raise Refused otherwise."""
    wrong, article = next((event for event in events if event.seq == seq), None), _article(case)
    if wrong is None or wrong.act in (*KEPT, "annul"):
        raise Refused("没有这条可以更正的记录", article, field="seq", english="There is no such record to annul")
    if wrong.seq in annulled(events):
        raise Refused("这条记录已经更正过", article, field="seq", english="The record is annulled already")
    if wrong not in candidates(events):
        raise Refused(
            "后面还有以它为前提的记录，请从最后一条起依次更正",
            article,
            field="seq",
            english="Later records build on it; annul from the last one back",
        )
    _not_told(wrong, events)
    rest = [event for event in events if event is not wrong]
    try:
        served = wrong.act == "record_service"  # what truly happened may make later acts void: shown, not refused
        projection = project(rest, days, strict=not served and lawful(events, days), facts=served)
    except Refused as error:
        row = procedure.ACTS[wrong.act]
        raise Refused(
            f"没有“{row.term}”，后面的记录就不能成立：{error.reason}",
            error.article,
            field="seq",
            english=f"Without “{row.name}” the later records cannot stand: {error.english}",
        ) from error
    if consultation_is_open(projection) and projection.state in DECIDED and not case.imported:
        raise Refused(
            "没有这份意见，已签发的答复就不能成立：征求意见还没有收到回复，不能作出决定",
            UNANSWERED[case.regulation],
            field="seq",
            english="Without this opinion the signed reply cannot stand: a consultation would be open",
        )
    return wrong


def _article(case: Case) -> str:
    return procedure.ACTS["annul"].articles[case.regulation]


def _not_told(wrong: Event, events: Sequence[Event]) -> None:
    """Refuse to strike out what its addressee was told: a letter that left the agency is undone by another letter."""
    served = [
        event for event in effective(events) if event.act == "record_service" and event.data["serves"] == wrong.seq
    ]
    if served:
        number = served[-1].data.get("number") or "这份公文"
        raise Refused(
            f"{number}已于 {served[-1].on} 寄出或者送达，不是录入错误可以更正的；应当另行制发公文",
            f"{procedure.ACTS['record_service'].articles[wrong.case.regulation]}四",
            field="seq",
            english="Its letter has left the agency: it is undone by another letter, not by striking out the record",
        )


def annul(case: Case, seq: int, *, by: Officer | None, days: Calendar) -> dict:
    """Return what the annulment of record `seq` keeps; raise Refused where the law or the roles do not allow it."""
    events = list(case.events.select_related("letter").order_by("seq"))
    wrong = check(case, events, seq, days)
    if by is not None and not may_annul(by, wrong):
        raise Refused(
            "自己录入的记录要由另一人更正，岗位也要对得上",
            _article(case),
            field="seq",
            english="Another person of the act's role annuls a record",
        )
    return {
        "annuls": wrong.seq,
        "act": wrong.act,
        "act_on": wrong.on.isoformat(),
        "annulled_hash": wrong.hash,
        "to_void": [wrong.letter.number] if wrong.letter else [],
    }


def correct_receipt(case: Case, given: date | str | None, *, today: date) -> dict:
    """Return what the correction of the day of receipt keeps, every letter that printed the old term among it.

    It is a fact: what it makes late or void, even the Regulations that applied, is judged anew and shown (docs/decisions/0045).
    Raises Refused for no day, the same day and a day to come.
    """
    day = given if isinstance(given, date) else written.day(given)
    if day is None:
        raise Refused("收到日期应写成 2025-03-03 这样", field="received_on", english="Not a date")
    if day > today:
        raise Refused("收到日期在今天之后", field="received_on", english="The day lies in the future")
    if day == case.received_on:
        raise Refused("与现在的收到日期相同", field="received_on", english="This is the day of receipt on record")
    events = effective(case.events.select_related("letter").order_by("seq"))
    _refuse_after_it_was_here(case, day, events)
    return {
        "received_on": day.isoformat(),
        "former_received_on": case.received_on.isoformat(),
        "basis_text": f"收到日期由 {case.received_on} 更正为 {day}",
        "basis_english": f"The day of receipt was corrected from {case.received_on} to {day}",
        "to_correct": [event.letter.number for event in events if event.letter],
    }


def _refuse_after_it_was_here(case: Case, day: date, events: Sequence[Event]) -> None:
    """Refuse a day of receipt after the application was taken in or acted on: what was here had been received.

    Only where both sides confirm the receipt may its day be later than that of the arrival (条例31（二）（三）).
    """
    application = case.application
    if receipt.received_on(case.channel, application.arrived_on).waiting_for_confirmation:
        return
    told = [event.on for event in events if event.on >= application.arrived_on and not ACTS[event.act].internal]
    here_on = min([timezone.localdate(application.recorded_at), *told])
    if day > here_on:
        raise Refused(
            f"这件申请 {here_on} 已经在本机关（已经接收登记或者已经办理），收到日期不能更正为更晚的 {day}",
            procedure.ACTS["correct_receipt"].articles[case.regulation],
            field="received_on",
            english=f"The application was here on {here_on}, taken in or acted on: it was not received later, on {day}",
        )


def entered_by(case: Case, entry: Event) -> set[int]:
    """Return who made an entry that another person corrects: its author; of a registration also who took the application
    in and who confirmed its receipt, since the day, the kind and the channel are theirs.
    """
    people = {entry.actor_id}
    if entry.act == "register":
        people.add(case.application.recorded_by_id)
        if entry.data.get("confirmed_on"):
            people |= {one.recorded_by_id for one in case.application.confirmations.all() if one.reached}
    return people - {None}


def letters_to_void(events: Sequence[Event]) -> list[Letter]:
    """Return the letters of annulled records whose numbers nobody has made void yet."""
    gone = annulled(events)
    issued = [event.letter for event in events if event.seq in gone and event.letter_id]
    return [letter for letter in issued if getattr(letter, "void_record", None) is None]


# -- what was told, and how it is put right ---------------------------------------------------------------------

PUTS_RIGHT = ("rectification", "revocation")  # kinds of letters that name an earlier one and say what is wrong with it


def _numbered(events: Sequence[Event]) -> list[Letter]:
    """Return the letters that are for somebody outside the office and have a number."""
    issued = [event.letter for event in events if event.letter_id and event.letter.number]
    return [letter for letter in issued if KINDS[letter.kind].LAYOUT != "sheet"]


def _left(case: Case) -> set[int]:
    return set(DeliveryFact.objects.filter(case=case).values_list("letter", flat=True))


def letters_that_never_left(case: Case, events: Sequence[Event]) -> list[Letter]:
    """Return the letters in effect that never left and are not void, except those that put others right."""
    left = _left(case)
    unsent = [one for one in _numbered(effective(events)) if one.pk not in left and one.kind not in PUTS_RIGHT]
    return [letter for letter in unsent if getattr(letter, "void_record", None) is None]


def _served_on_paper(standing: Sequence[Event]) -> set[str]:
    """Return the numbers of the letters that a proof of service (送达回证) written in the case says were served."""
    papers = [one.data for one in standing if one.act == "write_paper" and one.data.get("kind") == "service_record"]
    return {document.get("number", "") for paper in papers for document in paper["facts"].get("documents", [])} - {""}


def told_and_not_put_right(case: Case, events: Sequence[Event]) -> list[Letter]:
    """Return the letters that left, or were told by an older record, and that no later letter which left puts right."""
    left, letters = _left(case), _numbered(effective(events))
    of_before = {
        event.letter_id for event in effective(events) if event.act in NOTICES and not takes_effect_by_leaving(event)
    }
    righted = {
        letter.facts.get("earlier_number") for letter in letters if letter.kind in PUTS_RIGHT and letter.pk in left
    }
    on_paper = _served_on_paper(effective(events))
    told = [one for one in letters if one.pk in left or one.pk in of_before or one.number in on_paper]
    return [letter for letter in told if letter.kind != "rectification" and letter.number not in righted]


def letters_naming(case: Case, former: Mapping[str, str]) -> list[Letter]:
    """Return the letters in effect that say what is corrected: the name, how the applicant is addressed, how it came."""
    words = {value for name, value in former.items() if name == "applicant_name" and value}
    found = []
    for letter in _numbered(effective(case.events.select_related("letter").order_by("seq"))):
        said = json.dumps(letter.facts, ensure_ascii=False)
        by_kind = "applicant_kind" in former and "organisation" in letter.facts
        by_channel = "channel" in former and "channel" in letter.facts
        if by_kind or by_channel or any(word in said for word in words):
            found.append(letter)
    return found


@dataclass(frozen=True, slots=True)
class LetterOfAnotherDay:
    """A letter that names a day of receipt which was corrected since: which day, whether it left, by what it is put right."""

    letter: Letter
    act: str
    named: date
    left: bool
    put_right_by: Letter | None


def letters_naming_another_day(case: Case, events: Sequence[Event]) -> list[LetterOfAnotherDay]:
    """Return the letters in effect that name another day of receipt than the one in force, each with what became of it."""
    standing, left = effective(events), _left(case)
    righting = {
        event.letter.facts.get("earlier_number"): event.letter
        for event in standing
        if event.letter_id and event.letter.kind in PUTS_RIGHT
    }
    found = []
    for event in standing:
        named = event.letter.facts.get("received_on") if event.letter_id else None
        if not named or named == case.received_on.isoformat() or event.letter.kind == "rectification":
            continue
        if getattr(event.letter, "void_record", None) is None:
            letter, by = event.letter, righting.get(event.letter.number)
            found.append(LetterOfAnotherDay(letter, event.act, date.fromisoformat(named), letter.pk in left, by))
    return found
