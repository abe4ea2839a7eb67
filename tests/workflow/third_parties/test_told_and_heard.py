"""Each third party is told by itself; what comes back, or does not, is recorded as what it is (11.4; practice A2, 14 and 15)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from law import Refused
from tests.workflow.sample_office import at
from tests.workflow.sample_parties import CONTACT
from tests.workflow.test_api_and_sweeps import client_of
from tests.workflow.third_parties.doors import (
    AFTER,
    ANSWERED,
    ASKED,
    LAST,
    OPINIONS,
    START,
    WEIGHED,
    ApiDoor,
    PageDoor,
    asked,
)
from workflow.cases.consultations import THIRD_PARTY, consultations
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import effective
from workflow.cases.third_parties.overruling import overruled_in
from workflow.mail.addresses import addresses
from workflow.papers.prefill import prefilled

INQUIRY = {"name": "甲公司", "matter": "合同所列工序单价"} | CONTACT


def page_of(office, client, case, day: date) -> str:
    """Return the case page as the handler sees it on a day."""
    client.force_login(office.handler)
    with time_machine.travel(at(day), tick=False):
        return client.get(reverse("case", args=[case.pk])).content.decode()


def on_the_sheet(office, case, day: date) -> str:
    """Return what the approval sheet says of who was asked."""
    told = prefilled(Case.objects.get(pk=case.pk), "approval_sheet", by=office.clerk, today=day, days=calendar())
    return told["third_parties"]


# -- one inquiry, one third party ------------------------------------------------------------------------------
@pytest.mark.parametrize("through", ["api", "page"])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "甲公司、乙公司"}, "name"),
        ({"name": "甲公司等三家公司"}, "name"),
        ({"name": "被征收住户等5户"}, "name"),
        ({"phone": ""}, "address"),
        ({"phone": "无"}, "phone"),
        ({"matter": "同上"}, "matter"),
        ({"interest": "state_secret"}, "interest"),
        ({"interest": ""}, "interest"),
    ],
)
def test_an_inquiry_names_one_how_it_is_reached_and_what_concerns_it(office, client, through, wrong, field):
    case, before = office.assigned(START), 2
    door = ApiDoor(office) if through == "api" else PageDoor(office, client)
    told = door.act(office.handler, case, "consult_third_party", ASKED, **INQUIRY | wrong)
    assert told[0] == (400 if through == "api" else 422)
    if through == "api":
        assert told[3].endswith(field)
    assert Case.objects.get(pk=case.pk).version == before


@pytest.mark.parametrize("through", ["api", "page"])
def test_it_is_kept_with_its_contact_which_only_the_post_sees(office, client, through):
    case = office.assigned(START)
    door = ApiDoor(office) if through == "api" else PageDoor(office, client)
    sent = INQUIRY | {"name": "王等", "address": "某市某路8号", "phone": "0577-9"}
    assert door.act(office.handler, case, "consult_third_party", ASKED, **sent)[0] == 201
    event = case.events.get(act="consult_third_party")
    assert {name: event.data[name] for name in sent} == sent
    (letter,) = addresses([event.letter])
    assert (letter.address, letter.phone) == ("某市某路8号", "0577-9")
    seen = client_of(office.handler).get(f"/api/v1/cases/{case.pk}/").json()
    data = next(one["data"] for one in seen["events"] if one["act"] == "consult_third_party")
    assert data["interest"] == "trade_secret" and not {"address", "phone"} & set(data)
    shown = page_of(office, client, case, ASKED)
    assert "合同所列工序单价" in shown and "商业秘密" in shown and "某市某路8号" not in shown


def test_each_inquiry_of_a_case_has_a_key_of_its_own(office):
    case = asked(office, "agrees")
    with pytest.raises(Refused, match="已经用过"):
        office.do(case, "consult_third_party", AFTER, key="a", **INQUIRY | {"name": "乙公司"})


# -- what came back --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("through", ["api", "page"])
@pytest.mark.parametrize("said", ["objects", "partly"])
def test_an_objection_says_its_reasons_or_that_it_gives_none(office, client, through, said):
    case = asked(office, "")
    door = ApiDoor(office) if through == "api" else PageDoor(office, client)
    told = door.act(office.handler, case, "receive_third_party_opinion", ANSWERED, agrees=said, text="")
    assert told[0] == (400 if through == "api" else 422) and "没有说明理由" in told[1]
    told = door.act(
        office.handler, case, "receive_third_party_opinion", ANSWERED, agrees=said, text="", without_reasons=True
    )
    assert told[0] == 201
    assert "没有说明理由" in page_of(office, client, case, ANSWERED)
    assert "没有说明理由" in on_the_sheet(office, case, ANSWERED)


def test_that_it_objects_is_recorded_as_no_reason(office, client):
    case = asked(office, "")
    office.do(case, "receive_third_party_opinion", ANSWERED, agrees="objects", text="我公司不同意公开上述材料")
    assert case.events.get(act="receive_third_party_opinion").data["without_reasons"] is True
    with_reasons = asked(office, "objects")
    assert "理由：工序单价不为公众所知悉" in page_of(office, client, with_reasons, ANSWERED)


def test_under_2007_an_objection_is_recorded_with_or_without_reasons(office):
    case = office.assigned(date(2018, 3, 5))
    office.do(case, "consult_third_party", date(2018, 3, 6), key="a", **INQUIRY)
    door, day = ApiDoor(office), date(2018, 3, 8)
    assert door.act(office.handler, case, "receive_third_party_opinion", day, agrees="objects")[0] == 201


def test_silence_is_no_opinion_that_is_typed_it_follows_from_the_term(office, client):
    case, door = asked(office, ""), ApiDoor(office)
    assert door.act(office.handler, case, "receive_third_party_opinion", AFTER, agrees="silent")[0] == 400
    assert door.act(office.handler, case, "lapse_third_party_opinion", LAST)[0] == 400
    assert f"尚未答复（期限到{LAST}）" in page_of(office, client, case, LAST)
    assert f"逾期未提出意见（{LAST}届满）" in page_of(office, client, case, AFTER)  # nobody recorded anything
    door.draft(case, AFTER, [])
    assert "“甲公司”" in door.submit(case, AFTER)[1]


def test_of_a_letter_that_is_not_known_to_have_arrived_nobody_is_silent(office, client):
    case = office.assigned(START)
    event = office.decide(case, "consult_third_party", ASKED, key="a", **INQUIRY)
    office.send(case, event, ASKED, handed=False)
    shown = page_of(office, client, case, date(2026, 5, 6))
    assert f"{ASKED}寄出" in shown and "尚未答复" in shown and "逾期未提出意见（" not in shown


# -- what came before the inquiry reached it -------------------------------------------------------------------
def early(office, case, left: date | None, arrived: date | None):
    """Record an opinion of 6 March, and on which days the inquiry left and arrived."""
    event = office.decide(case, "consult_third_party", ASKED, key="a", **INQUIRY)
    if left is not None and left < ANSWERED:
        office.send(case, event, left, handed=False)
    office.decide(case, "receive_third_party_opinion", ANSWERED, key="a", **OPINIONS["agrees"])
    if left is not None and left > ANSWERED:
        office.send(case, event, left, handed=False)
    if arrived is not None:
        receipt = {"letter_id": event.letter_id, "method": "mail", "receipt": f"EMS EA{event.letter_id:09d}CN"}
        office.decide(case, "record_service", arrived, status="delivered", **receipt)


@pytest.mark.parametrize(
    ("left", "arrived", "says"),
    [
        (None, None, "征求意见书没有寄出，自行来函"),
        (date(2026, 3, 9), date(2026, 3, 11), "征求意见书未寄出前自行来函"),
        (date(2026, 3, 4), date(2026, 3, 9), "征求意见书收到前自行来函"),
        (date(2026, 3, 4), date(2026, 3, 6), ""),
        (date(2026, 3, 4), None, ""),
    ],
)
def test_an_answer_before_the_inquiry_is_recorded_as_what_it_is(office, client, left, arrived, says):
    case, later = office.assigned(START), date(2026, 3, 12)
    early(office, case, left, arrived)
    for told in (page_of(office, client, case, later), on_the_sheet(office, case, later)):
        assert "2026-03-06答复" in told
        assert (says in told) if says else ("自行来函" not in told)
    assert replay(case.pk, check=True) == []


# -- who is overruled is told ----------------------------------------------------------------------------------
def overruled(office) -> Case:
    """Return a signed case that discloses against the objection of one of two third parties."""
    case = asked(office, "objects")
    asked(office, "agrees", "b", "乙公司", case)
    decided = [
        {"key": "a", "decision": "disclose", "public_interest": WEIGHED},
        {"key": "b", "decision": "disclose"},
    ]
    facts = {"provided": ["施工合同"], "secrecy_review": "表1"}
    office.do(case, "draft", AFTER, outcome="open", facts=facts, parties=decided)
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, AFTER)
    return case


@pytest.mark.parametrize("through", ["api", "page"])
def test_no_reply_before_the_letter_to_who_is_overruled(office, client, through):
    case = overruled(office)
    door = ApiDoor(office) if through == "api" else PageDoor(office, client)
    told = door.act(office.clerk, case, "reply", AFTER)
    assert told[0] == (400 if through == "api" else 422) and "甲公司不同意公开" in told[1]
    told = door.act(office.clerk, case, "notify_third_party", AFTER, matter="同上", reason=WEIGHED)
    assert told[0] == (400 if through == "api" else 422)
    told = door.act(office.clerk, case, "notify_third_party", AFTER, matter="工序单价", reason=WEIGHED)
    assert told[0] == 201
    letter = case.events.get(act="notify_third_party").letter
    assert (
        letter.addressee == "甲公司"
        and WEIGHED in letter.html
        and "2026年3月6日收到贵方不同意公开的意见" in letter.html
    )
    assert door.act(office.clerk, case, "notify_third_party", AFTER, matter="工序单价", reason=WEIGHED)[0] != 201
    assert door.act(office.clerk, case, "reply", AFTER)[0] == 201


def test_the_letter_says_what_was_asked_about_and_weighed(office, client):
    case = overruled(office)
    client.force_login(office.clerk)
    with time_machine.travel(at(AFTER), tick=False):
        steps = client.get(reverse("case", args=[case.pk])).context["steps"]
    form = next(step["form"] for step in steps if step["row"].code == "notify_third_party")
    assert (form["matter"].value(), form["reason"].value()) == ("合同所列工序单价", WEIGHED)


def test_the_case_is_not_closed_before_the_letter_to_who_is_overruled_left(office, client):
    case, door = overruled(office), ApiDoor(office)
    notice = office.decide(case, "notify_third_party", AFTER, key="a", matter="工序单价", reason=WEIGHED)
    office.decide(case, "reply", AFTER)
    office.decide(case, "deliver", AFTER, method="direct", receipt="张三")
    office.send(case, case.events.get(act="register"), AFTER)
    told = door.act(office.clerk, case, "close", AFTER)
    assert told[0] == 400 and notice.letter.number in told[1]
    office.decide(case, "annul", AFTER, by=office.reviewer, seq=notice.seq, reason="公文印错，没有寄出")
    client.force_login(office.clerk)
    with time_machine.travel(at(AFTER), tick=False):
        assert client.post(reverse("letter-void", args=[notice.letter_id]), {"reason": "没有寄出"}).status_code == 302
    told = door.act(office.clerk, case, "close", AFTER)
    assert told[0] == 400 and "甲公司" in told[1] and told[2] == "条例45"
    again = office.decide(case, "notify_third_party", AFTER, key="a", matter="工序单价", reason=WEIGHED)
    office.send(case, again, AFTER, handed=False)
    assert door.act(office.clerk, case, "close", AFTER)[0] == 201
    assert replay(case.pk, check=True) == []


@pytest.mark.parametrize(
    ("drafted", "names"),
    [
        ({"outcome": "open", "grounds": ""}, ["甲公司"]),
        ({"outcome": "partial", "grounds": "|trade_secret|"}, []),
        ({"outcome": "partial", "grounds": "|process|"}, ["甲公司"]),
        ({"outcome": "deny", "grounds": "|process|"}, []),
        (
            {"outcome": "partial", "grounds": "|trade_secret|", "parties": [{"key": "a", "decision": "disclose"}]},
            ["甲公司"],
        ),
        ({"outcome": "partial", "grounds": "|process|", "parties": [{"key": "a", "decision": "withhold"}]}, []),
    ],
)
def test_a_draft_of_before_overrules_as_it_did_and_one_of_now_by_name(office, drafted, names):
    case = asked(office, "objects")
    parties = consultations(effective(case.events.order_by("seq")), THIRD_PARTY)
    assert [one.name for one in overruled_in(parties, drafted)] == names


# -- what reviewer and sheet see -------------------------------------------------------------------------------
def test_review_page_and_sheet_list_each_with_its_decision(office, client):
    case = asked(office, "objects")
    asked(office, "silent", "c", "丙公司", case)
    door = PageDoor(office, client)
    door.draft(
        case,
        AFTER,
        [
            {"key": "a", "decision": "withhold"},
            {"key": "c", "decision": "disclose", "finding": "付款节点已随中标结果公告"},
        ],
    )
    with time_machine.travel(at(AFTER), tick=False):
        page = client.get(reverse("review", args=[case.pk]))
    shown = page.content.decode()
    assert "甲公司的理由是否合理（条例32）？" in shown
    assert "本机关决定公开：付款节点已随中标结果公告" in shown
    assert {check.verdict for check in page.context["checks"] if check.text == "丙公司"} == {"ok"}
    sheet = on_the_sheet(office, case, AFTER)
    assert sheet == (
        "甲公司，2026-03-03送达，2026-03-06答复：不同意公开，理由：工序单价不为公众所知悉，公开会损害本公司的竞争地位，本机关决定不公开；"
        "丙公司，2026-03-03送达，逾期未提出意见（2026-03-24届满），本机关决定公开：付款节点已随中标结果公告"
    )
