"""Lives as JSON in, due days as JSON out: the format of the `reckon` command."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from law import Refused, written
from law.calendars.working_days import Calendar, published_calendar
from law.deadlines import receipt
from law.deadlines.clock import ClockAct, Reckoning, run
from law.deadlines.steps import NOTICES

LIFE_KEYS = frozenset({"received_on", "acts", "channel", "arrived_on", "confirmed_on"})
PLAIN_KEYS = frozenset({"received_on", "acts"})
ACT_KEYS = frozenset({"act", "on", "key", "delivered_on", "workdays", "term_workdays", "sent_on"})

# The acts of a life are a closed list; what else moves the clock of a case happens at the desk.
ACTS = frozenset(
    {
        "request_correction",
        "receive_correction",
        "consult_third_party",
        "receive_third_party_opinion",
        "consult_agency",
        "receive_agency_opinion",
        "extend",
        "issue_fee_notice",
        "receive_payment",
    }
)

ENCODER = json.JSONEncoder(ensure_ascii=False)
MOST_WORKDAYS = 10_000  # forty years; more would run over the edge of the calendar
BATCH = 1000  # lives a piece: the whole answer is never held in memory


@lru_cache(maxsize=50_000)
def day(text: str) -> date:
    """Return the date written as 2025-03-03; raise Refused for any other spelling."""
    found = written.day(text)
    if found is None and written.is_beyond_records(text):
        raise Refused(f"日期“{text}”超出可以计算的范围", field="on", english=f"Beyond all records: {text}")
    if found is None:
        raise Refused(f"日期“{text[:40]}”应写成 2025-03-03 这样", field="on", english=f"Not a date: {text[:40]}")
    return found


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise Refused(f"日期“{value}”应写成 2025-03-03 这样", field="on", english=f"Not a date: {value}")
    return day(value)


def _whole(value: Any, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(f"{name} 应当是整数", field=name, english=f"{name} must be a whole number")
    if abs(value) > MOST_WORKDAYS:
        raise Refused(f"{name} 超出可以计算的范围", field=name, english=f"{name} is beyond all terms")
    return value


def _act(given: Any) -> ClockAct:
    if not isinstance(given, dict):
        raise Refused("每一步应当是一个对象", field="acts", english="An act must be an object")
    if not given.keys() <= ACT_KEYS:
        unknown = "、".join(sorted(given.keys() - ACT_KEYS))
        raise Refused(f"不认识的字段：{unknown}", field="acts", english=f"Unknown fields: {unknown}")
    act, key, delivered, sent = (given.get(name) for name in ("act", "key", "delivered_on", "sent_on"))
    if not isinstance(act, str) or "on" not in given:
        raise Refused("每一步要有 act 和 on", field="acts", english="An act needs act and on")
    if act not in ACTS:
        raise Refused(f"没有“{act}”这一步", field="act", english=f"Unknown act {act}")
    if key is not None and not isinstance(key, str):
        raise Refused("key 应当是文字", field="key", english="key must be text")
    if "sent_on" in given and act not in NOTICES:
        raise Refused(
            f"“{act}”没有要寄出的公文，不能写 sent_on", field="sent_on", english=f"{act} has no letter that leaves"
        )
    return ClockAct(
        act,
        _day(given["on"]),
        key,
        None if delivered is None else _day(delivered),
        _whole(given.get("workdays"), "workdays"),
        _whole(given.get("term_workdays"), "term_workdays"),
        None if sent is None else _day(sent),
        "sent_on" in given and sent is None,
    )


def _result(reckoning: Reckoning) -> dict:
    found = {
        "received_on": reckoning.received_on.isoformat(),
        "regulation": reckoning.regulation,
        "due_on": reckoning.due_on.isoformat() if reckoning.due_on else None,
        "provisional": reckoning.provisional,
        "reasons": [
            {
                "on": reason.on.isoformat(),
                "act": reason.act,
                "article": reason.article,
                "text": reason.text,
                "due_on": reason.due_on.isoformat() if reason.due_on else None,
                **({"void": True} if reason.void else {}),
            }
            for reason in reckoning.reasons
        ],
    }
    if reckoning.waiting_for:
        found["waiting_for"] = reckoning.waiting_for
    return found


def _received_on(life: dict) -> date:
    if not life.keys().isdisjoint(("channel", "arrived_on", "confirmed_on")):
        raise Refused(
            "received_on 与 channel、arrived_on、confirmed_on 只能给一种",
            field="received_on",
            english="Give received_on or a channel",
        )
    return _day(life["received_on"])


def _ruling(life: dict) -> receipt.Receipt:
    label = life.get("channel")
    if label is None:
        raise Refused("缺少收到日期 received_on", field="received_on", english="received_on is missing")
    if not isinstance(label, str) or label not in receipt.LABELS:
        raise Refused(f"没有“{label}”这种申请方式", field="channel", english=f"Unknown channel {label}")
    if "arrived_on" not in life:
        raise Refused("缺少到达日期 arrived_on", field="arrived_on", english="arrived_on is missing")
    confirmed = life.get("confirmed_on")
    return receipt.received_on(
        receipt.LABELS[label], _day(life["arrived_on"]), None if confirmed is None else _day(confirmed)
    )


def reckon(life: Any, calendar: Calendar | None = None) -> dict:
    """Return the due day of one life with its reasons, or {"error": sentence} where the law does not allow it."""
    try:
        return _reckon(life, calendar or published_calendar())
    except Refused as error:
        return {"error": str(error)}


def _reckon(life: Any, calendar: Calendar) -> dict:
    if not isinstance(life, dict):
        raise Refused("每一件应当是一个对象", english="A life must be an object")
    if not life.keys() <= LIFE_KEYS:
        unknown = "、".join(sorted(life.keys() - LIFE_KEYS))
        raise Refused(f"不认识的字段：{unknown}", english=f"Unknown fields: {unknown}")
    acts = life.get("acts", [])
    if not isinstance(acts, list):
        raise Refused("acts 应当是列表", field="acts", english="acts must be a list")
    if "received_on" in life:
        received_on, ruling = _received_on(life), None
    else:
        ruling = _ruling(life)
        if ruling.received_on is None:
            return _unconfirmed(ruling, life, acts)
        received_on = ruling.received_on
    return _result(run(received_on, [_act(given) for given in acts], calendar=calendar, receipt=ruling))


def _unconfirmed(received: receipt.Receipt, life: dict, acts: list) -> dict:
    if acts:
        raise Refused(
            "还没有确认收到日，不能办后面的步骤",
            received.basis_article,
            field="confirmed_on",
            english="The receipt is not confirmed yet",
        )
    return {
        "received_on": None,
        "regulation": "2019" if _day(life["arrived_on"]) >= receipt.REVISED else None,  # a later day may decide
        "due_on": None,
        "provisional": False,
        "waiting_for": "confirmation",
        "reasons": [
            {
                "on": life["arrived_on"],
                "act": "arrive",
                "article": received.basis_article,
                "text": received.text,
                "due_on": None,
            }
        ],
    }


def reckon_many(lives: Sequence[Any], calendar: Calendar | None = None) -> list[dict]:
    """Return one result per life, in order."""
    days = calendar or published_calendar()
    return [reckon(life, days) for life in lives]


def as_json(lives: Sequence[Any], calendar: Calendar | None = None) -> Iterator[str]:
    """Return the results as the pieces of one JSON list; a life of one day without acts is written once and repeated."""
    days = calendar or published_calendar()
    written: dict[str, str] = {}
    yield "["
    for start in range(0, len(lives), BATCH):
        batch = [_written(life, days, written) for life in lives[start : start + BATCH]]
        yield (",\n" if start else "") + ",\n".join(batch)
    yield "]"


def _written(life: Any, calendar: Calendar, written: dict[str, str]) -> str:
    plain = isinstance(life, dict) and life.keys() <= PLAIN_KEYS and life.get("acts", []) == []
    received = life.get("received_on") if plain else None
    if not isinstance(received, str):
        return ENCODER.encode(reckon(life, calendar))
    text = written.get(received)
    if text is None:
        text = written[received] = ENCODER.encode(reckon(life, calendar))
    return text
