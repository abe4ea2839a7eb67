"""What became of a list that was imported."""

from dataclasses import dataclass, field

from agencies.spreadsheets.faults import RowError


@dataclass(slots=True)
class ImportResult:
    """How many rows are new, changed and as they were, every fault, and what of the file was not read."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
