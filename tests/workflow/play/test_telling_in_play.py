"""What play tells of a notice between its decision and its leaving: the old term, the term to come, what is void.

The days are reckoned by hand with the holiday notices of 2018 (5 to 7 April off, the 8th a working day) and 2025.
"""

import pytest

from tests.workflow.play.lives import in_hand, play, reply, service, step

pytestmark = pytest.mark.django_db
DUE = "2025-03-31"
EXTENSION = {"workdays": 20}
AWAITED = {"request_correction": "correction", "request_reasons": "reasons", "issue_fee_notice": "payment"}
ANSWER = {"correction": "receive_correction", "reasons": "receive_reasons", "payment": "receive_payment"}


def decided(act: str, day: str, data: dict | None = None) -> dict:
    return step(day, "handler", act, data)


def look(day: str, role: str = "handler") -> dict:
    return step(day, role, "look")


# -- the term to come --------------------------------------------------------------------------------------------


def test_the_term_to_come_is_told_while_the_letter_can_leave_and_never_after(monkeypatch):
    told = play(
        [*in_hand(), decided("extend", "2025-03-10", EXTENSION), look(DUE), look("2025-04-01"), look("2025-06-03")],
        monkeypatch,
    )[2:]
    assert [(one["due_on"], one["due_on_if_sent"], one["void"]) for one in told] == [
        (DUE, "2025-04-28", []),
        (DUE, "2025-04-28", []),
        (DUE, None, ["extend"]),
        (DUE, None, ["extend"]),
    ]


def test_once_the_letter_has_left_its_term_is_the_term(monkeypatch):
    told = play([*in_hand(), decided("extend", "2025-03-10", EXTENSION), service(DUE, "extend")], monkeypatch)[-1]
    assert (told["due_on"], told["due_on_if_sent"], told["void"]) == ("2025-04-28", None, [])


def test_a_posting_in_time_that_is_recorded_later_brings_the_extension_back(monkeypatch):
    extended = [*in_hand(), decided("extend", "2025-03-28", EXTENSION)]
    told = play([*extended, look("2025-04-02"), service("2025-04-02", "extend", on=DUE)], monkeypatch)[-2:]
    assert [(one["due_on"], one["void"]) for one in told] == [(DUE, ["extend"]), ("2025-04-28", [])]


def test_a_delay_waits_for_its_letter_as_an_extension_does(monkeypatch):
    reasons = [
        decided("request_reasons", "2025-03-05"),
        service("2025-03-05", "request_reasons", "直接"),
        decided("receive_reasons", "2025-03-10"),
    ]
    delay = [decided("delay", "2025-03-12", {"workdays": 30}), look("2025-04-08"), look("2025-04-09")]
    told = play([*in_hand(), *reasons, *delay], monkeypatch)[4:]
    assert [(one["due_on"], one["due_on_if_sent"], one["void"]) for one in told] == [
        ("2025-04-08", None, []),  # twenty working days after the reasons
        ("2025-04-08", "2025-05-22", []),
        ("2025-04-08", "2025-05-22", []),
        ("2025-04-08", None, ["delay"]),
    ]
    sent = play([*in_hand(), *reasons, delay[0], service("2025-03-13", "delay")], monkeypatch)[-1]
    assert (sent["due_on"], sent["due_on_if_sent"], sent["void"]) == ("2025-05-22", None, [])


def test_a_request_that_waits_sets_no_term_to_come(monkeypatch):
    for asks in AWAITED:
        told = play([*in_hand(), decided(asks, "2025-03-05")], monkeypatch)[-1]
        assert (told["due_on"], told["due_on_if_sent"]) == (DUE, None)


# -- what is void ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "data", "last", "after"),
    [
        ("request_correction", None, "2025-03-12", "2025-03-13"),
        ("request_reasons", None, "2025-03-12", "2025-03-13"),
        ("issue_fee_notice", None, "2025-03-31", "2025-04-01"),
        ("extend", EXTENSION, "2025-03-31", "2025-04-01"),
    ],
)
def test_void_names_the_act_whether_its_letter_left_late_or_never(monkeypatch, act, data, last, after):
    steps = [*in_hand(), decided(act, "2025-03-05", data)]
    never = play([*steps, look(last), look(after)], monkeypatch)[-2:]
    late = play([*steps, service(after, act), look("2025-05-06")], monkeypatch)[-2:]
    assert [one["void"] for one in never] == [[], [act]]
    assert [one["void"] for one in late] == [[act], [act]]
    assert {(one["state"], one["due_on"], one["waiting_for"]) for one in (*never, *late)} == {("handling", DUE, None)}


def test_a_notice_that_left_on_its_last_day_is_not_void(monkeypatch):
    told = play(
        [*in_hand(), decided("request_correction", "2025-03-05"), service("2025-03-12", "request_correction")],
        monkeypatch,
    )
    assert (told[-1]["void"], told[-1]["state"]) == ([], "awaiting_correction")


def test_two_notices_are_void_each_by_its_own_day(monkeypatch):
    steps = [decided("extend", "2025-03-05", EXTENSION), decided("request_correction", "2025-03-05")]
    told = play([*in_hand(), *steps, look("2025-03-12"), look("2025-03-13"), look("2025-04-01")], monkeypatch)[-3:]
    assert [sorted(one["void"]) for one in told] == [[], ["request_correction"], ["extend", "request_correction"]]
    assert [one["due_on_if_sent"] for one in told] == ["2025-04-28", "2025-04-28", None]


def test_an_inquiry_is_never_void_for_its_day(monkeypatch):
    told = play([*in_hand(), decided("consult_agency", "2025-03-05"), look("2025-06-03")], monkeypatch)[-1]
    assert (told["void"], told["open"]) == ([], [])


# -- what may be done --------------------------------------------------------------------------------------------


def test_a_second_extension_is_not_offered_while_the_first_waits_nor_once_it_is_told(monkeypatch):
    extended = decided("extend", "2025-03-10", EXTENSION)
    consent = step("2025-03-10", "head", "consent", EXTENSION)
    steps = [
        *in_hand(),
        look("2025-03-10"),
        consent,
        look("2025-03-10"),
        extended,
        look(DUE),
        service(DUE, "extend"),
        look(DUE),
    ]
    told = play(steps, monkeypatch)
    assert ["extend" in one["acts"] for one in told[2:]] == [False, False, True, False, False, False, False]


@pytest.mark.parametrize("act", sorted(AWAITED))
def test_a_second_request_is_not_offered_while_the_first_waits(monkeypatch, act):
    told = play([*in_hand(), look("2025-03-05"), decided(act, "2025-03-05"), look("2025-03-07")], monkeypatch)[2:]
    assert [act in one["acts"] for one in told] == [True, False, False]


def test_nothing_is_decided_while_the_applicant_is_to_be_asked(monkeypatch):
    asked = [*in_hand(), decided("request_correction", "2025-03-05")]
    told = play([*asked, reply("2025-03-07"), reply("2025-03-13")], monkeypatch)[-2:]
    assert (told[0]["refused"]["article"], told[0]["refused"]["field"]) == ("条例30", "notice")
    assert told[1]["state"] == "replied"  # void: there is nothing left to wait for


# -- who is awaited ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", sorted(AWAITED))
def test_somebody_is_awaited_once_the_letter_has_left(monkeypatch, asks):
    awaited = AWAITED[asks]
    steps = [decided(asks, "2025-03-05"), service("2025-03-06", asks), decided(ANSWER[awaited], "2025-03-10")]
    told = play([*in_hand(), *steps], monkeypatch)[2:]
    assert [(one["waiting_for"], one["due_on"]) for one in told] == [
        (None, DUE),
        (awaited, None),
        (None, "2025-04-08"),  # a full term after the answer
    ]
    assert told[1]["state"] == f"awaiting_{awaited}"


@pytest.mark.parametrize("asks", sorted(AWAITED))
def test_nobody_is_awaited_by_a_letter_that_left_too_late_and_the_answer_is_heard_once(monkeypatch, asks):
    answer = decided(ANSWER[AWAITED[asks]], "2025-04-03")
    steps = [decided(asks, "2025-03-05"), service("2025-04-02", asks), answer, answer]
    told = play([*in_hand(), *steps], monkeypatch)[-3:]
    assert [(one["ok"], one["waiting_for"], one["due_on"], one["void"]) for one in told] == [
        (True, None, DUE, [asks]),
        (True, None, DUE, [asks]),
        (False, None, DUE, [asks]),
    ]


# -- consultations -----------------------------------------------------------------------------------------------


def test_an_inquiry_is_open_from_its_leaving_to_its_answer(monkeypatch):
    steps = [
        decided("consult_third_party", "2025-03-05"),
        service("2025-03-19", "consult_third_party", "直接"),
        decided("receive_third_party_opinion", "2025-03-21"),
    ]
    told = play([*in_hand(), *steps], monkeypatch)[2:]
    assert [(one["open"], one["due_on"]) for one in told] == [
        ([], DUE),
        (["a"], "2025-04-22"),  # at most fifteen working days, to 10 April
        ([], "2025-04-02"),  # the 20th and the 21st
    ]


@pytest.mark.parametrize("key", [None, "a"])
def test_an_opinion_before_its_inquiry_left_leaves_nothing_open(monkeypatch, key):
    steps = [
        decided("consult_third_party", "2025-03-05"),
        decided("receive_third_party_opinion", "2025-03-10", {"key": key} if key else None),
        service("2025-03-12", "consult_third_party", "直接"),
        reply("2025-03-14"),
    ]
    told = play([*in_hand(), *steps], monkeypatch)[2:]
    assert [(one["open"], one["due_on"]) for one in told] == [([], DUE)] * 4
    assert told[-1]["state"] == "replied"


# -- under the 2007 Regulations ----------------------------------------------------------------------------------
IN_2018, DUE_2018 = in_hand("2018-03-05"), "2018-03-26"


@pytest.mark.parametrize(
    ("posted", "due", "void"), [("2018-03-26", "2018-04-17", []), ("2018-03-27", DUE_2018, ["extend"])]
)
def test_an_extension_of_2007_takes_effect_by_its_leaving(monkeypatch, posted, due, void):
    told = play([*IN_2018, decided("extend", "2018-03-20", {"workdays": 15}), service(posted, "extend")], monkeypatch)
    assert (told[2]["due_on"], told[2]["due_on_if_sent"]) == (DUE_2018, "2018-04-17")
    assert (told[3]["due_on"], told[3]["due_on_if_sent"], told[3]["void"]) == (due, None, void)


def test_a_request_of_2007_may_leave_as_long_as_the_term_runs(monkeypatch):
    """The seven working days of article 30 are of 2019."""
    asked = [*IN_2018, decided("request_correction", "2018-03-20")]
    told = play([*asked, look(DUE_2018), look("2018-03-27")], monkeypatch)[-2:]
    assert [one["void"] for one in told] == [[], ["request_correction"]]
    sent = play([*asked, service(DUE_2018, "request_correction")], monkeypatch)[-1]
    assert (sent["waiting_for"], sent["due_on"]) == ("correction", None)


def test_of_the_inquiries_of_2007_only_those_to_third_parties_stop_the_clock(monkeypatch):
    told = {}
    for asks in ("consult_third_party", "consult_agency"):
        steps = [decided(asks, "2018-03-07"), service("2018-03-12", asks, "直接")]
        answer = decided(asks.replace("consult", "receive") + "_opinion", "2018-03-14")
        told[asks] = play([*IN_2018, *steps, answer], monkeypatch)[2:]
    assert [(one["open"], one["due_on"]) for one in told["consult_third_party"]] == [
        ([], DUE_2018),
        (["a"], "2018-04-17"),
        ([], "2018-03-28"),
    ]
    assert [(one["ok"], one["open"], one["due_on"]) for one in told["consult_agency"]] == [(True, [], DUE_2018)] * 3
