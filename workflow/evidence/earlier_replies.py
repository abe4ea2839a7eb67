"""The earlier reply behind 重复申请: a letter of this system to the same applicant, or typed with a reason (条例36（六）)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from agencies.text.comparing import comparable
from intake.applicants import FIELDS, applicant_of, read_applicant
from law import Refused, written
from workflow.cases.models import Case


@dataclass(frozen=True, slots=True)
class EarlierReply:
    """A reply that an applicant had before: its case, number, day and what was asked."""

    case_number: str
    number: str
    dated: date
    content: str


def earlier_replies(case: Case) -> list[EarlierReply]:
    """Return the replies of the agency that the applicant of a case had before, the latest first.

    The same applicant: by number, else by name and a contact in common (docs/decisions/0042).
    """
    who, asked = applicant_of(case.application), case.application
    alike = Q(application__applicant_name=asked.applicant_name)
    if asked.identity_number:
        alike |= Q(application__identity_number=asked.identity_number)
    rows = (
        Case.objects.filter(alike, agency=case.agency_id, decided_on__isnull=False)
        .exclude(document_number="")
        .exclude(pk=case.pk)
        .order_by("-decided_on", "-pk")
        .values_list(
            "number",
            "document_number",
            "decided_on",
            "application__content",
            *(f"application__{name}" for name in FIELDS),
        )
    )
    others = [(EarlierReply(*row[:4]), read_applicant(*row[4:])) for row in rows]
    return [reply for reply, other in others if who.certainly(other) or who.perhaps(other)]


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
    if found := next((one for one in known if comparable(one.number) == comparable(number)), None):
        return {**told, **_facts(found)}
    if other := Case.objects.filter(agency=case.agency_id, document_number=number).exclude(document_number="").first():
        raise _refused(
            f"{number}是对另一件申请（{other.number}，申请人不同）的答复",
            f"{number} is the reply to another applicant",
            known,
            article,
        )
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
