"""The facts of a letter as the data that its PDF carries: what it says, and nothing that is only kept on file."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from notices.kinds.catalogue import kind_of
from notices.kinds.facts import Record
from notices.letters.models import Letter


def printed_facts(record: type[Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a stored letter without those that are evidence (`kept`): they go to the applicant.

    Closed world: a name that the record does not declare, and a set of facts without a type, stay behind.
    """
    hints = get_type_hints(record)
    shown = (d.name for d in dataclasses.fields(record) if not d.metadata["kept"] and d.name in given)
    pairs = ((name, _shown(hints[name], given[name])) for name in shown)
    return {name: value for name, value in pairs if value is not None}


def _shown(wanted: Any, value: Any) -> Any:
    if get_origin(wanted) is tuple:
        return [one for one in (_shown(get_args(wanted)[0], one) for one in value) if one is not None]
    if isinstance(value, Mapping):
        return printed_facts(wanted, value) if isinstance(wanted, type) and issubclass(wanted, Record) else None
    return value


def attached_facts(letter: Letter) -> str:
    """Return the JSON that is attached to the letter's PDF; the same letter gives the same text."""
    given = {
        "kind": letter.kind,
        "title": letter.title,
        "agency": letter.agency.name,
        "number": letter.number,
        "dated": letter.dated.isoformat(),
        "regulation": letter.regulation,
        "content_sha256": letter.content_sha256,
        "facts": printed_facts(kind_of(letter.kind), letter.facts),
    }
    return json.dumps(given, ensure_ascii=False, sort_keys=True, indent=1)
