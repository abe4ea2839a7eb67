"""A dated text of the remedy paragraphs that comes as a file after delivery: read, and held against the form of the folder.

What is loaded is printed on letters, so it is held to more than the delivered files: every place to fill in is known, no
line breaks, no markup, every kind of agency has its bodies.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from string import Formatter
from typing import Any

from law import Refused
from law.dated import CHECKED, PERIOD, DatedText, text_of_table
from law.remedies.instructions import CLASSES, KEYS, LETTERS, OPTIONAL, SETTINGS

SAID = {  # table -> text -> the places that it must have, and those that it may have besides
    "texts": {
        "E": ({"bodies", "court"}, {"noun"}),
        "F": ({"bodies", "court"}, {"noun"}),
        "F_PARTIAL": ({"bodies", "court"}, {"noun"}),
        "P": (set(), set()),
        "online": ({"url"}, set()),
    },
    "ruling": dict.fromkeys(("E", "F", "F_PARTIAL"), (set(), {"court"})),
}
MAY_BE_EMPTY = {"online"}
BODY_SETTINGS = frozenset({*SETTINGS, "itself"} - {"online_filing_url"})
NOT_READ = {"paper": str, "sure": int, "says": str, "to_check": str}
LONGEST = 1000  # characters of a sentence


def text_of_file(text: str, code: str) -> DatedText:
    """Return the dated text of a file; raise Refused naming the first thing in it that is not as it must be."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(f"不是 TOML 文件：{error}", f"Not a TOML file: {error}") from error
    for chinese, english in _faults(table):
        raise _refused(chinese, english)
    return text_of_table(code, table)


def _refused(chinese: str, english: str) -> Refused:
    return Refused(f"救济告知文本的格式不对：{chinese}", field="file", english=f"Not a text of remedies: {english}")


def _faults(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, in Chinese and English; the first is told, since the rest may follow from it."""
    needed = {*KEYS, "in_force_from", CHECKED}
    for key in sorted(needed - table.keys()):
        yield f"缺少“{key}”", f"{key} is missing"
    for key in sorted(table.keys() - needed - PERIOD - set(OPTIONAL)):
        yield f"不认识“{key}”", f"{key} is unknown"
    for key in sorted((PERIOD | {CHECKED}) & table.keys()):
        if type(table[key]) is not date:
            yield f"“{key}”应当是日期，例如 2027-01-01", f"{key} is no day"
    for key in ("partial_by_law", "silence_first"):
        if not isinstance(table[key], bool):
            yield f"“{key}”应当是 true 或者 false", f"{key} is neither true nor false"
    yield from _faults_of_sentence("source", table["source"])
    first = table["reconsideration_first"]
    if not isinstance(first, list) or any(each not in CLASSES for each in first):
        yield f"“reconsideration_first”只能列出 {'、'.join(CLASSES)}", "reconsideration_first names another class"
    for name, texts in SAID.items():
        yield from _faults_of_texts(name, table[name], texts)
    yield from _faults_of_bodies(table["bodies"])
    yield from _faults_of_not_read(table.get("not_read", []))


def _faults_of_sentence(place: str, said: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(said, str) or not said.strip():
        yield f"“{place}”应当写一段文字", f"{place} has no words"
    elif len(said) > LONGEST:
        yield f"“{place}”有 {len(said)} 字，最多 {LONGEST} 字", f"{place} has more than {LONGEST} characters"
    elif not said.isprintable() or set(said) & set("<>&") or said != said.strip():
        yield f"“{place}”有换行、标记符号或者首尾空格", f"{place} has a line break, markup or outer spaces"


def _faults_of_texts(name: str, given: Any, texts: dict[str, tuple[set, set]]) -> Iterator[tuple[str, str]]:
    if not isinstance(given, dict) or given.keys() != texts.keys():
        yield f"“{name}”应当正好有 {'、'.join(texts)} 各一段", f"{name} must have exactly {', '.join(texts)}"
        return
    for code, (needed, allowed) in texts.items():
        place, said = f"{name}.{code}", given[code]
        if said == "" and code in MAY_BE_EMPTY:
            continue
        yield from _faults_of_sentence(place, said)
        yield from _faults_of_places(place, said, needed, allowed)


def _faults_of_places(place: str, said: str, needed: set, allowed: set) -> Iterator[tuple[str, str]]:
    try:
        parts = list(Formatter().parse(said))
    except ValueError:
        yield f"“{place}”的花括号不成对", f"{place} has a single brace"
        return
    found = {name for _before, name, _form, _conversion in parts if name is not None}
    plain = all(not form and conversion is None for _before, name, form, conversion in parts if name is not None)
    if not plain or found - needed - allowed:
        named = "、".join(f"{{{each}}}" for each in sorted(needed | allowed)) or "（没有）"
        yield f"“{place}”里可以填写的位置只有 {named}", f"{place} has an unknown place to fill in"
    for each in sorted(needed - found):
        yield f"“{place}”没有写 {{{each}}}", f"{place} lacks {{{each}}}"


def _faults_of_bodies(bodies: Any) -> Iterator[tuple[str, str]]:
    kinds = LETTERS[-1].says["bodies"]
    if not isinstance(bodies, dict) or bodies.keys() != kinds.keys():
        given = set(bodies) if isinstance(bodies, dict) else set()
        wrong = sorted(kinds.keys() ^ given)
        yield f"“bodies”应当给每一类机关各写一行，缺少或者多出：{'、'.join(wrong)}", f"bodies: {', '.join(wrong)}"
        return
    for kind, rows in bodies.items():
        lists = isinstance(rows, list) and rows and all(isinstance(row, list) and row for row in rows)
        if not lists or any(not isinstance(name, str) or name not in BODY_SETTINGS for row in rows for name in row):
            known = "、".join(sorted(BODY_SETTINGS))
            yield f"“bodies.{kind}”应当列出复议机关的设置（{known}）", f"bodies.{kind} names no known setting"


def _faults_of_not_read(rows: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, list):
        yield "“not_read”应当是若干张表", "not_read is no list of tables"
        return
    for row in rows:
        if not isinstance(row, dict) or {key: type(value) for key, value in row.items()} != NOT_READ:
            yield "“not_read”的每一张表应当写 paper、sure、says、to_check", "not_read lacks a key, or has another"
