"""What a register row becomes: events on their legal days, projections by the same fold, a chain that replays clean."""

import csv
import json
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.administration.imports import import_agencies
from agencies.organisation.models import Agency
from intake.models import Application
from law import Refused
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import DATA, DEMO, GOOD, OLD, REPLIED, TODAY, as_csv, as_xlsx
from workflow.cases.models import Case, Event, RemedyCase
from workflow.cases.replay import replay
from workflow.registers.export import export_register
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db


def imported(tmp_path, *rows, write=as_csv, name="台账.csv") -> list[Case]:
    """Import rows, prove that the chain and the fold agree, return the cases in the order of the rows."""
    result = import_register(write(tmp_path / name, *rows), today=TODAY, now=at(TODAY))
    assert [str(f) for f in result.faults] == []
    assert result.imported == len(rows)
    cases = list(Case.objects.order_by("pk"))
    for case in cases:
        assert replay(case.pk, check=True) == []
    return cases


def acts(case: Case) -> list[tuple[str, date]]:
    return list(case.events.order_by("seq").values_list("act", "on"))


def test_a_reply_becomes_the_events_the_desk_would_have_written(office, tmp_path):
    (case,) = imported(tmp_path, REPLIED)
    assert acts(case) == [
        ("register", date(2025, 3, 3)),
        ("reply", date(2025, 3, 20)),
        ("deliver", date(2025, 3, 21)),
        ("close", date(2025, 3, 21)),
    ]
    assert case.imported and case.application.imported
    assert all(event.data["imported"] is True for event in case.events.all())
    assert (case.state, case.outcome, case.timeliness) == ("closed", "open", "on_time")
    assert (case.decided_on, case.delivered_on, case.due_on) == (
        date(2025, 3, 20),
        date(2025, 3, 21),
        date(2025, 3, 31),
    )
    assert case.document_number == "某住建〔2025〕1号"
    assert (case.agency, case.number, case.channel, case.applicant_kind) == (
        office.agency,
        "2025-001",
        "mail_signed",
        "natural_person",
    )
    assert case.application.content == "某小区改造施工合同"
    assert not Event.objects.filter(letter__isnull=False).exists()


def test_the_day_of_delivery_decides_whether_it_was_in_time(office, tmp_path):
    in_time, late = imported(
        tmp_path,
        REPLIED | {"登记编号": "1", "答复日期": "2025-03-31", "送达日期": "2025-03-31"},
        REPLIED | {"登记编号": "2", "答复日期": "2025-03-31", "送达日期": "2025-04-01"},
    )
    assert in_time.timeliness == "on_time"
    assert late.timeliness == "late"


def test_an_open_row_stays_open(office, tmp_path):
    (case,) = imported(tmp_path, GOOD)
    assert (case.state, case.outcome, case.decided_on) == ("registered", "", None)
    assert case.due_on == date(2025, 3, 31)


def test_every_act_lies_on_its_day_in_the_order_of_days(office, tmp_path):
    (case,) = imported(
        tmp_path,
        REPLIED
        | {
            "补正告知日期": "2025-03-06",
            "补正期限": "10",
            "补正收到日期": "2025-03-12",
            "征求第三方日期": "2025-03-14",
            "征求第三方送达日期": "2025-03-17",
            "第三方意见日期": "2025-03-25",
            "征求机关日期": "2025-03-13",
            "机关意见日期": "2025-03-26",
            "延期告知日期": "2025-04-14",
            "延期工作日数": "20",
            "答复日期": "2025-05-12",
            "送达日期": "2025-05-13",
        },
    )
    assert [act for act, _ in acts(case)] == [
        "register",
        "request_correction",
        "receive_correction",
        "consult_agency",
        "consult_third_party",
        "receive_third_party_opinion",
        "receive_agency_opinion",
        "extend",
        "reply",
        "deliver",
        "close",
    ]
    days = [on for _, on in acts(case)]
    assert days == sorted(days)
    assert case.events.get(act="consult_third_party").data["delivered_on"] == "2025-03-17"
    assert case.events.get(act="request_correction").data["term_workdays"] == 10
    assert (case.extended, case.timeliness) == (True, "extended")


def test_acts_of_one_day_are_put_in_a_possible_order(office, tmp_path):
    first, second = imported(
        tmp_path,
        GOOD
        | {"登记编号": "1", "补正告知日期": "2025-03-05", "补正收到日期": "2025-03-05", "征求第三方日期": "2025-03-05"},
        GOOD
        | {
            "登记编号": "2",
            "补正告知日期": "2025-03-05",
            "征求第三方日期": "2025-03-05",
            "第三方意见日期": "2025-03-05",
        },
    )
    assert [act for act, _ in acts(first)] == [
        "register",
        "request_correction",
        "receive_correction",
        "consult_third_party",
    ]
    assert [act for act, _ in acts(second)] == [
        "register",
        "consult_third_party",
        "receive_third_party_opinion",
        "request_correction",
    ]


def test_a_correction_asked_too_late_leaves_the_clock_running(office, tmp_path):
    late, in_time = imported(
        tmp_path,
        REPLIED
        | {
            "登记编号": "1",
            "补正告知日期": "2025-03-13",
            "补正收到日期": "2025-03-20",
            "答复日期": "2025-04-10",
            "送达日期": "2025-04-10",
        },
        REPLIED
        | {
            "登记编号": "2",
            "补正告知日期": "2025-03-12",
            "补正收到日期": "2025-03-20",
            "答复日期": "2025-04-10",
            "送达日期": "2025-04-10",
        },
    )
    assert (late.due_on, late.timeliness) == (date(2025, 3, 31), "late")
    assert (in_time.due_on, in_time.timeliness) == (date(2025, 4, 18), "on_time")


def test_an_extension_after_the_due_day_counts_as_late(office, tmp_path):
    (case,) = imported(
        tmp_path,
        REPLIED
        | {"延期告知日期": "2025-04-02", "延期工作日数": "20", "答复日期": "2025-04-10", "送达日期": "2025-04-10"},
    )
    assert (case.extended, case.timeliness) == (False, "late")


def test_a_lapse_stands_on_the_day_after_its_term(office, tmp_path):
    lapsed, early, unpaid = imported(
        tmp_path,
        REPLIED | {"登记编号": "1", "补正告知日期": "2025-03-06", "补正期限": "5", "办理结果": "逾期不补正"},
        REPLIED | {"登记编号": "2", "补正告知日期": "2025-03-06", "办理结果": "逾期不补正"},
        REPLIED
        | {
            "登记编号": "3",
            "收费通知日期": "2025-03-06",
            "收费金额": "200",
            "办理结果": "逾期不缴费",
            "答复日期": "2025-04-08",
            "送达日期": "2025-04-08",
        },
    )
    assert acts(lapsed)[1:3] == [("request_correction", date(2025, 3, 6)), ("lapse_correction", date(2025, 3, 14))]
    assert acts(early)[2] == ("lapse_correction", date(2025, 3, 20))  # decided before the 15 working days were over
    assert acts(unpaid)[1:3] == [("issue_fee_notice", date(2025, 3, 6)), ("lapse_payment", date(2025, 4, 4))]
    assert [case.outcome for case in (lapsed, early, unpaid)] == [
        "correction_lapsed",
        "correction_lapsed",
        "fee_lapsed",
    ]


def test_a_withdrawal_closes_the_case(office, tmp_path):
    (case,) = imported(tmp_path, REPLIED | {"办理结果": "撤回"})
    assert [act for act, _ in acts(case)] == ["register", "withdraw"]
    assert (case.state, case.outcome, case.delivered_on) == ("closed", "withdrawn", date(2025, 3, 21))
    assert case.document_number == "某住建〔2025〕1号"


PAPERS = [
    ("", "", ""),
    ("某住建〔2025〕1号", "", ""),
    ("", "直接", ""),
    ("", "", "2025-03-22"),
    ("某住建〔2025〕1号", "邮寄", ""),
    ("", "电子", "2025-03-22"),
    ("某住建〔2025〕1号", "", "2025-03-22"),
]


@pytest.mark.parametrize(("number", "method", "delivered"), PAPERS)
def test_a_withdrawal_needs_no_letter_and_comes_back_as_it_was_written(office, tmp_path, number, method, delivered):
    row = REPLIED | {"办理结果": "撤回", "文号": number, "送达方式": method, "送达日期": delivered}
    (case,) = imported(tmp_path, row)
    assert (case.state, case.outcome, case.document_number) == ("closed", "withdrawn", number)
    assert case.delivered_on == (date.fromisoformat(delivered) if delivered else case.decided_on)
    assert export_register(tmp_path / "back.csv", Case.objects.all(), now=at(TODAY)).lost == {}
    with (tmp_path / "back.csv").open(encoding="utf-8-sig", newline="") as text:
        [back] = csv.DictReader(text)
    assert (back["办理结果"], back["文号"], back["送达方式"], back["送达日期"]) == ("撤回", number, method, delivered)


@pytest.mark.parametrize("column", ["文号", "送达方式", "送达日期"])
@pytest.mark.parametrize("outcome", ["予以公开", "信息不存在", "已主动公开", "其他", "重复申请"])
def test_every_other_result_needs_its_letter(office, tmp_path, column, outcome):
    found = import_register(
        as_csv(tmp_path / "a.csv", REPLIED | {"办理结果": outcome, column: ""}), today=TODAY, now=at(TODAY)
    )
    assert [fault.column for fault in found.faults] == [column]


def test_a_fee_is_kept_as_the_desk_keeps_it(office, tmp_path):
    (case,) = imported(
        tmp_path,
        REPLIED | {"收费通知日期": "2025-03-06", "收费金额": "1,200.00元", "缴费日期": "2025-03-10"},
    )
    assert case.events.get(act="issue_fee_notice").data["amount"] == 1200
    assert case.events.get(act="receive_payment").data["amount"] == 1200
    assert case.due_on == date(2025, 4, 8)  # the full term anew from the day after payment


def test_an_amount_of_zero_asks_for_nothing(office, tmp_path):
    (case,) = imported(tmp_path, REPLIED | {"收费金额": "0"})
    assert not case.events.filter(act="issue_fee_notice").exists()


def test_the_first_ground_stays_first(office, tmp_path):
    one, two = imported(
        tmp_path,
        REPLIED | {"登记编号": "1", "办理结果": "不予公开", "不予公开理由": "过程性信息；个人隐私"},
        REPLIED | {"登记编号": "2", "办理结果": "部分公开", "不予公开理由": "个人隐私; 国家秘密"},
    )
    assert (one.outcome, one.grounds) == ("deny", "|process|privacy|")
    assert (two.outcome, two.grounds) == ("partial", "|privacy|state_secret|")


def test_proceedings_become_remedies(office, tmp_path):
    both, pending = imported(
        tmp_path,
        REPLIED
        | {
            "登记编号": "1",
            "复议收到日期": "2025-05-06",
            "复议结果": "结果纠正",
            "复议结案日期": "2025-07-01",
            "诉讼类型": "复议后起诉",
            "诉讼收到日期": "2025-07-10",
            "诉讼结果": "其他结果",
            "诉讼结案日期": "2025-12-01",
        },
        REPLIED
        | {
            "登记编号": "2",
            "复议收到日期": "2025-05-06",
            "诉讼类型": "未经复议直接起诉",
            "诉讼收到日期": "2025-06-01",
            "诉讼结果": "尚未审结",
        },
    )
    rows = RemedyCase.objects.order_by("case_id", "received_on").values_list(
        "case_id", "kind", "received_on", "result", "concluded_on"
    )
    assert list(rows) == [
        (both.pk, "reconsideration", date(2025, 5, 6), "corrected", date(2025, 7, 1)),
        (both.pk, "litigation_after", date(2025, 7, 10), "other", date(2025, 12, 1)),
        (pending.pk, "reconsideration", date(2025, 5, 6), "pending", None),
        (pending.pk, "litigation_direct", date(2025, 6, 1), "pending", None),
    ]
    assert both.state == "closed"


def test_a_lawsuit_after_reconsideration_needs_no_reconsideration_in_the_row(office, tmp_path):
    imported(tmp_path, REPLIED | {"诉讼类型": "复议后起诉", "诉讼收到日期": "2025-09-01"})
    assert RemedyCase.objects.get().kind == "litigation_after"


@pytest.mark.parametrize(
    ("channel", "confirmed", "given", "received", "unconfirmed"),
    [
        ("当面", "", "", date(2025, 3, 3), False),
        ("网络", "", "", date(2025, 3, 3), False),
        ("传真", "2025-03-05", "", date(2025, 3, 5), False),
        ("传真", "", "", date(2025, 3, 3), True),
        ("平信", "", "", date(2025, 3, 3), True),
        ("电子邮件", "", "", date(2025, 3, 3), True),
        ("传真", "2025-03-05", "2025-03-04", date(2025, 3, 4), False),
        ("传真", "", "2025-03-04", date(2025, 3, 4), False),
    ],
)
def test_the_legal_day_follows_from_the_channel_unless_given(
    office, tmp_path, channel, confirmed, given, received, unconfirmed
):
    (case,) = imported(tmp_path, GOOD | {"申请方式": channel, "确认日期": confirmed, "收到日期": given})
    assert (case.received_on, case.unconfirmed) == (received, unconfirmed)
    assert case.arrived_on == date(2025, 3, 3)
    assert case.application.confirmations.count() == bool(confirmed)


def test_the_regulation_is_that_of_the_day_of_receipt(office, tmp_path):
    old, new = imported(tmp_path, OLD | {"到达日期": "2019-05-14"}, GOOD | {"到达日期": "2019-05-15"})
    assert (old.regulation, old.due_on) == ("2007", date(2019, 6, 4))
    assert (new.regulation, new.due_on) == ("2019", date(2019, 6, 13))


def test_an_opinion_of_another_agency_moves_nothing_in_2018(office, tmp_path):
    (case,) = imported(tmp_path, OLD | {"机关意见日期": "2018-03-12"})
    assert case.due_on == date(2018, 3, 26)


def test_outcomes_and_grounds_of_2007_are_accepted_for_2018(office, tmp_path):
    reply = {"答复日期": "2018-03-20", "文号": "1", "送达方式": "邮寄", "送达日期": "2018-03-20"}
    cases = imported(
        tmp_path,
        OLD | reply | {"登记编号": "1", "办理结果": "告知更改补充"},
        OLD | reply | {"登记编号": "2", "办理结果": "其他途径"},
        OLD | reply | {"登记编号": "3", "办理结果": "不予公开", "不予公开理由": "其他法定情形；非政府信息"},
    )
    assert [case.outcome for case in cases] == ["amend_told", "other_channel", "deny"]


WAYS_TO_WRITE = [
    {"到达日期": "2025-03-03"},
    {"到达日期": "2025/3/3"},
    {"到达日期": "2025年3月3日"},
    {"到达日期": " 2025年03月03日 "},
    {"到达日期": "２０２５-03-03"},
]


@pytest.mark.parametrize("given", WAYS_TO_WRITE, ids=[w["到达日期"] for w in WAYS_TO_WRITE])
def test_a_day_may_be_written_in_three_ways(office, tmp_path, given):
    (case,) = imported(tmp_path, GOOD | given)
    assert case.received_on == date(2025, 3, 3)


def test_typed_cells_and_numbers_as_text_are_read_alike(office, tmp_path):
    typed = GOOD | {
        "登记编号": 20250001,
        "到达日期": datetime(2025, 3, 3),
        "联系电话": 13800000000,
        "延期告知日期": date(2025, 3, 10),
        "延期工作日数": 15.0,
    }
    written = GOOD | {"登记编号": "20250002", "延期告知日期": "2025-03-10", "延期工作日数": "15个工作日"}
    one, two = imported(tmp_path, typed, written, write=as_xlsx, name="台账.xlsx")
    assert (one.number, one.application.phone) == ("20250001", "13800000000")
    assert one.due_on == two.due_on == date(2025, 4, 22)


def test_text_that_only_looks_like_a_formula_is_text(office, tmp_path):
    (case,) = imported(tmp_path, GOOD | {"联系电话": "+86-577-88512345", "申请内容": "- 某某项目批文", "信息类别": "-"})
    assert case.application.phone == "+86-577-88512345"
    assert case.application.content == "- 某某项目批文"


def test_names_with_rare_characters_and_hostile_text_are_kept(office, tmp_path):
    given = {"申请人": "𠮷野𬴂·买买提", "申请内容": "第一行\n<script>alert(1)</script>{{7*7}}", "备注": "经办“补”"}
    (case,) = imported(tmp_path, GOOD | given)
    assert case.application.applicant_name == given["申请人"]
    assert case.application.content == given["申请内容"]
    assert case.events.get(seq=1).data["note"] == given["备注"]


def test_blank_rows_and_any_order_of_columns_are_fine(office, tmp_path):
    turned = dict(reversed(GOOD.items()))
    path = as_csv(tmp_path / "台账.csv", turned, {}, turned | {"登记编号": "2"}, {}, encoding="utf-8")
    assert import_register(path, today=TODAY, now=at(TODAY)).imported == 2


def test_the_row_number_counts_blank_rows(office, tmp_path):
    path = as_xlsx(tmp_path / "台账.xlsx", GOOD, {}, GOOD | {"登记编号": "2", "申请方式": "快递"})
    found = import_register(path, today=TODAY, now=at(TODAY)).faults
    assert [fault.row for fault in found] == [4]


def test_the_desk_goes_on_where_the_register_stopped(office, tmp_path):
    (case,) = imported(tmp_path, GOOD | {"到达日期": "2026-11-02"})
    office.do(case, "assign", date(2026, 11, 24), handler_id=office.handler.pk)
    case = Case.objects.get()
    assert (case.state, case.handler, case.version) == ("handling", office.handler, 2)
    assert replay(case.pk, check=True) == []


def test_what_an_imported_case_may_have_done_late_the_desk_may_not(office, tmp_path):
    late, fresh = imported(
        tmp_path,
        GOOD | {"登记编号": "1", "到达日期": "2026-10-08", "延期告知日期": "2026-11-09", "延期工作日数": "10"},
        GOOD | {"登记编号": "2", "到达日期": "2026-10-08"},
    )
    assert (late.due_on, late.extended) == (fresh.due_on, False)
    with pytest.raises(Refused, match="已过应答复日2026-11-04，不能延期（条例33②）"):
        office.do(fresh, "extend", date(2026, 11, 9), workdays=10, reason="案情复杂")
    assert not fresh.events.filter(act="extend").exists()


def test_replay_finds_a_column_changed_behind_the_events(office, tmp_path, capsys):
    imported(tmp_path, REPLIED)
    Case.objects.update(timeliness="late")
    with pytest.raises(SystemExit) as stop:
        call_command("replay", "--check", "--format", "json")
    assert stop.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["cases"] == 1 and "timeliness" in told["differences"][0]
    assert Case.objects.get().timeliness == "late"
    call_command("replay")
    assert Case.objects.get().timeliness == "on_time"
    call_command("replay", "--check")


def test_the_number_of_queries_follows_the_batches_and_not_the_rows(office, tmp_path):
    few = as_csv(tmp_path / "few.csv", *(REPLIED | {"登记编号": f"a{n}"} for n in range(10)))
    many = as_csv(tmp_path / "many.csv", *(REPLIED | {"登记编号": f"b{n}"} for n in range(400)))
    with CaptureQueriesContext(connection) as before:
        import_register(few, today=TODAY, now=at(TODAY))
    with CaptureQueriesContext(connection) as after:
        import_register(many, today=TODAY, now=at(TODAY))
    assert len(after) < len(before) + 400 / 4  # SQLite takes a few dozen rows in one statement


# -- the registers that belong to published reports ------------------------------------------------------------
REGISTERS = {
    "ouhai_2018": (DEMO / "ouhai_2018_register.xlsx", 411),
    "pingtan_2021": (DATA / "pingtan_2021_register.xlsx", 70),
    "shanghai_office_2019": (DATA / "shanghai_office_2019_register.xlsx", 877),
    "shanghai_office_2025": (DATA / "shanghai_office_2025_register.xlsx", 1484),
}


@pytest.fixture
def agencies(db):
    """Return the agencies of the four registers."""
    for path in (DEMO / "ouhai_agencies.csv", DATA / "other_agencies.csv"):
        assert import_agencies(path).faults == []
    return Agency.objects


@pytest.mark.parametrize("name", REGISTERS)
def test_a_published_register_comes_in_whole_and_replays_clean(agencies, name, capsys):
    path, rows = REGISTERS[name]
    call_command("import_register", str(path), "--format", "json")
    assert json.loads(capsys.readouterr().out) == {"imported": rows, "errors": []}
    assert Case.objects.count() == Application.objects.count() == rows
    call_command("replay", "--check")


def test_the_ouhai_register_is_the_published_year(agencies):
    import_register(REGISTERS["ouhai_2018"][0], today=TODAY, now=at(TODAY))
    by = lambda **given: Case.objects.filter(**given).count()  # noqa: E731
    assert [by(outcome=code) for code in ("open", "partial", "not_exist", "not_ours", "deny", "amend_told")] == [
        158,
        98,
        69,
        35,
        11,
        11,
    ]
    assert by(regulation="2007") == by(state="closed") == 411
    assert by(timeliness="extended") == 5
    assert RemedyCase.objects.filter(kind="reconsideration").count() == 9
    assert RemedyCase.objects.filter(kind="litigation_direct").count() == 9


def test_an_old_year_carries_its_open_cases(agencies):
    import_register(REGISTERS["shanghai_office_2025"][0], today=TODAY, now=at(TODAY))
    assert Case.objects.filter(outcome="").count() == 293
    assert Case.objects.filter(outcome="correction_lapsed", lapse="correction").count() == 43
    assert Case.objects.filter(received_on__year=2024).exists()
