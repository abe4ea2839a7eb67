"""Sixty reports dropped at once: one list, errors first; a bad file names itself and stops nobody; nothing is kept."""

import copy
import io
import json
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from reporting.audit import services as audit_services
from reporting.audit.statement import from_json
from reporting.document.assembly import document_without_parts
from reporting.document.export import as_xlsx
from reporting.narrative.report import Report
from reporting.table.filled import FilledForm
from tests.reporting import year
from tests.reporting.publication.test_pages import officer

DATA = Path(__file__).parents[2] / "data" / "reports"
GIVEN = json.loads((DATA / "shanghai_office_2025.json").read_text(encoding="utf-8"))
R1 = "一、本年新收政府信息公开申请数量"


def dropped(name, body):
    return SimpleUploadedFile(name, body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode())


def row_of(table, label):
    return next(cells for path, cells in table["tables"].items() if path.endswith(label))


@pytest.fixture
def desk(db, client):
    client.force_login(officer("s", year.agency("G", "government"), "supervisor"))
    return client


def xlsx(table):
    report = from_json(table)
    return as_xlsx(
        document_without_parts(
            Report(None, FilledForm(report.form, report.year, report.body, cells=report.cells), [], [])
        )
    )


def planted():
    """Return a report whose total of new applications is one too many."""
    wrong = copy.deepcopy(GIVEN)
    row_of(wrong, R1)["总计"] += 1
    return wrong


def next_year(off=0):
    """Return a report of the year after, whose carry-over is what was carried out, or `off` by some."""
    table = copy.deepcopy(GIVEN)
    table["year"] += 1
    carried = row_of(GIVEN, "四、结转下年度继续办理")
    fresh = {path: {label: 0 for label in cells} for path, cells in table["tables"].items()}
    table["tables"], table["sentences"] = fresh, []
    for label, n in carried.items():
        for row in ("二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"):
            row_of(table, row)[label] = n
    for row in ("二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"):
        row_of(table, row)["自然人"] += off
        row_of(table, row)["总计"] += off
    return table


def test_the_worst_come_first_and_a_bad_file_names_itself(desk):
    files = [
        dropped("good.json", GIVEN),
        dropped("坏.xlsx", b"PK\x03\x04 no book"),
        dropped("wrong.xlsx", xlsx(planted())),
    ]
    page = desk.post("/audit/", {"files": files})
    assert page.status_code == 200
    told = page.context["files"]
    assert [file.name for file in told] == ["坏.xlsx", "wrong.xlsx", "good.json"]
    assert "损坏" in told[0].refused
    assert told[1].errors >= 1
    assert told[2].errors == 0
    for file in told:
        severities = [finding.severity != "error" for finding in file.findings]
        assert severities == sorted(severities)
    assert "坏.xlsx" in page.content.decode()


@pytest.mark.parametrize(("off", "chained"), [(0, 0), (1, 2)])
def test_last_year_among_them_is_held_against_this_year(desk, off, chained):
    told = {
        f.name: f
        for f in desk.post("/audit/", {"files": [dropped("b.json", next_year(off)), dropped("a.json", GIVEN)]}).context[
            "files"
        ]
    }
    assert (told["b.json"].before, told["a.json"].before) == ("a.json", "")
    carried = [f for f in told["b.json"].findings if f.kind == "chain" and "上年结转" in f.where]
    assert len(carried) == chained  # of natural persons, and in all


def test_the_list_is_taken_away_as_json_and_as_a_workbook_without_a_formula(desk):
    named = dropped("=cmd|' !A0.json", planted())
    page = desk.post("/audit/", {"files": [named, dropped("bad.docx", b"PK")]})
    told = [file.as_json() for file in page.context["files"]]
    sealed = page.context["sealed"]
    assert json.loads(desk.post("/audit/json/", {"sealed": sealed}).content) == told
    rows = list(
        load_workbook(io.BytesIO(desk.post("/audit/xlsx/", {"sealed": sealed}).getvalue())).active.iter_rows(min_row=2)
    )
    assert len(rows) == sum(max(1, len(file["findings"])) for file in told)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    assert {row[0].value for row in rows} == {file["file"] for file in told}


@pytest.mark.parametrize("sealed", ["", "x", "eyJhIjoxfQ:1abc:forged"])
def test_a_list_that_this_site_did_not_write_is_not_turned_into_a_file(desk, sealed):
    assert desk.post("/audit/json/", {"sealed": sealed}).status_code == 404
    assert desk.get("/audit/json/").status_code == 405


def test_too_many_and_none_are_said(desk):
    many = [dropped(f"{n}.json", b"{}") for n in range(audit_services.MOST_FILES + 1)]
    for files, sentence in ((many, "一次最多核对 60 个"), ([], "没有选文件")):
        page = desk.post("/audit/", {"files": files})
        assert page.status_code == 422
        assert sentence in page.content.decode()


def test_sixty_are_one_list(desk):
    page = desk.post("/audit/", {"files": [dropped(f"{n}.json", GIVEN) for n in range(audit_services.MOST_FILES)]})
    assert len(page.context["files"]) == audit_services.MOST_FILES


def test_more_than_the_limit_together_is_refused_before_it_is_read(desk):
    page = desk.generic(
        "POST", "/audit/", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**12)
    )
    assert page.status_code == 413
    assert "120 MB" in page.content.decode()


def test_a_file_too_large_names_itself(desk, monkeypatch):
    monkeypatch.setattr(audit_services, "MOST_BYTES", 1024**2)
    page = desk.post("/audit/", {"files": [dropped("big.html", b"<p>" + b"x" * 1024**2), dropped("a.json", GIVEN)]})
    assert [file.refused for file in page.context["files"]] == ["文件超过 1 MB", ""]


def test_the_page_asks_for_the_token_of_its_form(db):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer("s", year.agency("G", "government"), "supervisor"))
    assert strict.post("/audit/", {"files": [dropped("a.json", GIVEN)]}).status_code == 403
    token = strict.get("/audit/").context["csrf_token"]
    assert (
        strict.post("/audit/", {"files": [dropped("a.json", GIVEN)], "csrfmiddlewaretoken": str(token)}).status_code
        == 200
    )


def bomb(called="xl/worksheets/sheet1.xml"):
    """Return a workbook whose one sheet unpacks to more than any report has, whatever the sheet is called."""
    out = io.BytesIO()
    Workbook().save(out)
    body = io.BytesIO()
    with zipfile.ZipFile(out) as given, zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            sheet = part.filename.endswith("sheet1.xml")
            made.writestr(
                called if sheet else part, b"<worksheet>" + b" " * 40 * 1024**2 if sheet else given.read(part)
            )
    return body.getvalue()


HOSTILE = {
    "bomb.xlsx": bomb,
    "picture.xlsx": lambda: bomb("xl/media/image1.png"),
    "deep.json": lambda: b'{"tables":' * 100_000,
    "digits.json": lambda: b'{"year": ' + b"9" * 100_000 + b"}",
    "list.json": lambda: b"[1]",
    "odd.json": lambda: json.dumps(GIVEN | {"year": 10**30, "sentences": "x"}).encode(),
    "year.json": lambda: json.dumps(GIVEN | {"year": True}).encode(),
    "empty.html": lambda: b"",
    "nul.html": lambda: b"\x00" * 5000,
    "deep.html": lambda: b"<div>" * 50_000 + "2025年政府信息公开工作年度报告".encode(),
    "entities.docx": lambda: b"PK\x03\x04" + b"A" * 1000,
    "report.exe": lambda: b"MZ",
    "../../../etc/passwd": lambda: b"root",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_the_others_are_audited(desk, name):
    page = desk.post("/audit/", {"files": [dropped(name, HOSTILE[name]()), dropped("good.json", GIVEN)]})
    told = {file.name: file for file in page.context["files"]}
    assert told.pop("good.json").errors == 0
    (bad,) = told.values()
    assert bad.refused or bad.errors
    assert "16 MB" in bad.refused or name not in ("bomb.xlsx", "picture.xlsx")
    assert "/" not in bad.name


def test_a_damaged_file_never_stops_the_page_and_leaves_nothing_behind(desk, monkeypatch, tmp_path):
    """Turn, cut and swap bytes of a workbook: each is read, or refused by name."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    chance, whole = random.Random(9), xlsx(GIVEN)
    files = []
    for number in range(40):
        body = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            body[chance.randrange(len(body))] = chance.randrange(256)
        files.append(dropped(f"{number}.xlsx", bytes(body[: chance.choice([len(body), chance.randrange(len(body))])])))
    page = desk.post("/audit/", {"files": files})
    assert page.status_code == 200
    assert len(page.context["files"]) == 40
    assert sum(bool(file.refused) for file in page.context["files"]) > 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("role", "status"), [("supervisor", 200), ("auditor", 200), ("clerk", 404), ("signer", 404), ("administrator", 404)]
)
def test_who_audits(db, client, role, status):
    client.force_login(officer("o", year.agency("G", "government"), role))
    assert client.get("/audit/").status_code == status
    assert client.post("/audit/", {"files": [dropped("a.json", GIVEN)]}).status_code == status


def test_nobody_audits_without_signing_in(db, client):
    assert client.get("/audit/").status_code == 302
    assert client.post("/audit/", {"files": [dropped("a.json", GIVEN)]}).status_code == 302
