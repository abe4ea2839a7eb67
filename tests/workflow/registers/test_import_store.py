"""What an import leaves in the database: all at once, beside others at work, and above the numbers already on paper."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection

from notices.letters import services as notices
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import GOOD, REPLIED, TODAY, as_csv
from workflow.acts.services import RegistrationDetails, register
from workflow.cases.models import Case, Event
from workflow.registers.services import import_register


# -- others at work meanwhile ------------------------------------------------------------------------------------
def test_a_number_that_the_desk_gives_while_the_file_is_read_is_named(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", GOOD | {"登记编号": "甲"}, GOOD)
    details = RegistrationDetails(number="2025-001")
    taken = lambda *_: register(office.application(TODAY), by=office.clerk, now=at(TODAY), details=details)  # noqa: E731
    result = import_register(path, today=TODAY, now=at(TODAY), tick=taken)
    assert [str(fault) for fault in result.faults] == ["第 3 行“登记编号”：“2025-001”已经登记过"]
    assert result.imported == 0
    assert [case.number for case in Case.objects.all()] == ["2025-001"]


@pytest.mark.fault("R7")
def test_everything_is_checked_before_the_database_is_locked(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", *(GOOD | {"登记编号": str(n)} for n in range(2500)))
    before, open_while_reading = list(connection.savepoint_ids), []
    result = import_register(
        path, today=TODAY, now=at(TODAY), tick=lambda *_: open_while_reading.append(connection.savepoint_ids != before)
    )
    assert (result.imported, open_while_reading) == (2500, [False, False, False])
    assert Case.objects.count() == Event.objects.count() == 2500


@pytest.mark.fault("R7")
def test_what_cannot_be_written_leaves_nothing_and_is_not_hidden(office, tmp_path, monkeypatch):
    path = as_csv(tmp_path / "台账.csv", GOOD | {"登记编号": "甲"}, GOOD)
    fail = lambda marks, now: (_ for _ in ()).throw(IntegrityError("elsewhere"))  # noqa: E731
    monkeypatch.setattr("workflow.registers.services.raise_marks", fail)
    with pytest.raises(IntegrityError, match="elsewhere"):
        import_register(path, today=TODAY, now=at(TODAY))
    assert not Case.objects.exists()


def test_a_database_that_is_busy_for_too_long_is_told_in_one_document(office, tmp_path, monkeypatch, capsys):
    path = as_csv(tmp_path / "台账.csv", GOOD)
    busy = lambda *_: (_ for _ in ()).throw(OperationalError("database is locked"))  # noqa: E731
    monkeypatch.setattr("workflow.registers.services.reserve", busy)
    with pytest.raises(SystemExit) as stopped:
        call_command("import_register", str(path), "--format", "json")
    assert stopped.value.code == 1
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert "database is locked" in error["message"] and "没有导入任何一行" in error["message"]
    assert not Case.objects.exists()


# -- document numbers that are on paper already -------------------------------------------------------------------
def numbered(office):
    given = {"agency": office.agency, "kind": "withdrawn", "dated": TODAY, "regulation": "2019", "now": at(TODAY)}
    facts = {
        "addressee": "张三",
        "application_number": "1",
        "received_on": "2026-11-02",
        "content": "合同",
        "withdrawn_on": "2026-11-20",
    }
    return notices.issue(**given, facts=facts).number


def test_an_office_that_starts_within_the_year_goes_on_above_its_register(office, tmp_path):
    rows = [
        ("1", "某住建公开〔2026〕37号"),
        ("2", "某住建公开〔2026〕9号"),
        ("3", "某住建公开〔2025〕80号"),
        ("4", "某住建公开[2026]38号"),
        ("5", "口头"),
    ]
    path = as_csv(tmp_path / "台账.csv", *(REPLIED | {"登记编号": n, "文号": number} for n, number in rows))
    assert import_register(path, today=TODAY, now=at(TODAY)).faults == []
    assert numbered(office) == "某住建公开〔2026〕39号"
    assert numbered(office) == "某住建公开〔2026〕40号"
    again = as_csv(tmp_path / "b.csv", REPLIED | {"登记编号": "6", "文号": "某住建公开〔2026〕12号"})
    assert import_register(again, today=TODAY, now=at(TODAY)).faults == []
    assert numbered(office) == "某住建公开〔2026〕41号"


def test_a_word_that_the_office_takes_up_later_is_marked_too(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", REPLIED | {"文号": "住建公开〔2026〕5号"})
    assert import_register(path, today=TODAY, now=at(TODAY)).faults == []
    assert numbered(office) == "某住建公开〔2026〕1号"
    office.agency.series_word = "住建"
    assert numbered(office) == "住建公开〔2026〕6号"


def test_a_refused_register_marks_nothing(office, tmp_path):
    bad = GOOD | {"登记编号": "2", "申请方式": "快递"}
    path = as_csv(tmp_path / "台账.csv", REPLIED | {"文号": "某住建公开〔2026〕37号"}, bad)
    assert import_register(path, today=TODAY, now=at(TODAY)).faults
    import_register(
        as_csv(tmp_path / "b.csv", REPLIED | {"文号": "某住建公开〔2026〕37号"}),
        today=TODAY,
        now=at(TODAY),
        dry_run=True,
    )
    assert numbered(office) == "某住建公开〔2026〕1号"
