"""Labels as they compare: those of our own forms, and those of other people's tables, written in many ways."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps

from agencies.text.comparing import without_invisible

_ORDINAL = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[)）]?[、.．]?|[（(]?[0-9]+[)）]?[、.．]?)")
_SAME = {"规范性文件": "行政规范性文件"}  # the name of the row before 2021, still in use since
_LONGEST_REMEMBERED = (
    100  # characters; no label of a form is longer, and a cell of a stranger's file may be a whole book
)


def _remembered(compared: Callable[[str], str]) -> Callable[[str], str]:
    """Remember what short labels compare as: a table asks for the same few hundred again in every line."""
    known = lru_cache(maxsize=4096)(compared)

    @wraps(compared)
    def of(label: str) -> str:
        return known(label) if len(label) <= _LONGEST_REMEMBERED else compared(label)

    return of


@_remembered
def comparable_label(label: str) -> str:
    """Return a label as it compares: no spaces, no width, no quotes, one kind of bracket and stop."""
    text = without_invisible(label)
    text = re.sub("[“”\"'‘’《》]", "", text).replace("、", ".").replace("﹒", ".").rstrip(":.;")
    return _SAME.get(text, text)


@_remembered
def label_without_ordinal(label: str) -> str:
    """Return a label as it compares without its ordinal."""
    text = comparable_label(label)
    text = _ORDINAL.sub("", text, count=1).removeprefix("其中:")
    return _SAME.get(text, text)


def without_remark(label: str) -> str:
    """Return a label without the remark in brackets at its end."""
    return re.sub(r"\([^()]*\)$", "", label)
