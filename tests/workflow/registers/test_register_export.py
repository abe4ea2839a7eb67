"""What `export_register` writes, `import_register` reads: into an empty office it makes the same cases, event by event."""

import csv
import json
import random
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from openpyxl import load_workbook

from agencies.administration.imports import import_agencies
from intake.models import Application
from law import Refused
from notices.letters.models import Letter
from tests.workflow.sample_office import DAYS, SEARCH, at
from tests.workflow.sample_registers import DATA, DEMO, GOOD, REPLIED, TODAY, as_csv
from workflow.cases.delivery import with_delivery_days
from workflow.cases.models import Case
from workflow.cases.term.clock import effective
from workflow.registers.columns import COLUMNS
from workflow.registers.events import SAME_DAY
from workflow.registers.export import export_register
from workflow.registers.export_rows import COMPARED
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db
REGISTERS = (  # every register that belongs to a published report; each kind of file at least twice
    (DEMO / "ouhai_2018_register.xlsx", ".xlsx"),
    (DATA / "pingtan_2021_register.xlsx", ".xlsx"),
    (DATA / "pingtan_2021_register.xlsx", ".csv"),
    (DATA / "shanghai_office_2019_register.xlsx", ".csv"),
    (DATA / "shanghai_office_2025_register.xlsx", ".xlsx"),
)
FIELDS = ("channel", "arrived_on", "applicant_kind", "applicant_name", "phone", "address", "content", "topic")


class Undone(Exception):
    """End the transaction: the office is empty again."""


def emptied(fill):
    """Run `fill`, return what it returns, and take everything back that it stored."""
    try:
        with transaction.atomic():
            found = fill()
            raise Undone
    except Undone:
        return found


def taken(path: Path):
    result = import_register(path, today=TODAY, now=at(TODAY))
    assert [str(fault) for fault in result.faults] == []
    return result


def whole() -> dict:
    """Return every case with all its events and the application, as they are compared."""
    cases = Case.objects.select_related("application", "agency").prefetch_related(
        "events", "application__confirmations"
    )
    return {
        (case.agency.code, case.number): (
            [
                (event.seq, event.act, event.on, event.data)
                for event in sorted(case.events.all(), key=lambda event: event.seq)
            ],
            [getattr(case.application, name) for name in FIELDS],
            [confirmation.on for confirmation in case.application.confirmations.all()],
            case.head,
        )
        for case in cases
    }


@pytest.mark.parametrize(("path", "suffix"), REGISTERS, ids=[path.stem + suffix for path, suffix in REGISTERS])
def test_an_imported_register_comes_back_event_by_event(db, tmp_path, path, suffix):
    for agencies in (DEMO / "ouhai_agencies.csv", DATA / "other_agencies.csv"):
        assert import_agencies(agencies).faults == []
    back = tmp_path / f"back{suffix}"

    def there():
        taken(path)
        told = export_register(back, Case.objects.all(), now=at(TODAY))
        assert (told.cases, told.lost) == (Case.objects.count(), {})
        return whole()

    before = emptied(there)
    assert not Case.objects.exists()
    assert taken(back).imported == len(before)
    after = whole()
    assert after.keys() == before.keys()
    for key, case in before.items():
        assert after[key] == case, key


# -- cases of the desk ------------------------------------------------------------------------------------------------
def life(office, dice: random.Random, n: int) -> Case:
    """Let one case of a generated year go its way at the desk."""
    day = DAYS.add(date(2025, 2, 5), n * 3 + 1 + dice.randrange(3))
    kind = dice.choice(["natural_person", "business", "legal_service"])
    case = office.assigned(
        day, applicant_kind=kind, applicant_name=f"申请人{n}", content=f"={n}+某小区合同", phone="+86-577"
    )
    later = lambda days: DAYS.add(day, days)  # noqa: E731
    if dice.random() < 0.25:
        office.do(
            case,
            "request_correction",
            later(2),
            points=["指哪一个小区"],
            term_workdays=10,
            delivered_on=later(2).isoformat(),
        )
        if dice.random() < 0.5:
            return case
        office.do(case, "receive_correction", later(4), text="某小区")
        day = later(4)
    if dice.random() < 0.3:
        office.do(
            case, "consult_third_party", later(1), name="某公司", matter="合同", delivered_on=later(1).isoformat()
        )
        office.do(case, "receive_third_party_opinion", later(3), agrees="agrees", text="同意")
    if dice.random() < 0.3:
        office.do(case, "extend", later(5), workdays=10, reason="案卷较多")
    if dice.random() < 0.1:
        office.do(case, "withdraw", later(6), reason="不需要了")
        return case
    outcome = dice.choice(["open", "open", "deny"])
    facts = (
        {"provided": ["施工合同"], "secrecy_review": "保密审查表第1号"}
        if outcome == "open"
        else {"items": [{"ground": "process", "reason": "讨论记录", "evidence": "1"}]}
    )
    office.drafted(case, later(6), outcome, ("process",) if outcome == "deny" else (), **facts)
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, later(7))
    if dice.random() < 0.15:
        return case
    office.do(case, "deliver", later(7), method="direct", receipt="本人签收")
    if dice.random() < 0.7:
        office.do(case, "close", later(7))
    if dice.random() < 0.2:
        office.do(case, "file_reconsideration", later(20), reference=f"复〔2025〕{n}号")
    return case


def lawful(case: Case) -> tuple:
    """Return the steps of a case that a register carries, on their days, and what the law makes of them."""
    events = with_delivery_days(effective(list(case.events.order_by("seq"))))
    steps = sorted((event.act, event.on) for event in events if event.act in SAME_DAY and event.act != "close")
    return steps, {name: getattr(case, name) for name in COMPARED}, [getattr(case.application, name) for name in FIELDS]


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_year_of_the_desk_comes_back_step_by_step(office, tmp_path, seed):
    back = tmp_path / "back.xlsx"

    def there():
        dice = random.Random(seed)
        for n in range(12):
            life(office, dice, n)
        told = export_register(back, Case.objects.all(), now=at(TODAY))
        return told, {case.number: lawful(case) for case in Case.objects.select_related("application")}

    told, before = emptied(there)
    taken(back)
    named = {
        case.split()[1]
        for what, cases in told.lost.items()
        if "案号" not in what and "撤回通知" not in what
        for case in cases
    }
    after = {case.number: lawful(case) for case in Case.objects.select_related("application")}
    assert after.keys() == before.keys()
    assert len(named) < len(before)
    for number in before.keys() - named:
        assert after[number] == before[number], number


# -- what a register has no place for -----------------------------------------------------------------------------------
def exported(tmp_path, **options):
    return export_register(tmp_path / "out.xlsx", Case.objects.all(), now=at(TODAY), **options)


def second_consultation(office, case):
    for name in ("甲公司", "乙公司"):
        office.do(case, "consult_third_party", date(2026, 3, 4), name=name, matter="合同")


def annulment(office, case):
    office.decide(case, "extend", date(2026, 3, 5), workdays=10, reason="案卷多")
    event = case.events.get(act="extend")
    office.do(case, "annul", date(2026, 3, 5), by=office.reviewer, seq=event.seq, reason="登记到别的案件上了")


def complaint(office, case):
    office.do(case, "record_complaint", date(2026, 3, 5), reference="12345")


def paper(office, case):
    office.do(case, "write_paper", date(2026, 3, 5), kind="search_sheet", facts={"record": SEARCH})


LOSSES = {
    "second consultation": (second_consultation, "第二次征求第三方意见（共 2 次），只导出第一次"),
    "annulment": (annulment, "更正记录（annul）1 条，只导出更正后的结果"),
    "complaint": (complaint, "举报投诉"),
    "paper": (paper, "填写记录、制发公文"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_a_register_has_no_place_for_is_named_with_its_case(office, tmp_path, name):
    happen, said = LOSSES[name]
    case = office.assigned(date(2026, 3, 2))
    try:
        happen(office, case)
    except Refused as refused:
        pytest.fail(f"{refused.field}: {refused}")
    assert exported(tmp_path).lost[said] == [f"某区住建局 {case.number}"]


def test_a_reply_on_its_way_goes_out_as_open_and_says_so(office, tmp_path):
    case = office.assigned(date(2026, 3, 2))
    office.drafted(case, date(2026, 3, 3), provided=["施工合同"], secrecy_review="表1")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2026, 3, 3))
    assert Letter.objects.exists()
    assert "已经答复、还没有送达：台账只记载送达了的答复，按尚未办结导出" in exported(tmp_path).lost


# -- the file ----------------------------------------------------------------------------------------------------------
HOSTILE = [
    "=1+1",
    "+86-577",
    "-",
    "@SUM(1)",
    "'=1",
    "＝1",
    "\t=1".strip(),
    "_x0041_字",
    "第一行\n第二行",
    '"引号",逗号;分号',
    "𠮷野",
    "007",
]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_comes_back_to_the_letter_and_computes_nothing(office, tmp_path, suffix, text):
    back = tmp_path / f"back{suffix}"

    def there():
        office.case(TODAY, applicant_name="张三", content=text)
        export_register(back, Case.objects.all(), now=at(TODAY))

    emptied(there)
    taken(back)
    assert Application.objects.get().content == text
    if suffix == ".xlsx":
        assert all(cell.data_type != "f" for row in load_workbook(back).active for cell in row)
    else:
        with back.open(encoding="utf-8-sig", newline="") as lines:
            assert not [cell for row in csv.reader(lines) for cell in row if cell[:1] in "=+-@＝" and cell]


def test_the_command_chooses_agency_and_days_and_keeps_the_file_private(office, tmp_path, capsys):
    old = GOOD | {"登记编号": "1", "到达日期": "2024-03-05"}
    taken(as_csv(tmp_path / "in.csv", old, REPLIED | {"登记编号": "2"}, REPLIED | {"登记编号": "3", "受理单位": "G"}))
    path = tmp_path / "out.csv"
    call_command("export_register", str(path), "--agency", "D", "--from", "2025-01-01", "--to", "2025-12-31")
    assert "已导出 1 件" in capsys.readouterr().out
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == [column.name for column in COLUMNS] and [row[0] for row in rows[1:]] == ["2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    call_command("export_register", str(tmp_path / "all.xlsx"), "--format", "json")
    assert json.loads(capsys.readouterr().out) == {"exported": 3, "not_carried": []}


@pytest.mark.parametrize("options", [("--agency", "无此局"), ("--from", "2025/1/1"), ("--to", "昨天")])
def test_wrong_usage_writes_nothing(office, tmp_path, options):
    with pytest.raises(CommandError) as stopped:
        call_command("export_register", str(tmp_path / "a.xlsx"), *options)
    assert stopped.value.returncode == 2 and not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_not_overwritten_and_half_a_register_does_not_stay(office, tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_text("x")
    with pytest.raises(CommandError, match="不覆盖"):
        call_command("export_register", str(path))
    assert path.read_text() == "x"
    office.case(TODAY - timedelta(days=1))
    monkeypatch.setattr("workflow.registers.export.LONGEST_TEXT", 3)
    with pytest.raises(CommandError, match="表格放不下"):
        call_command("export_register", str(tmp_path / "b.xlsx"))
    assert not (tmp_path / "b.xlsx").exists()
