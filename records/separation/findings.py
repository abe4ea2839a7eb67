"""A finding of the proof, as it is printed."""

from records.pdf.boxes import Box

LONGEST_TEXT = 400  # characters of a finding


def finding(page: int | None, what: str, reader: str, text: str = "", box: Box | None = None) -> dict:
    """Return a finding as it is printed: where, what kind, which reader read it, and the text."""
    found = {"page": page, "what": what, "reader": reader, "text": printable(text)}
    return {**found, "box": [round(side, 2) for side in box]} if box else found


def printable(text: str) -> str:
    """Return a text of a stranger's file as it may be printed: not too long, and without halves of characters."""
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
