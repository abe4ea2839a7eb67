"""An office's own record: no red head, no number, no remedy; it prints its facts under their names (条例45)."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, get_args, get_type_hints

from law.procedure import ROUTINE
from notices.kinds.citation import CitationWriter
from notices.kinds.facts import Facts, Record, fact

NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class InternalForm(Facts):
    """A sheet of the file: every fact is a row, every list of records a table."""

    TEMPLATE = "notices/sheet.html"
    LAYOUT: ClassVar[str] = "sheet"
    NUMBERED: ClassVar[bool] = False
    FREE: ClassVar[bool] = True
    ARTICLES = ROUTINE

    addressee: str = fact("受文者", default="", verbatim=True)

    def printed(self) -> dict[str, Any]:
        """Return every fact: a sheet is itself what is kept on file, and prints all of them."""
        return self.to_json()

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Return rows and tables besides the legal basis."""
        rows, tables = lay_out(self)
        given = super().context(citer)
        basis = given.get("basis", "").replace("，以下简称《条例》", "")  # a sheet names the Regulations once
        return given | {"basis": basis, "rows": rows, "tables": tables}


def lay_out(record: Record) -> tuple[list[dict], list[dict]]:
    """Return the facts of a record as rows of label and lines, and its lists of records as tables."""
    rows, tables, hints = [], [], get_type_hints(type(record))
    for declared in dataclasses.fields(record):
        value, label = getattr(record, declared.name), declared.metadata["label"]
        if declared.name == "addressee" or (declared.metadata["if_any"] and not value):
            continue
        if isinstance(value, Record):
            inner, within = lay_out(value)
            rows, tables = rows + inner, tables + within
        elif of_records(hints[declared.name]):
            tables.append(_table(label, get_args(hints[declared.name])[0], value))
        else:
            rows.append({"label": label, "lines": _lines(value)})
    return rows, tables


def of_records(hint: Any) -> bool:
    """Say whether a fact is a list of records."""
    inner = get_args(hint)[:1]
    return bool(inner) and isinstance(inner[0], type) and issubclass(inner[0], Record)


def _table(label: str, kind: type[Record], records: tuple[Record, ...]) -> dict:
    lines = [["；".join(_lines(getattr(one, name))) for name in kind.labels()] for one in records]
    return {"label": label, "heads": list(kind.labels().values()), "lines": lines}


def _lines(value: Any) -> list[str]:
    if isinstance(value, tuple):
        texts = [_plain(one) for one in value]
        return [f"{place}.{one}" for place, one in enumerate(texts, start=1)] if len(texts) > 1 else texts or [NOTHING]
    return [_plain(value)]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value) if value not in (None, "") else NOTHING
