"""Whether a reply told the remedies that the law of its own day names: class, terms and bodies (行政复议法20、23)."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from agencies.installation.remedy_texts import Texts
from law.remedies import instructions
from notices.kinds.catalogue import KINDS
from notices.kinds.combined import PARTS, Combined
from notices.kinds.facts import Facts
from notices.kinds.withheld import PartialReply, class_of_partial_reply
from reporting.quality.case_file import CaseFile

_NAME = "\ue000"  # stands for any name of a body: settings of today do not say what a body was called then


def remedies_stated_correctly(file: CaseFile) -> bool:
    """Say whether the paragraph of the law of the letter's day, as it was known when it was issued, stands in it, whatever the bodies were called."""
    regulation = file.letter.regulation
    if file.letter.kind == Combined.CODE:
        parts = [(part.get("conclusion", ""), part.get("told", {}).get("items") or ()) for part in file.parts]
        classes = [_class_of(PARTS[kind], items, regulation) for kind, items in parts if kind in PARTS]
        remedy = instructions.class_of_combined_reply(classes)
    else:
        remedy = _class_of(KINDS[file.letter.kind], file.withheld, regulation)
    noun = next((noun for noun in ("答复书", "决定书") if file.letter.title.endswith(noun)), "告知书")
    return bool(_expected(file.letter.dated, remedy, file.case.agency.kind, noun, file.remedy_texts).search(file.text))


def _class_of(kind: type[Facts], items: Sequence[dict], regulation: str) -> str:
    """Return the class of one conclusion; a part that is no government information is separated, not withheld (条例37)."""
    if kind is PartialReply:
        return class_of_partial_reply([item.get("ground", "") for item in items], regulation)
    return kind.REMEDY


@lru_cache(maxsize=4096)
def _expected(dated: date, remedy: str, kind: str, noun: str, letters: Texts) -> re.Pattern[str]:
    """Return the paragraph of a day as a pattern in which every body may have any name."""
    named = instructions.Bodies(kind, *[_NAME] * 8)
    said = instructions.remedy_paragraph(dated=dated, remedy_class=remedy, agency=named, letters=letters, noun=noun)
    said = said.replace(f"本机关（{_NAME}）", _NAME)
    # One body or several of one name: they are told apart by nothing but their names.
    return re.compile(".{2,80}?".join(re.escape("".join(part.split())) for part in said.split(_NAME)))
