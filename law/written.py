"""What people write where a day or a whole number is meant, read once for every page, address and interface."""

from datetime import date

FIRST, LAST = (
    date(1900, 1, 1),
    date(2199, 12, 31),
)  # no record of this work lies beyond, and no reckoning runs over the edge
HIGHEST_KEY = 2**63 - 1  # what a column of keys holds
DIGITS = 19  # of the highest key; Python itself refuses to read more than 4,300


def day(text: object) -> date | None:
    """Return the day written as 2025-03-03, None for anything else and for a day beyond all records."""
    found = _read(text)
    return found if found is not None and FIRST <= found <= LAST else None


def is_beyond_records(text: object) -> bool:
    """Say whether a day is written well and lies beyond all records."""
    found = _read(text)
    return found is not None and not FIRST <= found <= LAST


def _read(text: object) -> date | None:
    if not isinstance(text, str) or len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def whole_number(text: object, low: int = 0, high: int = HIGHEST_KEY) -> int | None:
    """Return the whole number written in plain digits, None for anything else and outside of `low` to `high`."""
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > DIGITS:
        return None
    number = int(text)
    return number if low <= number <= high else None
