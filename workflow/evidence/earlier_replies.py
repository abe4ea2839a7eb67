"""The earlier reply behind 重复申请: a letter of this system to the same applicant, or typed with a reason (条例36（六）)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from agencies.encryption.sealing import blind_indexes
from agencies.text.comparing import numbers_in, same_number
from intake.applicants import applicant_of, identity_key, person_key
from law import Refused, written
from notices.letters.models import Letter
from workflow.cases.delivery import RETURNED
from workflow.cases.models import Case, CaseQuerySet, DeliveryFact

GIVEN = ("delivered", "closed")  # states in which the applicant has the reply
# What ends an application and says nothing about the information that was asked for, or only points to an earlier reply.
NO_ANSWER = ("withdrawn", "correction_lapsed", "fee_lapsed", "unclear", "amend_told", "excess", "repeat")
_NUMBERED = re.compile(r"\((?P<year>\d{4})\)(?P<sequence>\d+)$")


@dataclass(frozen=True, slots=True)
class EarlierReply:
    """A reply that an applicant had before: its case, number, day and what was asked."""

    case_number: str
    number: str
    dated: date
    content: str


def earlier_replies(case: Case) -> list[EarlierReply]:
    """Return the replies of the agency that the applicant of a case had before, the latest first.

    The same applicant: by number, else by name and a contact in common (docs/decisions/0042). A reply that was revoked, was
    never given or came back, and one that said nothing about the information is none.
    """
    who, asked = applicant_of(case.application), case.application
    alike = Q(search_text__person=person_key(asked.applicant_name))
    if number := identity_key(asked.identity_number):
        found = blind_indexes("identity_number", number)  # as it came, and as it was corrected
        alike |= Q(application__identity_index__in=found) | Q(search_text__identity__in=found)
    rows = (
        _given(Case.objects.filter(alike, agency=case.agency_id))
        .exclude(pk=case.pk)
        .order_by("-decided_on", "-pk")
        .select_related("application")
    )
    others = [(row, applicant_of(row.application)) for row in rows]
    return [_reply(row) for row, other in others if who.certainly(other) or who.perhaps(other)]


def _reply(case: Case) -> EarlierReply:
    return EarlierReply(case.number, case.document_number, case.decided_on, case.application.content)


def _given(cases: CaseQuerySet) -> CaseQuerySet:
    """Return those of the cases whose reply stands, answers and reached the applicant as far as is known."""
    about = DeliveryFact.objects.filter(case=OuterRef("pk"), letter__number=OuterRef("document_number"))
    last = Subquery(about.order_by("-pk").values("status")[:1])
    found = cases.filter(state__in=GIVEN, decided_on__isnull=False).exclude(document_number="")
    return found.exclude(outcome__in=NO_ANSWER).alias(last_served=last).exclude(last_served=RETURNED)


def with_earlier_reply(case: Case, told: Mapping[str, Any], article: str) -> dict[str, Any]:
    """Return the facts of a reply of this kind with number and day of the letter that was picked.

    `earlier_case` picks one; a typed number of a letter of the same applicant picks it too. Any other is refused, unless
    it says why the letter is not in this system.
    """
    known = earlier_replies(case)
    if picked := told.get("earlier_case"):
        found = next((one for one in known if one.case_number == picked), None)
        if found is None:
            raise _refused(
                f"“{picked}”不是同一申请人已经答复过的申请",
                f"{picked} is no answered case of this applicant",
                known,
                article,
            )
        return {**told, **_facts(found)}
    number = told.get("earlier_number")
    number = number if isinstance(number, str) else ""
    if found := next((one for one in known if same_number(one.number, number)), None):
        return {**told, **_facts(found)}
    if refusal := _of_this_system(case, number):
        raise _refused(*refusal, known, article)
    reason = told.get("not_in_system")
    if not (isinstance(reason, str) and reason.strip()):
        raise _refused("请选同一申请人前次答复的文号", "Pick the earlier reply to the same applicant", known, article)
    day = written.day(told.get("earlier_dated"))
    if day is not None and day >= case.received_on:
        raise Refused(
            "本系统以前的答复，日期应当在收到本件申请以前",
            article,
            field="earlier_dated",
            english="A reply of before this system is older than this application",
        )
    return dict(told)


def _of_this_system(case: Case, number: str) -> tuple[str, str] | None:
    """Return why a typed number, which is none of the earlier replies, is none of before this system either; None if it may be.

    It is a number of this agency, however it is written: of a reply to somebody else, of one that does not stand, of another letter.
    """
    parts = _NUMBERED.search(next(numbers_in(number), ""))
    if parts is None:
        return None
    year, sequence = parts["year"], parts["sequence"]
    numbered = Case.objects.filter(agency=case.agency_id, document_number__contains=year)
    alike = numbered.filter(document_number__contains=sequence).select_related("application")
    other = next((one for one in alike if same_number(one.document_number, number)), None)
    if other is not None:
        mine, theirs = applicant_of(case.application), applicant_of(other.application)
        if not (mine.certainly(theirs) or mine.perhaps(theirs)):
            text = f"{number}是对另一件申请（{other.number}，申请人不同）的答复"
            return text, f"{number} is the reply to another applicant"
        text = f"{number}（{other.number}）没有送达、已经撤销，或者没有就信息本身作出答复"
        return text, f"{number} was not given, was revoked, or says nothing about the information"
    letters = Letter.objects.filter(agency=case.agency_id, year=year, sequence=sequence, historic=False)
    letter = next((one for one in letters.only("number", "title") if same_number(one.number, number)), None)
    if letter is not None:
        return f"{number}是本系统的《{letter.title}》，不是前次答复", f"{number} is another letter of this system"
    return None


def _facts(found: EarlierReply) -> dict[str, Any]:
    return {
        "earlier_case": found.case_number,
        "earlier_number": found.number,
        "earlier_dated": found.dated.isoformat(),
        "not_in_system": "",
    }


def _refused(reason: str, english: str, known: list[EarlierReply], article: str) -> Refused:
    listed = "、".join(f"{one.number}（{one.case_number}）" for one in known[:5])
    there = (
        f"本系统里有：{listed}"
        if listed
        else "本系统里没有对同一申请人的答复；前次答复在本系统以前的，写明文号、日期和理由"
    )
    english = f"{english}; in this system: {listed or 'none, so give number, day and why it is not here'}"
    return Refused(f"{reason}；{there}", article, field="earlier_case", english=english)
