"""The supervising note (督办): a supervisor asks a unit about a case, the unit answers by a day; both stay as they were sent."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.organisation.models import Officer
from agencies.text.statements import checked_statement
from law import Refused
from reporting.supervision.models import SupervisionAnswer, SupervisionNote
from workflow.cases.models import Case
from workflow.cases.policy import visible_agencies

SHORTEST, LONGEST = 4, 400  # characters of a question or an answer
FARTHEST = timedelta(days=90)  # from the day of the note to the day to answer by
ANSWERING_ROLES = ("clerk", "handler")


def may_ask_anybody(user: Officer) -> bool:
    """Say whether the officer sends supervising notes at all: a supervisor of a government."""
    return user.is_active and user.has_role("supervisor") and user.agency is not None and user.agency.is_government


def may_ask(user: Officer, case: Case) -> bool:
    """Say whether the officer asks about the case: a supervisor of the government under which its unit stands."""
    return may_ask_anybody(user) and visible_agencies(user).filter(pk=case.agency_id).exists()


def may_answer_for_unit(user: Officer) -> bool:
    """Say whether the officer answers notes at all: clerks and handlers, each those of the own unit."""
    return user.is_active and user.agency_id is not None and user.has_role(*ANSWERING_ROLES)


def may_answer(user: Officer, note: SupervisionNote) -> bool:
    """Say whether the officer answers the note: a clerk or handler of the unit, never the one who asked."""
    return may_answer_for_unit(user) and user.agency_id == note.case.agency_id and user.pk != note.by_id


def notes_of(case: Case) -> QuerySet[SupervisionNote]:
    """Return the notes about a case with their answers, the latest first."""
    return SupervisionNote.objects.filter(case=case).select_related("case", "by", "answer__by")


def open_notes(agencies: Iterable[int]) -> QuerySet[SupervisionNote]:
    """Return the notes to these agencies that wait for an answer, the earliest day first."""
    waiting = SupervisionNote.objects.filter(case__agency__in=agencies, answer__isnull=True)
    return waiting.select_related("case__agency", "by").order_by("answer_by", "pk")


def answered_notes(agencies: Iterable[int]) -> QuerySet[SupervisionNote]:
    """Return the notes to these agencies that were answered, the latest answer first."""
    done = SupervisionNote.objects.filter(case__agency__in=agencies, answer__isnull=False)
    return done.select_related("case__agency", "by", "answer__by").order_by("-answer__pk")


def _statement(text: str) -> str:
    return checked_statement(
        text,
        missing="请写一句话，说清要问的或者要答的事",
        missing_english="Write a sentence that says what is asked or answered",
        field="text",
        label="内容",
        english="The text",
        shortest=SHORTEST,
        longest=LONGEST,
    )


def _refuse_day(day: date, today: date) -> None:
    if not today <= day <= today + FARTHEST:
        message = f"答复日期应当在今天到 {today + FARTHEST} 之间"
        raise Refused(
            message, field="answer_by", english=f"The day to answer by lies between today and {today + FARTHEST}"
        )


@transaction.atomic
def ask_unit(case: Case, text: str, answer_by: date, *, by: Officer, now: datetime) -> SupervisionNote:
    """Send a note about a case to its unit.

    Raises Refused, naming the field, for who may not, for a destroyed file, no sentence, a day that is past or too far,
    and for a question that waits for its answer already.
    """
    if not may_ask(by, case):
        raise Refused(
            "只有本级政府的区级统计可以督办", english="Only a supervisor of the government above the unit sends notes"
        )
    if case.destroyed:
        raise Refused("本件档案已经销毁，不能再督办", "档案法21", english="The case was destroyed after its term")
    text = _statement(text)
    _refuse_day(answer_by, timezone.localdate(now))
    Case.objects.select_for_update(of=("self",), no_key=True).get(
        pk=case.pk
    )  # a second click waits here and is then refused
    if SupervisionNote.objects.filter(case=case, text=text, answer__isnull=True).exists():
        raise Refused(
            "同样的督办已经发出，还在等答复",
            field="text",
            english="The same note was sent already and waits for its answer",
        )
    return SupervisionNote.objects.create(case=case, text=text, answer_by=answer_by, by=by, at=now)


@transaction.atomic
def answer_note(note_id: int, text: str, *, by: Officer, now: datetime) -> SupervisionAnswer:
    """Answer a note, which closes it. Raises Refused for who may not, no sentence, and one that was answered already."""
    note = SupervisionNote.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=note_id)
    if not may_answer(by, note):
        raise Refused("由本单位登记员或者承办人答复", english="A clerk or handler of the unit answers")
    if SupervisionAnswer.objects.filter(note=note).exists():
        raise Refused("这件督办已经答复", field="text", english="The note was answered already")
    return SupervisionAnswer.objects.create(
        note=note,
        text=_statement(text),
        by=by,
        at=now,
    )
