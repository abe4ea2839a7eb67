"""11.5 Every demand is answered: registered one by one, changed with a reason, and no reply goes on that leaves one out."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.sample_office import PUBLISHED, SEARCH, at
from tests.workflow.sample_registers import GOOD, REPLIED, as_csv
from workflow.acts.services import RegistrationDetails, register
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.papers.demands import demands_in
from workflow.registers.export_rows import row_of
from workflow.registers.services import import_register

DAY, LATER = date(2026, 3, 2), date(2026, 3, 4)
DEMANDS = ["征地批复", "补偿方案", "听证笔录"]
TEXT = "申请公开：1.征地批复；2.补偿方案；3.听证笔录"
EACH = "条例36"
OPEN = {"conclusion": "open", "told": {"provided": ["征地批复"], "secrecy_review": "表1"}}
WEBSITE = {"conclusion": "open_published", "told": PUBLISHED | {"where_published": "区政府网站“征收”专栏"}}
NOT_THERE = {"conclusion": "not_exist", "told": {"search_record": SEARCH}}
PARTS = [{"asked": text} | part for text, part in zip(DEMANDS, (OPEN, WEBSITE, NOT_THERE), strict=True)]


def in_hand(office, **given) -> Case:
    return office.assigned(DAY, **{"content": TEXT, "demands": DEMANDS} | given)


def drafted(office, case, *parts, on=LATER, **more):
    return office.do(case, "draft", on, kind="combined", facts={"parts": list(parts)} | more)


def refused(office, case, code="submit_for_review", on=LATER, **given) -> Refused:
    with pytest.raises(Refused) as found:
        office.do(case, code, on, **given)
    return found.value


def now(case) -> Case:
    return Case.objects.get(pk=case.pk)


# -- registered ----------------------------------------------------------------------------------------------------


def test_what_was_confirmed_is_a_fact_of_the_registration(office):
    case = in_hand(office)
    assert case.events.get(act="register").data["demands"] == DEMANDS
    assert "demands_seem" not in case.events.get(act="register").data
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"demands": None}, {"demands_seem": 3}),
        ({"demands": [TEXT]}, {"demands": [TEXT], "demands_seem": 3}),
        ({"demands": DEMANDS[:2]}, {"demands": DEMANDS[:2], "demands_seem": 3}),
        ({"demands": [*DEMANDS, "付款凭证"]}, {"demands": [*DEMANDS, "付款凭证"]}),
        ({"demands": None, "content": "某小区改造施工合同"}, {}),
        ({"demands": ["征地\n批复 ", "", "补偿方案"], "content": "批复和方案"}, {"demands": ["征地 批复", "补偿方案"]}),
    ],
)
def test_a_text_that_lists_more_than_was_confirmed_leaves_a_doubt(office, given, kept):
    data = in_hand(office, **given).events.get(act="register").data
    assert {name: value for name, value in data.items() if name.startswith("demands")} == kept


@pytest.mark.parametrize(
    ("demands", "says"),
    [
        (["征地批复", "补偿方案", "征地批復"], "第 3 项与第 1 项相同"),
        (["征地批复", "同上"], "没有说明什么"),
        ([" "], "请填写“申请事项”"),
        ([f"第{n}份合同" for n in range(51)], "超过 50 项"),
    ],
)
def test_demands_that_say_nothing_or_the_same_twice_are_not_registered(office, demands, says):
    application = office.application(DAY, content=TEXT)
    with pytest.raises(Refused, match=says) as found:
        register(application, by=office.clerk, now=at(DAY), details=RegistrationDetails(demands=demands))
    assert found.value.field == "demands" and not Case.objects.filter(application=application).exists()


# -- answered ------------------------------------------------------------------------------------------------------


def test_one_conclusion_does_not_answer_three_demands(office):
    """A2 case 11: what was asked item by item is answered by one note."""
    case = in_hand(office)
    office.drafted(case, LATER, provided=["情况说明"], secrecy_review="表1")
    error = refused(office, case)
    assert (error.article, error.field) == (EACH, "demands")
    assert all(f"第 {place} 项：“{text}”" in error.reason for place, text in enumerate(DEMANDS, start=1))
    assert "政府信息公开告知书”只有一个结论" in error.reason and "item 2" in error.english


def test_the_demand_that_is_left_out_is_named(office):
    case = in_hand(office)
    drafted(office, case, PARTS[0], PARTS[2])
    error = refused(office, case)
    assert "第 2 项：“补偿方案”" in error.reason and "第 1 项" not in error.reason and "第 3 项" not in error.reason


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"conclusion": "not_ours", "told": {}}, "第 2 项：.*缺少“不属于本机关负责公开的理由”"),
        ({"conclusion": "open_published", "told": PUBLISHED | {"where_published": "同上"}}, "第 2 项：.*没有说明什么"),
        ({"conclusion": "unclear", "told": {"unclear_points": ["年份"]}}, "第 2 项：.*缺少“收到补正之日”"),
        ({"conclusion": "deny", "told": {"items": [{"ground": "internal", "reason": "内部"}]}}, "第 2 项：.*缺少"),
        ({"conclusion": "no_such", "told": {}}, "不能作为其中一项"),
        ({"conclusion": ["open"], "told": {}}, "这一项的结论"),
    ],
)
def test_a_conclusion_without_its_facts_is_refused_with_its_number(office, part, says):
    case = in_hand(office)
    with pytest.raises(Refused, match=says):
        drafted(office, case, PARTS[0], {"asked": "补偿方案"} | part, PARTS[2])


def test_a_conclusion_that_the_case_does_not_bear_is_refused_with_its_number(office):
    case = office.assigned(date(2018, 3, 5), content=TEXT, demands=DEMANDS)
    second = PARTS[1] | {"conclusion": "archived"}
    told = {
        "archive": "区档案馆",
        "archive_contact": "0577-1",
        "handed_over_on": "2017-01-01",
        "hand_over_list": "清单",
    }
    drafted(office, case, PARTS[0] | {"asked": "听证笔录"}, second | {"told": told}, on=date(2018, 3, 7))
    with pytest.raises(Refused, match="第 1 项：没有要求过补正") as found:
        parts = [{"asked": text, "conclusion": "unclear", "told": {"unclear_points": ["年份"]}} for text in DEMANDS]
        drafted(office, case, *parts, on=date(2018, 3, 7), corrected_on="2018-03-06")
    assert found.value.article == "条例21（四）"


def test_the_letter_answers_in_the_order_of_the_demands_and_in_their_words(office):
    case = in_hand(office)
    drafted(office, case, PARTS[2], {"asked": "補償方案"} | WEBSITE, PARTS[0])
    text = now(case).draft.text
    places = [text.index(f"{number}、关于“{asked}”") for number, asked in zip("一二三", DEMANDS, strict=True)]
    assert places == sorted(places)
    office.do(case, "submit_for_review", LATER)
    assert now(case).state == "in_review"


def test_over_the_api_parts_without_words_answer_by_their_place(office):
    case = in_hand(office)
    drafted(office, case, OPEN, WEBSITE, NOT_THERE)
    assert [part["asked"] for part in now(case).draft.facts["parts"]] == DEMANDS


def test_what_nobody_asked_for_and_what_is_answered_twice_is_no_answer(office):
    case = in_hand(office)
    drafted(office, case, *PARTS, {"asked": "付款凭证"} | WEBSITE)
    assert "“付款凭证”不是登记的申请事项" in refused(office, case).reason
    drafted(office, case, *PARTS, PARTS[1])
    assert "“补偿方案”不是登记的申请事项，或者答复了两次" in refused(office, case).reason


def test_the_same_conclusion_for_each_counts_once_and_is_still_said_item_by_item(office):
    case = in_hand(office)
    drafted(office, case, *[{"asked": text} | WEBSITE for text in DEMANDS])
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, LATER)
    assert now(case).outcome == "open_published"
    assert replay(case.pk, check=True) == []


def test_what_ends_the_whole_application_ends_every_demand(office):
    case = in_hand(office)
    office.do(case, "request_correction", LATER, points="写明项目的名称", delivered_on=LATER, term_workdays=5)
    office.do(case, "lapse_correction", date(2026, 3, 12))
    office.drafted(case, date(2026, 3, 12), "correction_lapsed", requested_on="2026-03-04", term_ended_on="2026-03-11")
    office.do(case, "submit_for_review", date(2026, 3, 12))
    assert now(case).state == "in_review"


def test_while_nobody_confirmed_them_a_text_of_three_wants_three_answers(office):
    case = in_hand(office, demands=None)
    office.drafted(case, LATER, provided=["情况说明"], secrecy_review="表1")
    error = refused(office, case)
    assert (error.article, error.field) == (EACH, "demands") and "申请内容似有 3 项" in error.reason
    drafted(office, case, *PARTS)
    office.do(case, "submit_for_review", LATER)


def test_a_person_who_says_that_it_is_one_demand_ends_the_doubt(office):
    case = in_hand(office, demands=None)
    office.drafted(case, LATER, provided=["批复全文"], secrecy_review="表1")
    office.do(case, "change_demands", LATER, demands=[TEXT], reason="电话核对：三个名称是同一份文件")
    assert (demands_in(case).doubt, demands_in(case).merged) == (0, 3)
    office.do(case, "submit_for_review", LATER)


def test_what_was_registered_before_there_were_demands_goes_on_as_it_did(office, monkeypatch):
    monkeypatch.setattr("workflow.acts.services.kept_demands", lambda content, given: {})
    case = in_hand(office)
    office.drafted(case, LATER, provided=["批复、方案和笔录"], secrecy_review="表1")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, LATER)
    assert (now(case).state, demands_in(case).asked) == ("replied", 1)


def test_one_demand_has_one_conclusion(office):
    case = in_hand(office, demands=["征地批复"], content="征地批复")
    office.drafted(case, LATER, provided=["批复全文"], secrecy_review="表1")
    office.do(case, "submit_for_review", LATER)
    assert now(case).state == "in_review"


def test_an_imported_case_shows_the_doubt_and_is_not_held_up(office, tmp_path):
    given = GOOD | {"受理单位": office.agency.name, "申请内容": TEXT}
    rows = (given | {"登记编号": "Z-1", "到达日期": "2026-03-02"}, REPLIED | given | {"登记编号": "Z-2"})
    assert import_register(as_csv(tmp_path / "a.csv", *rows), today=LATER, now=at(LATER)).imported == 2
    case, done = Case.objects.get(number="Z-1"), Case.objects.get(number="Z-2")
    assert (demands_in(case).doubt, demands_in(done).doubt) == (3, 0)
    office.do(case, "assign", LATER, handler_id=office.handler.pk)
    office.drafted(case, LATER, provided=["情况说明"], secrecy_review="表1")
    office.do(case, "submit_for_review", LATER)
    assert now(case).state == "in_review"


def test_the_register_says_that_it_has_no_column_for_them(office):
    for case, said in ((in_hand(office), ["逐项申请事项（3 项）"]), (in_hand(office, demands=None), [])):
        _row, lost = row_of(case, list(case.events.order_by("seq")), calendar(), now=at(LATER))
        assert [each for each in lost if "申请事项" in each] == said


# -- changed -------------------------------------------------------------------------------------------------------


def test_both_readings_of_a_change_stay_on_record(office):
    case = in_hand(office, demands=None)
    event = office.do(case, "change_demands", LATER, demands="征地批复\n补偿方案\n听证笔录", reason="按申请书所列分项")
    assert event.data["before"] == [TEXT] and event.data["demands"] == DEMANDS
    again = office.do(
        case, "change_demands", LATER, by=office.handler, demands=DEMANDS[:2], reason="申请人来函删去第三项"
    )
    assert again.data["before"] == DEMANDS and demands_in(case).texts == tuple(DEMANDS[:2])
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"demands": DEMANDS, "reason": "核对"}, "demands"),
        ({"demands": DEMANDS[:2], "reason": ""}, "reason"),
        ({"demands": DEMANDS[:2], "reason": "同上"}, "reason"),
        ({"demands": [], "reason": "核对"}, "demands"),
        ({"demands": 7, "reason": "核对"}, "demands"),
    ],
)
def test_a_change_says_what_and_why(office, given, field):
    error = refused(office, in_hand(office), "change_demands", **given)
    assert error.field == field


def test_only_the_clerk_and_who_handles_the_case_change_them(office):
    case = in_hand(office)
    other = type(office.handler).objects.create(username="other", display_name="other", agency=office.agency)
    other.grants.create(role="handler")
    for person, may in ((office.clerk, True), (office.handler, True), (other, False), (office.reviewer, False)):
        assert policy.may(person, "change_demands", now(case), LATER) == may, person


def test_a_change_during_the_review_sends_the_draft_back_to_its_writer(office):
    case = in_hand(office)
    drafted(office, case, *PARTS)
    office.do(case, "submit_for_review", LATER)
    office.do(case, "change_demands", LATER, demands=[*DEMANDS, "付款凭证"], reason="复核申请书第二页，还有一项")
    assert "第 4 项：“付款凭证”" in refused(office, case, "approve").reason
    office.do(case, "return_draft", LATER, comments="还有第四项没有答复")
    drafted(office, case, *PARTS, {"asked": "付款凭证"} | WEBSITE)
    for act in ("submit_for_review", "approve"):
        office.do(case, act, LATER)
    assert not policy.may(office.clerk, "change_demands", now(case), LATER)  # what is approved stands


def test_a_change_is_annulled_from_the_end_and_the_reading_before_it_holds_again(office):
    case = in_hand(office)
    seq = office.do(case, "change_demands", LATER, demands=[TEXT], reason="电话核对").seq
    office.drafted(case, LATER, provided=["情况说明"], secrecy_review="表1")
    about = {"by": office.reviewer, "seq": seq, "reason": "没有核对过"}
    assert "依次更正" in refused(office, case, "annul", **about).reason
    draft = now(case).events.get(act="draft").seq
    office.do(case, "annul", LATER, by=office.reviewer, seq=draft, reason="随申请事项一并更正")
    office.do(case, "annul", LATER, **about)
    assert demands_in(case).texts == tuple(DEMANDS)
    assert replay(case.pk, check=True) == []
