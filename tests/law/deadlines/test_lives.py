"""Lives as files: what goes into `reckon` and what must come out (interfaces of the command, law.md 1.4, practice.md A2)."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from law.calendars.working_days import published_calendar
from law.deadlines.clock import ClockAct
from law.deadlines.deadline_json import ACT_KEYS, as_json, reckon, reckon_many
from tests.law.deadlines.slow_clock import SlowLife

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
        set(r) == {"on", "act", "article", "text", "due_on"} and r["article"] and r["text"] for r in result["reasons"]
    )
    assert result["reasons"][-1]["due_on"] == result["due_on"]
    assert life.get("last_says", "") in result["reasons"][-1]["text"]


@pytest.mark.parametrize("life", lives("moves"))
def test_moves_by_the_slow_clock(life):
    """The figures of the file are right by a second count as well."""
    slow = SlowLife(date.fromisoformat(life["received_on"]))
    for act in life["acts"]:
        days = {
            key: date.fromisoformat(value) if key in ("on", "delivered_on", "sent_on") else value
            for key, value in act.items()
        }
        slow.do(**days)
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
    assert set(ClockAct._fields) == ACT_KEYS
