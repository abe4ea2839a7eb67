"""Records and letters that move nothing: choose one, see it filled in from the case, complete it, keep it."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from agencies.text.statements import refusal_sentence
from law import Refused
from notices.kinds.catalogue import PAPERS
from workflow.acts import papers, services
from workflow.cases import policy, selectors
from workflow.cases.act import ActContext
from workflow.cases.models import Case
from workflow.desk.forms.papers import PaperForm, initial_of_paper
from workflow.desk.views.drafting import faults_of, refused_sheet
from workflow.desk.views.letters import sheet
from workflow.pages import OfficerPage
from workflow.papers import prefill
from workflow.papers.case_file import fixed_facts

ACT = "write_paper"


class PaperWritingPage(OfficerPage):
    """A page for who may write papers in a case; for all others it does not exist."""

    def writable(self, pk: int) -> Case:
        """Return a case in which the officer may write a paper now, or 404."""
        case = self.case(pk)
        if not policy.may(self.request.user, ACT, case, timezone.localdate()):
            raise Http404
        return case

    def form(self, case: Case, code: str, **given) -> PaperForm:
        """Return the form of a kind; raise 404 where the case's Regulations do not know it."""
        if code not in PAPERS or case.regulation not in PAPERS[code].REGULATIONS:
            raise Http404
        return PaperForm(**given, case=case, user=self.request.user, code=code, fixed=fixed_facts(case, code))


class PaperListPage(PaperWritingPage):
    """The kinds of paper that may be written in a case."""

    def get(self, request, pk):
        case = self.writable(pk)
        known = [(code, kind) for code, kind in PAPERS.items() if case.regulation in kind.REGULATIONS]
        written = {event.data["kind"] for event in case.events.effective().filter(act=ACT)}
        rows = {"sheet": [], "letter": []}
        for code, kind in known:
            rows["sheet" if kind.LAYOUT == "sheet" else "letter"].append((code, code in written))
        return self.show("workflow/desk/papers.html", here="all", case=case, groups=list(rows.items()))


class PaperPage(PaperWritingPage):
    """One paper: filled in from the case, to be completed and kept."""

    def get(self, request, pk, code):
        case = self.writable(pk)
        today = timezone.localdate()
        self.form(case, code)
        told = prefill.prefilled(case, code, by=request.user, today=today, days=selectors.calendar())
        start = {"on": today, "version": case.version} | initial_of_paper(code, told)
        return self.page(case, self.form(case, code, initial=start))

    def post(self, request, pk, code):
        case = self.writable(pk)
        form = self.form(case, code, data=request.POST)
        if not form.is_valid():
            return self.page(case, form, 422)
        try:
            services.perform(
                ACT,
                case.pk,
                by=request.user,
                on=form.cleaned_data["on"],
                now=timezone.now(),
                data=form.act_data(),
                version=form.cleaned_data["version"],
            )
        except services.Conflict as error:
            form.add_error(None, refusal_sentence(error))
            return self.page(case, form, 409)
        except Refused as error:
            form.refuse(error, refusal_sentence(error))
            return self.page(case, form, 422)
        return redirect("case", case.pk)

    def page(self, case: Case, form: PaperForm, status: int = 200):
        """Show the form beside the place of the paper."""
        return self.show("workflow/desk/paper.html", status, here="all", case=case, form=form, code=form.code)


class PaperPreview(PaperWritingPage):
    """The paper as typed so far, shown beside the form; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        case = self.writable(pk)
        form, now = self.form(case, code, data=request.POST), timezone.now()
        if not form.is_valid():
            return refused_sheet(faults_of(form))
        today = timezone.localdate(now)
        context = ActContext(case, ACT, form.cleaned_data["on"], request.user, today, now, selectors.calendar())
        try:
            return sheet(papers.preview(context, form.act_data()).html)
        except Refused as error:
            return refused_sheet([refusal_sentence(error)])
