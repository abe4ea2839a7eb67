"""I2, I3, I5, I6 and I9: every case is rebuilt from its events, and each of its steps is judged by what stood before it."""

from collections.abc import Sequence

from django.db.models import Prefetch

from law import Refused, procedure
from law.calendars.working_days import Calendar
from notices.letters.composition import fill_slots, number_without_markup
from notices.letters.issue_checks import check_as_approved
from notices.letters.models import Draft
from reporting.invariants.findings import Findings, InvariantFinding
from workflow.cases.models import Case, Event
from workflow.cases.projection import Projection, project
from workflow.cases.replay import projection_errors, verify_chain

BATCH = 500
# What was written past the door may lack what an act needs: that is a finding, and the others are looked at all the same.
UNREADABLE = (Refused, LookupError, ValueError, TypeError, AttributeError)
OF_THE_TERM = {"received_on", "due_on", "provisional", "waiting_until", "send_by", "due_on_if_sent", "timeliness"}


def histories(days: Calendar) -> Findings:
    """Yield what differs in the history of any case."""
    events = Prefetch("events", Event.objects.order_by("seq").select_related("letter"))
    every = Case.objects.order_by("pk").select_related("application", "agency").prefetch_related(events, "remedies")
    for case in every.iterator(chunk_size=BATCH):
        rows = list(case.events.all())
        broken = verify_chain(case, rows)
        yield from (_finding("I9", case, error) for error in broken)
        yield from _columns(case, rows, days, broken)
        if not case.imported and not case.destroyed:
            yield from _steps(case, rows, days)


def _finding(invariant: str, case: Case, what: str) -> InvariantFinding:
    return InvariantFinding(
        invariant,
        what.removeprefix(f"{case.number} ").removeprefix(f"{case.number}: "),
        f"{case.agency} {case.number}（#{case.pk}）",
    )


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, Refused) else f"内容不全（{error!r}）"


def _columns(case: Case, events: Sequence[Event], days: Calendar, broken: list[str]) -> Findings:
    """Yield the columns that the events do not tell, those of the term as I5."""
    try:
        errors = projection_errors(case, list(events), days)
    except UNREADABLE as error:
        yield _finding("I3", case, f"办理记录前后不能衔接：{_said(error)}")
        return
    for error in errors:
        if error not in broken:
            name = error.removeprefix(f"{case.number} ").partition(":")[0]
            yield _finding("I5" if name in OF_THE_TERM else "I2", case, error)


def _steps(case: Case, events: Sequence[Event], days: Calendar) -> Findings:
    """Yield every act that the table does not know from the state in which the case was when it was recorded."""
    for place, event in enumerate(events):
        row = procedure.ACTS.get(event.act)
        if row is None:
            yield _finding("I3", case, f"第 {event.seq} 条“{event.act}”不是办理步骤")
            return
        try:
            before = project(events[:place], days) if place else Projection()
        except UNREADABLE as error:
            yield _finding("I3", case, f"第 {event.seq} 条之前不能衔接：{_said(error)}")
            return
        if before.state not in (row.source or ("",)):
            state = procedure.STATES.get(before.state, ("没有登记",))[0]
            yield _finding("I3", case, f"第 {event.seq} 条“{row.term}”不能从“{state}”作出")
        if event.act == "reply":
            yield from _reply(case, event, before)
        yield from _letter(case, event)


def _reply(case: Case, event: Event, before: Projection) -> Findings:
    """Yield what a reply lacks: three people, and the very text that was approved."""
    people = [before.drafter_id, before.reviewer_id, before.signer_id]
    if None in people or len(set(people)) < len(people):
        yield _finding("I6", case, f"第 {event.seq} 条答复不是由三个不同的人起草、审核、签发的")
    letter = event.letter
    if letter is None or letter.historic:
        return
    if letter.content_sha256 != before.approved_sha256:
        yield _finding("I6", case, f"答复 {letter.number} 不是审核通过的那一份")
    draft = Draft.objects.filter(pk=before.draft_id).select_related("agency").first()
    if draft is None:
        yield _finding("I6", case, f"答复 {letter.number} 没有拟稿")
        return
    try:
        check_as_approved(draft, before.approved_sha256)
    except Refused:
        yield _finding("I6", case, f"答复 {letter.number} 的拟稿与审核通过的文本不一致")
    if letter.html != fill_slots(draft.html, number_without_markup(letter.number), letter.dated):
        yield _finding("I6", case, f"答复 {letter.number} 的文本不是审核通过的文本")


def _letter(case: Case, event: Event) -> Findings:
    """Yield where the letter of an event is not the one that the event names."""
    named = event.data.get("letter_sha256")
    if named is None:
        return
    if event.letter is None or event.letter.content_sha256 != named or event.letter.number != event.data.get("number"):
        yield _finding("I9", case, f"第 {event.seq} 条的公文不是当时的那一份")
