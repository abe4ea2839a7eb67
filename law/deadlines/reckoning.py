"""What goes into the clock and what comes out of it: dated acts, reasons, pauses, the reckoning."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class ClockAct(NamedTuple):
    """One dated act; `key` pairs an opinion with its consultation, days are working days.

    `sent_on` is the day on which the letter of the act left the agency, None for the day of the act itself; `unsent`
    says that it has not left yet.
    """

    act: str
    on: date
    key: str | None = None
    delivered_on: date | None = None
    workdays: int | None = None
    term_workdays: int | None = None
    sent_on: date | None = None
    unsent: bool = False


class Unsent(NamedTuple):
    """A notice that was decided and has not left the agency: its place in the life, and the last day for it to leave."""

    place: int
    act: ClockAct
    last_on: date | None
    pauses: bool  # an inquiry that would stop the clock and that nobody has answered


class Reason(NamedTuple):
    """Why the due day is what it is after one act; its sentences are written only when somebody reads them."""

    on: date
    act: str
    article: str
    due_on: date | None
    late: bool
    sentences: tuple[str, str]  # Chinese, English
    facts: dict[str, object]
    place: int | None = None  # of the act in the life; None for the receipt
    void: bool = False  # a notice that left after its last day: it moves nothing
    unsent: bool = False  # a notice that has not left: it moves nothing yet

    @property
    def moved(self) -> bool:
        """Say whether the act did what it says: neither late nor void nor still to be sent."""
        return not (self.late or self.void or self.unsent)

    @property
    def text(self) -> str:
        """Return the sentence in Chinese."""
        return self.sentences[0].format_map(self.facts)

    @property
    def english(self) -> str:
        """Return the sentence in English."""
        return self.sentences[1].format_map(self.facts)


@dataclass(slots=True)
class Pause:
    """A consultation: the days after `sent_on` through `ends_on` are not counted."""

    kind: str
    key: str
    sent_on: date
    ends_on: date
    open: bool = True
    idle: bool = False  # sent when no day was left to pause: excludes nothing, in no later term either
    named: bool = True  # its key was given, not made up here


@dataclass(slots=True)
class Reckoning:
    """The result of the clock."""

    received_on: date
    regulation: str
    due_on: date | None
    base_due_on: date | None  # without the extension
    provisional: bool
    waiting_for: str | None
    reasons: tuple[Reason, ...]
    started_on: date  # the day after this one is day 1 of the running term
    base_workdays: int
    extended: bool  # an extension of 条例33② is in force: one before a restart is gone, a delay of 条例35 is none
    extended_workdays: int
    pauses: tuple[Pause, ...]
    open_keys: tuple[tuple[str, str], ...]
    unsent: tuple[Unsent, ...] = ()
    void: tuple[int, ...] = ()  # the places of notices that left too late
