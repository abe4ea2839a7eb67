"""The term that runs in a life: its due day over the pauses, and one cited reason for each of its moves."""

from datetime import date

from law import Refused
from law.calendars.working_days import Calendar
from law.deadlines.reckoning import ClockAct, Pause, Reason
from law.deadlines.sentences import SAYS
from law.disputed import Settings
from law.regulations.texts import REGULATIONS, regulation_of


class RunningTerm:
    """Where the term of one life stands while its acts are folded."""

    def __init__(self, received_on: date, calendar: Calendar, settings: Settings):
        self.received_on = self.started_on = received_on
        self.calendar, self.settings = calendar, settings
        self.regulation = REGULATIONS[regulation_of(received_on)]
        self.base, self.extension = self.regulation.base_workdays, 0
        self.extended = self.delayed = False
        self.waiting_for: str | None = None
        self.place: int | None = None  # of the act in hand
        self.pauses: list[Pause] = []
        self.reasons: list[Reason] = []
        # Kept in force after every move; its value stands still while somebody is awaited.
        self.due_on = self._due(0)

    def _due(self, extension: int) -> date:
        """Walk the term over the pauses in the numbers of working days; overlapping pauses count once."""
        number = self.calendar.number
        reached = number(self.started_on.toordinal())
        due = reached + self.base + extension
        if self.pauses:
            for begin, end in sorted(
                [(number(p.sent_on.toordinal()), number(p.ends_on.toordinal())) for p in self.pauses if not p.idle]
            ):
                begin = max(begin, reached)
                if begin >= due:
                    break
                if end > begin:
                    due += end - begin
                    reached = end
        return date.fromordinal(self.calendar.numbered(due))

    def _say(
        self, act: ClockAct, says: str, facts: dict, *, late: bool = False, void: bool = False, unsent: bool = False
    ) -> None:
        if not self.waiting_for:
            self.due_on = self._due(self.extension)
        due, article = None if self.waiting_for else self.due_on, self.regulation.moves[act.act]
        self.reasons.append(Reason(act.on, act.act, article, due, late, SAYS[says], facts, self.place, void, unsent))

    def _refuse(self, act: ClockAct, text: str, english: str, article: str = "", field: str = "") -> None:
        raise Refused(text, article or self.regulation.moves[act.act], field=field or act.act, english=english)

    def _restart(self, on: date) -> None:
        self.started_on, self.extension, self.extended, self.delayed = on, 0, False, False
