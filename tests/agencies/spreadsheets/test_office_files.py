"""Old and foreign sheets are read through LibreOffice, made here by it; without it these tests say so and pass over."""

import os
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from agencies.spreadsheets.file_formats import libreoffice
from agencies.spreadsheets.table import opened
from law import Refused
from tests.agencies.spreadsheets.books import FORM, HEADING

pytestmark = pytest.mark.skipif(
    libreoffice.program() is None, reason="LibreOffice is not installed: old and foreign sheets are not tried"
)
TARGETS = {
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "html": "html:HTML (StarCalc)",
    "xlsx": "xlsx",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Return a folder in which one sheet stands in each kind of file, converted by one run of the program each."""
    folder = tmp_path_factory.mktemp("office")
    book = Workbook()
    page = book.active
    page.title = "2018年"
    page.append(("某某局2018年台账",))
    page.append(HEADING)
    page.append(("001", "张三", date(2018, 3, 5), "予以公开", datetime(2018, 3, 20)))
    page.append(("002", "李四", date(2018, 3, 6), None, None))
    page.append(("003", "=甲+乙", "二〇一八年三月七日", "不予公开", date(2018, 4, 1)))
    page["C3"].number_format = 'yyyy"年"m"月"d"日"'
    page["C4"].number_format = 'm"月"d"日"'
    page["B5"].data_type = "s"
    page.merge_cells("A1:E1")
    page.merge_cells("D3:D4")
    page.merge_cells("E3:E4")
    book.create_sheet("说明").append(("本表由办公室填写",))
    book.save(folder / "made.xlsx")
    for name, target in TARGETS.items():
        words = [
            libreoffice.program(),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder / name),
            str(folder / "made.xlsx"),
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=170, env=os.environ | {"HOME": str(folder)})
    return folder


def told(path):
    with opened(path, FORM) as table:
        return [tuple(row)[:5] for _, row in table.rows()], table


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_an_older_or_foreign_workbook_is_read_like_a_new_one(made, tmp_path, kind):
    path = tmp_path / "台账"  # by what it is, not by its name
    path.write_bytes((made / kind / f"made.{kind}").read_bytes())
    rows, table = told(path)
    assert rows == [
        ("001", "张三", datetime(2018, 3, 5), "予以公开", datetime(2018, 3, 20)),
        ("002", "李四", datetime(2018, 3, 6), "予以公开", datetime(2018, 3, 20)),
        ("003", "=甲+乙", "二〇一八年三月七日", "不予公开", datetime(2018, 4, 1)),
    ]
    assert table.faults == []
    assert [str(note) for note in table.notes] == ["第 1 行：列名以上的标题，没有导入：某某局2018年台账", "工作表“说明”没有读",
                                                      "“办理结果”：第 4 行的值取自上面的合并单元格", "“答复日期”：第 4 行的值取自上面的合并单元格"]  # fmt: skip


def test_a_page_that_libreoffice_wrote_is_read_as_a_page(made):
    rows, table = told(made / "html" / "made.html")
    assert [row[0] for row in rows] == ["001", "002", "003"] and rows[1][3] == "予以公开"
    assert table.faults == []


def test_what_libreoffice_cannot_open_is_refused(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 3000)
    with pytest.raises(Refused, match="旧版 Excel 文件（.xls），打不开：可能加了密码"):
        told(path)


def test_a_program_that_does_not_end_is_ended(made, monkeypatch, tmp_path):
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(libreoffice, "program", lambda: str(slow))
    monkeypatch.setattr(libreoffice, "SECONDS", 1)
    with pytest.raises(Refused, match="还没有转换完"):
        told(made / "xls" / "made.xls")
