"""What an agency can say on paper: every kind of letter by its code."""

from collections.abc import Mapping
from typing import Any

from law import Refused
from notices.facts import Facts
from notices.procedural import PROCEDURAL
from notices.replies import REPLIES

KINDS: dict[str, type[Facts]] = {kind.CODE: kind for kind in (*PROCEDURAL, *REPLIES)}


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
