"""The papers of a case out of its own events: what a sheet or a letter says that the case knows, so that nobody retypes it."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from agencies.models import Officer
from intake.models import ApplicantKind, Channel
from law import procedure
from law.calendar import Calendar
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from notices.combined import label_of
from notices.kinds import KINDS
from workflow.consultations import AGENCY, THIRD_PARTY, consultations
from workflow.models import Case, Event
from workflow.templatetags.desk import masked, masked_name

CHANNELS = {
    Channel.IN_PERSON: "当面",
    Channel.MAIL_SIGNED: "邮寄",
    Channel.MAIL_ORDINARY: "平信",
    Channel.MAIL_MISDIRECTED: "邮寄",
    Channel.PORTAL: "网络",
    Channel.ONLINE: "其他网络",
    Channel.EMAIL: "电子邮件",
    Channel.FAX: "传真",
}
APPLICANTS = {
    ApplicantKind.NATURAL_PERSON: "自然人",
    ApplicantKind.BUSINESS: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.PUBLIC_INTEREST: "社会公益组织",
    ApplicantKind.LEGAL_SERVICE: "法律服务机构",
    ApplicantKind.OTHER_ORG: "其他",
}
METHODS = {"direct": "直接送达", "mail": "邮寄送达", "electronic": "电子送达", "entrusted": "委托送达"}
OPINIONS = {"agrees": "同意公开", "objects": "不同意公开", "partly": "同意部分公开"}
SECTION_WORKDAYS = 7  # 会办意见 within seven working days (practice: 宣城)
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
# What a paper takes from the case and nobody may type otherwise.
FIXED = ("application_number", "received_on", "content", "organisation", "corrected_on", "recipient")


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A case with its events, on the day on which somebody writes a paper."""

    case: Case
    events: Sequence[Event]
    by: Officer | None
    today: date
    days: Calendar

    def last(self, *acts: str) -> Event | None:
        """Return the last event of some acts."""
        return next((event for event in reversed(self.events) if event.act in acts), None)

    @property
    def writer(self) -> str:
        """Return who writes."""
        return str(self.by) if self.by else ""

    @property
    def section(self) -> str:
        """Return the section that handles the case."""
        return self.case.section.name if self.case.section else ""


def common_facts(case: Case) -> dict:
    """Return what every letter to the applicant says first."""
    application = case.application
    corrected = case.events.filter(act="receive_correction").order_by("seq").last()
    facts = {
        "addressee": application.applicant_name,
        "application_number": case.number,
        "received_on": case.received_on.isoformat(),
        "content": application.content,
        "organisation": case.applicant_kind != "natural_person",
    }
    if corrected:
        facts["corrected_on"] = corrected.on.isoformat()
    return facts


def fixed_facts(case: Case, code: str) -> dict:
    """Return those facts of a paper that are the case's own and are not typed."""
    names = KINDS[code].labels()
    common = common_facts(case) | {"recipient": case.application.applicant_name}
    found = {name: common[name] for name in FIXED if name in names and name in common}
    if "received_on" in names and KINDS[code].LAYOUT == "letter":  # a letter on the application goes to the applicant
        found["addressee"] = common["addressee"]
    return found


def on_file(case: Case, code: str) -> dict | None:
    """Return the facts of the last paper of a kind that was written in the case, or None."""
    written = [event for event in case.events.filter(act="write_paper").order_by("seq") if event.data["kind"] == code]
    return written[-1].data["facts"] if written else None


def prefilled(case: Case, code: str, *, by: Officer | None, today: date, days: Calendar) -> dict:
    """Return everything that the case tells for a paper: its fixed facts and what the events say."""
    events = list(case.events.select_related("actor", "letter").order_by("seq"))
    told = _TOLD.get(code, lambda file: {})(File(case, events, by, today, days))
    names = KINDS[code].labels()
    return {name: value for name, value in (told | fixed_facts(case, code)).items() if name in names and value not in ("", None)}


# -- taking in and passing on ----------------------------------------------------------------------------------


def _registration(file: File) -> dict:
    case, asked = file.case, file.case.application
    registered = file.events[0]
    reached = [f"电话{masked(asked.phone)}" if asked.phone else "", f"地址{masked(asked.address, '6,0')}" if asked.address else ""]
    return {
        "applicant": asked.applicant_name,
        "applicant_kind": APPLICANTS[case.applicant_kind],
        "contact": "；".join(filter(None, reached)) or "见申请书",
        "representative": asked.representative,
        "channel": CHANNELS[case.channel],
        "tracking_number": asked.tracking_number,
        "arrived_on": case.arrived_on.isoformat(),
        "receipt_basis": _basis(file),
        "wanted": "；".join(filter(None, (asked.wanted_form, asked.wanted_way))),
        "due_on": _iso(case.due_on),
        "registered_by": str(registered.actor) if registered.actor else "",
        "handler": str(case.handler) if case.handler else "",
    }


def _basis(file: File) -> str:
    data = file.events[0].data
    return f"{data.get('basis_text') or '按台账记载'}（{data.get('basis', '')}）".removesuffix("（）")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _mail(file: File) -> dict:
    asked, arrived = file.case.application, file.case.arrived_on.isoformat()
    return {
        "arrived_on": arrived,
        "item": CHANNELS[file.case.channel],
        "tracking_number": asked.tracking_number,
        "sender": asked.applicant_name,
        "handed_on": arrived,
        "taken_by": file.writer,
    }


def _hand_over(file: File) -> dict:
    reply_by = file.days.add(file.today, SECTION_WORKDAYS)
    if file.case.due_on and file.case.due_on < reply_by:
        reply_by = max(file.case.due_on, file.today)
    return {
        "due_on": _iso(file.case.due_on),
        "to_section": file.section,
        "requests": ["检索并填写检索记录表", "逐项提出予以公开、部分公开、不予公开、无法提供或者不予处理的意见及依据"],
        "reply_by": reply_by.isoformat(),
        "handed_by": file.writer,
        "handed_on": file.today.isoformat(),
    }


def _return(file: File) -> dict:
    return {"from_section": file.section, "returned_by": file.writer, "returned_on": file.today.isoformat()}


def _conversation(file: File) -> dict:
    asked = file.case.application
    return {
        "spoken_on": file.today.isoformat(),
        "means": "电话",
        "with_whom": f"申请人{asked.applicant_name}",
        "number_called": masked(asked.phone) if asked.phone else "",
        "recorded_by": file.writer,
    }


def _co_handling(file: File) -> dict:
    return {
        "matter": file.case.application.content,
        "due_on": _iso(file.case.due_on),
        "reply_by": _hand_over(file)["reply_by"],
    }


# -- deciding -------------------------------------------------------------------------------------------------


def _approval(file: File) -> dict:
    case = file.case
    return {
        "receipt_basis": _basis(file),
        "due_on": _iso(case.due_on),
        "applicant": masked_name(case.application),
        "conclusions": _conclusions(file),
        "searched": _said(file, "search_sheet", lambda facts: facts["record"]["result"]),
        "third_parties": _asked(file),
        "secrecy": _said(file, "secrecy_review_sheet", lambda facts: f"{facts['result']}（{facts['reviewed_by']}）"),
        "document": " ".join(filter(None, (case.draft.title if case.draft else "", case.document_number))),
        "delivery": _delivery(file),
        "archive": f"{case.closed_on:%Y-%m-%d}归档" if case.closed_on else "",
        "opinions": [_opinion(event) for event in file.events if event.act in BOXES],
    }


def _conclusions(file: File) -> list[str]:
    """Return what the draft on file concludes, item by item, with its articles."""
    draft, drafted = file.case.draft, file.last("draft")
    if draft is None or drafted is None:
        return []
    regulation, found = file.case.regulation, []
    for part in draft.facts.get("parts") or [{"asked": "", "conclusion": draft.kind, "told": draft.facts}]:
        grounds = dict.fromkeys(item["ground"] for item in part["told"].get("items") or ())
        cited = [GROUNDS[code].articles[regulation] for code in grounds] or [KINDS[part["conclusion"]].ARTICLES.get(regulation, "")]
        label = label_of(part["conclusion"]) + "".join(f"，{GROUNDS[code].label}" for code in grounds)
        found.append(f"{part['asked'][:30] + '：' if part['asked'] else ''}{label}（{'；'.join(cited)}）")
    return found


def _said(file: File, code: str, say: Callable[[dict], str]) -> str:
    facts = on_file(file.case, code)
    return say(facts) if facts else ""


def _asked(file: File) -> str:
    found = []
    for one in [*consultations(file.events, THIRD_PARTY), *consultations(file.events, AGENCY)]:
        if one.answer is None:
            said = "尚未答复"
        elif one.silent:
            said = f"{one.answer.on}记：逾期未提出意见"
        else:
            said = f"{one.answer.on}答复：{OPINIONS.get(one.answer.data.get('agrees', ''), '见意见')}"
        found.append(f"{one.name}，{one.asked.on}发出，{said}")
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
        "role": procedure.ACTS[event.act].term,
        "at": f"{event.on:%Y-%m-%d} {event.recorded_at:%H:%M}",
        "mark": f"{event.hash[:8]}…{event.hash[-8:]}",
    }


def _secrecy(file: File) -> dict:
    draft = file.case.draft
    return {
        "information": list(draft.facts.get("provided") or ()) if draft else [],
        "provided_by": file.section,
        "reviewed_by": file.writer,
        "reviewed_on": file.today.isoformat(),
    }


def _legal(file: File) -> dict:
    draft, approved = file.case.draft, file.last("approve")
    return {
        "document": draft.title if draft else "",
        "document_sha256": draft.content_sha256 if draft else "",
        "opinion": (approved.data.get("comment") or "同意") if approved else "",
        "reviewed_by": str(approved.actor) if approved else file.writer,
        "reviewed_on": (approved.on if approved else file.today).isoformat(),
    }


def _signing(file: File) -> dict:
    draft, steps = file.case.draft, {"drafted": "draft", "reviewed": "approve", "signed": "sign"}
    found = {
        "document": draft.title if draft else "",
        "document_sha256": draft.content_sha256 if draft else "",
        "recipient": file.case.application.applicant_name,
        "number": file.case.document_number,
    }
    for name, act in steps.items():
        if event := file.last(act):
            found |= {f"{name}_by": str(event.actor), f"{name}_on": event.on.isoformat()}
    return found


# -- proof ----------------------------------------------------------------------------------------------------


def _search(file: File) -> dict:
    return {"record": {"searched_on": file.today.isoformat(), "searched_by": file.writer}}


def _delivery(file: File) -> str:
    event = file.last("deliver")
    return f"{METHODS.get(event.data.get('method', ''), '')}，{event.data.get('receipt', '')}，{event.on}" if event else ""


def _service(file: File) -> dict:
    event, replied = file.last("deliver"), file.last("reply")
    found: dict[str, Any] = {"documents": _served(replied)}
    if event is None:
        return found
    method, proof, day = event.data.get("method", ""), event.data.get("receipt", ""), event.on.isoformat()
    found |= {"method": METHODS.get(method, ""), "served_on": day}
    return found | {
        "mail": {"mail_number": proof, "posted_on": day, "place": "邮政企业交寄"},
        "direct": {"signed_by": proof, "place": "本机关办公场所", "servers": [file.writer]},
        "electronic": {"sent_at": day, "place": "电子送达"},
        "entrusted": {"entrusted_to": proof},
    }.get(method, {})


def _served(replied: Event | None) -> list[dict]:
    if replied is None or replied.letter is None:
        return []
    return [{"title": replied.letter.title, "number": replied.letter.number, "copies": 1}]


def _slip(file: File) -> dict:
    event = file.last(THIRD_PARTY)
    return {"addressee": event.data.get("name", ""), "matter": event.data.get("matter", "")} if event else {}


def _rectification(file: File) -> dict:
    replied = file.last("reply")
    if replied is None or replied.letter is None:
        return {}
    letter = replied.letter
    return {"earlier_title": letter.title, "earlier_number": letter.number, "earlier_dated": letter.dated.isoformat()}


def _index(file: File) -> dict:
    """Return the contents of the file: the application with its envelope, every paper in its order, the proof of delivery."""
    case, agency = file.case, file.case.agency.name
    scans = "、".join(one.name for one in case.application.attachments.all())
    first = {
        "author": case.application.applicant_name,
        "title": "政府信息公开申请书" + (f"（附：{scans}）" if scans else ""),
        "dated": case.arrived_on.isoformat(),
    }
    entries = [first]
    for event in file.events:
        if event.letter:
            letter = event.letter
            entries.append({"author": agency, "number": letter.number, "title": letter.title, "dated": letter.dated.isoformat()})
        elif event.act in ("receive_correction", "receive_reasons", *_OPINION_ACTS):
            author = event.data.get("name") or case.application.applicant_name
            entries.append({"author": author, "title": procedure.ACTS[event.act].term, "dated": event.on.isoformat()})
        elif event.act == "deliver":
            title = f"送达凭证（{_delivery(file)}）"
            entries.append({"author": agency, "title": title, "dated": event.on.isoformat()})
    return {
        "file_title": f"{case.application.content[:40]}（{case.number}）",
        "retention": "30年",
        "made_by": file.writer,
        "made_on": file.today.isoformat(),
        "entries": entries,
    }


_OPINION_ACTS = ("receive_third_party_opinion", "receive_agency_opinion")
_TOLD: dict[str, Callable[[File], dict]] = {
    "registration_form": _registration,
    "mail_hand_over": _mail,
    "hand_over_slip": _hand_over,
    "return_slip": _return,
    "conversation_note": _conversation,
    "co_handling": _co_handling,
    "approval_sheet": _approval,
    "secrecy_review_sheet": _secrecy,
    "legal_review_sheet": _legal,
    "signing_sheet": _signing,
    "search_sheet": _search,
    "service_record": _service,
    "third_party_slip": _slip,
    "rectification": _rectification,
    "archive_index": _index,
}
