"""What an agency can say on paper: every kind of letter by its code."""

from collections.abc import Mapping
from typing import Any

from law import Refused
from notices.kinds.amendments import AMENDMENTS
from notices.kinds.combined import REPLY_KINDS
from notices.kinds.facts import Facts
from notices.kinds.inquiries import INQUIRIES
from notices.kinds.procedural import PROCEDURAL
from notices.kinds.revocations import REVOCATIONS
from notices.kinds.sheets.approval import APPROVAL_SHEETS
from notices.kinds.sheets.file import FILE_SHEETS
from notices.kinds.sheets.intake import INTAKE_SHEETS

KINDS: dict[str, type[Facts]] = {
    kind.CODE: kind
    for kind in (
        *PROCEDURAL,
        *INQUIRIES,
        *REPLY_KINDS,
        *AMENDMENTS,
        *REVOCATIONS,
        *INTAKE_SHEETS,
        *APPROVAL_SHEETS,
        *FILE_SHEETS,
    )
}
REPLIES: dict[str, type[Facts]] = {kind.CODE: kind for kind in REPLY_KINDS}  # what a draft may become
PAPERS: dict[str, type[Facts]] = {code: kind for code, kind in KINDS.items() if kind.FREE}  # what write_paper may write


def kind_of(code: str) -> type[Facts]:
    """Return the kind of letter of a code; raise Refused for an unknown one."""
    if code not in KINDS:
        raise Refused(f"没有“{code}”这种公文", field="kind", english=f"No such letter: {code}")
    return KINDS[code]


def build(code: str, facts: Facts | Mapping[str, Any]) -> Facts:
    """Return the typed facts of a letter; raise Refused naming what is missing, unknown or wrong."""
    kind = kind_of(code)
    if isinstance(facts, Facts):
        if type(facts) is not kind:
            raise Refused(f"事实与“{kind.TITLE}”不符", field="facts", english="Facts of another kind of letter")
        return facts
    return kind.from_json(facts)
