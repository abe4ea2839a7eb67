"""The wordings of a form's reports, read from `patterns/<form>.toml`: what is said in words, and the cells that must say the same."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from law.reports.forms import FORMS, Term, read_term

FOLDER = Path(__file__).parent / "patterns"
NUMBER = r"(?P<n>[0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?)(?P<unit>万|亿)?(?P<loose>多|余|左右|以上|来)?"


@dataclass(frozen=True, slots=True)
class ClaimPattern:
    """A wording and the cells that must add up to its number."""

    says: tuple[re.Pattern, ...]
    cells: tuple[Term, ...]
    unless: re.Pattern | None = None
    within: str = ""
    whole: bool = False  # it counts all applications, and is not said of some of them
    part: re.Pattern | None = None


@dataclass(frozen=True, slots=True)
class FormPatterns:
    """What reports on one form say in words."""

    claims: tuple[ClaimPattern, ...]
    bases: tuple[tuple[Term, ...], ...]  # what a share may be a share of
    items: tuple[tuple[Term, ...], ...]  # and a share of items of information, where the form counts them
    reviews: tuple[tuple[Term, ...], ...]  # and a share of reviews and suits
    received: Term
    parts: re.Pattern  # words of which one before a number makes it that of some applications only


@cache
def patterns_of(form: str) -> FormPatterns | None:
    """Return the wordings of a form, None where it has no file of them; raise KeyError for a cell that it does not have."""
    path = FOLDER / f"{form}.toml"
    if not path.exists():
        return None
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    claims = tuple(
        ClaimPattern(
            tuple(re.compile(text.replace("{n}", NUMBER)) for text in each["says"]),
            _terms(form, each["cells"]),
            re.compile(each["unless"]) if "unless" in each else None,
            each.get("within", ""),
            each.get("whole", False),
            re.compile(each["part"]) if "part" in each else None,
        )
        for each in given["claims"]
    )
    bases = tuple(_terms(form, each) for each in given["bases"])
    (received,) = _terms(form, [given["received"]])
    items = tuple(_terms(form, each) for each in given.get("items", ()))
    reviews = tuple(_terms(form, each) for each in given.get("reviews", ()))
    return FormPatterns(claims, bases, items, reviews, received, re.compile(given["parts"]))


def _terms(form: str, texts: Sequence[str]) -> tuple[Term, ...]:
    terms = tuple(read_term(text) for text in texts)
    for term in terms:
        FORMS[form].column(term.row, term.column)  # KeyError names what is not in the form
    return terms
