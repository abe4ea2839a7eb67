"""What a reply or a paper needs and a step does not say: facts of the samples, reasons of each ground.

The days of other letters the case tells, or the reply cannot be written; a search is one of the day of the step.
"""

import dataclasses
from collections.abc import Container
from datetime import date
from typing import Any, get_type_hints

from notices.kinds.catalogue import PAPERS, REPLIES, kind_of
from notices.kinds.combined import PARTS, Combined
from notices.kinds.samples import sample_facts
from notices.kinds.withheld import NEED_PROVISION
from workflow.acts.drafting import LAPSED_OUTCOMES, known_facts
from workflow.cases.consultations import THIRD_PARTY, consultations_of
from workflow.cases.models import Case
from workflow.cases.third_parties.decisions import DISCLOSE, WITHHOLD, deciding_conclusions
from workflow.papers.case_file import common_facts
from workflow.play.filling import INTEREST

USUAL = "open"  # what a reply concludes where the step does not say it
USUAL_GROUND = "process"
REASONS = {  # ground: reason, evidence
    "state_secret": ("该文件已依法定密，尚在保密期限内", "定密审批表和保密审查记录"),
    "law_forbids": ("该文件依照所引条款不得公开", "所引条款原文和文件首页"),
    "security_stability": ("该图件标有地下管线节点，公开后可能危及公共安全", "安全评估意见"),
    "trade_secret": ("所列报价明细属于企业不为公众所知悉并采取保密措施的经营信息", "第三方意见书原件"),
    "privacy": ("所列住户的身份证号码和银行账号属于个人隐私", "第三方意见书原件"),
    "internal": ("该流程单属于内部工作流程方面的信息", "流程单原件"),
    "process": ("该会商纪要是作出决定以前的讨论记录，法律、法规、规章没有规定应当公开", "会商纪要原件及形成时间说明"),
    "enforcement_file": ("该材料是行政处罚案卷中的询问笔录", "案卷目录"),
    "not_government_information": ("该材料由业主委员会自行制作，本机关没有获取", "情况说明"),
    "other_statutory": ("该材料依照所引条款不予公开", "所引条款原文"),
}
PART, PROVISION = "附件二", "《中华人民共和国统计法》关于统计调查对象资料保密的规定"


def filled_draft(case: Case, data: dict, on: date) -> dict:
    """Return the data of a draft with an outcome and with the facts that its letter needs."""
    found = dict(data)
    if not found.get("outcome") and not found.get("kind"):
        found["outcome"] = LAPSED_OUTCOMES.get(case.lapse, USUAL)
    kind, given = found.get("kind") or found["outcome"], found.get("facts", {})
    if not _is_known(kind, case.regulation) or not isinstance(given, dict):
        return found  # the door says what is wrong with it
    found["facts"] = _filled_facts(kind, case, given, _codes(found.get("grounds")), on)
    return {"parties": _decisions(case, kind, found["facts"])} | found


def _decisions(case: Case, kind: str, facts: dict) -> list[dict]:
    """Return what a reply decides for each third party as its conclusion has it; never a finding, which is the agency's own."""
    conclusions = deciding_conclusions(kind, facts)
    decision = WITHHOLD if conclusions & {"deny", "partial"} else DISCLOSE
    asked = consultations_of(case, THIRD_PARTY) if conclusions else []
    weighed = {"public_interest": INTEREST} if decision == DISCLOSE else {}
    return [{"key": one.key, "decision": decision} | (weighed if one.objects else {}) for one in asked]


def filled_paper(case: Case, data: dict, prefilled: dict) -> dict:
    """Return the data of a paper with the facts that it needs: those given, those `prefilled` by the desk, then a sample's."""
    kind, given = data.get("kind"), data.get("facts", {})
    if not _is_known(kind, case.regulation, PAPERS) or not isinstance(given, dict):
        return data
    facts = _needed(kind, case.regulation)
    for said in (prefilled, given):
        for name, value in said.items():
            both = isinstance(value, dict) and isinstance(facts.get(name), dict)
            facts[name] = facts[name] | value if both else value
    return data | {"facts": facts}


def _is_known(kind: Any, regulation: str, kinds: Container[str] = REPLIES) -> bool:
    return isinstance(kind, str) and kind in kinds and regulation in kind_of(kind).REGULATIONS


def _codes(grounds: Any) -> list:
    return grounds if isinstance(grounds, list) else []


def _filled_facts(kind: str, case: Case, given: dict, grounds: list, on: date) -> dict:
    """Return the facts that a step gives and those needed ones that neither it nor the case tells."""
    if kind == Combined.CODE:
        return _filled_parts(case, given, on)
    told, needed = common_facts(case) | known_facts(case, kind), _needed(kind, case.regulation)
    found = {name: value for name, value in needed.items() if name not in told} | given
    if "items" in needed:
        found["items"] = _filled_items(given.get("items"), grounds, kind)
    if "search_record" in needed:
        searched = told.get("search_record") or needed["search_record"] | {"searched_on": on.isoformat()}
        found["search_record"] = _searched(searched, given.get("search_record", {}))
    return found


def _needed(kind: str, regulation: str) -> dict[str, Any]:
    """Return what a letter cannot be without, from its sample, and its snapshot; days are not among it."""
    sample, hints = sample_facts(kind, regulation).to_json(), get_type_hints(kind_of(kind))
    needed = {field.name for field in dataclasses.fields(kind_of(kind)) if field.default is dataclasses.MISSING}
    needed |= {"snapshot", "snapshot_sha256"}
    return {name: value for name, value in sample.items() if name in needed and hints[name] is not date}


def _searched(searched: dict, given: Any) -> Any:
    """Return the search on file, or else a plausible one, as far as the step does not tell it otherwise."""
    return searched | given if isinstance(given, dict) else given


def _filled_items(items: Any, grounds: list, kind: str) -> Any:
    """Return what is withheld: each item with a reason and evidence, one for each ground that is named."""
    if items is None:
        items = [{"ground": ground} for ground in grounds or [USUAL_GROUND]]
    if not isinstance(items, list):
        return items
    return [_item(one, kind) if isinstance(one, dict) else one for one in items]


def _item(given: dict, kind: str) -> dict:
    ground = given.get("ground", USUAL_GROUND)
    reason, evidence = REASONS.get(ground, ("", "")) if isinstance(ground, str) else ("", "")
    found = {"ground": ground, "reason": reason, "evidence": evidence}
    found |= {"part": PART} if kind == "partial" else {}
    found |= {"provision": PROVISION} if ground in NEED_PROVISION else {}
    return found | given


def _filled_parts(case: Case, given: dict, on: date) -> dict:
    """Return the parts of a combined reply, each with the facts of its own conclusion."""
    parts = given.get("parts")
    if not isinstance(parts, list):
        return given
    return given | {"parts": [_part(one, case, on) if isinstance(one, dict) else one for one in parts]}


def _part(given: dict, case: Case, on: date) -> dict:
    conclusion, told = given.get("conclusion"), given.get("told", {})
    known = isinstance(conclusion, str) and conclusion in PARTS and _is_known(conclusion, case.regulation)
    if not known or not isinstance(told, dict):
        return given
    return given | {"told": _filled_facts(conclusion, case, told, [], on)}
