"""Sentences and lines of tables that know their numbers: what counts each one, and of which two numbers a share is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.table.filled import Value
from reporting.table.numbers import percent

NO_NUMBER = "—"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with the cell that counts it: a row and column of the form, or one of `reporting.narrative.drilldown`; none opens nothing."""

    number: Value
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
class Share:
    """A percentage with its two numbers."""

    part: Value
    whole: Value
    sign: str = ""

    def __str__(self) -> str:
        return f"{self.sign}{percent(self.part, self.whole)}"

    @property
    def division(self) -> str:
        """Return the two numbers as they are divided."""
        return f"{self.part} ÷ {self.whole}"


Piece = str | Counted | Share


class Sentence(str):
    """A sentence: its text, and the pieces that make it up."""

    __slots__ = ("pieces",)

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, *pieces: Piece) -> "Sentence":
        """Return the sentence of these pieces, "" of none."""
        made = cls("".join(map(str, pieces)))
        made.pieces = pieces
        return made


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a text, which is one where it does not know its numbers."""
    return getattr(text, "pieces", (str(text),))


def joined(join: str, parts: Iterable[Iterable[Piece]]) -> list[Piece]:
    """Return the pieces of several parts with `join` between them."""
    found: list[Piece] = []
    for part in parts:
        found += [join, *part] if found else part
    return found


def as_data(piece: Piece):
    """Return a piece as it is kept in JSON: text as text, a number with its cell, a share with its two numbers."""
    if isinstance(piece, Counted):
        return {"n": _plain(piece.number), "row": piece.row, "column": piece.column}
    if isinstance(piece, Share):
        return {"part": _plain(piece.part), "whole": _plain(piece.whole), "sign": piece.sign}
    return str(piece)


def of_data(given) -> Piece:
    """Return a piece that was kept; the opposite of `as_data`."""
    if isinstance(given, str):
        return given
    if "n" in given:
        return Counted(_number(given["n"]), given["row"], given["column"])
    return Share(_number(given["part"]), _number(given["whole"]), given["sign"])


def _plain(value: Value):
    return str(value) if isinstance(value, Decimal) else value


def _number(value) -> Value:
    return Decimal(value) if isinstance(value, str) else value
