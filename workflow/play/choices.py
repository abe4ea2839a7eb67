"""Labels in place of codes: what a life may write where the register has a label (台账), and how the two answer to each other."""

from typing import Any

from law.deadlines import receipt
from workflow.registers.columns import (
    DELIVERY_LABELS,
    GROUND_LABELS,
    KIND_LABELS,
    LITIGATION_LABELS,
    OUTCOME_LABELS,
    RESULT_LABELS,
)

DECISION_LABELS = {"公开": "disclose", "不公开": "withhold"}
OPINION_LABELS = {"同意": "agrees", "不同意": "objects", "部分同意": "partly"}
LABELS = {  # by the name of the field, whatever the act
    "channel": receipt.LABELS,
    "applicant_kind": KIND_LABELS,
    "outcome": OUTCOME_LABELS,
    "conclusion": OUTCOME_LABELS,
    "ground": GROUND_LABELS,
    "grounds": GROUND_LABELS,
    "agrees": OPINION_LABELS,
    "interest": GROUND_LABELS,
    "decision": DECISION_LABELS,
    "result": RESULT_LABELS,
    "method": DELIVERY_LABELS,
    "mode": {"按件": "cases", "按量": "pages"},
    "status": {"交邮": "posted", "送达": "delivered", "退回": "returned"},
}
CONSENT, CONSENTED = "consent", {"延期答复": "extend", "延迟答复": "delay"}
LITIGATION = "file_litigation"  # the one act whose `kind` is a label of the register


def code_of(field: str, value: Any) -> Any:
    """Return the code of a label, of each one in a list; what is no label of the field stays for the door to judge."""
    if isinstance(value, list):
        return [code_of(field, one) for one in value]
    return LABELS[field].get(value, value) if field in LABELS and isinstance(value, str) else value


def with_codes(act: str, data: dict) -> dict:
    """Return the data of a step with codes in place of labels."""
    found = {name: code_of(name, value) for name, value in data.items()}
    if act == LITIGATION and isinstance(found.get("kind"), str):
        found["kind"] = LITIGATION_LABELS.get(found["kind"], found["kind"])
    if act == CONSENT and isinstance(found.get("to"), str):
        found["to"] = CONSENTED.get(found["to"], found["to"])
    if isinstance(found.get("facts"), dict):
        found["facts"] = _facts_with_codes(found["facts"])
    if isinstance(found.get("parties"), list):
        found["parties"] = [_item_with_codes(one) if isinstance(one, dict) else one for one in found["parties"]]
    return found


def _facts_with_codes(facts: dict) -> dict:
    """Return the facts of a reply with codes for the grounds and for the conclusions on its items."""
    found = dict(facts)
    for name in ("items", "parts"):
        if isinstance(found.get(name), list):
            found[name] = [_item_with_codes(one) if isinstance(one, dict) else one for one in found[name]]
    return found


def _item_with_codes(item: dict) -> dict:
    found = {name: code_of(name, value) for name, value in item.items()}
    if isinstance(found.get("told"), dict):
        found["told"] = _facts_with_codes(found["told"])
    return found
