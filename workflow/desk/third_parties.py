"""Who was asked, for the pages of a case and of its review: how each stands, what is decided for it, what that lacks."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from agencies.text.language import reads_chinese
from law.calendars.working_days import Calendar
from workflow.acts.drafting import items_of
from workflow.cases.consultations import AGENCY, THIRD_PARTY
from workflow.cases.models import Case, Event
from workflow.cases.third_parties import sentences
from workflow.cases.third_parties.decisions import WITHHOLD, deciding_conclusions, decisions_in
from workflow.cases.third_parties.findings import shortcomings
from workflow.cases.third_parties.standing import standings


def asked_others(case: Case, events: Sequence[Event], today: date, days: Calendar) -> list[dict]:
    """Return everybody who was asked: how each stands, and what the draft on file decides for it; `events` are in effect."""
    drafted = _drafted(events)
    decided = decisions_in(drafted) if case.draft_id else {}
    found = standings(events, today, days, (THIRD_PARTY, AGENCY))
    return [{"standing": one, "decision": None if one.of_agency else decided.get(one.key)} for one in found]


def _drafted(events: Sequence[Event]) -> dict:
    return next((event.data for event in reversed(events) if event.act == "draft"), {})


def points(case: Case, events: Sequence[Event], today: date, days: Calendar) -> Iterator[tuple[bool | None, str, str]]:
    """Yield what a reviewer must know of each third party: whether it is in order (None: to be looked at), a text, a detail."""
    asked, drafted = standings(events, today, days), _drafted(events)
    conclusions = deciding_conclusions(case.draft.kind, case.draft.facts)
    if not asked or not conclusions:
        return
    decided, wrong = decisions_in(drafted), set()
    for lacking in shortcomings(asked, drafted, conclusions, items_of(case.draft.facts), case.regulation):
        wrong.add(lacking.field)
        yield False, lacking.reason if reads_chinese() else lacking.english, lacking.article
    place = 0 if reads_chinese() else 1
    for one in asked:
        decision = decided.get(one.key)
        if not one.ended or decision is None or any(field.startswith(f"party_{one.key}_") for field in wrong):
            continue
        detail = f"{sentences.came(one)[place]}; {sentences.decided(decision)[place]}"
        if decision.decision == WITHHOLD and one.consultation.reasons and not decision.finding:
            yield None, _("%(name)s: are its reasons good ones (article 32)?") % {"name": one.name}, detail
        elif one.early:
            yield None, _("%(name)s answered of its own accord") % {"name": one.name}, detail
        else:
            yield True, one.name, detail
