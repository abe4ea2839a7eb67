"""One thing that happened and cost a unit points, where no case stands for it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened: the unit, the day, a sentence in two languages, who says so, and where it is to be seen."""

    unit_id: int
    on: date
    text: str
    english: str
    by: str = ""
    year: int | None = None  # of the annual report
    code: str = ""  # of the unit that filed or published it: opens its page
    page: str = ""  # filing | report | case
    case_id: int | None = None
