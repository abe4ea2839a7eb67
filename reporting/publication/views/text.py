"""The pages of the report's text: the whole report as it will be published, own words by part, typical cases."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from law import Refused
from law.reports.forms import form_for
from reporting.commentary import anonymity, examples
from reporting.commentary import services as commentary_services
from reporting.commentary.models import ExampleStep, Passage
from reporting.commentary.remarks import remarks_of
from reporting.document.assembly import document_of
from reporting.figures import published_tables
from reporting.figures.counting import cases_of
from reporting.figures.scope import Scope, is_published_scope
from reporting.filing import text as filing_text
from reporting.narrative.report import report_of
from reporting.pages import ReportingPage
from reporting.publication import services as publication_services
from reporting.publication.forms import ChooseCaseForm, ExampleForm, PassageForm
from workflow.cases.models import Case
from workflow.cases.policy import visible_to
from workflow.cases.search import case_of
from workflow.labels import said


class ReportTextPage(ReportingPage):
    """A page about the text of one report; a year without a form has none."""

    def scope(self, year: int, code: str) -> Scope:
        """Return the scope, 404 for a year without a form."""
        try:
            form_for(year)
        except Refused:
            raise Http404 from None
        return super().scope(year, code)

    def closing(self, scope: Scope) -> dict:
        """Return why the text is closed, for who would write it and for who reads a published year."""
        closed = (
            filing_text.refusal_to_write(self.request.user, scope)
            if filing_text.may_write(self.request.user, scope)
            else None
        )
        return {
            "closed": closed,
            "frozen": is_published_scope(scope) and published_tables.is_published_and_locked(scope),
        }

    def writing(self, year: int, code: str) -> Scope:
        """Return the scope of a report that the officer may write, or 404."""
        scope = self.scope(year, code)
        if not filing_text.may_write(self.request.user, scope):
            raise Http404
        return scope


class WholeTextPage(ReportTextPage):
    """The report as it will be published, with what to look at in its words."""

    def get(self, request, year, code):
        scope = self.scope(year, code)
        kept = publication_services.in_force(scope)
        document = publication_services.published_document(kept) if kept else document_of(scope)
        return self.show(
            "reporting/publication/text.html",
            document=document,
            report=document.report,
            published=kept,
            base=reverse("published-cell" if kept else "report-cell", args=[year, code]),
            remarks=remarks_of(document.report),
            passages=commentary_services.latest_passages(scope),
            parts={part.key: part for part in document.report.sheet.form.parts},
            may_write=filing_text.may_write(request.user, scope),
            **self.closing(scope),
            **self.scope_context(scope),
        )


class PassagePage(ReportTextPage):
    """Write the own words of one part; every version stays readable."""

    def get(self, request, year, code, section):
        scope = self.writing(year, code)
        row = commentary_services.latest_passages(scope).get(section)
        form = PassageForm(initial={"seen": row.version if row else 0, "text": row.text if row else ""})
        return self.page(scope, section, form)

    def post(self, request, year, code, section):
        scope = self.writing(year, code)
        part = self.part(year, section)
        form = PassageForm(request.POST)
        if not form.is_valid():
            return self.page(scope, section, form, 422)
        given = form.cleaned_data
        try:
            row = filing_text.write_passage(
                scope, part, given["text"], seen=given["seen"], by=request.user, now=self.now
            )
        except Refused as error:
            form.add_error("text", said(error))
            return self.page(scope, section, form, 409)
        found = [each for each in remarks_of(report_of(scope)) if each.section == section and each.severity == "error"]
        if found:
            messages.warning(request, said(found[0]))
            return redirect("report-passage", year, code, section)
        messages.success(
            request, _("Version %(n)s was saved.") % {"n": row.version} if row else _("Nothing had changed.")
        )
        return redirect("report-text", year, code)

    def part(self, year, section):
        """Return the part of the form, or 404."""
        found = [part for part in form_for(year).parts if part.key == section and part.has_words]
        if not found:
            raise Http404
        return found[0]

    def page(self, scope, section, form, status=200):
        """Show the form with the sentences that the system writes and the versions so far."""
        part = self.part(scope.year, section)
        report = report_of(scope)
        here = Passage.objects.filter(
            agency=scope.agency, whole=commentary_services.covers_all_units(scope), section=section
        ).order_by("-version")
        versions, before = here.filter(year=scope.year).select_related("by"), here.filter(year=scope.year - 1).first()
        answer = self.show(
            "reporting/publication/passage.html",
            part=part,
            form=form,
            versions=versions,
            before=before,
            remarks=[each for each in remarks_of(report) if each.section == section],
            **self.closing(scope),
            **self.scope_context(scope),
        )
        answer.status_code = status
        return answer


class ExamplesPage(ReportTextPage):
    """The typical cases of a report, and cases that might become one."""

    def get(self, request, year, code):
        return self.page(self.writing(year, code), ChooseCaseForm())

    def post(self, request, year, code):
        scope = self.writing(year, code)
        form = ChooseCaseForm(request.POST)
        if form.is_valid():
            found = case_of(scope.agency, form.cleaned_data["number"], self.cases(scope))
            if found:
                return redirect("report-example", year, code, found.pk)
            form.add_error("number", _("No case of this year has that number."))
        return self.page(scope, form, 422)

    def cases(self, scope):
        """Return the cases of the report that the officer may see."""
        return visible_to(self.request.user).filter(pk__in=cases_of(scope).values("pk"))

    def page(self, scope, form, status=200):
        """Show what was chosen and what is suggested."""
        chosen = examples.current_examples(scope)
        taken = {row.case_id for row in chosen}
        suggested = [case for case in examples.suggested_cases(scope) if case.pk not in taken]
        answer = self.show(
            "reporting/publication/examples.html",
            form=form,
            chosen=chosen,
            suggested=suggested,
            **self.closing(scope),
            **self.scope_context(scope),
        )
        answer.status_code = status
        return answer


class ExamplePage(ExamplesPage):
    """Work on the text of one typical case, confirm it, take it out."""

    def get(self, request, year, code, pk):
        scope, case = self.one(year, code, pk)
        last = case.examples.filter(agency=scope.agency, year=year).order_by("-version").first()
        current = last if last and last.step != ExampleStep.WITHDRAWN else None
        return self.work(
            scope,
            case,
            ExampleForm(initial={"text": current.text if current else examples.draft_story(case)}),
            current,
        )

    def post(self, request, year, code, pk):
        scope, case = self.one(year, code, pk)
        last = case.examples.filter(agency=scope.agency, year=year).order_by("-version").first()
        form = ExampleForm(request.POST)
        if not form.is_valid():
            return self.work(scope, case, form, last, 422)
        given = form.cleaned_data
        try:
            filing_text.take_example_step(scope, case, given["step"], given["text"], by=request.user, now=self.now)
        except Refused as error:
            form.add_error("text" if error.field else None, said(error))
            return self.work(scope, case, form, last, 422)
        return redirect("report-examples", year, code)

    def one(self, year, code, pk) -> tuple[Scope, Case]:
        """Return scope and case, or 404 for a case that is not of the report or not for this officer."""
        scope = self.writing(year, code)
        return scope, get_object_or_404(self.cases(scope).select_related("application", "agency"), pk=pk)

    def work(self, scope, case, form, last, status=200):
        """Show the text beside what is asked of it."""
        versions = case.examples.filter(agency=scope.agency, year=scope.year).select_related("by")
        names = anonymity.possible_names(form["text"].value() or "")
        answer = self.show(
            "reporting/publication/example.html",
            names=names,
            case=case,
            form=form,
            last=last,
            versions=versions,
            **self.closing(scope),
            **self.scope_context(scope),
        )
        answer.status_code = status
        return answer
