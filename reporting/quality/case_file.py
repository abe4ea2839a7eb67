"""What a case has on record, read for many cases at once: the events that stand, the reply as it went out, proofs, marks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import unescape
from typing import Any

from django.db.models import Prefetch

from agencies.installation.remedy_texts import RemedyHistory, Texts
from intake.models import Application, Attachment, Confirmation
from law import Refused
from law.calendars.working_days import Calendar
from law.deadlines.reckoning import Reckoning
from law.remedies.instructions import LETTERS
from notices.kinds.combined import PARTS, Combined
from notices.letters.models import Letter
from reporting.quality.models import SupervisorMark
from workflow.acts.drafting import items_of
from workflow.cases.delivery import first_leavings
from workflow.cases.models import Case, Event, RemedyCase
from workflow.cases.term.clock import clock_events, effective, run_clock, takes_effect_by_leaving
from workflow.evidence.publications import SNAPSHOT_NAME
from workflow.papers.demands import Demands, demands_of

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class CaseFile:
    """One case as its file tells it; nothing here is assumed."""

    case: Case
    every: Sequence[Event]  # also what was annulled
    letter: Letter | None  # the reply as it went out; None of an imported case
    marks: Sequence[SupervisorMark]  # that stand
    last_mark: int
    calendar: Calendar
    remedy_texts: Texts  # as they were known when the reply was issued

    @cached_property
    def events(self) -> list[Event]:
        """Return the events that stand."""
        return effective(self.every)

    @property
    def application(self) -> Application:
        """Return the application."""
        return self.case.application

    @property
    def confirmations(self) -> list[Confirmation]:
        """Return every attempt to confirm with the applicant."""
        return list(self.application.confirmations.all())

    @property
    def files(self) -> int:
        """Return how many files came with the application: its envelope, its scan; no snapshot of the agency's own."""
        return sum(not one.name.startswith(SNAPSHOT_NAME) for one in self.application.attachments.all())

    def acts(self, *codes: str) -> list[Event]:
        """Return the standing events of some acts, in order."""
        return [event for event in self.events if event.act in codes]

    def last(self, *codes: str) -> Event | None:
        """Return the last standing event of some acts."""
        found = self.acts(*codes)
        return found[-1] if found else None

    @cached_property
    def imported(self) -> bool:
        """Say whether the case came from an old register, which tells less than a file."""
        return bool(self.events[0].data.get("imported"))

    @cached_property
    def reckoning(self) -> Reckoning | None:
        """Return the run of the clock; None where a notice published since contradicts what was done."""
        try:
            return run_clock(self.every, self.calendar)
        except Refused:
            return None

    def notified_late(self, event: Event) -> bool:
        """Say whether the notice of an act came too late or never left, or its day cannot be reckoned."""
        if self.reckoning is None:
            return True
        place = clock_events(self.events).index(event)
        late = any(reason.late or reason.void for reason in self.reckoning.reasons if reason.place == place)
        return late or any(one.place == place for one in self.reckoning.unsent)

    def told_on(self, event: Event) -> date | None:
        """Return the day on which the letter of a notice left; None while it has not, its own day where it is told so."""
        left = first_leavings(self.events).get(event.seq)
        if left is not None:
            return left.on
        return None if takes_effect_by_leaving(event) else event.on

    # -- the reply ------------------------------------------------------------------------------------------

    @cached_property
    def reply(self) -> Event | None:
        """Return the reply that stands; None of a withdrawn application."""
        return _reply_of(self.events)

    @property
    def delivery(self) -> Event | None:
        """Return the delivery of the reply that stands."""
        given = self.last("deliver")
        return given if given and self.reply and given.seq > self.reply.seq else None

    @property
    def facts(self) -> dict[str, Any]:
        """Return the facts of the reply."""
        return self.letter.facts if self.letter else {}

    @cached_property
    def text(self) -> str:
        """Return what the reply says, as one text without markup."""
        return "".join(unescape(_TAG.sub("", self.letter.html)).split()) if self.letter else ""

    @cached_property
    def parts(self) -> list[dict]:
        """Return the items of a reply with several conclusions; one alone is its own only item."""
        if self.letter is None:
            return []
        if self.letter.kind == Combined.CODE:
            return [part for part in self.facts.get("parts", []) if isinstance(part, dict)]
        return [{"conclusion": self.letter.kind, "told": self.facts}]

    @cached_property
    def demands(self) -> Demands:
        """Return what was asked for, item by item, as far as a person said so."""
        return demands_of(self.events)

    @property
    def outcomes(self) -> list[str]:
        """Return what the reply concludes on each of its items."""
        if self.letter is None:
            return [self.case.outcome]
        kinds = [part.get("conclusion", "") for part in self.parts]
        return [PARTS[kind].OUTCOME if kind in PARTS else kind for kind in kinds]

    @property
    def withheld(self) -> list[dict]:
        """Return what the reply withholds, with grounds and reasons."""
        return items_of(self.facts)

    @property
    def searches(self) -> list[tuple[dict, Event]]:
        """Return the searches on record with the event that keeps each: in the reply, or on a sheet of its own."""
        told = [part["told"] for part in self.parts if isinstance(part.get("told"), dict)]
        found = [(each["search_record"], self.reply) for each in told if isinstance(each.get("search_record"), dict)]
        sheets = [event for event in self.acts("write_paper") if event.data.get("kind") == "search_sheet"]
        return found + [(event.data["facts"].get("record") or {}, event) for event in sheets]


def read_case_files(keys: Iterable[int], calendar: Calendar) -> list[CaseFile]:
    """Return what some cases have on record, in a fixed number of queries whatever their number."""
    keys = list(keys)
    cases = (
        Case.objects.filter(pk__in=keys)
        .select_related("application", "agency")
        .prefetch_related(
            Prefetch("events", Event.objects.order_by("seq").defer("prev_hash")),
            Prefetch("application__confirmations", Confirmation.objects.order_by("on", "id")),
            Prefetch("application__attachments", Attachment.objects.only("application_id", "name", "sha256")),
            Prefetch("remedies", RemedyCase.objects.order_by("received_on", "id")),
            Prefetch("marks", SupervisorMark.objects.select_related("withdrawal").order_by("id")),
        )
        .order_by("pk")
    )
    cases = [case for case in cases if case.events.all()]  # one without records is broken, and `replay` says so
    events = {case.pk: list(case.events.all()) for case in cases}
    replies = {pk: _reply_of(effective(found)) for pk, found in events.items()}
    letters = Letter.objects.defer("pdf", "render_error").in_bulk(
        [one.letter_id for one in replies.values() if one and one.letter_id]
    )
    history = RemedyHistory()
    return [
        CaseFile(
            case,
            events[case.pk],
            letter,
            [mark for mark in case.marks.all() if mark.withdraws_id is None and not hasattr(mark, "withdrawal")],
            max((mark.pk for mark in case.marks.all()), default=0),
            calendar,
            history.at(letter.issued_at) if letter else LETTERS,
        )
        for case in cases
        for letter in [letters.get(replies[case.pk].letter_id) if replies[case.pk] else None]
    ]


def _reply_of(events: Sequence[Event]) -> Event | None:
    """Return the last reply, unless it was revoked or the application withdrawn after it."""
    ends = [event for event in events if event.act in ("reply", "revoke_reply", "withdraw")]
    return ends[-1] if ends and ends[-1].act == "reply" else None
