"""The same table and the same sentences come out of every kind of file; what is no report is refused."""

import io
import random
from functools import cache

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from law import Refused
from law.reports.forms import FORMS
from reporting.audit.rules import audit_report
from reporting.audit.statement import from_json, read_statement
from reporting.document.export import as_html, as_xlsx
from tests.reporting.audit.published import NAMES, errors, given, report_of


def written(grid, first: int, lines: list) -> None:
    """Write texts into the rows of a table from `first` on; asking for a row's cells is slow, so each is asked once."""
    for row, line in zip(list(grid.rows)[first:], lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text


@cache
def as_docx(name: str) -> bytes:
    """Return a Word document as an office would write it: headings merged, a blank for nothing."""
    table = given(name)
    form = FORMS[table["form"]]
    document = Document()
    document.add_paragraph(f"{table['body']}{table['year']}年政府信息公开工作年度报告")
    document.add_paragraph(f"({table['year']}年度)")
    for each in form.tables:
        rows = [row for row in each.rows if row.kind != "group"]
        if each.layout == "across":
            grid = document.add_table(2, len(rows) * len(each.columns))
            head, line = (row.cells for row in grid.rows)
            for place, (row, column) in enumerate((row, column) for row in rows for column in each.columns):
                head[place].text = column.label
                value = table["tables"][row.name][column.label]
                line[place].text = "" if value is None else str(value)
            continue
        if each.layout == "list":
            grid = document.add_table(len(rows) + 1, 3)
            values = [table["tables"][row.name]["统计数"] for row in rows]
            texts = ["——" if value is None else str(value) for value in values]
            written(grid, 1, [(row.label, row.unit, text) for row, text in zip(rows, texts, strict=True)])
            continue
        depth = max(len(row.path) - len(each.path) for row in rows)
        grid = document.add_table(len(rows) + 2, depth + len(each.columns))
        grid.cell(0, 0).merge(grid.cell(0, depth + len(each.columns) - 1)).text = (
            each.path[-1] if each.path else "统计表"
        )
        grid.cell(1, 0).merge(grid.cell(1, depth - 1)).text = each.head
        for place, column in enumerate(each.columns):
            grid.cell(1, depth + place).text = column.label
        lines = []
        for row in rows:
            labels = row.path[len(each.path) :]
            texts = [labels[min(n, len(labels) - 1)].replace("1.", "1、").replace("2.", "2、") for n in range(depth)]
            values = [table["tables"][row.name][column.label] for column in each.columns]
            lines.append(texts + ["/" if value is None else str(value) for value in values])
        written(grid, 2, lines)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "html", "docx"])
def test_the_same_table_comes_out_of_every_kind_of_file(name, kind, tmp_path):
    path = tmp_path / f"年报.{kind}"
    body = {
        "xlsx": lambda: as_xlsx(report_of(name)),
        "html": lambda: as_html(report_of(name)).encode(),
        "docx": lambda: as_docx(name),
    }[kind]
    path.write_bytes(body())
    report, wanted = read_statement(path), from_json(given(name))
    assert (report.form, report.year) == (wanted.form, wanted.year)
    assert {key: value for key, value in report.cells.items() if value is not None} == {
        key: value for key, value in wanted.cells.items() if value is not None
    }
    assert [each for each in report.oddities if each.severity == "error"] == []


def test_old_names_and_written_variants_are_read(tmp_path):
    page = as_html(report_of("pingtan_2021"))
    page = (
        page.replace("行政规范性文件", "规范性文件")
        .replace("1.属于国家秘密", "1、 属于国家秘密")
        .replace(">2293<", "> 2,293 <")
    )
    path = tmp_path / "a.htm"
    path.write_bytes(page.encode("gb18030"))
    report = read_statement(path)
    assert report.value("P1.2", "made") == 69
    assert report.value("P5.1", "decisions") == 2293
    assert errors(report) == []


WRONG = "全年收到申请999999件，办结工作进展顺利。"


def found_in(page: str | bytes, tmp_path, previous=None) -> list:
    """Return what is found in a page, beside what is found in it as it was published."""
    path = tmp_path / "a.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return audit_report(read_statement(path), previous)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td><table><tr><td>导航</td></tr></table></td><td>{page}</td></tr></table>",
        "<table><tr><td>{page}</td></tr></table>",
        "<table><tr><td><table><tr><td><ul><li>2003年度</li></ul></td><td><div>{page}</div></td></tr></table></td></tr></table>",
    ],
)
def test_a_page_laid_out_by_tables_keeps_its_table_and_its_sentences(name, layout, tmp_path):
    page = as_html(report_of(name))
    start, end = page.index("<body"), page.index("</body>")
    inside = page[page.index(">", start) + 1 : end]
    assert "<table" in inside
    laid = page.replace(inside, layout.format(page=inside + f"<p>{WRONG}</p>"))
    plain, found = found_in(page, tmp_path), found_in(laid, tmp_path)
    assert [each.published for each in found if each not in plain] == ["999999"]
    assert [each for each in plain if each not in found] == []


@pytest.mark.parametrize(
    "cell",
    [
        f"<td>{WRONG}</td><td>二</td>",
        f"<td colspan=2><p>{WRONG}</p><p>又</p></td>",
        f"<th><span>{WRONG}</span></th><td></td>",
    ],
)
def test_a_sentence_in_a_cell_is_a_sentence(cell, tmp_path):
    page = as_html(report_of("pingtan_2021")).replace("</body>", f"<table><tr>{cell}</tr></table></body>")
    assert [each.published for each in found_in(page, tmp_path)] == ["999999"]


def test_a_sentence_in_a_cell_of_a_document_and_a_workbook_is_a_sentence(tmp_path):
    document = Document(io.BytesIO(as_docx("pingtan_2021")))
    document.add_table(1, 2).cell(0, 0).text = WRONG
    outer = document.add_table(1, 2).cell(0, 1)
    outer.add_paragraph("办结68件")
    outer.add_table(1, 2).cell(0, 0).text = "无"
    document.save(tmp_path / "a.docx")
    assert sorted(
        each.published for each in audit_report(read_statement(tmp_path / "a.docx")) if each.rule == "sentence"
    ) == [
        "68",
        "999999",
    ]
    (tmp_path / "a.xlsx").write_bytes(as_xlsx(report_of("pingtan_2021")))
    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book.create_sheet()
    sheet.append([WRONG, "又"])
    book.save(tmp_path / "a.xlsx")
    assert [each.published for each in audit_report(read_statement(tmp_path / "a.xlsx"))] == ["999999"]


def row_of(page: str, number: str) -> str:
    """Return the first row of a page that holds this number alone in a cell."""
    place = page.index(f">{number}<")
    return page[page.rindex("<tr", 0, place) : page.index("</tr>", place) + len("</tr>")]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("ouhai_2018", "1947"),
        ("ouhai_2018", "102"),
        ("pingtan_2021", "64"),
        ("pingtan_2021", "2293"),
        ("shanghai_office_2025", "1259"),
    ],
)
def test_a_row_that_is_printed_twice_with_other_numbers_is_pointed_out(name, number, tmp_path):
    page = as_html(report_of(name))
    row = row_of(page, number)
    again = row.replace(f">{number}<", ">7777<", 1)
    assert found_in(page.replace(row, row + row, 1), tmp_path) == found_in(page, tmp_path)
    for both, numbers in ((row + again, f"{number}；7777"), (again + row, f"7777；{number}")):
        found = [each for each in found_in(page.replace(row, both, 1), tmp_path) if each.rule == "printed-twice"]
        assert [(each.kind, each.severity, each.published) for each in found] == [("form", "warning", numbers)]
        assert all(part in found[0].message for part in numbers.split("；"))


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_charts_are_no_rows_printed_twice(name, tmp_path):
    page = as_html(report_of(name))
    form = from_json(given(name)).form
    rows = "".join(
        f"<tr><td>{row.label}</td><td>{place}</td><td>{place + 7}</td></tr>"
        for place, row in enumerate(form.printed[2:12])
    )
    chart = f"<table><tr><td>项目</td><td>上年</td><td>本年</td></tr>{rows}</table>"
    body = page.index(">", page.index("<body")) + 1
    for with_chart in (page.replace("</body>", f"{chart}</body>"), page[:body] + chart + page[body:]):
        assert [each for each in found_in(with_chart, tmp_path) if each.rule in ("printed-twice", "unknown-row")] == []
        wanted = {key: value for key, value in from_json(given(name)).cells.items() if value is not None}
        assert {
            key: value for key, value in read_statement(tmp_path / "a.html").cells.items() if key in wanted
        } == wanted


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "网页"),
        (b"<html><body><p>2021\xe5\xb9\xb4\xe5\xba\xa6</p></body></html>", "没有找到"),
        (b"PK\x03\x04broken", "打不开"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Office 文件"),
        (b"{", "没有找到"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_a_sentence(body, sentence, tmp_path):
    path = tmp_path / "x.doc"
    path.write_bytes(body)
    with pytest.raises(Refused, match=sentence):
        read_statement(path)


@pytest.mark.fault("X7")
def test_hostile_files_are_refused_or_harmless(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    book = Workbook()
    book.save(bomb)
    page = tmp_path / "span.html"
    rows = "<tr><td colspan=999999999 rowspan=999999999>1</td></tr>" * 400
    page.write_text(f"<table>{rows}</table>", encoding="utf-8")
    entity = tmp_path / "x.html"
    entity.write_text(
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p><table><tr><td>&x;</td></tr></table>',
        encoding="utf-8",
    )
    for path in (bomb, page, entity):
        with pytest.raises(Refused):
            read_statement(path)


def test_a_random_page_never_crashes(tmp_path):
    chance = random.Random(4)
    pieces = [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "一、",
        "自然人",
        "总计",
        "7",
        "/",
        "2021年度",
        "结转",
        "</p>",
        "<p>",
    ]
    path = tmp_path / "r.html"
    for _ in range(300):
        path.write_text("".join(chance.choice(pieces) for _ in range(60)), encoding="utf-8")
        try:
            audit_report(read_statement(path))
        except Refused:
            continue
