"""Lives through the real doors: what each step tells, who may do what, what is filled, what is refused."""

import json

import pytest

from tests.workflow.play.lives import in_hand, play, registered, reply, run, service, step
from workflow.play.office import PEOPLE

pytestmark = pytest.mark.django_db
KEYS = [
    "ok", "refused", "state", "regulation", "received_on", "due_on", "due_on_if_sent", "provisional", "waiting_for", "void", "open",
    "timeliness", "acts",
]  # fmt: skip


# -- the format ------------------------------------------------------------------------------------------------


def test_the_life_of_the_interface_tells_its_days(monkeypatch):
    told = play(
        [
            *in_hand(),
            step("2025-03-10", "handler", "extend", {"workdays": 20, "reason": "需要查找的档案较多"}, on="2025-03-10"),
            service("2025-03-12", "extend", on="2025-03-12"),
            step("2025-04-29", "", "look"),
        ],
        monkeypatch,
        name="an extension that was told",
    )
    assert [list(one) for one in told] == [KEYS] * 5
    assert [one["ok"] for one in told] == [True] * 5
    assert (told[0]["state"], told[0]["regulation"], told[0]["received_on"], told[0]["due_on"]) == (
        "registered",
        "2019",
        "2025-03-03",
        "2025-03-31",
    )
    assert told[3]["due_on"] == told[4]["due_on"] == "2025-04-28"
    assert told[4]["acts"] == []
    assert told[4] | {"acts": told[3]["acts"]} == told[3]


def test_a_list_gives_a_list_in_its_order_and_one_life_a_list_of_its_steps(monkeypatch):
    first, second = {"steps": [registered()]}, {"steps": [registered("2018-03-05"), step("2018-03-06", "", "look")]}
    code, printed, _ = run([first, second], monkeypatch)
    told = json.loads(printed)
    assert code == 0
    assert [[one["regulation"] for one in life] for life in told] == [["2019"], ["2007", "2007"]]
    assert json.loads(run([second], monkeypatch)[1]) == [json.loads(run(second, monkeypatch)[1])]
    assert json.loads(run([], monkeypatch)[1]) == []


def test_two_lives_do_not_see_one_another(monkeypatch):
    life = {"steps": [registered(), reply("2025-03-05"), service("2025-03-05", "reply")]}
    alone, both = json.loads(run(life, monkeypatch)[1]), json.loads(run([life, life], monkeypatch)[1])
    assert both == [alone, alone]


def test_before_registration_all_but_registering_and_looking_is_refused(monkeypatch):
    told = play(
        [step("2025-03-03", "clerk", "look"), step("2025-03-03", "handler", "draft"), registered()], monkeypatch
    )
    assert told[0] == dict(
        zip(KEYS, [True, None, None, None, None, None, None, False, None, [], [], None, ["register"]], strict=True)
    )
    assert told[1]["refused"] == {"reason": "还没有登记，不能起草答复", "article": "条例31、45", "field": "do"}
    assert (told[1]["state"], told[1]["acts"]) == (None, [])
    assert told[2]["ok"]


def test_a_refused_step_changes_nothing_and_the_life_goes_on(monkeypatch):
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "handler", "extend", {"workdays": 21}),
            step("2025-03-05", "handler", "extend", {"workdays": 20}),
        ],
        monkeypatch,
    )
    assert told[2]["refused"]["article"] == "条例33②"
    assert {**told[2], "ok": True, "refused": None} == told[1] | {"acts": told[2]["acts"]}
    assert told[3]["ok"]


def test_a_case_is_registered_once(monkeypatch):
    told = play([registered(), registered()], monkeypatch)
    assert told[1]["refused"]["reason"] == "这件申请已经登记过"
    assert told[1]["state"] == "registered"


def test_time_does_not_run_back_and_a_legal_day_is_not_to_come(monkeypatch):
    told = play(
        [
            registered(),
            step("2025-03-02", "clerk", "assign"),
            step("2025-03-04", "handler", "request_correction", on="2025-03-05"),
        ],
        monkeypatch,
    )
    assert [told[1]["refused"]["field"], told[2]["refused"]["field"]] == ["now", "on"]


def test_the_day_of_a_step_is_that_of_beijing(monkeypatch):
    told = play([registered("2025-03-03T23:59:59", arrived_on="2025-03-03")], monkeypatch)
    assert told[0]["received_on"] == "2025-03-03"


# -- people ----------------------------------------------------------------------------------------------------


def test_every_role_may_do_what_its_office_lets_it(monkeypatch):
    looks = play([*in_hand(), *(step("2025-03-05", role, "look") for role in PEOPLE)], monkeypatch)[2:]
    may = dict(zip(PEOPLE, (set(one["acts"]) for one in looks), strict=True))
    assert "draft" in may["handler"] and "draft" in may["handler2"]
    assert {"assign", "file_litigation"} <= may["clerk"] and "draft" not in may["clerk"]
    assert "file_litigation" in may["reviewer"] and "extend" not in may["reviewer"]
    assert may["signer"] >= {"write_paper"} and may["head"] == {"consent"}


@pytest.mark.parametrize("role", sorted(PEOPLE.keys() - {"clerk"}))
def test_only_the_clerk_registers(monkeypatch, role):
    told = play([step("2025-03-03", role, "register")], monkeypatch)
    assert (told[0]["refused"]["reason"], told[0]["state"]) == ("只有本单位登记员可以登记", None)


def test_the_wrong_person_is_refused_and_nobody_does_nothing(monkeypatch):
    told = play(
        [
            *in_hand(),
            step("2025-03-05", "signer", "extend", {"workdays": 5}),
            step("2025-03-05", "", "extend", {"workdays": 5}),
        ],
        monkeypatch,
    )
    assert told[2]["refused"]["reason"] == "您的岗位不能办理这一步"
    assert told[3]["refused"]["field"] == "as"


def test_drafter_reviewer_and_signer_are_three_people_step_by_step_too(monkeypatch):
    road = [
        ("handler2", "draft", {"outcome": "予以公开"}),
        ("handler", "submit_for_review", None),
        ("handler2", "submit_for_review", None),
        ("reviewer", "approve", None),
        ("reviewer", "sign", None),
        ("signer", "sign", None),
        ("clerk", "reply", None),
    ]
    told = play([*in_hand(to="handler2"), *(step("2025-03-10", *one) for one in road)], monkeypatch)[2:]
    assert [one["ok"] for one in told] == [True, False, True, True, False, True, True]
    assert told[-1]["state"] == "replied"


def test_through_goes_on_from_what_was_done_already(monkeypatch):
    steps = [
        *in_hand(),
        step("2025-03-10", "handler2", "draft", {"outcome": "不予公开", "grounds": ["过程性信息"]}),
        step("2025-03-10", "handler2", "submit_for_review"),
    ]
    for done in (3, 4):
        told = play([*steps[:done], step("2025-03-11", "clerk", "reply", through=True)], monkeypatch)
        assert told[-1]["state"] == "replied", told[-1]["refused"]
    told = play([*steps, reply("2025-03-11")], monkeypatch)  # another conclusion needs the draft back first
    assert told[-1]["refused"]["reason"] == "本件现在是“法制审核”，不能起草答复"
    assert told[-1]["state"] == "in_review"
