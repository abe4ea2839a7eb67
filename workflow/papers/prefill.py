"""The papers of a case out of its own events: what a sheet or a letter says that the case knows, so that nobody retypes it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from agencies.organisation.models import Officer
from intake.models import ApplicantKind, Channel
from law import procedure
from law.calendars.working_days import Calendar
from law.dated import chinese_day
from notices.kinds.catalogue import KINDS
from workflow.cases.annulments import letters_naming_another_day
from workflow.cases.consultations import AGENCY, THIRD_PARTY, consultations
from workflow.cases.models import Case, Event
from workflow.cases.replies_on_paper import title_of
from workflow.labels import masked
from workflow.papers import approval_sheets
from workflow.papers.case_file import METHODS, CaseWithEvents, delivery_of, fixed_facts, iso, receipt_basis_of

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
SECTION_WORKDAYS = 7  # 会办意见 within seven working days (practice: 宣城)


def prefilled(case: Case, code: str, *, by: Officer | None, today: date, days: Calendar) -> dict:
    """Return everything that the case tells for a paper: its fixed facts and what the events say."""
    events = list(case.events.select_related("actor", "letter").order_by("seq"))
    told = _FACTS_OF_PAPERS.get(code, lambda file: {})(CaseWithEvents(case, events, by, today, days))
    names = KINDS[code].labels()
    return {
        name: value
        for name, value in (told | fixed_facts(case, code)).items()
        if name in names and value not in ("", None)
    }


# -- taking in and passing on ----------------------------------------------------------------------------------


def _registration(file: CaseWithEvents) -> dict:
    case, asked = file.case, file.case.asked
    registered = file.events[0]
    return {
        **_particulars(file),
        "channel": CHANNELS[case.channel],
        "tracking_number": asked.tracking_number,
        "arrived_on": case.arrived_on.isoformat(),
        "receipt_basis": receipt_basis_of(file),
        "due_on": iso(case.due_on),
        "registered_by": str(registered.actor) if registered.actor else "",
        "handler": str(case.handler) if case.handler else "",
    }


def _particulars(file: CaseWithEvents) -> dict:
    """Return who asks, masked, and how the information is wanted."""
    case, asked = file.case, file.case.asked
    reached = [
        f"电话{masked(asked.phone)}" if asked.phone else "",
        f"地址{masked(asked.address, '6,0')}" if asked.address else "",
    ]
    return {
        "applicant": asked.applicant_name,
        "applicant_kind": APPLICANTS[case.applicant_kind],
        "contact": "；".join(filter(None, reached)) or "见申请书",
        "identity": masked(asked.identity_number, "6,2") if asked.identity_number else "",
        "representative": asked.representative,
        "wanted": "；".join(filter(None, (asked.wanted_form, asked.wanted_way))),
    }


def _mail(file: CaseWithEvents) -> dict:
    asked, arrived = file.case.asked, file.case.arrived_on.isoformat()
    return {
        "arrived_on": arrived,
        "item": CHANNELS[file.case.channel],
        "tracking_number": asked.tracking_number,
        "sender": asked.applicant_name,
        "handed_on": arrived,
        "taken_by": file.writer,
    }


def _hand_over(file: CaseWithEvents) -> dict:
    reply_by = file.days.add(file.today, SECTION_WORKDAYS)
    if file.case.due_on and file.case.due_on < reply_by:
        reply_by = max(file.case.due_on, file.today)
    return {
        "due_on": iso(file.case.due_on),
        "to_section": file.section,
        "requests": ["检索并填写检索记录表", "逐项提出予以公开、部分公开、不予公开、无法提供或者不予处理的意见及依据"],
        "reply_by": reply_by.isoformat(),
        "handed_by": file.writer,
        "handed_on": file.today.isoformat(),
    }


def _return(file: CaseWithEvents) -> dict:
    return {"from_section": file.section, "returned_by": file.writer, "returned_on": file.today.isoformat()}


def _conversation(file: CaseWithEvents) -> dict:
    asked = file.case.asked
    return {
        "spoken_on": file.today.isoformat(),
        "means": "电话",
        "with_whom": f"申请人{asked.applicant_name}",
        "number_called": masked(asked.phone) if asked.phone else "",
        "recorded_by": file.writer,
    }


def _co_handling(file: CaseWithEvents) -> dict:
    return {
        "matter": file.case.application.content,
        "due_on": iso(file.case.due_on),
        "reply_by": _hand_over(file)["reply_by"],
    }


# -- proof ----------------------------------------------------------------------------------------------------


def _search(file: CaseWithEvents) -> dict:
    return {"record": {"searched_on": file.today.isoformat()}}


def _service(file: CaseWithEvents) -> dict:
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
    if replied is None or not replied.data.get("number"):
        return []
    return [{"title": title_of(replied), "number": replied.data["number"], "copies": 1}]


def _slip(file: CaseWithEvents) -> dict:
    event = file.last(THIRD_PARTY)
    return {"addressee": event.data.get("name", ""), "matter": event.data.get("matter", "")} if event else {}


def _rectification(file: CaseWithEvents) -> dict:
    """Return the letter that is to be put right: one that names a day of receipt corrected since, else the reply."""
    other = [one for one in letters_naming_another_day(file.case, file.events) if one.left and not one.put_right_by]
    if other:
        letter, named, right = other[0].letter, chinese_day(other[0].named), chinese_day(file.case.received_on)
        return {
            "earlier_title": letter.title,
            "earlier_number": letter.number,
            "earlier_dated": letter.dated.isoformat(),
            "wrong": [named],
            "right": [right],
        }
    replied = file.last("reply")
    if replied is None or not replied.data.get("number"):
        return {}
    return {
        "earlier_title": title_of(replied),
        "earlier_number": replied.data["number"],
        "earlier_dated": replied.on.isoformat(),
    }


def _index(file: CaseWithEvents) -> dict:
    """Return the contents of the file: the application with its envelope, every paper in its order, the proof of delivery."""
    case, agency = file.case, file.case.agency.name
    scans = "、".join(one.name for one in case.application.attachments.all())
    first = {
        "author": case.asked.applicant_name,
        "title": "政府信息公开申请书" + (f"（附：{scans}）" if scans else ""),
        "dated": case.arrived_on.isoformat(),
    }
    asked = [*consultations(file.events, THIRD_PARTY), *consultations(file.events, AGENCY)]
    answered = {one.answer.seq: one.label for one in asked if one.answer}
    entries = [first]
    for event in file.events:
        if event.letter:
            letter = event.letter
            entries.append(
                {"author": agency, "number": letter.number, "title": letter.title, "dated": letter.dated.isoformat()}
            )
        elif event.act == "reply" and event.data.get("number"):
            number, title = event.data["number"], title_of(event)
            entries.append({"author": agency, "number": number, "title": title, "dated": event.on.isoformat()})
        elif event.act in ("receive_correction", "receive_reasons", *_OPINION_ACTS):
            author = answered.get(event.seq, case.asked.applicant_name)
            entries.append({"author": author, "title": procedure.ACTS[event.act].term, "dated": event.on.isoformat()})
        elif event.act == "deliver":
            title = f"送达凭证（{delivery_of(file)}）"
            entries.append({"author": agency, "title": title, "dated": event.on.isoformat()})
    return {
        "file_title": f"{case.application.content[:40]}（{case.number}）",
        "retention": "30年",
        "made_by": file.writer,
        "made_on": file.today.isoformat(),
        "entries": entries,
    }


_OPINION_ACTS = ("receive_third_party_opinion", "receive_agency_opinion")
_FACTS_OF_PAPERS: dict[str, Callable[[CaseWithEvents], dict]] = approval_sheets.SHEET_FACTS | {
    "application_form": _particulars,
    "registration_form": _registration,
    "mail_hand_over": _mail,
    "hand_over_slip": _hand_over,
    "return_slip": _return,
    "conversation_note": _conversation,
    "co_handling": _co_handling,
    "search_sheet": _search,
    "service_record": _service,
    "third_party_slip": _slip,
    "rectification": _rectification,
    "archive_index": _index,
}
