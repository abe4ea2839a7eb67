"""Sheets for tests, made as offices and their programs make them, down to what openpyxl would not write."""

import re
import zipfile
from pathlib import Path

from openpyxl import Workbook

from agencies.spreadsheets.names import Heading, SheetForm

FORM = SheetForm(
    "test",
    "台账",
    (
        Heading("登记编号", True, like=("编号", "收文号"), single="每件申请有自己的登记编号"),
        Heading("申请人", True, like=("姓名",)),
        Heading("到达日期", True, like=("申请日期",)),
        Heading("办理结果", labels=("予以公开", "不予公开"), synonyms={"同意公开": "予以公开"}),
        Heading("答复日期"),
        Heading("补正告知日期"),
        Heading("补正收到日期"),
        Heading("备注"),
    ),
    mapped=True,
)
HEADING = ("登记编号", "申请人", "到达日期", "办理结果", "答复日期")


def book(path: Path, *rows: tuple, merges: tuple[str, ...] = (), more: dict[str, list] | None = None) -> Path:
    """Write rows to the first sheet of a workbook, merge ranges, add other sheets."""
    made = Workbook()
    page = made.active
    page.title = "2018年"
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    for name, others in (more or {}).items():
        other = made.create_sheet(name)
        for row in others:
            other.append(list(row))
    made.save(path)
    return path


def patched(path: Path, part: str, pattern: str, instead: str) -> Path:
    """Change a part of a workbook, for what no library writes."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed, times = re.subn(pattern, instead, parts[part].decode())
    assert times, f"{pattern} is not in {part}"
    parts[part] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def shared(path: Path, runs: str) -> Path:
    """Move the text XX of a workbook to the table of shared texts, as Excel keeps them, with the given runs."""
    with zipfile.ZipFile(path, "a") as archive:
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}"><si><t>not meant</t></si><si>{runs}</si></sst>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    patched(
        path,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>',
    )
    return patched(path, "xl/worksheets/sheet1.xml", r' t="inlineStr"><is><t>XX</t></is>', ' t="s"><v>1</v>')
