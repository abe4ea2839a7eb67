"""The steps of a life in the order of its days: acts, and the leaving of the letters by which notices take effect."""

from collections.abc import Iterable
from datetime import date

from law import Refused
from law.deadlines.reckoning import ClockAct

OPINION_OF = {
    "receive_third_party_opinion": "consult_third_party",
    "lapse_third_party_opinion": "consult_third_party",
    "receive_agency_opinion": "consult_agency",
    "lapse_agency_opinion": "consult_agency",
}
ANSWERS = {
    "correction": ("receive_correction",),
    "payment": ("receive_payment",),
    "reasons": ("receive_reasons", "lapse_reasons"),
}
AWAITED = {"correction": "补正", "payment": "缴费", "reasons": "说明理由"}
# The acts that take effect by the leaving of their letter (law.md 2.3, "Telling is the act").
NOTICES = frozenset(
    {
        "request_correction",
        "request_reasons",
        "extend",
        "delay",
        "issue_fee_notice",
        "consult_third_party",
        "consult_agency",
    }
)
AWAITING_NOTICES = {"request_correction": "correction", "request_reasons": "reasons", "issue_fee_notice": "payment"}


def in_order(received_on: date, acts: Iterable[ClockAct]) -> list[tuple[date, int, ClockAct, bool]]:
    """Return what happens in the order of its days: each act with its place, a notice once more where it left later."""
    previous, steps = received_on, []
    for place, act in enumerate(acts):
        if act.on < previous:
            what = "收到日" if previous == received_on else "前一步的日期"
            raise Refused(f"{act.on}早于{what}{previous}", field="on", english=f"{act.on} is before {previous}")
        previous = act.on
        if act.sent_on == act.on:
            act = act._replace(sent_on=None)
        steps.append((act.on, place, act, False))
        if act.sent_on is not None and not act.unsent:
            if act.sent_on < act.on:
                raise Refused(
                    f"寄出日期{act.sent_on}早于作出日期{act.on}",
                    field="sent_on",
                    english=f"Sent on {act.sent_on}, before {act.on}",
                )
            steps.append((act.sent_on, place, act, True))
    steps.sort(key=lambda step: step[:2])
    return steps
