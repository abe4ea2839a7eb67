"""Lives as files: what goes into `reckon` and what must come out (interfaces of the command, law.md 1.4, practice.md A2)."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from law import Refused
from law.calendars.working_days import published_calendar
from law.deadlines.clock import ClockAct
from law.deadlines.deadline_json import ACT_KEYS, as_json, reckon, reckon_many
from law.deadlines.receipt import received_on
from tests.law.deadlines.slow_clock import SlowLife, live

LIVES = Path(__file__).parent / "lives"


def lives(file: str) -> list:
    """Return the lives of a file, each under its name."""
    table = tomllib.loads((LIVES / f"{file}.toml").read_text(encoding="utf-8"))
    return [pytest.param(life, id=life["name"]) for life in table["life"]]


def given(life: dict, *keys: str) -> dict:
    """Return what goes into `reckon`."""
    return {key: life[key] for key in keys if key in life}


GOLDEN = tomllib.loads((LIVES / "golden.toml").read_text(encoding="utf-8"))["dates"]


@pytest.mark.parametrize(("received", "due"), GOLDEN.items(), ids=GOLDEN)
def test_golden_date(received, due):
    result = reckon({"received_on": received})
    assert (result["due_on"], result["provisional"]) == (due, False)
    assert SlowLife(date.fromisoformat(received)).due().isoformat() == due


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [("2026-02-13", 7, "2026-03-02"), ("2025-04-27", 7, "2025-05-09"), ("2025-04-30", 15, "2025-05-26")],
)
def test_shorter_terms(received, n, due):
    assert published_calendar().add(date.fromisoformat(received), n).isoformat() == due


@pytest.mark.parametrize("life", lives("moves"))
def test_moves(life):
    result = reckon(given(life, "received_on", "acts"))
    assert result.get("error") is None
    assert (result["due_on"], result.get("waiting_for")) == (life.get("due_on"), life.get("waiting_for"))
    assert result["provisional"] is life.get("provisional", False)
    assert result["regulation"] == ("2019" if life["received_on"] >= "2019-05-15" else "2007")
    first = result["reasons"][0]
    assert (first["on"], first["act"]) == (life["received_on"], "receive")
    assert all(
        set(r) - {"void"} == {"on", "act", "article", "text", "due_on"} and r["article"] and r["text"]
        for r in result["reasons"]
    )
    assert [r["act"] for r in result["reasons"] if r.get("void") is True] == life.get("void", [])
    assert result["reasons"][-1]["due_on"] == result["due_on"]
    assert life.get("last_says", "") in result["reasons"][-1]["text"]


@pytest.mark.parametrize("life", lives("moves"))
def test_moves_by_the_slow_clock(life):
    """The figures of the file are right by a second count as well."""
    acts = [
        {
            key: date.fromisoformat(value) if key in ("on", "delivered_on", "sent_on") else value
            for key, value in act.items()
        }
        for act in life["acts"]
    ]
    slow, void = live(date.fromisoformat(life["received_on"]), acts)
    assert [acts[place]["act"] for place in void] == life.get("void", [])
    assert (slow.waits, None if slow.waits else slow.due().isoformat()) == (life.get("waiting_for"), life.get("due_on"))


@pytest.mark.parametrize("life", lives("refused"))
def test_refused(life):
    result = reckon({key: value for key, value in life.items() if key not in ("name", "says", "article")})
    assert set(result) == {"error"}
    assert life["says"] in result["error"]
    assert life.get("article", "") in result["error"]


@pytest.mark.parametrize("life", lives("receipts"))
def test_receipt(life):
    result = reckon(given(life, "channel", "arrived_on", "confirmed_on"))
    assert result["received_on"] == life.get("received_on")
    assert result["reasons"][0]["article"] == life["article"]
    if "received_on" in life:
        assert result["due_on"] == reckon({"received_on": life["received_on"]})["due_on"]
        assert "waiting_for" not in result
    else:
        assert (result["due_on"], result["waiting_for"], result["provisional"]) == (None, "confirmation", False)
        assert result["regulation"] == life.get("regulation")


@pytest.mark.parametrize("life", [3, None, "2025-03-03", [], True])
def test_what_is_no_life(life):
    assert set(reckon(life)) == {"error"}


def test_a_list_gives_a_list_in_order():
    many = [{"received_on": "2025-03-03"}, {"received_on": "no"}, 3, {"received_on": "2025-03-03", "acts": []}]
    results = reckon_many(many)
    assert [set(r) == {"error"} for r in results] == [False, True, True, False]
    assert json.loads("".join(as_json(many))) == results
    assert json.loads("".join(as_json([]))) == []
    thousands = [{"received_on": f"{2009 + n % 17}-03-{1 + n % 28:02d}"} for n in range(2_500)]
    assert json.loads("".join(as_json(thousands))) == reckon_many(thousands)


def test_the_fields_of_an_act_are_those_of_the_clock():
    assert set(ClockAct._fields) - {"unsent"} == ACT_KEYS  # `"sent_on": null` is `unsent`


NEVER_SENT = {
    "extend": {"workdays": 20},
    "request_correction": {},
    "issue_fee_notice": {},
    "consult_third_party": {"key": "a"},
    "consult_agency": {"key": "a"},
}


@pytest.mark.parametrize("act", NEVER_SENT)
def test_what_has_not_left_moves_nothing(act):
    life = {"received_on": "2025-03-03", "acts": [{"act": act, "on": "2025-03-05", "sent_on": None} | NEVER_SENT[act]]}
    result = reckon(life)
    assert (result["due_on"], result.get("waiting_for")) == ("2025-03-31", None)
    assert "尚未寄出" in result["reasons"][-1]["text"]
    assert "void" not in result["reasons"][-1]


@pytest.mark.parametrize("sent_on", [None, "2025-03-13"], ids=["never", "on the eighth day"])
@pytest.mark.parametrize("act", ["request_correction", "issue_fee_notice"])
def test_an_answer_to_a_notice_that_never_took_effect_has_nothing_to_answer(act, sent_on):
    if act == "issue_fee_notice" and sent_on:
        sent_on = "2025-04-01"
    answer = {"request_correction": "receive_correction", "issue_fee_notice": "receive_payment"}[act]
    acts = [{"act": act, "on": "2025-03-10", "sent_on": sent_on}, {"act": answer, "on": "2025-04-02"}]
    assert set(reckon({"received_on": "2025-03-03", "acts": acts})) == {"error"}


@pytest.mark.parametrize("answer", ["receive_correction", "receive_payment", "receive_third_party_opinion"])
def test_an_answer_has_no_letter_that_leaves(answer):
    acts = [{"act": answer, "on": "2025-03-10", "sent_on": "2025-03-11"}]
    assert "没有要寄出的公文" in reckon({"received_on": "2025-03-03", "acts": acts})["error"]


def test_nothing_leaves_before_it_is_decided():
    acts = [{"act": "extend", "on": "2025-03-10", "workdays": 5, "sent_on": "2025-03-07"}]
    assert "早于作出日期" in reckon({"received_on": "2025-03-03", "acts": acts})["error"]


def test_nothing_arrives_before_it_left():
    acts = [
        {"act": "consult_third_party", "on": "2025-03-10", "sent_on": "2025-03-14", "delivered_on": "2025-03-12"},
    ]
    assert "送达日期早于" in reckon({"received_on": "2025-03-03", "acts": acts})["error"]


def test_an_act_may_bear_every_field_and_no_other():
    """11.1: all of them at once are read; one more is named."""
    act = dict.fromkeys(ACT_KEYS) | {"act": "extend", "on": "2025-03-10", "sent_on": "2025-03-12", "workdays": 20}
    assert act.keys() == ACT_KEYS
    whole = {key: value for key, value in act.items() if value is not None}
    assert reckon({"received_on": "2025-03-03", "acts": [act]}) == reckon(
        {"received_on": "2025-03-03", "acts": [whole]}
    )
    refused = reckon({"received_on": "2025-03-03", "acts": [act | {"sent": "2025-03-12"}]})
    assert "不认识的字段：sent" in refused["error"]


@pytest.mark.parametrize("channel", ["telegram", "", "MAIL", None])
def test_a_channel_that_there_is_not_has_no_day_of_receipt(channel):
    """11.2: refused by its name, for no rule says when it is received (条例31)."""
    with pytest.raises(Refused) as caught:
        received_on(channel, date(2025, 3, 3))
    assert (caught.value.field, str(channel) in caught.value.reason) == ("channel", True)
