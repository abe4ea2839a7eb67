"""From a case to a letter: the facts of each act that is done by being told, and the draft of the reply."""

import dataclasses
from datetime import date, datetime

from agencies.models import Officer
from intake.models import Channel
from law import Refused, procedure
from law.calendar import Calendar
from notices import services as notices
from notices.composition import Composed, compose
from notices.kinds import kind_of
from notices.models import Letter
from notices.wording import released
from workflow.folding import Projection
from workflow.models import Case, Event
from workflow.preparing import Context, conclusion
from workflow.preparing import prepare as prepare_data

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


def common_facts(case: Case) -> dict:
    """Return what every letter to the applicant says first."""
    application = case.application
    corrected = case.events.standing().filter(act="receive_correction").order_by("seq").last()
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
            if event.data.get("number"):
                known[number] = event.data["number"]
    lapse = case.events.standing().filter(act__startswith="lapse_").order_by("seq").last()
    if lapse and "term_ended_on" in names:
        known["term_ended_on"] = lapse.data["term_ended_on"]
    return known


def _conclude(context: Context, data: dict) -> tuple[dict, dict]:
    """Return what a draft concludes, and the facts of its letter."""
    case = context.case
    given = data.get("facts") or {}
    if not isinstance(given, dict):
        raise Refused("答复的事实应当是一组名称和内容", field="facts", english="facts must be an object")
    items = given.get("items") or []
    if isinstance(items, list) and items and all(isinstance(item, dict) for item in items):
        # The items are what the letter says; the grounds that are counted follow from them, in their order.
        data = data | {"grounds": list(dict.fromkeys(str(item.get("ground", "")) for item in items))}
    found = conclusion(context, data)
    return found, common_facts(case) | known_facts(case, found["outcome"]) | given | common_facts(case)


def _draft(context: Context, data: dict) -> dict:
    case = context.case
    found, facts = _conclude(context, data)
    draft = notices.save_draft(
        agency=case.agency,
        kind=found["outcome"],
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
        kind=found["outcome"],
        facts=facts,
        dated=context.today,
        regulation=case.regulation,
        online=bool(data.get("online")),
        wording=released(case.agency, found["outcome"]),
    )


def issue_for(
    case: Case, event: Event, *, projection: Projection, by: Officer | None, today: date, days: Calendar
) -> Letter | None:
    """Issue the letter that an act needs, or return None for an act that needs none."""
    kind = procedure.ACTS[event.act].letter
    if not kind:
        return None
    if event.act == "reply":
        return notices.issue_draft(
            case.draft, dated=event.on, approved_sha256=case.approved_sha256, actor=by, now=event.recorded_at
        )
    if event.act == "register" and projection.due_on is None:
        return None
    return notices.issue(
        agency=case.agency,
        kind=kind,
        facts=_FACTS[event.act](case, event, projection),
        dated=max(event.on, today) if event.act == "register" else event.on,
        regulation=projection.regulation,
        actor=by,
        now=event.recorded_at,
    )


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


def _agency_inquiry(case, event, projection):
    return _inquiry(case, event, projection) | {"co_producer": event.data["co_producer"]}


def _fee(case, event, projection):
    return common_facts(case) | {name: event.data[name] for name in ("mode", "count", "amount", "payment")}


_FACTS = {
    "register": _receipt,
    "request_correction": _correction,
    "extend": _extension,
    "consult_third_party": _inquiry,
    "consult_agency": _agency_inquiry,
    "issue_fee_notice": _fee,
}
