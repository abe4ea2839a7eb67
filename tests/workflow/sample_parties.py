"""What the tests of an office say of third parties where a test does not say it: contact, reasons, a decision for each."""

from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.acts.drafting import items_of
from workflow.cases.consultations import OBJECTING, THIRD_PARTY, consultations_of
from workflow.cases.third_parties.decisions import DISCLOSE, WITHHOLD, deciding_conclusions

CONTACT = {"phone": "0577-2", "interest": "trade_secret"}
REASONS = "报价明细不为公众所知悉，公开会损害本公司的竞争地位"
WEIGHED = "价款由财政资金支付，公众有权监督，不公开会对公共利益造成重大影响"
DISCUSSED = "所涉内容属于作出决定以前的讨论记录，与该方是否同意无关"
FOUND = "经核对，所涉内容已在公共资源交易网公示，不属于商业秘密"


def usual(case, code: str, data: dict) -> dict:
    """Return what an act needs of third parties and a test leaves out; never the finding that withholds."""
    if code == "consult_third_party":
        return {name: value for name, value in CONTACT.items() if name not in data}
    if code == "receive_third_party_opinion" and data.get("agrees") in OBJECTING:
        return {} if data.get("text") or data.get("without_reasons") else {"text": REASONS}
    if code == "draft" and "parties" not in data:
        return {"parties": decided(case, data.get("kind") or data.get("outcome"), data.get("facts") or {})}
    return {}


def decided(case, kind, facts: dict) -> list[dict]:
    """Return a decision for each third party, as the conclusion has it: what is withheld at all is withheld for each."""
    conclusions = deciding_conclusions(kind, facts)
    for_them = any(item.get("ground") in OF_THIRD_PARTIES for item in items_of(facts))
    decision = WITHHOLD if conclusions & {"deny", "partial"} else DISCLOSE
    found = []
    for one in consultations_of(case, THIRD_PARTY) if conclusions else ():
        given = {"key": one.key, "decision": decision}
        if decision == DISCLOSE:
            given |= {"public_interest": WEIGHED} if one.objects else {"finding": FOUND}
        elif not for_them:
            given |= {"finding": DISCUSSED}
        found.append(given)
    return found
