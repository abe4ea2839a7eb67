"""Every worked date of the specification comes out of `reckon` (law.md 1.4, practice.md A2)."""

from datetime import date

import pytest

from law.calendar import published
from law.reckon import reckon

DUE = [
    ("2018-12-20", "2019-01-11"),
    ("2019-05-14", "2019-06-04"),
    ("2019-05-15", "2019-06-13"),
    ("2020-01-15", "2020-02-19"),
    ("2025-01-20", "2025-02-21"),
    ("2025-09-22", "2025-10-24"),
    ("2026-01-30", "2026-03-05"),
    ("2026-02-14", "2026-03-20"),
    ("2026-02-15", "2026-03-20"),
    ("2026-09-17", "2026-10-21"),
    ("2011-06-01", "2011-06-23"),
    ("2014-11-19", "2014-12-10"),
    ("2016-12-27", "2017-01-18"),
    ("2017-06-18", "2017-07-07"),
    ("2017-06-19", "2017-07-10"),
    ("2020-01-20", "2020-02-25"),
    ("2021-11-24", "2021-12-22"),
    ("2022-09-30", "2022-11-02"),
    ("2024-09-29", "2024-10-31"),
    ("2025-02-20", "2025-03-20"),
    ("2025-12-15", "2026-01-13"),
    ("2026-02-14", "2026-03-20"),
]


@pytest.mark.parametrize(("received", "due"), DUE)
def test_due_day(received, due):
    result = reckon({"received_on": received})
    assert result["due_on"] == due
    assert result["provisional"] is False


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [("2026-02-13", 7, "2026-03-02"), ("2025-04-27", 7, "2025-05-09"), ("2025-04-30", 15, "2025-05-26")],
)
def test_shorter_terms(received, n, due):
    assert published().add(date.fromisoformat(received), n).isoformat() == due


def test_extension():
    life = {"received_on": "2026-09-17", "acts": [{"act": "extend", "on": "2026-10-21", "workdays": 20}]}
    assert reckon(life)["due_on"] == "2026-11-18"


def test_pause():
    acts = [
        {"act": "consult_third_party", "on": "2025-03-10", "key": "a", "delivered_on": "2025-03-11"},
        {"act": "receive_third_party_opinion", "on": "2025-03-28", "key": "a"},
    ]
    result = reckon({"received_on": "2025-03-03", "acts": acts})
    assert result["due_on"] == "2025-04-21"
    assert [reason["act"] for reason in result["reasons"]] == [
        "receive",
        "consult_third_party",
        "receive_third_party_opinion",
    ]


def test_next_year_is_provisional():
    result = reckon({"received_on": "2026-12-20"})
    assert result["provisional"] is True
    assert result["due_on"].startswith("2027-01")


def act(code, on, **more):
    return {"act": code, "on": on, **more}


REFUSED = {
    "before the receipt": [act("extend", "2025-03-02", workdays=5)],
    "before the act above": [act("consult_third_party", "2025-03-10"), act("extend", "2025-03-07", workdays=5)],
    "opinion without consultation": [act("receive_third_party_opinion", "2025-03-10")],
    "correction without request": [act("receive_correction", "2025-03-10")],
    "payment without notice": [act("receive_payment", "2025-03-10")],
    "other act while a correction is awaited": [
        act("request_correction", "2025-03-05"),
        act("extend", "2025-03-06", workdays=5),
    ],
    "correction after the 7th working day": [act("request_correction", "2025-03-13")],
    "second correction": [
        act("request_correction", "2025-03-05"),
        act("receive_correction", "2025-03-06"),
        act("request_correction", "2025-03-07"),
    ],
    "extension after the due day": [act("extend", "2025-04-01", workdays=5)],
    "extension over the cap": [act("extend", "2025-03-10", workdays=21)],
    "second extension": [act("extend", "2025-03-10", workdays=5), act("extend", "2025-03-11", workdays=5)],
    "extension of no days": [act("extend", "2025-03-10", workdays=0)],
    "extension without days": [act("extend", "2025-03-10")],
    "fee notice after the due day": [act("issue_fee_notice", "2025-04-01")],
    "second fee notice": [
        act("issue_fee_notice", "2025-03-05"),
        act("receive_payment", "2025-03-06"),
        act("issue_fee_notice", "2025-03-07"),
    ],
    "key used while open": [
        act("consult_third_party", "2025-03-05", key="a"),
        act("consult_third_party", "2025-03-06", key="a"),
    ],
    "unknown act": [act("reply", "2025-03-05")],
    "unknown field": [act("extend", "2025-03-05", days=5)],
    "not a date": [act("extend", "2025-3-5", workdays=5)],
}


@pytest.mark.parametrize("acts", REFUSED.values(), ids=REFUSED.keys())
def test_refused(acts):
    result = reckon({"received_on": "2025-03-03", "acts": acts})
    assert set(result) == {"error"}
    assert any("\u4e00" <= char <= "\u9fff" for char in result["error"])


@pytest.mark.parametrize("received", ["2019-05-14", "2020-12-01"])
def test_no_fee_notice_before_its_time(received):
    assert "error" in reckon({"received_on": received, "acts": [act("issue_fee_notice", received)]})


def test_the_seventh_working_day_is_in_time():
    result = reckon({"received_on": "2025-03-03", "acts": [act("request_correction", "2025-03-12")]})
    assert (result["due_on"], result["waiting_for"]) == (None, "correction")


def test_a_restart_forgets_the_extension():
    acts = [
        act("extend", "2025-03-04", workdays=20),
        act("request_correction", "2025-03-05"),
        act("receive_correction", "2025-03-10"),
    ]
    assert reckon({"received_on": "2025-03-03", "acts": acts})["due_on"] == reckon({"received_on": "2025-03-10"})["due_on"]


def test_other_agencies_stop_nothing_under_2007():
    acts = [act("consult_agency", "2018-03-05"), act("receive_agency_opinion", "2018-03-20")]
    plain = reckon({"received_on": "2018-03-01"})
    assert reckon({"received_on": "2018-03-01", "acts": acts})["due_on"] == plain["due_on"]
    assert reckon({"received_on": "2018-03-01", "acts": acts[1:]})["due_on"] == plain["due_on"]


def test_a_late_opinion_ends_with_its_term():
    term = published().add(date(2025, 3, 11), 15).isoformat()
    silent = [act("consult_third_party", "2025-03-10", delivered_on="2025-03-11")]
    late = [*silent, act("receive_third_party_opinion", "2025-04-20")]
    in_time = [*silent, act("receive_third_party_opinion", term)]
    results = {reckon({"received_on": "2025-03-03", "acts": acts})["due_on"] for acts in (silent, late, in_time)}
    assert len(results) == 1


def test_a_consultation_on_the_due_day_excludes_nothing():
    due = reckon({"received_on": "2025-03-03"})["due_on"]
    assert reckon({"received_on": "2025-03-03", "acts": [act("consult_third_party", due)]})["due_on"] == due


@pytest.mark.parametrize("label", ["平信", "其他网络", "电子邮件", "传真"])
def test_a_missing_confirmation_is_waited_for(label):
    result = reckon({"channel": label, "arrived_on": "2025-03-03"})
    assert (result["due_on"], result["waiting_for"]) == (None, "confirmation")
    confirmed = reckon({"channel": label, "arrived_on": "2025-03-03", "confirmed_on": "2025-03-05"})
    assert confirmed["received_on"] == "2025-03-05"


def test_the_rule_of_receipt_is_that_of_the_day_of_arrival():
    mail = reckon({"channel": "电子邮件", "arrived_on": "2019-05-13", "confirmed_on": "2019-05-15"})
    assert (mail["received_on"], mail["regulation"]) == ("2019-05-13", "2007")
    letter = reckon({"channel": "平信", "arrived_on": "2019-05-13", "confirmed_on": "2019-05-15"})
    assert (letter["received_on"], letter["regulation"]) == ("2019-05-15", "2019")
