"""From a case to a letter: the facts of each act that is done by being told, and the draft of the reply."""

import dataclasses
from datetime import date, datetime

from agencies.models import Officer
from law import Refused, procedure
from law.calendar import Calendar
from notices.kinds.catalogue import REPLIES, kind_of
from notices.kinds.combined import Combined
from notices.letters import services as notices
from notices.letters.composition import Composed, compose
from notices.letters.models import Letter
from notices.wording.services import released
from workflow.acts.fields import Context, choice, received_on
from workflow.acts.validation import conclusion, items_of
from workflow.acts.validation import prepare as prepare_data
from workflow.cases.consultations import check_third_parties
from workflow.cases.folding import Projection
from workflow.cases.models import Case, Event
from workflow.papers.case_file import common_facts, on_file
from workflow.papers.prefill import CHANNELS
from workflow.papers.recorded_letter import letter_of


def prepare(
    case: Case, code: str, on: date, data: dict, *, by: Officer | None, today: date, days: Calendar, now: datetime
) -> dict:
    """Return what the event of an act keeps; a draft is composed and stored on the way.

    Raises Refused naming the field, the fact or the article.
    """
    context = Context(case, code, on, by, today, now, days)
    if code != "draft":
        return prepare_data(context, data)
    return _draft(context, data)


def known_facts(case: Case, outcome: str) -> dict:
    """Return those facts of a reply that the case itself tells, so that nobody types them."""
    names = {field.name for field in dataclasses.fields(kind_of(outcome))}
    known = {}
    for act, fact, number in (
        ("request_correction", "requested_on", "request_number"),
        ("issue_fee_notice", "notified_on", "notice_number"),
    ):
        event = case.events.standing().filter(act=act).order_by("seq").last()
        if event and fact in names:
            known[fact] = event.on.isoformat()
            if came := received_on(case, event):
                known["served_on"] = came
            if event.data.get("number"):
                known[number] = event.data["number"]
    if "search_record" in names and (searched := on_file(case, "search_sheet")):
        known["search_record"] = searched["record"]
    if "secrecy_review" in names and (reviewed := on_file(case, "secrecy_review_sheet")):
        known["secrecy_review"] = (
            f"{reviewed['reviewed_on']}保密审查表：{reviewed['result']}（审查人{reviewed['reviewed_by']}）"
        )
    asked = case.events.standing().filter(act="request_reasons").order_by("seq").last()
    if asked and "reasons_requested" in names:
        day = f"{asked.on.year}年{asked.on.month}月{asked.on.day}日"
        known["reasons_requested"] = f"{asked.data['count_facts']}，本机关于{day}书面要求说明理由"
    lapse = case.events.standing().filter(act__in=("lapse_correction", "lapse_payment")).order_by("seq").last()
    if lapse and "term_ended_on" in names:
        known["term_ended_on"] = lapse.data["term_ended_on"]
    return known


def _conclude(context: Context, data: dict) -> tuple[dict, dict]:
    """Return what a draft concludes and as which kind of letter, and the facts of that letter."""
    case = context.case
    given = data.get("facts") or {}
    if not isinstance(given, dict):
        raise Refused("答复的事实应当是一组名称和内容", field="facts", english="facts must be an object")
    kind = choice(data, "kind" if data.get("kind") else "outcome", "办理结果", REPLIES)
    items = items_of(given)
    if items:
        # The items are what the letter says; the grounds that are counted follow from them, in their order.
        data = data | {"grounds": list(dict.fromkeys(str(item.get("ground", "")) for item in items))}
    facts = common_facts(case) | known_facts(case, kind) | given | common_facts(case)
    if kind == Combined.CODE:
        found = _several(context, Combined.from_json(facts))
    else:
        found = conclusion(context, data | {"outcome": REPLIES[kind].OUTCOME})
    check_third_parties(case, items)
    _check_secrecy(case, found["outcome"])
    return found | {"kind": kind}, facts


def _check_secrecy(case: Case, outcome: str) -> None:
    """Refuse to release what the secrecy review on file does not release (条例17; 2007: 14)."""
    reviewed = on_file(case, "secrecy_review_sheet")
    released = {"open": ("可以公开",), "partial": ("可以公开", "部分可以公开")}.get(outcome)
    if reviewed and released and reviewed["result"] not in released:
        raise Refused(
            f"保密审查的结论是“{reviewed['result']}”，不能这样公开",
            {"2007": "条例14", "2019": "条例17"}[case.regulation],
            field="outcome",
            english="The secrecy review on file does not release it",
        )


def _several(context: Context, typed: Combined) -> dict:
    """Return what a reply with several conclusions counts as, after the guard of each of them."""
    for reply in typed.replies:
        conclusion(context, {"outcome": reply.outcome, "grounds": list(reply.grounds)})
    return conclusion(context, {"outcome": typed.outcome, "grounds": list(typed.grounds)})


def _draft(context: Context, data: dict) -> dict:
    case = context.case
    found, facts = _conclude(context, data)
    draft = notices.save_draft(
        agency=case.agency,
        kind=found["kind"],
        facts=facts,
        dated=context.today,
        regulation=case.regulation,
        online=bool(data.get("online")),
        actor=context.by,
        now=context.now,
    )
    return found | {"draft_id": draft.pk, "content_sha256": draft.content_sha256, "online": draft.online}


def preview(context: Context, data: dict) -> Composed:
    """Compose the reply that a draft would make, and store nothing; raise Refused as the draft would."""
    case = context.case
    found, facts = _conclude(context, data)
    return compose(
        agency=case.agency,
        kind=found["kind"],
        facts=facts,
        dated=context.today,
        regulation=case.regulation,
        online=bool(data.get("online")),
        wording=released(case.agency, found["outcome"]),
    )


def preview_paper(context: Context, data: dict) -> Composed:
    """Compose the paper that write_paper would make, and store nothing; raise Refused as the act would."""
    prepared = prepare_data(context, data)
    return compose(
        agency=context.case.agency,
        kind=prepared["kind"],
        facts=prepared["facts"],
        dated=context.on,
        regulation=context.case.regulation,
        wording=released(context.case.agency, prepared["kind"]),
    )


def issue_for(
    case: Case, event: Event, *, projection: Projection, by: Officer | None, today: date, days: Calendar
) -> Letter | None:
    """Issue the letter that an act needs, or return None for an act that needs none."""
    kind = kind_for(event, case.regulation)
    if not kind:
        return None
    if event.act == "reply":
        return notices.issue_draft(
            case.draft, dated=event.on, approved_sha256=case.approved_sha256, actor=by, now=event.recorded_at
        )
    if event.act == "register" and projection.due_on is None:
        return None
    letter = notices.issue(
        agency=case.agency,
        kind=kind,
        facts=_FACTS[event.act](case, event, projection),
        dated=max(event.on, today) if event.act in ("register", "withdraw") else event.on,
        regulation=projection.regulation,
        actor=by,
        now=event.recorded_at,
    )
    if event.act == "revoke_reply":
        reason = event.data["fault"][: notices.LONGEST_REASON]
        replied = case.events.standing().filter(act="reply").order_by("seq").last()
        revoked = letter_of(case, replied, by=by, now=event.recorded_at)
        notices.supersede(revoked, by=letter, reason=reason, actor=by, now=event.recorded_at)
    return letter


def kind_for(event: Event, regulation: str) -> str:
    """Return the kind of letter that an act issues, or "" for none; a co-producer has its own (条例34)."""
    if event.act == "write_paper":
        return event.data["kind"]
    if event.act == "consult_agency" and event.data.get("co_producer") and regulation == "2019":
        return "co_producer_inquiry"
    if event.act == "register" and event.data.get("at_once"):
        return ""  # 当场答复: the reply itself says that the application came (条例33①)
    return procedure.ACTS[event.act].letter


def _receipt(case: Case, event: Event, projection: Projection) -> dict:
    application = case.application
    return {
        "addressee": application.applicant_name,
        "application_number": case.number,
        "received_on": projection.received_on.isoformat(),
        "content": application.content,
        "organisation": case.applicant_kind != "natural_person",
        "arrived_on": case.arrived_on.isoformat(),
        "channel": CHANNELS[case.channel],
        "due_on": projection.due_on.isoformat(),
        "provisional": projection.provisional,
    }


def _correction(case, event, projection):
    return common_facts(case) | {name: event.data[name] for name in ("points", "guidance", "term_workdays")}


def _extension(case, event, projection):
    return common_facts(case) | {
        "reason": event.data["reason"],
        "workdays": event.data["workdays"],
        "former_due_on": case.due_on.isoformat(),
        "due_on": projection.due_on.isoformat(),
        "approved_by": event.data["approved_by"],
        "provisional": projection.provisional,
    }


def _inquiry(case, event, projection):
    return {"addressee": event.data["name"], "matter": event.data["matter"]}


def _reasons(case, event, projection):
    return common_facts(case) | {
        name: event.data[name] for name in ("count_facts", "points", "term_workdays", "count_table")
    }


def _delay(case, event, projection):
    reasons = case.events.standing().filter(act="receive_reasons").order_by("seq").last()
    return common_facts(case) | {
        "reasons_on": reasons.on.isoformat(),
        "finding": event.data["finding"],
        "workdays": event.data["workdays"],
        "former_due_on": case.due_on.isoformat(),
        "due_on": projection.due_on.isoformat(),
        "approved_by": event.data["approved_by"],
        "provisional": projection.provisional,
    }


def _consulted(case, event, projection):
    return common_facts(case) | {name: event.data[name] for name in ("consulted_on", "of_agency")}


def _overruled(case, event, projection):
    return _inquiry(case, event, projection) | {name: event.data[name] for name in ("reason", "opinion_on")}


def _revocation(case, event, projection):
    names = ("fault", "approved_by", "earlier_title", "earlier_number", "earlier_dated")
    return common_facts(case) | {
        **{name: event.data[name] for name in names},
        "ordered": event.data.get("ordered", ""),
        "due_on": projection.due_on.isoformat(),
        "provisional": projection.provisional,
    }


def _withdrawn(case, event, projection):
    return common_facts(case) | {"withdrawn_on": event.on.isoformat()}


def _paper(case, event, projection):
    return event.data["facts"]


def _fee(case, event, projection):
    return common_facts(case) | {name: event.data[name] for name in ("mode", "count", "amount", "payment")}


_FACTS = {
    "register": _receipt,
    "request_correction": _correction,
    "extend": _extension,
    "consult_third_party": _inquiry,
    "consult_agency": _inquiry,
    "request_reasons": _reasons,
    "delay": _delay,
    "notify_applicant": _consulted,
    "notify_third_party": _overruled,
    "revoke_reply": _revocation,
    "withdraw": _withdrawn,
    "write_paper": _paper,
    "issue_fee_notice": _fee,
}
