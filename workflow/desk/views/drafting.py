"""Write a reply, see it composed, review it, sign it: always the text that will be sent."""

from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit_trail.models import LookKind
from agencies.text.statements import refusal_sentence
from law import Refused
from law.outcomes import GROUNDS
from notices.kinds.combined import ONLY_FOR_ALL_ITEMS, PARTS, Combined
from workflow.acts import drafting, services
from workflow.cases import policy, selectors
from workflow.cases.act import ActContext
from workflow.cases.models import Case
from workflow.cases.term.clock import effective
from workflow.cases.third_parties.standing import standings
from workflow.desk import draft_checks
from workflow.desk.forms.act_forms import form_for
from workflow.desk.forms.combined import MOST_PARTS, CombinedForm, chosen_conclusions, initial_from_parts
from workflow.desk.forms.drafting import DraftForm, choices_for, initial_from, outcomes_for
from workflow.desk.forms.evidence import uploads
from workflow.desk.views.case import term_of
from workflow.desk.views.letters import sheet
from workflow.evidence.publications import keeping_snapshots
from workflow.looks.views import PaperDoor
from workflow.papers.demands import demands_in

REVIEWING = ("submit_for_review", "approve", "sign", "reply", "return_draft")  # in the order of the page


class DraftingPage(PaperDoor):
    """A page for who may draft the reply now."""

    def draftable(self, pk: int) -> Case:
        """Return a case whose reply the officer may draft now, or 404."""
        case = self.case(pk)
        if not policy.may(self.request.user, "draft", case, timezone.localdate()):
            raise Http404
        return case

    def outcome(self, case: Case) -> str:
        """Return the outcome that the address names, if the case can have it; of several demands each has its own."""
        code, known = self.request.GET.get("outcome", ""), dict(outcomes_for(case))
        if Combined.CODE in known and code not in ONLY_FOR_ALL_ITEMS and demands_in(case).several:
            return Combined.CODE
        return code if code in known else ""

    def conclusions(self, case: Case) -> list[str]:
        """Return the conclusions chosen for the items of a combined reply, "" for a demand without one."""
        given = self.request.GET.getlist("part")
        return chosen_conclusions(given, case.draft, case.regulation, demands_in(case))

    def form(self, case: Case, outcome: str, **given) -> DraftForm | CombinedForm | None:
        """Return the form of an outcome, without what the case tells by itself; None while its items are not chosen."""
        events, today = effective(case.events.order_by("seq")), timezone.localdate()
        asked = standings(events, today, selectors.calendar())
        common = {"case": case, "user": self.request.user, "asked": asked}
        if outcome == Combined.CODE:
            parts = self.conclusions(case)
            if len(parts) < 2 or not all(parts):
                return None
            known = {code: drafting.known_facts(case, code) for code in parts}
            return CombinedForm(**given, **common, conclusions=parts, known=known, demands=demands_in(case))
        return DraftForm(**given, **common, outcome=outcome, known=drafting.known_facts(case, outcome))


class DraftPage(DraftingPage):
    """Choose the outcome, give exactly the facts that its letter needs, see it composed."""

    def get(self, request, pk):
        case = self.draftable(pk)
        asked = self.reasoned("draft", pk, case=case) if case.draft else None  # a colleague's, framed on the page
        if asked is not None:
            return asked
        outcome = self.outcome(case)
        if not outcome:
            return self.page(case)
        start = {"on": timezone.localdate(), "version": case.version}
        if case.draft and case.draft.kind == outcome:
            several = outcome == Combined.CODE
            again = initial_from_parts(case.draft, demands_in(case)) if several else initial_from(case.draft)
            start = again | start
        return self.page(case, outcome, self.form(case, outcome, initial=start))

    def post(self, request, pk):
        case = self.case(pk)
        outcome = self.outcome(case)
        if not outcome or not request.user.has_role("handler"):
            raise Http404
        form = self.form(case, outcome, data=request.POST, files=request.FILES)
        if form is None or not form.is_valid():
            return self.page(case, outcome, form, 422)
        try:
            self.keep(case, form)
        except services.Conflict as error:
            form.add_error(None, refusal_sentence(error))
            return self.page(case, outcome, form, 409)
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(case, outcome, form, 422)
        return redirect("review", case.pk)

    def keep(self, case: Case, form: DraftForm | CombinedForm) -> None:
        """Draft the reply and keep the snapshots that were sent with it: both or neither."""
        now = timezone.now()
        with keeping_snapshots(case, uploads(form.cleaned_data), now=now):
            services.perform(
                "draft",
                case.pk,
                by=self.request.user,
                on=form.cleaned_data["on"],
                now=now,
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )

    def page(self, case: Case, outcome: str = "", form: DraftForm | None = None, status: int = 200):
        """Show the outcomes to choose from, or the facts of the chosen one."""
        choices = choices_for(case)
        chosen = next((one for one in choices if one.code == outcome), None)
        returned = case.events.effective().filter(act="return_draft").select_related("actor").order_by("seq").last()
        return self.show(
            "workflow/desk/draft.html",
            status,
            here="all",
            case=case,
            outcomes=choices,
            outcome=outcome,
            chosen=chosen,
            several=[one for one in choices if one.code in PARTS] if outcome == Combined.CODE else [],
            items=self.items(case) if outcome == Combined.CODE and form is None else [],
            whole=[one for one in choices if one.code in ONLY_FOR_ALL_ITEMS],
            grounds=[ground for ground in GROUNDS.values() if ground.known_to(case.regulation, outcome)],
            form=form,
            returned=returned,
            demands=demands_in(case),
        )

    def items(self, case: Case) -> list[dict]:
        """Return the items that need a conclusion: the demands of the case, else as many as the page offers."""
        demands, chosen = demands_in(case), self.conclusions(case)
        asked = self.request.GET.getlist("part")
        if not demands.several:
            return [{"place": place} for place in range(1, MOST_PARTS + 1)]
        return [
            {"place": place, "text": text, "chosen": code, "lacks": bool(asked) and not code}
            for place, (text, code) in enumerate(zip(demands.texts, chosen, strict=True), start=1)
        ]


class DraftPreview(DraftingPage):
    """The letter as typed so far, shown beside the form; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request, pk):
        case = self.draftable(pk)
        outcome = self.outcome(case)
        if not outcome:
            raise Http404
        form, now = self.form(case, outcome, data=request.POST, files=request.FILES), timezone.now()
        if form is None:
            raise Http404
        if not form.is_valid():
            return refused_sheet(faults_of(form))
        today = timezone.localdate(now)
        context = ActContext(case, "draft", today, request.user, today, now, selectors.calendar())
        try:
            return sheet(drafting.preview(context, form.act_data()).html)
        except Refused as error:
            return refused_sheet([refusal_sentence(error)])


def faults_of(form) -> list[str]:
    """Return what a form still lacks, each fault with the name of its field."""
    return [
        f"{form[name].label if name in form.fields else ''} {' '.join(texts)}".strip()
        for name, texts in form.errors.items()
    ]


def refused_sheet(faults: list[str]):
    """Answer in the place of a letter with what it still lacks."""
    html = render_to_string("workflow/desk/_unfinished.html", {"faults": faults, "title": _("Not a letter yet")})
    return sheet(html, status=422)


class ReviewPage(PaperDoor):
    """The reply as it will be sent, what was checked, and what may be done with it."""

    def get(self, request, pk):
        case = self.case(pk)
        if case.draft is None:
            raise Http404
        asked = self.reasoned("review", pk, case=case)
        if asked is not None:
            return asked
        today, days = timezone.localdate(), selectors.calendar()
        events = effective(case.events.select_related("actor").order_by("seq"))
        term = term_of(case, events, today, days)
        found = draft_checks.checks(case, events, term.get("term_status"), today)
        steps = [
            {"row": row, "form": form_for(row.code, case, request.user, on=today)}
            for row in policy.possible_acts(request.user, case, timezone.localdate())
            if row.code in REVIEWING
        ]
        return self.show(
            "workflow/desk/review.html",
            here="all",
            case=case,
            steps=sorted(steps, key=lambda step: REVIEWING.index(step["row"].code)),
            checks=found,
            wrong=sum(check.verdict == draft_checks.BAD for check in found),
            tally=[(verdict, sum(check.verdict == verdict for check in found)) for verdict in draft_checks.ORDER],
            comments=[
                event for event in reversed(events) if event.act in ("return_draft", "approve", "submit_for_review")
            ],
            drafted=next((event for event in reversed(events) if event.act == "draft"), None),
            may_draft=policy.may(request.user, "draft", case, timezone.localdate()),
            **term,
        )


class DraftSheet(PaperDoor):
    """The stored text of a draft, alone and without any right; a look."""

    def get(self, request, pk):
        case = self.case(pk)
        if case.draft is None:
            raise Http404
        return self.noted(LookKind.LETTER, "draft-sheet", pk, case=case) or sheet(case.draft.html)
