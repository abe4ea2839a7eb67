"""Disputed points of law, listed in disputed.toml: each a named setting or a line of data, with default, source and place."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The answers that an agency's counsel may change; why each default is what it is stands in POINTS."""

    portal_submission_counts: bool = True
    online_arrival_published: bool = False
    misdirected_signature_counts: bool = True
    allows_second_correction: bool = False
    correction_least_workdays: int = 5
    opinion_workdays: int = 15
    pause_from_sending: bool = True
    agency_consultation_stops_2007: bool = False
    reasons_as_correction: bool = True
    partial_needs_reconsideration: bool = True  # until 2026-06-30; since then it is law
    silence_needs_reconsideration: bool = True  # from 2026-07-01; never before
    provincial_vertical_as_department: bool = True
    combined_reply_counts: str = "form_order"  # or "first_item"


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Point:
    """One disputed point: the question, our answer, the source, and the setting or file that holds it."""

    question: str
    answer: str
    source: str
    place: str  # "Settings.<name>", or the file whose data or code states the answer
    chinese: str = ""  # question and answer as the table of remedies shows them to a lawyer


def _points() -> tuple[Point, ...]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(Point(**each) for each in table["points"])


POINTS = _points()
