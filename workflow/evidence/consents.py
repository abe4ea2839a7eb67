"""The consent of the head of the disclosure office: an act of a person with that role, to which the letter refers (条例33②)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.organisation.models import Officer, Role
from law import Refused, procedure
from law.calendars.working_days import Calendar
from workflow.cases.models import Case, Event

NEED_CONSENT = ("extend", "delay")  # the acts that are done by leave of the head


def open_consent(case: Case, act: str) -> Event | None:
    """Return the last consent to an act that no act has used yet, or None; that of an agency which gave the case away is none here."""
    moved = case.last_event("accept_transfer")
    events = [one for one in case.events_of("consent", *NEED_CONSENT) if moved is None or one.seq > moved.seq]
    used = {event.data.get("consent") for event in events if event.act in NEED_CONSENT}
    given = [event for event in events if event.act == "consent" and event.data["to"] == act]
    return next((event for event in reversed(given) if event.seq not in used), None)


def why_no_consent(case: Case, act: str) -> Refused | None:
    """Return why an act cannot be done for want of a consent, naming who may give it; None where there is one."""
    if open_consent(case, act) is not None:
        return None
    row = procedure.ACTS[act]
    heads = Officer.objects.filter(agency=case.agency_id, is_active=True, grants__role=Role.HEAD).order_by("pk")
    names = "、".join(map(str, heads))
    if not names:
        return Refused(
            f"{row.term}要经公开工作机构负责人同意，本单位还没有人有这个岗位；请系统管理员在单位页面给一人这个岗位",
            row.articles[case.regulation],
            field="consent",
            english="It needs the consent of the head of the disclosure office, and nobody of the agency has that role: "
            "the administrator gives it to a person",
        )
    return Refused(
        f"{row.term}要先由公开工作机构负责人（{names}）在本件办理“{procedure.ACTS['consent'].term}”",
        row.articles[case.regulation],
        field="consent",
        english=f"The head of the disclosure office ({names}) consents first, by an act of this case",
    )


def consent_given(case: Case, act: str, workdays: int, on) -> dict:
    """Return what the act keeps of the consent it rests on: its number in the case, who gave it and when.

    Raises Refused where there is none, it covers fewer working days, or it was given after the day of the act.
    """
    if refusal := why_no_consent(case, act):
        raise refusal
    consent, article = open_consent(case, act), procedure.ACTS[act].articles[case.regulation]
    if workdays > consent.data["workdays"]:
        raise Refused(
            f"负责人只同意 {consent.data['workdays']} 个工作日",
            article,
            field="workdays",
            english=f"The head consented to {consent.data['workdays']} working days only",
        )
    if on < consent.on:
        raise Refused(
            f"日期早于负责人同意之日（{consent.on}）",
            article,
            field="on",
            english=f"The day is before that of the consent, {consent.on}",
        )
    return {"consent": consent.seq, "approved_by": str(consent.actor), "approved_on": consent.on.isoformat()}


def consents_to_decide(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return, for the head of the disclosure office, the cases due within five working days, not drafted, not extended and without consent (条例33②)."""
    moved = Event.objects.filter(case=OuterRef("case"), act="accept_transfer", seq__gt=OuterRef("seq")).order_by()
    given = Event.objects.effective().filter(~Exists(moved), case=OuterRef("pk"), act="consent")
    soon = Q(due_on__range=(today, days.add(today, 5)), state__in=("registered", "handling"))
    own = Case.objects.filter(agency_id=user.agency_id) if user.has_role("head") else Case.objects.none()
    return own.filter(soon, ~Exists(given), draft__isnull=True, extended=False)
