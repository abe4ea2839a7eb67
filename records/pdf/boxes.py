"""Boxes on a page, in points from its top left corner as it is shown: left, top, right, bottom."""

from collections.abc import Iterable

Box = tuple[float, float, float, float]


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds some boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def area(box: Box) -> float:
    """Return the area of a box in square points, 0 for one that is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def common(one: Box, other: Box) -> Box:
    """Return what two boxes have in common; its area is 0 where they do not meet."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
