"""How a person says that a register is to be read, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agencies.organisation.models import Agency
from agencies.spreadsheets.faults import RowError
from agencies.spreadsheets.names import Proposal
from workflow.registers.columns import RegisterRow


@dataclass(slots=True)
class RegisterImport:
    """What became of a file: rows stored and read, every fault, what was not read or only seems to mean something."""

    imported: int = 0
    read: int = 0
    faults: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
    unconfirmed: list[RowError] = field(default_factory=list)  # those of the faults that a confirmation puts right
    proposals: list[Proposal] = field(default_factory=list)
    understood: list[RegisterRow] = field(default_factory=list)  # the first rows
    open: list[int] = field(default_factory=list)  # rows without a result: cases that are still in hand
    words: dict[tuple[str, str], str] = field(default_factory=dict)  # confirmed before, standing in this file


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person says that a file is to be read: its sheet, what holds for every row, what words mean."""

    sheet: str = ""
    agency: Agency | None = None  # whose words are kept; the agency of every row that names none
    given: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[tuple[str, str], str] = field(default_factory=dict)
    accept: bool = False  # confirm what the words of the file seem to mean

    @property
    def everywhere(self) -> dict[str, str]:
        """Return what every row has that says nothing else."""
        return ({"受理单位": self.agency.code} if self.agency else {}) | dict(self.given)
