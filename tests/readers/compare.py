"""What two engines make of one page, compared as text and as picture."""

import unicodedata
from collections import Counter

import numpy as np
from PIL import Image, ImageFilter

DPI = 144
SQUARE = 16  # pixels: 8 points, half a character of a letter, so that one that is missing leaves a square bare
INKED = 0.06  # of a square that is dark, before it is compared
# Measured on three samples (a letter, a sheet, the report): engines draw edges and hairlines differently, never less than 0.44 of each other's ink in a
# square. A character that is missing has none, and others in place of the right ones share less than half their ink.
LEAST = 0.3
APART = 0.5


def letters(text: str) -> str:
    """Return text without white space and marks that have no shape."""
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc"))


def other_letters(wanted: str, got: str) -> dict[str, int]:
    """Return which characters an engine reads too often (positive) or too rarely; the order of columns is its own."""
    expected, found = Counter(letters(wanted)), Counter(letters(got))
    return {one: found[one] - expected[one] for one in expected | found if found[one] != expected[one]}


def _ink(picture: Image.Image, size: tuple[int, int]) -> np.ndarray:
    blurred = picture.convert("L").filter(
        ImageFilter.GaussianBlur(3)
    )  # half a pixel of another rounding is no difference
    whole = Image.new("L", size, 255)
    whole.paste(blurred)
    return 255 - np.asarray(whole, dtype=float)


def _squares(ink: np.ndarray) -> np.ndarray:
    rows, columns = ink.shape
    return ink.reshape(rows // SQUARE, SQUARE, columns // SQUARE, SQUARE).sum((1, 3))


def faults(one: Image.Image, other: Image.Image) -> list[str]:
    """Return what differs between two drawings of a page: ink that only one has, or other shapes all over."""
    if abs(one.width - other.width) > 2 or abs(one.height - other.height) > 2:
        return [f"the pages measure {one.size} and {other.size}"]
    size = tuple(-(-max(pair) // SQUARE) * SQUARE for pair in zip(one.size, other.size, strict=True))
    first, second = _ink(one, size), _ink(other, size)
    mine, theirs, apart = _squares(first), _squares(second), _squares(np.abs(first - second))
    most = np.maximum(mine, theirs)
    inked = most > INKED * 255 * SQUARE**2
    if not inked.any():
        return []
    found = []
    bare = np.argwhere(inked & (np.minimum(mine, theirs) < LEAST * most))
    if len(bare):
        row, column = bare[0]
        found.append(
            f"{len(bare)} of {inked.sum()} squares have ink in one only, the first at {column * 8} × {row * 8} points"
        )
    differing = float(np.percentile(apart[inked] / most[inked], 95))
    if differing > APART:
        found.append(f"the shapes differ by {differing:.2f}")
    return found
