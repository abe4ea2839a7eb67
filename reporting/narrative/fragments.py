"""Sentences and lines of tables that know their numbers: what counts each one, and of which two numbers a share is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.table.filled import CellValue
from reporting.table.numbers import percent

NO_NUMBER = "—"


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """A number with the cell that counts it: a row and column of the form, or one of `reporting.narrative.drilldown`; none opens nothing."""

    number: CellValue
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        if self.number is None:
            return NO_NUMBER
        return f"{self.number:f}" if isinstance(self.number, Decimal) else str(self.number)

    @property
    def opens(self) -> bool:
        """Say whether there is something behind the number."""
        return bool(self.row and self.number)


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage with its two numbers."""

    part: CellValue
    whole: CellValue
    sign: str = ""

    def __str__(self) -> str:
        return f"{self.sign}{percent(self.part, self.whole)}"

    @property
    def division(self) -> str:
        """Return the two numbers as they are divided."""
        return f"{self.part} ÷ {self.whole}"


Fragment = str | LinkedNumber | Percentage


class Sentence(str):
    """A sentence: its text, and the fragments that make it up."""

    __slots__ = ("fragments",)

    fragments: tuple[Fragment, ...]

    @classmethod
    def of(cls, *fragments: Fragment) -> "Sentence":
        """Return the sentence of these fragments, "" of none."""
        made = cls("".join(map(str, fragments)))
        made.fragments = fragments
        return made


def fragments_of(text: str) -> tuple[Fragment, ...]:
    """Return the fragments of a text, which is one where it does not know its numbers."""
    return getattr(text, "fragments", (str(text),))


def join_fragments(join: str, parts: Iterable[Iterable[Fragment]]) -> list[Fragment]:
    """Return the fragments of several parts with `join` between them."""
    found: list[Fragment] = []
    for part in parts:
        found += [join, *part] if found else part
    return found


def fragment_as_json(fragment: Fragment):
    """Return a fragment as it is kept in JSON: text as text, a number with its cell, a share with its two numbers."""
    if isinstance(fragment, LinkedNumber):
        return {"n": _plain(fragment.number), "row": fragment.row, "column": fragment.column}
    if isinstance(fragment, Percentage):
        return {"part": _plain(fragment.part), "whole": _plain(fragment.whole), "sign": fragment.sign}
    return str(fragment)


def fragment_from_json(given) -> Fragment:
    """Return a fragment that was kept; the opposite of `fragment_as_json`."""
    if isinstance(given, str):
        return given
    if "n" in given:
        return LinkedNumber(_number(given["n"]), given["row"], given["column"])
    return Percentage(_number(given["part"]), _number(given["whole"]), given["sign"])


def _plain(value: CellValue):
    return str(value) if isinstance(value, Decimal) else value


def _number(value) -> CellValue:
    return Decimal(value) if isinstance(value, str) else value
