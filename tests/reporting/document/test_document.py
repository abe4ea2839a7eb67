"""The whole report: parts of its form, figures of the published year, and nothing that our own audit could find."""

import io
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document as WordFile
from openpyxl import load_workbook

from law.outcomes import GROUNDS, OUTCOMES
from law.reports.forms import FORMS, form_for
from notices.rendering import pdf
from reporting.audit.rules import audit_report
from reporting.audit.statement import read_statement
from reporting.document import assembly as reporting_document
from reporting.document import export
from reporting.document.assembly import document_of
from reporting.document.docx import as_docx
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import scope_of
from reporting.figures.tables import filled_form_of
from reporting.narrative import drilldown, fragments
from reporting.narrative import report as narrative_report
from reporting.publication.views.report import number_label, rows_counted_by
from reporting.table.numbers import percent
from tests.reporting import year
from tests.reporting.real_years import document_of_year, enter, given

ROOT = Path(__file__).resolve().parents[3]
DRAWN = {
    "html": lambda document: export.as_html(document).encode(),
    "docx": as_docx,
    "xlsx": export.as_xlsx,
    "json": lambda document: json.dumps(export.as_json(document.report), ensure_ascii=False).encode(),
}
pytestmark = pytest.mark.django_db


def findings(document, folder: Path, kind: str, previous=None) -> list:
    path = folder / f"年报.{kind}"
    path.write_bytes(DRAWN[kind](document))
    return audit_report(read_statement(path), previous)


def text_of(document) -> str:
    return "\n".join(block.text for section in document.sections for block in section.blocks if block.text)


# -- the year of the demonstration district ---------------------------------------------------------------------


@pytest.mark.parametrize("real_year", ["ouhai_2018"], indirect=True)
def test_the_district_of_2018_carries_the_published_figures_in_the_published_structure(real_year):
    document = document_of_year(real_year)
    text = text_of(document)
    for said in (
        "411件，其中本级77件、所属各单位334件",
        "当面申请102件", "信函申请259件，占63.0%", "网络申请50件", "传真申请0件",
        "土地征收类信息174件，占42.3%；房屋征收类信息61件，占14.8%；城建规划类信息48件，占11.7%",
        "“同意公开”158件，占38.4%；“已主动公开”27件，占6.6%；“同意部分公开”98件，占23.8%；“不同意公开”11件，占2.7%",
        "“申请信息不存在”69件，占16.8%", "告知通过其他途径办理”48件，占11.7%",
        "被提起行政复议9件，其中维持具体行政行为5件、被依法纠错0件、其他情形4件",
        "被提起行政诉讼9件，其中维持具体行政行为或者驳回原告诉讼请求2件、被依法纠错2件、其他情形5件",
        "其中本级被申请行政复议2件、被提起行政诉讼3件、被纠正0件",
        "没有收取依申请公开信息的费用",
    ):  # fmt: skip
        assert said in text
    assert "41.4" not in text
    assert [section.heading for section in document.sections] == [
        "", "一、工作概况", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、复议和诉讼情况", "五、主要问题及改进措施",
        "附表：政府信息公开情况统计表",
    ]  # fmt: skip
    assert "上年" not in text.replace("与上年比较", "")


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("real_year", ["ouhai_2018"], indirect=True)
def test_the_district_of_2018_as_pdf_says_the_same(real_year):
    page = pdf.render_html(export.as_html(document_of_year(real_year)), "reporting/print.css")
    assert page.startswith(b"%PDF")
    assert len(page) > 100_000


@pytest.mark.parametrize("kind", DRAWN)
def test_our_audit_finds_nothing_in_our_reports_of_real_years(real_year, kind, tmp_path):
    """What it finds it finds in the publisher's table too: cells left blank, and one reply that rests on two reasons."""
    document, table = document_of_year(real_year), given(real_year)
    allowed = {"refusal-reasons"} if real_year == "ouhai_2018" else set()
    if any(None in cells.values() for cells in table["tables"].values()) and table["year"] >= 2019:
        allowed.add("not-stated")
    found = findings(document, tmp_path, kind)
    assert [each for each in found if each.severity == "error"] == []
    assert {each.rule for each in found} <= allowed


# -- generated years over all forms ----------------------------------------------------------------------------------


def generated(in_year: int, seed: int):
    """Make a government with two units and a year of cases, proceedings and figures; publish the year before."""
    dice = random.Random(seed)  # noqa: S311
    government = year.agency("G", "government", name="某区人民政府")
    units = [government, year.agency("B1", parent=government), year.agency("B2", parent=government)]
    rows = [one_case(dice, dice.choice(units), in_year) for _ in range(120)]
    made = year.cases([row for row in rows if row])
    for case in dice.sample([case for case in made if case.decided_on], 12):
        ended = dice.random() < 0.7
        kind = dice.choice(["reconsideration", "litigation_direct", "litigation_after"])
        result = dice.choice(["upheld", "corrected", "other"]) if ended or in_year < 2019 else "pending"
        year.remedy(case, kind, case.decided_on, result, date(in_year, 12, 31) if result != "pending" else None)
    for indicator in form_for(in_year).entered_cells.values():
        for unit in units:
            enter(unit, in_year, indicator, dice.randrange(50))
    scope = scope_of(government, in_year)
    if form_for(in_year).code == form_for(max(in_year - 1, 2014)).code and in_year > 2014:
        before = filled_form_of(scope_of(government, in_year - 1))
        tables = {
            p: {c: None if n is None else float(n) for c, n in cells.items()} for p, cells in before.tables().items()
        }
        PublishedTable.objects.create(
            agency=government, year=in_year - 1, form=before.form.code, tables=tables, sha256="0", frozen_at=year.NOW
        )
    return scope


def one_case(dice, unit, in_year: int) -> dict:
    received = date(in_year - 1, 11, 1) + timedelta(days=dice.randrange(420))
    if received.year > in_year:
        received = date(in_year, 12, 30)
    regulation = "2019" if received >= date(2019, 5, 15) else "2007"
    row = {
        "agency": unit,
        "received_on": received,
        "channel": dice.choice(["in_person", "mail_signed", "portal", "email", "fax"]),
        "applicant_kind": dice.choice(["natural_person", "business", "research", "legal_service", "other_org"]),
        "topic": dice.choice(["土地征收", "房屋征收", "财政资金", "", "其他"]),
    }
    if dice.random() < 0.9:
        outcome = dice.choice([code for code, each in OUTCOMES.items() if regulation in each.regulations])
        grounds = [code for code, each in GROUNDS.items() if regulation in each.regulations]
        row |= {"outcome": outcome, "decided_on": received + timedelta(days=dice.randrange(5, 30))}
        row |= {"grounds": f"|{dice.choice(grounds)}|"} if OUTCOMES[outcome].needs_grounds else {}
    return row


@pytest.mark.parametrize(("in_year", "seed"), [(2014, 1), (2018, 2), (2019, 3), (2020, 4), (2021, 5), (2025, 6)])
def test_our_audit_finds_nothing_in_our_reports_of_generated_years(in_year, seed, tmp_path):
    document = document_of(generated(in_year, seed))
    for kind in DRAWN:
        found = [each for each in findings(document, tmp_path, kind) if each.rule not in stock_rules(document)]
        assert found == [], kind


@pytest.mark.parametrize(("in_year", "seed"), [(2014, 1), (2018, 2), (2019, 3), (2025, 6)])
def test_behind_every_number_of_text_and_charts_is_what_it_counts(in_year, seed):
    document = document_of(generated(in_year, seed))
    form, scope, seen = document.report.sheet.form, document.report.scope, set()
    for section in document.sections:
        for block in section.blocks:
            lines = [*block.lines, *(block.chart.lines if block.chart else ()), fragments.fragments_of(block.text)]
            for fragment in (
                fragment
                for line in lines
                for fragment in line
                if isinstance(fragment, fragments.LinkedNumber) and fragment.row
            ):
                behind = rows_counted_by(scope, form, fragment.row, fragment.column)
                seen.add(fragment.row if drilldown.is_text_number(fragment.row) else "cell")
                if behind.model is not Figure:
                    assert behind.count() == fragment.number, (fragment, str(block.text))
                assert number_label(form, fragment.row, fragment.column)
    assert seen >= {"cell", "~channel", "~topic", "~other-topics", "~applicant", "~month"}


def test_a_share_knows_its_two_numbers():
    document = document_of(generated(2025, 6))
    shares = [
        (fragment, line)
        for section in document.sections
        for block in section.blocks
        for line in [*block.lines, *(block.chart.lines if block.chart else ()), fragments.fragments_of(block.text)]
        for fragment in line
        if isinstance(fragment, fragments.Percentage)
    ]
    assert len(shares) > 20
    for share, line in shares:
        assert str(share).lstrip("+-") == percent(share.part, share.whole)
        numbers = [fragment.number for fragment in line if isinstance(fragment, fragments.LinkedNumber)]
        changed = len(numbers) > 1 and abs(numbers[0] - numbers[1]) == share.part
        assert share.part in numbers or changed


@pytest.mark.parametrize(
    "row", ["~nothing", "~", "~unit", "~month", "~channel", "~applicant", "~level", "~rows", "~fees", "~own-remedies"]
)
@pytest.mark.parametrize("column", ["", "x", "13", "1,x", "R1", "1' or 1=1"])
def test_what_no_report_counts_opens_nothing(row, column):
    scope = scope_of(year.agency("G", "government"), 2025)
    known = {("~unit", "13")}  # a key of no agency of this year: a number that counts nothing
    if (row, column) in known:
        assert rows_counted_by(scope, form_for(2025), row, column).count() == 0
    else:
        with pytest.raises(KeyError):
            rows_counted_by(scope, form_for(2025), row, column)


def stock_rules(document) -> set:
    """Return the equations between entered figures, which a die does not keep."""
    form = document.report.sheet.form
    entered = {row.key for row in form.printed if row.kind == "entered"}
    return {e.rule for e in form.equations if all(term.row in entered for term in (*e.left, *e.right))}


@pytest.mark.parametrize("code", FORMS)
def test_every_form_names_only_sentences_and_charts_that_there_are(code):
    in_year = FORMS[code].first_year + 1
    document = document_of(generated(in_year, 7))
    parts = FORMS[code].parts
    named = {name for part in parts for kind, name in part.content if kind == "sentence"}
    assert named <= {
        "intro", "received", "channels", "topics", "outcomes", "remedies", "own_remedies", "fees", "proactive", "responses",
        "safeguards",
    }  # fmt: skip
    drawn = {name for part in parts for kind, name in part.content if kind == "chart"}
    assert drawn == {"channels", "topics", "applicants", "outcomes", "months", "years", "units", "remedies"}
    assert {"channels", "topics", "applicants", "outcomes", "months", "years", "units", "remedies"} == {
        chart.key for chart in document.charts
    }
    assert [block.grid.key for section in document.sections for block in section.blocks if block.grid] == [
        table.key for table in FORMS[code].tables
    ]


# -- each kind of file -----------------------------------------------------------------------------------------------


def test_the_page_stands_by_itself(tmp_path):
    page = export.as_html(document_of(generated(2021, 8)))
    assert not re.search(r"<(?:script|link|img|iframe|object|embed)\b|url\(|@import|https?://|\son\w+=", page)


def test_the_word_file_has_headings_and_merges_its_tables_as_printed():
    book = WordFile(io.BytesIO(as_docx(document_of(generated(2021, 9)))))
    heads = [paragraph.text for paragraph in book.paragraphs if paragraph.style.name == "Heading 1"]
    assert heads == [part.heading for part in FORMS["annual_2021"].parts]
    three = next(table for table in book.tables if "勾稽关系" in table.cell(0, 0).text)
    assert three.cell(0, 0)._tc is three.cell(2, 2)._tc
    row = [line.cells[0].text for line in three.rows].index("三、本年度办理结果")
    assert three.cell(row, 0)._tc is three.cell(row + 21, 0)._tc
    repeated = three._tbl.xpath("./w:tr[w:trPr/w:tblHeader]")
    assert len(repeated) == 3


def test_control_characters_and_markup_do_no_harm(tmp_path):
    evil = year.agency("E", "government", name='某区\x0b<b>&"=1+1')
    unit = year.agency("U", parent=evil)
    year.cases([{"agency": unit, "received_on": date(2025, 4, 1), "topic": "=A1\x01<i>"}])
    document = document_of(scope_of(evil, 2025))
    text = "".join(paragraph.text for paragraph in WordFile(io.BytesIO(as_docx(document))).paragraphs)
    assert '某区<b>&"=1+1' in text
    assert "<i>" not in export.as_html(document)
    assert export.as_xlsx(document).startswith(b"PK")


def test_last_years_table_makes_comparisons_and_none_makes_none(monkeypatch):
    document = document_of(generated(2025, 10))
    (lines,) = [block.lines for section in document.sections for block in section.blocks if block.lines]
    received = dict(zip(lines[0], map(str, lines[1]), strict=True))
    assert int(received["增减（件）"]) == int(received["本年（件）"]) - int(received["上年（件）"])
    for module in (narrative_report, reporting_document):  # a published table cannot be deleted: let none be found
        monkeypatch.setattr(module, "last_published_tables", lambda scope: [])
    document = document_of(document.report.scope)
    (lines,) = [block.lines for section in document.sections for block in section.blocks if block.lines]
    assert {tuple(map(str, line[2:])) for line in lines[1:]} == {("—", "—", "无可比")}
    assert not re.search("增长|下降|上升|持平", text_of(document))


def test_the_workbook_lists_the_numbers_of_every_chart_under_their_heads():
    document = document_of(generated(2025, 11))
    page = load_workbook(io.BytesIO(export.as_xlsx(document)))["图的数据"]
    lines = [tuple(value for value in line if value is not None) for line in page.iter_rows(values_only=True)]
    for chart in document.charts:
        start = lines.index((chart.title,))
        assert lines[start + 1] == chart.head[: 3 if chart.shared else 2]
        told = lines[start + 2 : start + 2 + len(chart.bars)]
        assert told == [
            (bar.label, bar.text if bar.number is None else bar.number, *([bar.share] if bar.share else []))
            for bar in chart.bars
        ]
