"""When each dated text of the law was last held against its sources, and which of them should be again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from law.calendars import statutory_holidays
from law.courts import jurisdiction
from law.dated import DatedText
from law.fees import tariffs
from law.regulations import texts as regulations
from law.remedies import respondent
from law.reports import forms

TRUSTED = timedelta(days=60)  # a text that was checked longer ago should be checked again
REMEDIES = ("救济告知", "remedy paragraphs")  # of which a later text may be loaded
SUBJECTS = (
    ("《条例》", "Regulations", regulations.TEXTS),
    ("答复、答辩期限", "terms of the respondent", respondent.TERMS),
    ("法院级别", "levels of courts", jurisdiction.LEVELS),
    ("收费标准", "tariffs", tariffs.TARIFFS),
    ("年度报告格式", "forms of the annual report", forms.TEXTS),
    ("法定节日", "statutory holidays", statutory_holidays.TEXTS),
)


@dataclass(frozen=True, slots=True)
class CheckedText:
    """One dated text with what it is about, in Chinese and English."""

    subject: str
    english: str
    text: DatedText


def checked_texts(letters: Sequence[DatedText]) -> list[CheckedText]:
    """Return every dated text of the law; `letters` are the remedy paragraphs that hold."""
    subjects = ((*REMEDIES, letters), *SUBJECTS)
    return [CheckedText(subject, english, text) for subject, english, texts in subjects for text in texts]


def _living(on: date, letters: Sequence[DatedText]) -> list[CheckedText]:
    """Return the texts in force on a day or to come; what has ended changes no more."""
    return [each for each in checked_texts(letters) if each.text.in_force_to is None or each.text.in_force_to >= on]


def stale_texts(on: date, letters: Sequence[DatedText]) -> list[CheckedText]:
    """Return the texts in force or to come that nobody has checked for sixty days before a day."""
    return [each for each in _living(on, letters) if on - each.text.checked_on > TRUSTED]


def last_full_check(on: date, letters: Sequence[DatedText]) -> date:
    """Return the day since which every text in force or to come has been checked: the earliest of their days."""
    return min(each.text.checked_on for each in _living(on, letters))
