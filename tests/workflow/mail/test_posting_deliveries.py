"""A carrier's list: what it fills in, what it refuses by row and column, and that twice is once."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from agencies.organisation.models import Agency
from law import Refused
from law.calendars import working_days
from notices.mail.models import UnmatchedMail
from tests.shared_data import shared_data
from tests.workflow.mailroom import EMS, SECOND, TODAY, Mailroom
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import as_csv, as_xlsx
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.replay import replay
from workflow.mail import delivery_imports
from workflow.mail import services as posting

LATER = date(2026, 3, 26)
ARRIVED = {"邮件号": EMS, "收件人": "张三", "状态": "妥投", "签收时间": "2026-03-16 10:21:05", "签收人": "张三（本人）"}
BACK = {"邮件号": EMS, "收件人": "张*", "状态": "退回", "退回原因": "迁移新址不明"}


@shared_data
def room():
    """Return an office whose reply is posted."""
    found = Mailroom()
    found.one, found.paper = found.posted()
    return found


def take(room, path: Path, **given) -> delivery_imports.DeliveryImport:
    """Take a list in as the clerk."""
    return delivery_imports.import_deliveries(path, **{"now": at(LATER), "by": room.clerk} | given)


def counts() -> tuple[int, ...]:
    return Event.objects.count(), DeliveryFact.objects.count(), UnmatchedMail.objects.count()


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_delivery_fills_in_the_proof(room, tmp_path, write):
    result = take(room, write(tmp_path / "list", ARRIVED))
    assert (result.recorded, result.delivered, result.faults) == (1, 1, [])
    event = room.one.events.last()
    assert (event.act, event.on, event.data["status"]) == ("record_service", date(2026, 3, 16), "delivered")
    assert (event.data["receipt"], event.data["signatory"], event.actor) == (EMS, "张三（本人）", room.clerk)
    case = Case.objects.get(pk=room.one.pk)
    assert (case.delivered_on, case.timeliness) == (TODAY, "on_time")  # the day of posting stays the day of reply
    assert replay(case.pk, check=True) == []


def test_a_return_becomes_a_task_with_its_reason(room, tmp_path):
    result = take(room, as_csv(tmp_path / "list", BACK))
    assert (result.recorded, result.returned) == (1, 1)
    (task,) = posting.returned([room.agency])
    assert (task.on, task.event.data["reason"]) == (LATER, "迁移新址不明")


@pytest.mark.parametrize("row", [ARRIVED, BACK])
def test_the_same_list_twice_adds_nothing(room, tmp_path, row):
    path = as_csv(tmp_path / "list", row, {"邮件号": "EZ999999999CN", "状态": "妥投", "签收时间": "2026-03-16"})
    take(room, path)
    before = counts()
    for day in (LATER, date(2026, 3, 30)):
        result = take(room, path, now=at(day))
        assert (result.recorded, result.known, result.unknown) == (0, 1, ["EZ999999999CN"])
    assert counts() == before


def test_a_check_alone_writes_nothing(room, tmp_path):
    before = counts()
    result = take(room, as_csv(tmp_path / "list", ARRIVED, ARRIVED | {"邮件号": "EZ999999999CN"}), dry_run=True)
    assert (result.recorded, result.delivered, result.unknown, result.faults) == (0, 1, ["EZ999999999CN"], [])
    assert counts() == before


def test_on_the_way_is_counted_and_not_kept(room, tmp_path):
    before = counts()
    result = take(room, as_csv(tmp_path / "list", {"邮件号": EMS, "状态": "在途"}))
    assert (result.in_transit, result.recorded) == (1, 0)
    assert counts() == before


def test_two_letters_in_one_envelope_arrive_together(room, tmp_path):
    receipt = room.letter(room.one, "register")
    room.do(room.one, "record_service", TODAY, letter_id=receipt.pk, status="posted", method="mail", receipt=EMS)
    assert take(room, as_csv(tmp_path / "list", ARRIVED)).delivered == 2


def test_what_a_case_page_recorded_by_hand_is_matched_too(room, tmp_path):
    case = room.replied()
    room.do(case, "deliver", TODAY, method="mail", receipt="eb 123 456 785 cn")
    assert take(room, as_csv(tmp_path / "list", ARRIVED | {"邮件号": SECOND})).delivered == 1


@pytest.mark.fault("C5")
def test_a_delivery_before_its_posting_waits_and_is_taken_later(room, tmp_path):
    path = as_csv(tmp_path / "list", ARRIVED | {"邮件号": SECOND})
    assert take(room, path).unknown == [SECOND]
    (row,) = posting.unmatched([room.agency])
    assert (row.mail_number, row.status, row.on) == (SECOND, "delivered", date(2026, 3, 16))
    room.posted(SECOND)
    assert not posting.unmatched([room.agency]).exists()
    assert take(room, path).delivered == 1


def test_another_day_than_the_one_on_record_is_left_to_people(room, tmp_path):
    take(room, as_csv(tmp_path / "list", ARRIVED))
    before = counts()
    result = take(room, as_csv(tmp_path / "list", ARRIVED | {"签收时间": "2026-03-17"}))
    assert (result.different, result.recorded, result.faults) == ([EMS], 0, [])
    assert counts() == before


def test_what_arrived_may_come_back_after_all(room, tmp_path):
    take(room, as_csv(tmp_path / "list", ARRIVED))
    assert take(room, as_csv(tmp_path / "list", BACK)).returned == 1
    assert posting.returned([room.agency]).count() == 1


def test_other_agencies_mail_is_not_ours(room, tmp_path):
    other = Agency.objects.create(
        code="X", name="某区财政局", series_word="某财", kind="department", parent=room.government
    )
    result = take(room, as_csv(tmp_path / "list", ARRIVED), by=None, agency=other)
    assert (result.recorded, result.unknown) == (0, [EMS])
    with pytest.raises(Refused):
        take(room, as_csv(tmp_path / "list", ARRIVED), by=room.handler)


VARIANTS = {
    "邮件号": ("邮件号码", "运单号", "邮件编号"),
    "状态": ("投递状态", "邮件状态"),
    "签收时间": ("妥投时间", "签收日期"),
    "签收人": ("签收人姓名",),
}


@pytest.mark.parametrize(("name", "other"), [(name, other) for name, others in VARIANTS.items() for other in others])
def test_other_names_of_columns_are_understood(room, tmp_path, name, other):
    row = {other if column == name else column: value for column, value in ARRIVED.items()}
    assert take(room, as_csv(tmp_path / "list", row)).delivered == 1


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-16",
        "2026/3/16 9:05",
        "2026年3月16日 10:21",
        "2026-03-16T10:21:05",
        date(2026, 3, 16),
        datetime(2026, 3, 16, 10, 21),
    ],
)
def test_ways_to_write_the_moment_of_receipt(room, tmp_path, value):
    take(room, as_xlsx(tmp_path / "list.xlsx", ARRIVED | {"签收时间": value}))
    assert room.one.events.last().on == date(2026, 3, 16)


BAD = [
    (ARRIVED | {"运费": "12"}, 1, "运费", "不认识的列“运费”"),
    ({"邮件号": EMS}, 1, "状态", "缺少“状态”一列"),
    ({"状态": "在途"}, 1, "邮件号", "缺少“邮件号”一列"),
    (ARRIVED | {"运单号": EMS}, 1, "运单号", "出现了两次"),
    (ARRIVED | {"邮件号": ""}, 3, "邮件号", "没有填写"),
    (ARRIVED | {"邮件号": "=A1"}, 3, "邮件号", "不是邮件号"),
    (ARRIVED | {"邮件号": "短号"}, 3, "邮件号", "不是邮件号"),
    (ARRIVED | {"状态": ""}, 3, "状态", "没有填写"),
    (ARRIVED | {"状态": "丢失"}, 3, "状态", "没有“丢失”这种写法"),
    (ARRIVED | {"签收时间": ""}, 3, "签收时间", "没有填写“签收时间”"),
    (ARRIVED | {"签收时间": "昨天"}, 3, "签收时间", "不是日期"),
    (ARRIVED | {"签收时间": "2026-03-16 25:00"}, 3, "签收时间", "没有“2026-03-16 25:00”这个时刻"),
    (ARRIVED | {"签收时间": "2026-02-30"}, 3, "签收时间", "没有“2026-02-30”这一天"),
    (ARRIVED | {"签收时间": "2026-03-27"}, 3, "签收时间", "在今天之后"),
    (ARRIVED | {"签收时间": "2026-03-11"}, 3, "签收时间", "日期不能早于 2026-03-12"),  # before it was posted
    (ARRIVED | {"收件人": "李四"}, 3, "收件人", "收件人不同"),
    (ARRIVED | {"收件人": "+HYPERLINK(1)"}, 3, "收件人", "收件人不同"),
    (ARRIVED | {"签收人": "张\u202e三"}, 3, "签收人", "字符"),
    (ARRIVED | {"签收人": "张\ue000三"}, 3, "签收人", "自造字"),
    (BACK | {"退回原因": "无\x07人"}, 3, "退回原因", "字符"),
    (BACK | {"退回原因": "无" * 201}, 3, "退回原因", "最多 200 字"),
]


@pytest.mark.parametrize(("row", "line", "column", "said"), BAD)
def test_one_bad_row_takes_nothing_in_and_is_named(room, tmp_path, row, line, column, said):
    good = {"邮件号": "EZ999999999CN", "状态": "在途"}
    before = counts()
    result = take(room, as_csv(tmp_path / "list", *([row] if line == 1 else [good, row])))
    assert counts() == before and result.recorded == 0
    assert {(fault.row, fault.column) for fault in result.faults} == {(line, column)}
    assert said in result.faults[0].message


def test_two_ends_of_one_number_are_a_fault(room, tmp_path):
    path = as_csv(tmp_path / "list", ARRIVED, BACK | {"收件人": "张三"})
    (fault,) = take(room, path).faults
    assert (fault.row, fault.column) == (3, "状态") and "第 2 行" in fault.message


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"])
def test_a_file_that_is_no_list_is_said(room, tmp_path, content):
    path = tmp_path / "list"
    path.write_bytes(content)
    assert take(room, path).faults


def test_a_formula_of_a_workbook_is_never_computed(room, tmp_path):
    book = Workbook()
    book.active.append(["邮件号", "状态", "签收时间"])
    book.active.append([EMS, "妥投", "=TODAY()"])
    book.save(tmp_path / "list.xlsx")
    (fault,) = take(room, tmp_path / "list.xlsx").faults
    assert (fault.row, fault.column) == (2, "签收时间")


# -- reconciliation ---------------------------------------------------------------------------------------------
def test_recorded_mail_not_heard_of_is_listed_after_its_days(room):
    days = working_days.published_calendar()
    last = days.add(TODAY, 7)
    assert posting.unanswered([room.agency], last, days, 7) == []
    after = days.add(last, 1)
    assert [one.receipt for one in posting.unanswered([room.agency], after, days, 7)] == [EMS]
    room.do(room.one, "record_service", last, letter_id=room.paper.pk, status="delivered", method="mail", receipt=EMS)
    assert posting.unanswered([room.agency], after, days, 7) == []


def test_ordinary_mail_is_never_waited_for(room):
    case, letter = room.ready()
    room.post((letter, "ordinary", ""))
    days = working_days.published_calendar()
    assert letter.pk not in {one.letter_id for one in posting.unanswered([room.agency], date(2026, 6, 1), days, 7)}


def test_ordinary_mail_that_a_term_waits_for_is_listed(room):
    case = room.assigned(date(2026, 3, 2))
    room.decide(case, "request_correction", date(2026, 3, 4), points=["请写明年份"])
    letter = room.letter(case, "request_correction")
    fact = {"letter_id": letter.pk, "status": "posted", "method": "mail", "receipt": "平信"}
    room.do(case, "record_service", date(2026, 3, 4), **fact)
    days = working_days.published_calendar()
    assert letter.pk in {one.letter_id for one in posting.unanswered([room.agency], date(2026, 6, 1), days, 7)}


# -- the command ------------------------------------------------------------------------------------------------
def run(capsys, *arguments) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed."""
    code = 0
    try:
        call_command("import_deliveries", *map(str, arguments))
    except SystemExit as stop:
        code = stop.code
    except CommandError as error:
        code = error.returncode
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_takes_a_list_in_once(room, tmp_path, capsys):
    path = as_csv(tmp_path / "list.csv", ARRIVED)
    assert run(capsys, path, "--dry-run")[:2] == (0, "检查通过，没有写入：妥投 1，退回 0，已登记过 0，在途 0。\n")
    code, out, _ = run(capsys, path, "--format", "json")
    assert code == 0
    assert json.loads(out) == {
        "imported": 1, "errors": [], "delivered": 1, "returned": 0, "known": 0, "in_transit": 0, "unknown": [], "different": [],
    }  # fmt: skip
    assert room.one.events.last().actor is None
    assert json.loads(run(capsys, path, "--format", "json")[1])["imported"] == 0


def test_the_command_names_every_fault_and_exits_1(room, tmp_path, capsys):
    path = as_csv(tmp_path / "list.csv", ARRIVED | {"状态": "丢失"})
    code, out, err = run(capsys, path)
    assert (code, out) == (1, "") and "第 2 行“状态”" in err and "没有导入任何一行" in err
    code, out, _ = run(capsys, path, "--format", "json")
    body = json.loads(out)
    assert (code, body["imported"], body["errors"][0]["row"], body["errors"][0]["column"]) == (1, 0, 2, "状态")


@pytest.mark.parametrize("arguments", [["没有.csv"], [__file__, "--agency", "没有这个单位"]])
def test_wrong_usage_exits_2(room, capsys, arguments):
    assert run(capsys, *arguments)[0] == 2
