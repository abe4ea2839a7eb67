"""The shape of an act: what one row of THE table means, said in one class (docs/decisions/0036).

`law/procedure.py` says who may do what, from where to where, on which article. A subclass of `Act` in `workflow/acts/`
says the rest: the form, what must be given, what the case must fulfil, the letter, the effect. Nothing else lists acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured

from agencies.organisation.models import Officer
from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines.steps import NOTICES
from notices.kinds.catalogue import KINDS
from notices.letters import services as letters
from notices.letters.models import Letter
from workflow.cases.models import Case, Event


@dataclass(frozen=True, slots=True)
class ActContext:
    """The act in hand: what everything below may ask, so that nothing reads the clock."""

    case: Case
    code: str
    on: date
    by: Officer | None
    today: date
    now: datetime
    days: Calendar
    locked_year_reason: str = ""  # why a published year changes, where law or a court compels it

    @property
    def article(self) -> str:
        """Return the article of the act in the regulation of the case."""
        return procedure.ACTS[self.code].articles.get(self.case.regulation, "")


class Act:
    """One act of procedure. A subclass that names a `code` is registered under it when its module is loaded."""

    code: ClassVar[str]
    form: ClassVar[type | None] = None  # the form on the case page; None where the act has a page of its own
    api_fields: ClassVar[dict] = {}  # what the API takes, by name
    internal: ClassVar[bool] = False  # inside the office: may be dated before the legal day of receipt
    dated_when_written: ClassVar[bool] = False  # its letter bears the day of its writing, not that of the act

    def __init_subclass__(cls, **options):
        """Register the act; raise ImproperlyConfigured for a code that is not in the table, or is there already."""
        super().__init_subclass__(**options)
        if "code" not in vars(cls):
            return
        if cls.code not in procedure.ACTS:
            raise ImproperlyConfigured(f"{cls.__module__}: law/procedure.py has no act {cls.code!r}")
        if cls.code in ACTS:
            raise ImproperlyConfigured(f"{cls.__module__}: the act {cls.code!r} is defined twice")
        ACTS[cls.code] = cls()

    @property
    def row(self) -> procedure.Act:
        """Return the row of the table."""
        return procedure.ACTS[self.code]

    @property
    def by_leaving(self) -> bool:
        """Say whether the act takes effect when its letter leaves the agency, on that day (docs/decisions/0039)."""
        return self.code in NOTICES

    def wrong_state(self, case: Case) -> Refused:
        """Return why the act is not possible at the stage where the case stands."""
        here, name = procedure.STATES[case.state]
        return Refused(
            f"本件现在是“{here}”，不能{self.row.term}",
            self.row.articles[case.regulation],
            english=f"The case is at “{name}”; it cannot take “{self.row.name}” now",
        )

    def obstacle(self, user: Officer, case: Case) -> Refused | None:
        """Return why `user` may not perform the act now although role, regulation and state fit; None if nothing is in the way."""
        return None

    def check_day(self, context: ActContext, events: Sequence[Event]) -> None:
        """Refuse a day to come and a day before the receipt; `events` are those that are in effect."""
        if context.on > context.today:
            raise Refused("日期在今天之后", field="on", english="The day lies in the future")
        if context.on < context.case.received_on:
            raise Refused("日期早于收到申请之日", "条例31", field="on", english="The day is before the receipt")

    def prepare(self, context: ActContext, data: dict) -> dict:
        """Return what the event keeps of the data given; raise Refused with field and article."""
        self.guard(context)
        return self.clean(context, data)

    def guard(self, context: ActContext) -> None:
        """Raise Refused where the case does not fulfil what the act presupposes, whatever is typed."""

    def clean(self, context: ActContext, data: dict) -> dict:
        """Return the data as the event keeps it; raise Refused naming the field and the article."""
        return {}

    def judges_again(self, kept: dict) -> bool:
        """Say whether what is left must be lawful on today's calendar."""
        return False

    def letter_kind(self, event: Event, regulation: str) -> str:
        """Return the kind of letter that the act issues, or "" for none."""
        return self.row.letter

    def check_letter_day(self, event: Event, regulation: str, written: date) -> None:
        """Refuse to date a letter before the day on which it is written: told is what leaves the agency, not what is entered.

        Otherwise an extension or a request for correction could be written after its last day and dated before it
        (条例30、33②; 2007: 24②). A sheet for the file records the past and may name it.
        """
        kind = "" if self.dated_when_written else self.letter_kind(event, regulation)
        if not kind or event.on == written or KINDS[kind].LAYOUT == "sheet":
            return
        raise Refused(
            f"{self.row.term}的公文今天（{written}）才写成，日期不能倒填为 {event.on}",
            self.row.articles[regulation],
            field="on",
            english=f"The letter is written today, {written}; it cannot be dated {event.on}",
        )

    def letter_facts(self, case: Case, event: Event, projection) -> dict:
        """Return the facts of the letter that the act issues."""
        raise NotImplementedError(f"the letter of {self.code} has no facts")

    def issue_letter(self, context: ActContext, event: Event, projection) -> Letter | None:
        """Issue the letter that the act needs, or return None for an act that needs none."""
        kind = self.letter_kind(event, context.case.regulation)
        if not kind:
            return None
        return letters.issue(
            agency=context.case.agency,
            kind=kind,
            facts=self.letter_facts(context.case, event, projection),
            dated=max(event.on, context.today) if self.dated_when_written else event.on,
            regulation=projection.regulation,
            actor=context.by,
            now=event.recorded_at,
        )

    def effect(self, projection, event: Event, calendar: Calendar) -> None:
        """Change the columns of the case as the act does; the state and the clock follow from the table by themselves."""

    def take_number(self, projection, number: str) -> None:
        """Note the number that the letter of the act was just given, as `effect` reads it from the event later."""

    def follow_up(self, kept: dict) -> tuple[str, dict] | None:
        """Return the act that is performed together with this one, and its data; None for none."""
        return None


ACTS: dict[str, Act] = {}  # filled by the modules of `workflow/acts/`, which the application loads when it starts


def check_complete() -> None:
    """Raise ImproperlyConfigured if a row of the table has no class."""
    if missing := [code for code in procedure.ACTS if code not in ACTS]:
        raise ImproperlyConfigured(f"no class in workflow/acts/ for {'、'.join(missing)}")
