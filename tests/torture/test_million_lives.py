"""`reckon` on a million lives drawn at random, each held against the slow clock: due days, void notices, refusals."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.fault_plan.sizes import scaled
from tests.law.deadlines.slow_clock import Illegal, live

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BATCH, SEED = 20_000, 20190515
LIVES = scaled(1_000_000 // BATCH) * BATCH
FIRST, DAYS = date(2008, 5, 1), (date(2026, 12, 31) - date(2008, 5, 1)).days
GAPS = [0, 0, 1, 1, 2, 3, 5, 8, 13, 25]
AFTER = {"request_correction": "receive_correction", "issue_fee_notice": "receive_payment"}
OPINIONS = ["receive_third_party_opinion", "receive_agency_opinion"]
NOTICES = ["request_correction", "extend", "issue_fee_notice", "consult_third_party", "consult_agency"]
SENT = ["at once"] * 5 + ["never", 0, 1, 2, 3, 5, 8, 13, 25]


def an_act(dice: random.Random, on: date, before: list[dict]) -> dict:
    """Draw one act, the answer of what came before more often than others."""
    codes = [*NOTICES, *OPINIONS, *(AFTER[act["act"]] for act in before if act["act"] in AFTER), "extend"]
    act = {"act": dice.choice(codes), "on": on}
    if act["act"] == "extend":
        act["workdays"] = dice.randint(0, 22)
    if act["act"].startswith(("consult", "receive_third", "receive_agency")) and dice.random() < 0.5:
        act["key"] = dice.choice("ab")
    left = on
    if act["act"] in NOTICES and (sent := dice.choice(SENT)) != "at once":
        left = act["sent_on"] = None if sent == "never" else on + timedelta(sent)
    if act["act"].startswith("consult"):
        if dice.random() < 0.3:
            act["term_workdays"] = dice.choice([1, 5, 30])
        if left and dice.random() < 0.5:
            act["delivered_on"] = left + timedelta(dice.randint(0, 4))
    return act


def a_life(dice: random.Random) -> tuple[dict, object, list[int] | None]:
    """Draw one life act by act; return it, the life of the slow clock and the void places, None where it is refused."""
    received = FIRST + timedelta(dice.randrange(DAYS))
    kept, day, slow, void = [], received, *live(received, [])
    for _ in range(dice.randrange(9)):
        act = an_act(dice, day + timedelta(dice.choice(GAPS)), kept)
        try:
            slow, void = live(received, [*kept, act])
        except Illegal:
            if dice.random() < 0.05:
                return {"received_on": received, "acts": [*kept, act]}, None, None
            continue
        kept.append(act)
        day = act["on"]
    return {"received_on": received, "acts": kept}, slow, void


def one_batch(number: int) -> Counter:
    """Draw a batch, ask the command, hold every answer against the slow clock; return what there was."""
    dice = random.Random(SEED + number)
    drawn = [a_life(dice) for _ in range(BATCH)]
    asked = json.dumps([life for life, _, _ in drawn], default=date.isoformat)
    run = subprocess.run(
        [sys.executable, "manage.py", "reckon", "-"], input=asked, cwd=ROOT, capture_output=True, text=True, check=True
    )
    count: Counter = Counter()
    for (life, slow, void), answer in zip(drawn, json.loads(run.stdout), strict=True):
        count["lives"] += 1
        count["acts"] += len(life["acts"])
        if slow is None:
            assert "error" in answer, life
            count["refused"] += 1
            continue
        due = None if slow.waits else slow.due().isoformat()
        assert (answer.get("due_on"), answer.get("waiting_for")) == (due, slow.waits), (life, answer)
        assert sum(reason.get("void", False) for reason in answer["reasons"]) == len(void), (life, answer)
        count["void"] += bool(void)
        count["unsent"] += any("sent_on" in act and act["sent_on"] is None for act in life["acts"])
        count["waiting"] += due is None
    return count


@pytest.mark.fault("F13")
def test_a_million_lives():
    """11: `reckon` agrees with the oracle on 1,000,000 lives, or the share of them that is run."""
    total: Counter = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for count in pool.map(one_batch, range(LIVES // BATCH)):
            total += count
    print(dict(total))
    assert total["lives"] == LIVES
    assert min(total["refused"], total["void"], total["unsent"], total["waiting"]) > LIVES // 100, total
