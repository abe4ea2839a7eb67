"""Destruction leaves every figure and no word, and a register that names nobody."""

import io
import re
from contextlib import suppress
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from intake.models import Application, Attachment
from intake.services import confirm
from law import Refused
from law.reports.forms import form_for
from notices.letters.models import Letter
from notices.letters.selectors import read_pdf
from reporting.figures.drilldown import case_keys_by_cell
from reporting.figures.scope import scope_of
from reporting.narrative.report import report_of
from tests.workflow.archive.reviews import AFTER, decided, destroyed, proposal, proposed
from tests.workflow.sample_archive import ID_NUMBER, archived, closed
from tests.workflow.sample_office import Office, at
from workflow.acts.services import perform
from workflow.archive import destruction, destruction_register
from workflow.archive import services as archiving
from workflow.archive.models import (
    ArchiveRecord,
    DestructionEntry,
    ReviewDecision,
)
from workflow.archive.retention import due_for_appraisal
from workflow.cases import remains
from workflow.cases.models import Case
from workflow.cases.replay import replay

pytestmark = pytest.mark.django_db


CANARIES = (
    "张三",
    ID_NUMBER,
    "13800000000",
    "某路2号",
    "zhang@example.org",
    "某小区改造",
    "施工合同",
    "身份证",
    "信封正面",
    "同意公开部分",
    "卷已装订",
    "某厂",
    "王五",
)
SEALED = (ID_NUMBER, "某路2号", "zhang@example.org")  # stand nowhere but in sealed columns


def everything_stored() -> str:
    """Return every text of every table of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    # JSON is kept with its characters escaped.
    return re.sub(r"\\+u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), "\n".join(found))


def full_life(office: Office) -> Case:
    """Return a closed case in which words stand in every kind of record."""
    day = date(2026, 3, 2)
    application = office.application(day, identity_number=ID_NUMBER, email="zhang@example.org", channel="fax")
    confirm(
        application,
        on=day,
        means="电话13800000000",
        reached=True,
        now=at(day),
        by=office.clerk,
        note="张三本人接听",
    )
    return closed(office, day, application=application, consult="某厂", complaint="王五举报")


def figures(office: Office) -> tuple:
    """Return the year's table of the agency and of its government, its checks, the cases behind every cell."""
    found = []
    for agency in (office.agency, office.government):
        scope = scope_of(agency, 2026)
        report = report_of(scope)
        checks = [check.as_json() for check in report.checks]
        found.append((report.sheet.tables(), report.sentences, checks, case_keys_by_cell(scope, form_for(2026))))
    return tuple(found)


def test_destruction_leaves_every_figure_and_no_word(office):
    case = full_life(office)
    other = office.assigned(date(2026, 3, 4), applicant_name="李四", content="另一件", phone="1", address="别处")
    record = archived(office, case, date(2026, 3, 5))
    columns = Case.objects.filter(pk=case.pk).values().get()
    before, files = figures(office), set(destruction_files(case, record))
    assert all(default_storage.exists(name) for name in files)
    text, came = everything_stored(), case.application
    assert [canary for canary in CANARIES if canary not in text] == [*SEALED]
    assert (came.identity_number, came.address, came.email) == SEALED
    entry = destroyed(office, record)
    assert figures(office) == before
    assert Case.objects.filter(pk=case.pk).values().get() == columns
    left = [line[:300] for line in everything_stored().splitlines() if any(canary in line for canary in CANARIES)]
    assert not left, "\n".join(left)
    assert not [name for name in files if default_storage.exists(name)]
    assert set(entry.stored) == files
    assert replay(case.pk, check=True) == []
    assert replay(other.pk, check=True) == []
    assert Application.objects.get(pk=other.application_id).applicant_name == "李四"


def destruction_files(case: Case, record: ArchiveRecord) -> list[str]:
    names = [record.package.name, *case.application.attachments.values_list("file", flat=True)]
    return names + [event.letter.pdf.name for event in case.events.all() if event.letter]


def test_the_register_keeps_what_identifies_the_package_and_names_nobody(office):
    record = archived(office, closed(office))
    entry = destroyed(office, record)
    assert (entry.reference, entry.packages, entry.head, entry.until) == (
        record.reference,
        [record.sha256],
        record.head,
        record.until,
    )
    assert (entry.proposed_by, entry.approved_by, entry.reason) == (
        office.clerk,
        office.signer,
        "无继续保存价值",
    )
    assert "张三" not in str(DestructionEntry.objects.values().get())
    for change in (
        lambda: DestructionEntry.objects.update(reason="x"),
        lambda: DestructionEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_destroyed_case_takes_no_act_and_is_not_archived_again(office):
    record = archived(office, closed(office))
    destroyed(office, record)
    for code, data in (
        ("record_complaint", {"reference": "举报1号"}),
        ("file_litigation", {"kind": "litigation_direct", "reference": "1"}),
    ):
        with pytest.raises(Refused, match="已经销毁"):
            perform(code, record.case_id, by=office.clerk, on=AFTER, now=at(AFTER), data=data)
    assert not archiving.to_archive(office.clerk).exists()
    assert not due_for_appraisal([office.agency], date(2300, 1, 1)).exists()
    assert archiving.check(record).fault == "已按规定销毁"
    with pytest.raises(Refused, match="销毁"):
        archiving.read_package(record)
    with pytest.raises(Refused, match="销毁"):
        read_pdf(Letter.objects.get(kind="open"))


def test_what_is_left_cannot_be_changed_unseen(office):
    record = archived(office, closed(office))
    entry = destroyed(office, record)
    case = record.case
    events = list(case.events.order_by("seq"))
    assert remains.verify(case, events) == []
    events[3].data["content_sha256"] = "0" * 64
    assert "what remains differs" in remains.verify(case, events)[0]
    events = list(case.events.order_by("seq"))
    events[3].data["comment"] = "补写"
    assert "what remains differs" in remains.verify(case, events)[0]
    events = list(case.events.order_by("seq"))
    assert remains.verify(case, events[:-1])
    assert remains.verify(case, events[1:])
    assert entry.events == len(events)


def test_a_failure_on_the_way_leaves_everything(office, monkeypatch):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))

    def fail(*args):
        raise Refused("断电")

    monkeypatch.setattr(destruction, "_forget", fail)
    with suppress(Refused):
        decided(office, batch)
    assert not DestructionEntry.objects.exists()
    assert not ReviewDecision.objects.exists()
    assert archiving.check(record).whole


def test_files_left_by_a_stopped_process_go_with_the_next_sweep(office):
    record = archived(office, closed(office))
    decided(office, proposed(office, proposal(record)))
    assert default_storage.exists(record.package.name)
    assert destruction.erase() == 5  # the package, two attachments, two letters
    assert destruction.erase() == 0
    assert not default_storage.exists(record.package.name)


def test_the_register_on_paper(office):
    entry = destroyed(office, archived(office, closed(office)))
    values = destruction_register.rows([entry])[0]
    assert len(values) == len(destruction_register.COLUMNS) == len(destruction_register.WIDTHS)
    page = load_workbook(io.BytesIO(destruction_register.as_xlsx([entry], "某区住建局"))).active
    assert [cell.value for cell in page[3]] == list(values)
    assert "监销人" in page.cell(page.max_row, 2).value
    text = destruction_register.as_csv([entry]).decode("utf-8-sig")
    assert entry.reference in text
    assert "张三" not in text
    html = destruction_register.as_html([entry], "某区住建局", AFTER)
    assert html.count("监销人（签名）") == 2
    assert entry.packages[0] in html


def test_no_cell_of_the_register_is_a_formula(office):
    entry = destroyed(office, archived(office, closed(office)))
    for reason in ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "＝1+1", "\tx"):
        entry.reason = reason
        page = load_workbook(io.BytesIO(destruction_register.as_xlsx([entry], "某局"))).active
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
        assert f'"\'{reason}"' in destruction_register.as_csv([entry]).decode("utf-8-sig")


def test_replay_over_a_destroyed_case_finds_nothing(office, capsys):
    destroyed(office, archived(office, closed(office)))
    call_command("replay", check=True)
    assert not Attachment.objects.exists()
    assert "0 处差异" in capsys.readouterr().err
