"""What a cell of an XLSX workbook holds: its text, its typed value, its place."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree
from openpyxl.utils.datetime import from_ISO8601

from agencies.spreadsheets.faults import Unusable, partly_crossed_out

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def local_name(element) -> str:
    """Return the name of an element without its name space; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children_of(element, name: str) -> Iterator:
    """Yield the children of a name, whatever their name space."""
    return (child for child in element if local_name(child) == name)


def text_within(element) -> str | Unusable:
    """Return the text of a cell or shared string, its runs joined, without what tells the pronunciation.

    Unusable where a part of it is crossed out.
    """
    found, struck = [], []
    for child in element:
        name = local_name(child)
        if name == "t":
            found.append(child.text or "")
        elif name == "r":
            run = "".join(part.text or "" for part in children_of(child, "t"))
            found.append(run)
            if _is_struck(child):
                struck.append(run)
    text = "".join(found)
    text = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text
    crossed_out = "".join(struck).strip()
    return partly_crossed_out(text, crossed_out) if crossed_out and crossed_out != text.strip() else text


def _is_struck(run) -> bool:
    return any(
        one.get("val", "1") not in ("0", "false")
        for properties in children_of(run, "rPr")
        for one in children_of(properties, "strike")
    )


def pieces_of(cell) -> tuple[str | None, Any, Any]:
    """Return the value, the formula and the text within a cell."""
    value = formula = inline = None
    for child in cell:
        tag = child.tag
        if tag.__class__ is not str:
            continue  # a comment within the file
        if tag.endswith("}v"):
            value = child.text
        elif tag.endswith("}f"):
            formula = child
        elif tag.endswith("}is"):
            inline = child
    return value, formula, inline


def typed_value(kind: str, value: str, texts: list[str | Unusable]) -> Any:
    """Return what a value is that is no number, by the type of its cell."""
    if kind == "s":
        return texts[int(value)]
    if kind == "b":
        return value in ("1", "true")
    if kind == "e":
        return Unusable(value, f"单元格里是错误值“{value}”，请改为填写结果")
    if kind == "d":
        found = from_ISO8601(value)
        return found if not isinstance(found, datetime) else found.replace(tzinfo=None)
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), value) if "_x" in value else value


def place_of(reference: str) -> int:
    """Return the place of a cell in its row, counted from 0, by its name (C7: 2)."""
    found = 0
    for char in reference:
        if "A" <= char <= "Z":
            found = found * 26 + ord(char) - 64
        else:
            break
    if not 0 < found <= 16_384:
        raise ValueError(reference)
    return found - 1
