"""How numbers are written: percentages, whole numbers."""

from decimal import Decimal


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """Return a percentage with one decimal, rounded half up; empty where there is no whole."""
    return f"{round_to_tenth(Decimal(part) * 100 / Decimal(whole))}%" if whole else ""


def round_to_tenth(number: Decimal) -> Decimal:
    """Return a number with one decimal, rounded half up."""
    return number.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def plain_number(number: int | Decimal) -> int | Decimal:
    """Return a whole number as int, another without trailing zeros."""
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else number.normalize()
