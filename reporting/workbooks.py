"""Workbooks of any length: written row by row to a file, every text a string and never a formula."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from intake.models import ApplicantKind, Channel
from workflow.cases.models import Case, RemedyCase, RemedyKind, RemedyResult
from workflow.labels import ground_names, outcome_name, state_name

LONGEST_NAME = 31  # of a sheet, by the file format
LONGEST_TEXT = 32_767  # of a cell
MOST_ROWS = 1_048_000  # of a sheet
ROWS_PER_FETCH = 2000  # rows that are fetched at once
CASE_FIELDS = (
    "number", "agency__name", "received_on", "due_on", "decided_on", "state", "outcome", "grounds", "timeliness",
    "document_number", "channel", "applicant_kind", "topic", "section__name", "handler__display_name",
)  # fmt: skip


def write_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence]]]) -> IO[bytes]:
    """Return an open temporary file with a workbook of sheets, each a name, a head and rows; it goes when it is closed."""
    book = Workbook(write_only=True)
    for name, head, rows in sheets:
        page = book.create_sheet("".join("_" if letter in r"[]:*?/\\" else letter for letter in name)[:LONGEST_NAME])
        page.freeze_panes = "A2"
        for place in range(1, len(head) + 1):
            page.column_dimensions[get_column_letter(place)].width = 28 if place == 1 else 16
        bold = Font(bold=True)
        page.append([_cell(page, text, bold) for text in head])
        for row in rows:
            page.append([_cell(page, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _cell(page, value, font: Font | None = None):
    if value is None or (isinstance(value, int | float | date) and font is None):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_TEXT]
    if not text:
        return None
    if font is None and text[0] not in "=":
        return text  # openpyxl takes only a leading = for a formula; a cell object for each text costs memory
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def case_header() -> list[str]:
    """Return the head of a list of cases."""
    return [
        _("Number"), _("Agency"), _("Received"), _("Due day"), _("Replied"), _("Stage"), _("Outcome"), _("Grounds"), _("Timeliness"),
        _("Document number"), _("Channel"), _("Applicant"), _("Topic"), _("Section"), _("Handler"),
    ]  # fmt: skip


def case_rows(cases: QuerySet[Case]) -> Iterator[list]:
    """Yield the facts of cases, fetched in batches; nobody's name or address is among them but the handler's."""
    channels, kinds = dict(Channel.choices), dict(ApplicantKind.choices)
    timely = {"on_time": _("in time"), "extended": _("in the extended time"), "late": _("late")}
    for row in cases.order_by("received_on", "pk").values_list(*CASE_FIELDS).iterator(chunk_size=ROWS_PER_FETCH):
        yield [
            *row[:5], state_name(row[5]), outcome_name(row[6]), ground_names(row[7]), timely.get(row[8], ""), row[9],
            str(channels.get(row[10], row[10])), str(kinds.get(row[11], row[11])), *row[12:],
        ]  # fmt: skip


def proceeding_header() -> list[str]:
    """Return the head of a list of proceedings."""
    return [
        _("Number"), _("Agency"), _("Kind"), _("Case number"), _("Received"), _("Result"), _("Concluded"), _("Outcome"), _("Grounds"),
    ]  # fmt: skip


def proceeding_rows(proceedings: QuerySet[RemedyCase]) -> Iterator[list]:
    """Yield the facts of proceedings with the reply that they attack."""
    kinds, results = dict(RemedyKind.choices), dict(RemedyResult.choices)
    facts = (
        "case__number",
        "case__agency__name",
        "kind",
        "reference",
        "received_on",
        "result",
        "concluded_on",
        "case__outcome",
        "case__grounds",
    )
    for row in proceedings.order_by("received_on", "pk").values_list(*facts).iterator(chunk_size=ROWS_PER_FETCH):
        yield [
            *row[:2],
            str(kinds[row[2]]),
            *row[3:5],
            str(results[row[5]]),
            row[6],
            outcome_name(row[7]),
            ground_names(row[8]),
        ]
