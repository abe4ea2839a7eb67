"""A sample of every kind: facts that render, for `render_notice --sample`, previews of adapted words, tests and documents.

`samples/<code>.toml` says on which day the letter is dated and its facts, under the newest Regulations that know the kind.
Its table of earlier Regulations says what differs under those: a table within changes key by key, a list as a whole.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from law import Refused
from notices.kinds.catalogue import kind_of
from notices.kinds.facts import Facts

FOLDER = Path(__file__).parent / "samples"
DATED = "dated"  # the one key that is no fact


def sample_facts(code: str, regulation: str = "") -> Facts:
    """Return facts of a kind that render under the regulation, by default the newest that knows the kind.

    Raises Refused for a kind that the regulation does not know, and naming file and key for a sample that is wrong.
    """
    given = _sample(code, regulation)
    try:
        return kind_of(code).from_json({name: value for name, value in given.items() if name != DATED})
    except Refused as refusal:
        raise _wrong(code, refusal.field or "", refusal.reason, refusal.english) from refusal


def sample_day(code: str, regulation: str = "") -> date:
    """Return the day on which the sample letter is dated; raises Refused as `sample_facts` does."""
    day = _sample(code, regulation).get(DATED)
    if type(day) is not date:
        raise _wrong(code, DATED, "应当是日期，例如 2026-03-05", "is not a date")
    return day


def _sample(code: str, regulation: str) -> Mapping[str, Any]:
    """Return what the file of a kind says under a regulation."""
    *earlier, newest = kind_of(code).REGULATIONS
    kind_of(code).refuse_unknown_to(regulation or newest)
    given = dict(_file(code))
    changes = {each: given.pop(each, None) for each in earlier}
    if regulation not in changes:
        return given
    if not isinstance(changes[regulation], Mapping):
        raise _wrong(code, regulation, "缺少这一部《条例》的表", "lacks the table of these Regulations")
    return _changed(given, changes[regulation])


def _changed(given: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with some keys changed, tables within it likewise."""
    both = {
        name: _changed(given[name], value) if isinstance(value, Mapping) and name in given else value
        for name, value in changes.items()
    }
    return {**given, **both}


@cache
def _file(code: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(code, "", f"读不了（{error}）", f"cannot be read ({error})") from error


def _wrong(code: str, key: str, reason: str, english: str) -> Refused:
    file, place = f"samples/{code}.toml", f" {key}" if key else ""
    return Refused(f"{file}{place}：{reason}", field=key, english=f"{file}{place}: {english}")
