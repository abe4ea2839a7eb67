"""The case page: where a case stands, until when and why, and exactly what the person may do now."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit_trail.models import AccessLog, LookKind
from agencies.audit_trail.services import note_access
from agencies.installation.remedy_texts import remedy_texts
from agencies.text.statements import refusal_sentence
from law import Refused, procedure
from law.deadlines import term_days
from law.outcomes import OUTCOMES
from law.remedies import deadlines, instructions
from workflow.acts import services
from workflow.archive import services as archiving
from workflow.cases import delivery, policy, selectors
from workflow.cases.act import ACTS
from workflow.cases.models import Case, Event
from workflow.cases.proceedings import proceedings_of
from workflow.cases.replay import verify_chain
from workflow.cases.term.clock import effective, run_clock
from workflow.cases.term.unsent import unsent_notices
from workflow.desk import worklist
from workflow.desk.corrections import corrections_of
from workflow.desk.forms.act_forms import form_for, may_touch_locked_year
from workflow.desk.third_parties import asked_others
from workflow.form_fields import ReasonForm
from workflow.labels import act_name
from workflow.looks.doors import door_of
from workflow.looks.policy import may_answer
from workflow.pages import OfficerPage
from workflow.papers.demands import demands_of

REVEALED = "revealed_case"
SHOWN_LOOKS = 100


class CasePage(OfficerPage):
    """Where a case stands, until when and why, and exactly what the person may do now."""

    def get(self, request, pk):
        return self.page(self.case(pk))

    def page(self, case: Case, *, bound=None, code="", refused="", conflict=None, status=200, look_refused=""):
        """Show the case, with a form that was refused kept as it was typed."""
        request, today, days = self.request, timezone.localdate(), selectors.calendar()
        related = ("letter__void_record__voided_by", "letter__supersession__by")
        events = list(case.events.select_related("actor", "letter", *related).order_by("seq"))
        term = term_of(case, events, today, days)
        returned = returned_draft(case, events)
        first = worklist.next_act(case, today, term["reckoning"].open_keys if "reckoning" in term else ())
        if returned and first == "submit_for_review":
            first = "draft"  # what was sent back is mended before it is sent again
        steps = sorted(self.steps(case, bound, code, today), key=lambda step: step["row"].code != first)
        never = self.refusals(case, {step["row"].code for step in steps}, today)
        overseer = request.user.has_role(*policy.OVERSEERS)
        archive_refused = archiving.why_not(request.user, case) if case.state == "closed" else None
        return self.show(
            "workflow/desk/case.html",
            status,
            here="all",
            case=case,
            events=events[::-1],
            broken=verify_chain(case, events),
            steps=steps,
            next_code=first,
            returned=returned,
            never=[(row, why) for row, why in never if case.state in row.source],
            elsewhere=[(row, why) for row, why in never if case.state not in row.source],
            conflict=conflict,
            refused=refused,
            typed=bound.typed() if bound is not None and (conflict or refused) else [],
            remedies=proceedings_with_lights(case, events, today, days),
            services=delivery.letter_deliveries(effective(events)),
            remedy_terms=remedy_terms(case, events, days),
            letters=[event.letter for event in events if event.letter],
            record=archiving.last_record(case) if case.state == "closed" else None,
            may_archive=case.state == "closed" and archive_refused is None,
            archive_refused=archive_refused,
            attachments=case.application.attachments.all(),
            may_void=policy.may_void(request.user, case.agency_id),
            may_look=policy.may_look(request.user, case),
            may_answer=may_answer(request.user, case),
            look_refused=look_refused,
            revealed=request.session.pop(REVEALED, None) == case.pk,
            looks=latest_looks(case) if overseer else [],
            may_write=any(step["row"].code == "write_paper" for step in steps),
            **corrections_of(case, events),
            **term | {"demands": demands_of(effective(events))},
        )

    def steps(self, case: Case, bound, code: str, today) -> list[dict]:
        """Return the acts that the person may perform now, each with its form."""
        user = self.request.user
        found, locked = [], may_touch_locked_year(case)
        for row in policy.possible_acts(user, case, today):
            kept = bound if bound is not None and row.code == code else None
            own_page = ACTS[row.code].form is None
            form = None if own_page else kept or form_for(row.code, case, user, on=today, locked=locked)
            found.append({"row": row, "form": form, "open": kept is not None})
        return found

    def refusals(self, case: Case, offered: set[str], today) -> list[tuple[procedure.Act, Refused | None]]:
        """Return the other acts of the person's roles with the reason why each is not possible now."""
        user = self.request.user
        if user.agency_id != case.agency_id:
            return []
        known = [
            row
            for row in procedure.ACTS.values()
            if row.by_hand and row.source and case.regulation in row.articles and row.code not in procedure.TAKING_OVER
        ]
        mine = [row for row in known if user.has_role(*row.roles) and row.code not in offered]
        return [(row, policy.why_not(user, row.code, case, today)) for row in mine]


def latest_looks(case: Case):
    """Return the last looks at the papers of a case, for who oversees it."""
    looks = AccessLog.objects.filter(agency=case.agency_id, subject=case.number, refused=False)
    return looks.select_related("officer")[:SHOWN_LOOKS]


def unsent_letters(case: Case, events, today) -> list[dict]:
    """Return the notices that were decided and have not left, each with its letter and whether it is void by now.

    One whose number was made void is done with.
    """
    by_seq = {event.seq: event for event in events}
    return [
        {"notice": one, "event": event, "void": one.void(today)}
        for one in unsent_notices(case)
        if (event := by_seq.get(one.seq)) and not hasattr(event.letter, "void_record")
    ]


def returned_draft(case: Case, events) -> Event | None:
    """Return the event that sent the draft back, as long as the draft is not changed and submitted again."""
    routine = [event for event in events if event.act in ("draft", "submit_for_review", "return_draft")]
    last = routine[-1] if routine else None
    return last if last and last.act == "return_draft" and case.draft_id else None


def term_of(case: Case, events, today, days) -> dict:
    """Return the term of a case as the page explains it: how it stands, strip of days, rows of reasons, consultations."""
    unsent = unsent_letters(case, events, today)
    asked = asked_others(case, effective(events), today, days)
    if case.annulled:
        return {"unsent": unsent, "asked": asked}  # its term is that of the case that remains
    try:
        reckoning = run_clock(events, days)
    except Refused as error:  # a notice published later may contradict an act of the past
        return {"term_refused": refusal_sentence(error), "unsent": unsent, "asked": asked}
    return {
        "reckoning": reckoning,
        "term_status": worklist.term_status(case, reckoning, today, days),
        "strip": term_days.days(reckoning, days),
        "spans": term_days.spans(reckoning, days),
        "void_notices": [reason for reason in reckoning.reasons if reason.void],
        "asked": asked,
        "unsent": unsent,
        "silence": silence_terms(case, today, days),
    }


def proceedings_with_lights(case: Case, events, today, days) -> list[dict]:
    """Return the proceedings of a case, each with the agency's own term in it and the light of that term."""
    found = proceedings_of(case.remedies.all(), events, days)
    return [{"remedy": each.remedy, "proceeding": each, "light": each.light(today, days)} for each in found]


def remedy_terms(case: Case, events, days) -> dict:
    """Return when the applicant had the reply and until when it may be contested; empty while that is not known."""
    had_on, remedy = (
        delivery.reply_received_on(effective(events)),
        OUTCOMES[case.outcome].remedy if case.outcome else "N",
    )
    if had_on is None or remedy == "N":
        return {}
    first = instructions.must_go_to_reconsideration_first(case.decided_on, remedy, remedy_texts())
    return {
        "had_on": had_on,
        "articles": deadlines.ARTICLES,
        "reconsideration": deadlines.reconsideration_until(had_on, days),
        "litigation": None if first else deadlines.litigation_until(had_on, days),
    }


def silence_terms(case: Case, today, days) -> dict:
    """Return what the applicant may do over a reply that is overdue, by the law of today; empty while none is."""
    if case.state not in procedure.UNDECIDED or case.due_on is None or case.due_on >= today:
        return {}
    reconsideration, litigation = deadlines.silence_until(case.due_on, days)
    return {
        "first": instructions.silence_goes_to_reconsideration_first(today, remedy_texts()),
        "articles": deadlines.ARTICLES_OF_SILENCE,
        "reconsideration": reconsideration,
        "litigation": litigation,
    }


class ActStep(CasePage):
    """One act: POST, perform, redirect; a refusal shows the sentence and keeps what was typed."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        case = self.case(pk)
        if code not in ACTS or ACTS[code].form is None:
            raise Http404
        refusal = policy.why_not(request.user, code, case, timezone.localdate())
        form = form_for(code, case, request.user, data=request.POST)
        if refusal is None and not form.is_valid():
            return self.page(case, bound=form, code=code, status=422)
        try:
            if not form.is_valid():
                raise refusal
            services.perform(
                code,
                case.pk,
                by=request.user,
                on=form.cleaned_data["on"],
                now=timezone.now(),
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )
        except services.Conflict as error:
            return self.page(self.case(pk), bound=form, conflict=error, code=code, status=409)
        except Refused as error:
            if refusal is None and form.is_valid():
                form.refuse(error, refusal_sentence(error))
                return self.page(self.case(pk), bound=form, code=code, status=422)
            return self.page(self.case(pk), bound=form, refused=refusal_sentence(error), code=code, status=422)
        messages.success(request, _("Done: %(act)s") % {"act": act_name(code)})
        if ACTS[code].by_leaving:
            messages.info(request, _("It takes effect when its letter leaves the agency: print it and send it."))
        return redirect("case", case.pk)


class RevealApplicant(CasePage):
    """Show the applicant's hidden particulars once, after the reason is on record."""

    http_method_names = ["post"]

    def post(self, request, pk):
        case = self.case(pk)
        if not policy.may_look(request.user, case):
            raise Http404
        try:
            note_access(
                request.user,
                agency_id=case.agency_id,
                subject=case.number,
                application_key=case.application_id,
                what=LookKind.APPLICANT,
                reason=ReasonForm(request.POST).sent["reason"],
                now=timezone.now(),
                door=door_of(request),
            )
        except Refused as error:
            return self.page(case, look_refused=refusal_sentence(error), status=422)
        request.session[REVEALED] = case.pk
        return redirect(f"{request.path.removesuffix('look/')}#who")
