"""Marks: what is withheld, where, on which ground and why; read from JSON and held to its shape."""

import json
from dataclasses import asdict, dataclass

from records.pdf.boxes import Box

MOST_MARKS = 50_000
FARTHEST = 1_000_000  # points; what is no number is not nearer
FIELDS = {"page", "pages", "box", "ground", "reason", "only_here"}


class UnreadableMarks(Exception):
    """Marks that are not of the agreed shape; `faults` has a sentence for each, with its mark and field."""

    def __init__(self, faults: list[str]):
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True)
class Mark:
    """A box on a page (from 1), or the whole page where `box` is None, with the ground and the reason why it is withheld.

    `only_here` says that the same words may stay elsewhere; without it, words that stay elsewhere fail the proof.
    """

    page: int
    box: Box | None
    ground: str
    reason: str
    only_here: bool = False

    def as_json(self) -> dict:
        """Return the mark as the separating process takes it."""
        return asdict(self)


def from_json(given: dict) -> Mark:
    """Return the mark that `as_json` wrote."""
    return Mark(**{**given, "box": tuple(given["box"]) if given["box"] else None})


def read_marks(text: str) -> list[Mark]:
    """Return the marks of a JSON list, or of an object with `marks` and `pages`; raise UnreadableMarks with every fault."""
    try:
        given = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableMarks([f"标记文件不是可以读的 JSON：{error} / The marks are not readable JSON"]) from error
    if isinstance(given, dict):
        given = _listed(given)
    if not isinstance(given, list):
        raise UnreadableMarks(["标记文件应当是一个列表 / The marks must be a list"])
    if len(given) > MOST_MARKS:
        raise UnreadableMarks([f"标记超过 {MOST_MARKS} 个 / More than {MOST_MARKS} marks"])
    marks, faults = [], []
    for number, entry in enumerate(given, 1):
        found = _faults(entry)
        faults += [
            f"第 {number} 个标记，{field}：{chinese} / mark {number}, {field}: {english}"
            for field, chinese, english in found
        ]
        if not found:
            marks += _marks(entry)
    if faults:
        raise UnreadableMarks(faults)
    return marks


def _listed(given: dict) -> list:
    """Return an object with `marks` and `pages` as one list; whole pages may bear ground and reason of the object."""
    shared = {key: given[key] for key in ("ground", "reason") if key in given}
    marks, pages = given.get("marks", []), given.get("pages", [])
    if set(given) - {"marks", "pages", "ground", "reason"} or not isinstance(marks, list):
        raise UnreadableMarks(
            ["标记文件应当是一个列表，或者只有 marks、pages、ground、reason / The marks must be a list"]
        )
    if not isinstance(pages, list):
        raise UnreadableMarks(["pages：应当是页码的列表 / pages: must be a list of page numbers"])
    return marks + ([{"pages": pages, "ground": "", "reason": "", **shared}] if pages else [])


def _faults(entry: object) -> list[tuple[str, str, str]]:
    """Return what is wrong with one entry: field, and the sentence in both languages."""
    if not isinstance(entry, dict):
        return [("mark", "应当是一个对象", "must be an object")]
    faults = [(str(key), "没有这一项", "is not known") for key in sorted(set(entry) - FIELDS)]
    for field, chinese in (("ground", "应当写明不予公开的理由类别"), ("reason", "应当写明具体理由")):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            faults.append((field, chinese, "must be given"))
    if not isinstance(entry.get("only_here", False), bool):
        faults.append(("only_here", "应当是 true 或者 false", "must be true or false"))
    if "pages" in entry:
        pages = entry["pages"]
        if not isinstance(pages, list) or not pages or not all(map(_is_page, pages)):
            faults.append(("pages", "应当是页码的列表，页码从 1 起", "must be a list of page numbers from 1"))
        if "page" in entry or "box" in entry:
            faults.append(("pages", "整页的标记没有 page 和 box", "stands without page and box"))
        return faults
    if not _is_page(entry.get("page")):
        faults.append(("page", "应当是从 1 起的页码", "must be a page number from 1"))
    if not _is_box(entry.get("box")):
        faults.append(
            (
                "box",
                "应当是四个数：左、上、右、下，单位点，从页面左上角量起",
                "must be x0, y0, x1, y1 in points from the top left",
            )
        )
    return faults


def _is_page(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_box(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    if not all(isinstance(side, int | float) and not isinstance(side, bool) and abs(side) < FARTHEST for side in value):
        return False
    return value[0] < value[2] and value[1] < value[3]


def _marks(entry: dict) -> list[Mark]:
    """Return the marks of one sound entry: one, or one for each of its pages."""
    told = {
        "ground": entry["ground"].strip(),
        "reason": entry["reason"].strip(),
        "only_here": entry.get("only_here", False),
    }
    if "pages" in entry:
        return [Mark(page, None, **told) for page in entry["pages"]]
    return [Mark(entry["page"], tuple(map(float, entry["box"])), **told)]
