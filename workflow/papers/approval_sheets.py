"""The sheets of deciding out of the events: every opinion with name, minute and hash, the conclusions, the three people."""

from collections.abc import Callable

from django.utils import timezone

from law import procedure
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from notices.kinds.catalogue import KINDS
from notices.kinds.combined import conclusion_label
from notices.kinds.search_record import result_of
from workflow.cases.consultations import AGENCY, THIRD_PARTY
from workflow.cases.models import Event
from workflow.cases.term.clock import effective
from workflow.cases.third_parties import sentences
from workflow.cases.third_parties.decisions import decisions_in
from workflow.cases.third_parties.standing import standings
from workflow.labels import masked_name
from workflow.papers.case_file import CaseWithEvents, delivery_of, iso, latest_paper, receipt_basis_of
from workflow.papers.demands import demands_in, parts_by_demand

ROLES = {
    "clerk": "登记员",
    "handler": "承办人",
    "reviewer": "法制审核",
    "signer": "签发人",
    "head": "公开工作机构负责人",
}
BOXES = {  # the acts that are boxes of the approval sheet
    "draft": "拟办",
    "submit_for_review": "送审",
    "approve": "法制审核",
    "return_draft": "退回",
    "sign": "签发",
    "reply": "编号发文",
    "deliver": "送达",
    "close": "归档",
}


def _approval(file: CaseWithEvents) -> dict:
    case = file.case
    return {
        "receipt_basis": receipt_basis_of(file),
        "due_on": iso(case.due_on),
        "applicant": masked_name(case.asked),
        "conclusions": _conclusions(file),
        "searched": _said(file, "search_sheet", lambda facts: result_of(facts["record"])),
        "third_parties": _asked(file),
        "secrecy": _said(file, "secrecy_review_sheet", lambda facts: f"{facts['result']}（{facts['reviewed_by']}）"),
        "document": " ".join(filter(None, (case.draft.title if case.draft else "", case.document_number))),
        "delivery": delivery_of(file),
        "archive": f"{case.closed_on:%Y-%m-%d}归档" if case.closed_on else "",
        "opinions": [_opinion(event) for event in file.events if event.act in BOXES],
    }


def _conclusions(file: CaseWithEvents) -> list[str]:
    """Return what the draft on file concludes, item by item, with its articles."""
    draft, drafted = file.case.draft, file.last("draft")
    if draft is None or drafted is None:
        return []
    regulation, found = file.case.regulation, []
    demands, parts = demands_in(file.case), draft.facts.get("parts") or []
    if demands.several and parts:
        answers = zip(demands.texts, parts_by_demand(demands, draft.facts), strict=True)
        parts = [part or {"asked": text, "conclusion": "", "told": {}} for text, part in answers]
    for part in parts or [{"asked": "", "conclusion": draft.kind, "told": draft.facts}]:
        if not part["conclusion"]:
            found.append(f"{part['asked'][:30]}：没有答复")
            continue
        grounds = dict.fromkeys(item["ground"] for item in part["told"].get("items") or ())
        cited = [GROUNDS[code].articles[regulation] for code in grounds] or [
            KINDS[part["conclusion"]].ARTICLES.get(regulation, "")
        ]
        label = conclusion_label(part["conclusion"]) + "".join(f"，{GROUNDS[code].label}" for code in grounds)
        found.append(f"{part['asked'][:30] + '：' if part['asked'] else ''}{label}（{'；'.join(cited)}）")
    return found


def _said(file: CaseWithEvents, code: str, say: Callable[[dict], str]) -> str:
    facts = latest_paper(file.case, code)
    return say(facts) if facts else ""


def _asked(file: CaseWithEvents) -> str:
    drafted = file.last("draft")
    decided = decisions_in(drafted.data) if drafted else {}
    found = []
    for one in standings(effective(file.events), file.today, file.days, (THIRD_PARTY, AGENCY)):
        told, came, what = sentences.told(one), sentences.came(one), sentences.decided(decided.get(one.key))
        found.append("，".join(filter(None, (one.name, told[0], came[0], what[0]))))
    return "；".join(found)


def _opinion(event: Event) -> dict:
    data, actor = event.data, event.actor
    if data.get("outcome"):
        grounds = "、".join(GROUNDS[code].label for code in split_grounds(data.get("grounds", "")))
        said = OUTCOMES[data["outcome"]].label + (f"（{grounds}）" if grounds else "")
    else:
        said = data.get("comments") or data.get("comment") or data.get("note") or procedure.ACTS[event.act].term
    return {
        "box": BOXES[event.act],
        "text": said.replace("\n", " "),
        "officer": str(actor) if actor else "系统",
        "role": _role(event),
        "at": f"{event.on:%Y-%m-%d} {timezone.localtime(event.recorded_at):%H:%M}",
        "mark": f"{event.hash[:8]}…{event.hash[-8:]}",
    }


def _role(event: Event) -> str:
    """Return as what the officer acted: the first role of the act that the officer holds."""
    held = [code for code in procedure.ACTS[event.act].roles if event.actor and event.actor.has_role(code)]
    return ROLES[held[0]] if held else "—"


def _secrecy(file: CaseWithEvents) -> dict:
    draft = file.case.draft
    return {
        "information": list(draft.facts.get("provided") or ()) if draft else [],
        "provided_by": file.section,
        "reviewed_by": file.writer,
        "reviewed_on": file.today.isoformat(),
    }


def _legal(file: CaseWithEvents) -> dict:
    draft, approved = file.case.draft, file.last("approve")
    return {
        "document": draft.title if draft else "",
        "document_sha256": draft.content_sha256 if draft else "",
        "opinion": (approved.data.get("comment") or "同意") if approved else "",
        "reviewed_by": str(approved.actor) if approved else file.writer,
        "reviewed_on": (approved.on if approved else file.today).isoformat(),
    }


def _signing(file: CaseWithEvents) -> dict:
    draft, steps = file.case.draft, {"drafted": "draft", "reviewed": "approve", "signed": "sign"}
    found = {
        "document": draft.title if draft else "",
        "document_sha256": draft.content_sha256 if draft else "",
        "recipient": file.case.asked.applicant_name,
        "number": file.case.document_number,
    }
    for name, act in steps.items():
        if event := file.last(act):
            found |= {f"{name}_by": str(event.actor), f"{name}_on": event.on.isoformat()}
    return found


SHEET_FACTS: dict[str, Callable[[CaseWithEvents], dict]] = {
    "approval_sheet": _approval,
    "secrecy_review_sheet": _secrecy,
    "legal_review_sheet": _legal,
    "signing_sheet": _signing,
}
