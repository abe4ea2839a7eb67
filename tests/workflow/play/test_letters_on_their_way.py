"""Services, consultations, terms that lapse, records that are taken back: what other days decide than those of the acts."""

import pytest

from tests.workflow.play.lives import in_hand, play, registered, reply, service, step

pytestmark = pytest.mark.django_db


def test_a_reply_is_in_time_by_the_day_on_which_it_left(monkeypatch):
    for posted, timeliness in (("2025-03-31", "on_time"), ("2025-04-01", "late")):
        told = play([*in_hand(), reply("2025-03-28"), service("2025-04-02", "reply", on=posted)], monkeypatch)
        assert (told[-1]["state"], told[-1]["timeliness"]) == ("delivered", timeliness)


def test_mail_is_posted_then_delivered_and_the_arrival_may_be_recorded_later(monkeypatch):
    asked = [*in_hand(), step("2025-03-04", "handler", "request_correction")]
    at_once = service("2025-03-10", "request_correction", on="2025-03-04", delivered_on="2025-03-07")
    posted = service("2025-03-04", "request_correction")
    lapse = step("2025-03-31", "handler", "lapse_correction")
    arrived = play([*asked, at_once, lapse], monkeypatch)
    assert arrived[-1]["state"] == "lapsed"  # fifteen working days from 7 March end on 28 March
    assert play([*asked, posted, at_once, lapse], monkeypatch)[-1]["state"] == "lapsed"
    assert play([*asked, posted, lapse], monkeypatch)[-1]["refused"]["reason"].startswith("还没有补正告知书收到的记录")
    assert (
        play([*asked, at_once, step("2025-03-28", "handler", "lapse_correction")], monkeypatch)[-1]["refused"]["field"]
        == "on"
    )
    again = play([*asked, posted, posted], monkeypatch)[-1]["refused"]
    assert "再寄请写明原因" in again["reason"]


def test_what_came_back_is_posted_again(monkeypatch):
    steps = [
        *in_hand(),
        service("2025-03-03", "register", "直接"),
        reply("2025-03-10"),
        service("2025-03-10", "reply"),
        service("2025-03-20", "reply", data={"status": "退回"}),
        service("2025-03-21", "reply", delivered_on="2025-03-21"),
        step("2025-03-24", "clerk", "close"),
    ]
    assert [one["refused"] for one in play(steps, monkeypatch)] == [None] * len(steps)


@pytest.mark.parametrize("how", ["直接", "电子", "委托"])
def test_what_is_handed_over_leaves_and_arrives_on_one_day(monkeypatch, how):
    asked = [*in_hand(), step("2025-03-04", "handler", "request_correction")]
    given = service("2025-03-06", "request_correction", how, on="2025-03-05")
    told = play([*asked, given, step("2025-03-28", "handler", "lapse_correction")], monkeypatch)
    assert [one["ok"] for one in told[-2:]] == [True, True]
    told = play([*asked, given | {"delivered_on": "2025-03-06"}], monkeypatch)
    assert told[-1]["refused"]["field"] == "delivered_on"


def test_only_the_post_carries_official_letters(monkeypatch):
    steps = [*in_hand(), reply("2025-03-10"), service("2025-03-10", "reply", data={"receipt": "SF1234567890123"})]
    told = play(steps, monkeypatch)
    assert (told[-1]["refused"]["article"], told[-1]["state"]) == ("国办公开办函〔2016〕235号二", "replied")


def test_a_service_says_nothing_that_is_not_read(monkeypatch):
    steps = [*in_hand(), reply("2025-03-10")]
    for data, field in (
        ({"status": "寄了"}, "status"),
        ({"signatory": "王某"}, "signatory"),
        ({"receipt": ["x"]}, "receipt"),
    ):
        told = play([*steps, service("2025-03-10", "reply", data=data)], monkeypatch)[-1]
        assert (told["refused"]["field"], told["state"]) == (field, "replied")


def test_there_must_be_a_letter_to_serve(monkeypatch):
    told = play([*in_hand(), service("2025-03-04", "extend"), service("2025-03-04", "assign")], monkeypatch)
    assert [one["refused"]["reason"] for one in told[2:]] == ["还没有办“延期答复”", "“分派承办人”没有公文"]
    assert play([registered(), service("2025-03-03", "register", "直接")], monkeypatch)[1]["ok"]


def test_a_service_is_not_recorded_before_it_happened(monkeypatch):
    steps = [*in_hand(), reply("2025-03-10"), service("2025-03-10", "reply", delivered_on="2025-03-12")]
    told = play(steps, monkeypatch)
    assert (told[-1]["refused"]["field"], told[-1]["state"]) == ("on", "replied")  # neither of the two facts


def test_consultations_are_open_by_their_keys(monkeypatch):
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "handler", "consult_third_party"),
            service("2025-03-05", "consult_third_party", "直接"),
            step("2025-03-05", "handler", "consult_agency", {"key": "财政"}),
            service("2025-03-05", "consult_agency", "直接"),
            step("2025-03-06", "handler", "consult_third_party"),
            service("2025-03-06", "consult_third_party", "直接"),
            step(
                "2025-03-10",
                "handler",
                "receive_third_party_opinion",
                {"key": "a", "agrees": "不同意", "text": "涉及报价"},
            ),
            reply("2025-03-11"),
            step("2025-03-12", "handler", "receive_third_party_opinion"),
            step("2025-03-12", "handler", "receive_agency_opinion"),
            step("2025-03-31", "handler", "receive_agency_opinion"),
        ],
        monkeypatch,
    )
    assert [sorted(one["open"]) for one in told[7:]] == [
        ["a", "c", "财政"],
        ["c", "财政"],
        ["c", "财政"],
        ["财政"],
        [],
        [],
    ]
    assert told[9]["refused"]["field"] == "consultation"
    assert told[12]["refused"]["reason"] == "没有等待回复的征求意见"


def test_an_objection_is_overruled_only_once_the_third_party_was_told(monkeypatch):
    road = [
        step("2025-03-12", "handler", "draft", {"outcome": "予以公开"}),
        step("2025-03-12", "handler", "submit_for_review"),
        step("2025-03-12", "reviewer", "approve"),
        step("2025-03-12", "signer", "sign"),
    ]
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "handler", "consult_third_party"),
            service("2025-03-05", "consult_third_party", "直接"),
            step("2025-03-10", "handler", "receive_third_party_opinion", {"agrees": "不同意", "text": "涉及报价"}),
            *road,
            step("2025-03-12", "clerk", "reply"),
            step("2025-03-12", "handler", "notify_third_party"),
            service("2025-03-12", "notify_third_party", "直接"),
            step("2025-03-12", "clerk", "reply"),
        ],
        monkeypatch,
    )
    assert [one["ok"] for one in told[-4:]] == [False, True, True, True]
    assert told[-4]["refused"]["article"] == "条例32"


@pytest.mark.parametrize(
    ("asked", "lapse", "day", "state"),
    [
        ("request_reasons", "lapse_reasons", "2025-03-27", "handling"),
        ("issue_fee_notice", "lapse_payment", "2025-04-03", "lapsed"),
        ("consult_third_party", "lapse_third_party_opinion", "2025-03-27", "handling"),
        ("consult_agency", "lapse_agency_opinion", "2025-03-27", "handling"),
    ],
)
def test_a_term_lapses_from_the_receipt_of_its_letter(monkeypatch, asked, lapse, day, state):
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "handler", asked),
            service("2025-03-05", asked, "直接"),
            step(day, "handler", lapse),
        ],
        monkeypatch,
    )
    assert (told[-1]["refused"], told[-1]["state"]) == (None, state)


def test_a_lapsed_case_is_concluded_as_lapsed_by_itself(monkeypatch):
    told = play(
        [
            *in_hand(),
            service("2025-03-03", "register", "直接"),
            step("2025-03-05", "handler", "request_correction"),
            service("2025-03-05", "request_correction", "直接"),
            step("2025-03-28", "handler", "lapse_correction"),
            step("2025-03-28", "handler", "reply", through=True),
            service("2025-03-28", "reply"),
            step("2025-03-31", "clerk", "close"),
        ],
        monkeypatch,
    )
    assert (told[-1]["state"], [one["refused"] for one in told]) == ("closed", [None] * 9)


def test_a_record_is_taken_back_by_another_person_by_the_name_of_its_act(monkeypatch):
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "handler", "extend", {"workdays": 20}),
            step("2025-03-06", "handler", "annul", of="extend"),
            step("2025-03-06", "clerk", "annul", of="extend"),
            step("2025-03-06", "clerk", "annul", of="extend"),
        ],
        monkeypatch,
    )
    assert [one["ok"] for one in told[3:]] == [False, True, False]
    assert told[4]["due_on"] == "2025-03-31"
    assert told[5]["refused"]["reason"] == "还没有办“延期答复”"


def test_a_channel_that_needs_a_confirmation_waits_for_its_day(monkeypatch):
    told = play(
        [
            registered(channel="电子邮件"),
            registered("2025-03-05", channel="电子邮件", arrived_on="2025-03-03", confirmed_on="2025-03-05"),
        ],
        monkeypatch,
    )
    assert (told[0]["refused"]["field"], told[0]["state"]) == ("confirmed_on", None)
    assert told[1]["received_on"] == "2025-03-05"


def test_a_reply_that_is_given_at_once_needs_no_receipt(monkeypatch):
    told = play(
        [registered(channel="当面", at_once=True), service("2025-03-03", "register", "直接"), reply("2025-03-03")],
        monkeypatch,
    )
    assert [one["ok"] for one in told] == [True, False, True]


def test_wrong_values_are_refused_by_their_field(monkeypatch):
    wrong = [
        ("draft", {"outcome": "全都公开"}, "outcome"),
        ("draft", {"outcome": ["予以公开"]}, "outcome"),
        ("draft", {"outcome": "不予公开", "grounds": [{}]}, "grounds"),
        ("draft", {"outcome": "不予公开", "facts": {"items": [{"ground": ["x"]}]}}, "grounds"),
        ("draft", {"facts": "无"}, "facts"),
        ("draft", {"kind": "combined", "facts": {"parts": [{"conclusion": {}}]}}, "parts"),
        ("extend", {"workdays": "二十"}, "workdays"),
        ("extend", {"workdays": True}, "workdays"),
        ("extend", {"workdays": 10**9}, "workdays"),
        ("extend", {"workdays": 5, "reason": None}, "reason"),
        ("request_correction", {"points": {"a": 1}}, "points"),
        ("assign", {"to": ["handler"]}, "to"),
        ("assign", {"to": "signer"}, "handler_id"),
        ("correct_receipt", {"received_on": "2025-02-30"}, "received_on"),
        ("write_paper", {"kind": ["x"]}, "kind"),
        ("write_paper", {"kind": "search_sheet", "facts": {"record": 5}}, "record"),
        ("recompute", None, ""),
    ]
    told = play([*in_hand(), *(step("2025-03-06", "handler", act, data) for act, data, _ in wrong)], monkeypatch)[2:]
    assert [one["refused"] and one["refused"]["field"] for one in told] == [field for _, _, field in wrong]
    assert {one["state"] for one in told} == {"handling"}
