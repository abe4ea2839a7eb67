"""The facts of a letter as fields of a form: one a fact, those of a record within it side by side, lists one a line."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args, get_type_hints

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.forms.rows import COLUMNS
from agencies.text.language import reads_chinese
from notices.kinds.english_labels import english_name
from notices.kinds.facts import Record
from notices.kinds.search_record import PlaceSearch, SearchedPlace, SearchRecord, UnsearchedPlace
from notices.kinds.sheets.base_sheet import of_records
from workflow.form_fields import Day, Rows, Text

LONG = (
    "reason",
    "statement",
    "finding",
    "reasons_requested",
    "how",
    "where_published",
    "other_channel",
    "fault",
    "said",
    "opinion",
)
WRITTEN_AS = {SearchRecord: PlaceSearch}  # what has an older shape on record
IN_ROWS = (SearchedPlace, UnsearchedPlace)  # tables with a box for every cell
WITHIN = "__"  # between the name of a fact and that of a fact within it


def wanted(kind: type[Record], left_out: Iterable[str] = ()) -> dict[str, dataclasses.Field]:
    """Return the facts that a form asks for; what the letter lists last is asked for last."""
    found = [one for one in dataclasses.fields(kind) if one.name not in set(left_out)]
    found.sort(key=lambda one: one.name == "attachments")
    return {one.name: one for one in found}


def fields_of(kind: type[Record], facts: Mapping[str, dataclasses.Field], prefix: str) -> dict[str, forms.Field]:
    """Return the fields of some facts of a kind; a record within gives a field for each of its own facts."""
    hints, found = _hints_of(kind), {}
    for name, one in facts.items():
        inner = hints[name]
        if isinstance(inner, type) and issubclass(inner, Record):
            found |= fields_of(inner, wanted(inner), f"{prefix}{name}{WITHIN}")
        else:
            found[prefix + name] = _field(one, inner)
    return found


def _hints_of(kind: type[Record]) -> dict[str, Any]:
    """Return the types of the facts of a kind, each in the shape in which it is written today."""
    return {name: WRITTEN_AS.get(hint, hint) for name, hint in get_type_hints(kind).items()}


def _field(one: dataclasses.Field, hint: Any) -> forms.Field:
    label, needed = label_of(one), one.default is dataclasses.MISSING
    if of_records(hint) and get_args(hint)[0] in IN_ROWS:
        heads = [label_of(each) for each in dataclasses.fields(get_args(hint)[0])]
        return Rows(label, heads, required=needed, named=get_args(hint)[0] is SearchedPlace)
    if of_records(hint):
        columns = COLUMNS.join(label_of(each) for each in dataclasses.fields(get_args(hint)[0]))
        return Text(
            label,
            required=needed,
            rows=5,
            help_text=_("One a line, its columns divided by ｜: %(columns)s") % {"columns": columns},
        )
    if _of_type(one, "date"):
        return Day(label, required=needed)
    if _of_type(one, "bool"):
        return forms.BooleanField(label=label, required=False)
    initial = one.default if isinstance(one.default, str | int) else None
    if _of_type(one, "int"):
        return forms.IntegerField(label=label, required=needed, min_value=0, initial=initial)
    if _of_type(one, "tuple"):
        return Text(label, required=needed, rows=3, help_text=_("One a line."))
    return Text(label, required=needed, rows=3 if one.name in LONG else 0, initial=initial or "")


def label_of(one: dataclasses.Field) -> str:
    """Return the name of a fact in the reader's language."""
    label = one.metadata["label"] if reads_chinese() else english_name(one.metadata["label"])
    return f"{label} {gettext('(kept on file, not printed)')}" if one.metadata["kept"] else label


def _of_type(one: dataclasses.Field, word: str) -> bool:
    return word in str(one.type)


def values_of(
    kind: type[Record], facts: Mapping[str, dataclasses.Field], prefix: str, cleaned: Mapping[str, Any]
) -> dict:
    """Return the facts that were typed, as plain JSON; what was left empty is left out."""
    hints, found = _hints_of(kind), {}
    for name, one in facts.items():
        inner = hints[name]
        if isinstance(inner, type) and issubclass(inner, Record):
            value = values_of(inner, wanted(inner), f"{prefix}{name}{WITHIN}", cleaned)
        else:
            value = _value(cleaned.get(prefix + name), one, inner)
        if value not in ("", None, [], {}):
            found[name] = value
    return found


def _value(value: Any, one: dataclasses.Field, hint: Any) -> Any:
    if of_records(hint):
        return [_record(line, get_args(hint)[0]) for line in (value or "").split("\n") if line.strip()]
    if _of_type(one, "tuple"):
        return [line.strip() for line in (value or "").split("\n") if line.strip()]
    return value.isoformat() if isinstance(value, date) else value


def _record(line: str, kind: type[Record]) -> dict[str, Any]:
    """Read one line of a table; a column that is left empty takes its default."""
    found = {}
    for one, cell in zip(dataclasses.fields(kind), line.replace("|", COLUMNS).split(COLUMNS), strict=False):
        if cell := cell.strip():
            found[one.name] = int(cell) if _of_type(one, "int") and cell.isdecimal() else cell
    return found


def initial_of(kind: type[Record], given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Return the fields of a form as facts fill them."""
    hints, found = _hints_of(kind), {}
    for name, value in given.items():
        inner = hints.get(name)
        if isinstance(inner, type) and issubclass(inner, Record) and isinstance(value, Mapping):
            found |= initial_of(inner, value, f"{prefix}{name}{WITHIN}")
        elif inner is not None and of_records(inner):
            names = list(get_args(inner)[0].labels())
            lines = [COLUMNS.join("" if row.get(each) is None else str(row[each]) for each in names) for row in value]
            found[prefix + name] = "\n".join(lines)
        else:
            found[prefix + name] = "\n".join(value) if isinstance(value, list | tuple) else value
    return found


def place_of(form: forms.Form, prefix: str, name: str) -> str:
    """Return the field that a refusal about a fact belongs to, or ""."""
    for field in form.fields:
        if field == prefix + name or field.endswith(WITHIN + name) or field.startswith(prefix + name + WITHIN):
            return field
    return ""
