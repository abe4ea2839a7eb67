"""The page on which a unit files its year, its head confirms, and the supervisor returns or accepts."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.forms.fields import RefusableForm
from agencies.organisation.models import Agency
from agencies.organisation.succession import holders
from law import Refused
from law.reports.forms import form_for
from reporting.commentary import services as commentary_services
from reporting.figures import published_tables, units
from reporting.figures.models import Figure
from reporting.figures.published_tables import last_published_tables, published_sum
from reporting.figures.scope import Scope
from reporting.filing import services as filing_services
from reporting.filing.deadlines import deadlines_of, filing_status
from reporting.filing.forms import DispositionForm, FiguresForm, FilingActForm, OwnWordsForm, RemarksForm
from reporting.narrative.fragments import LinkedNumber
from reporting.narrative.report import report_of
from reporting.pages import ReportingPage
from reporting.table.filled import CellValue
from reporting.table.numbers import plain_number
from reporting.validation import services as validation_services
from reporting.validation.rules import HARD, SOFT
from reporting.validation.services import with_reasons
from workflow.cases.policy import OVERSEERS, visible_agencies
from workflow.form_fields import ActChoiceForm
from workflow.labels import said
from workflow.locks import services as lock_services

ACT_FORMS = {
    "enter": FiguresForm,
    "write": OwnWordsForm,
    "confirm": FilingActForm,
    "return": RemarksForm,
    "accept": FilingActForm,
    "": FilingActForm,  # no act, which is refused above the page
}


@dataclass(slots=True)
class FigureLine:
    """One figure to type: its name, last year's, what stands or was typed, and what the supervisor said of it."""

    place: int
    indicator: str
    unit: str
    last: CellValue
    value: str
    evidence: str
    remark: str = ""
    wrong: str = ""
    by: object = None
    source: str = ""  # the file and row of an imported figure
    changed: bool = False  # since the report was last returned


@method_decorator(never_cache, "dispatch")
class FilingPage(ReportingPage):
    """One unit's filing of one year."""

    def get(self, request, year, code):
        """Show the filing."""
        return self.page(self.unit(code), year)

    def post(self, request, year, code):
        """Do one thing with the filing, or say why not and keep what was typed."""
        agency, act = self.unit(code), ActChoiceForm(request.POST, acts=(*ACT_FORMS, "answer")).chosen()
        try:
            table = form_for(year)
        except Refused:  # the page says so
            return self.page(agency, year, status=422)
        form = DispositionForm(request.POST) if act == "answer" else ACT_FORMS[act](request.POST, table=table)
        if form.is_valid():
            try:
                self.perform(act, agency, year, form)
                return redirect("filing", year, code)
            except Refused as error:
                form.refuse(error, said(error))
        return self.page(agency, year, form, 422)

    def unit(self, code: str) -> Agency:
        """Return the unit, as far as the officer may see it, or 404."""
        return get_object_or_404(visible_agencies(self.request.user), code=code)

    def perform(self, act: str, agency: Agency, year: int, form: RefusableForm) -> None:
        """Do what was sent and say so; raise Refused where it is not allowed."""
        given = form.cleaned_data
        by = {"by": self.request.user, "now": self.now}
        if act == "answer":
            filing_services.explain_finding(Scope(agency, year, False), given["finding"], given["reason"], **by)
            messages.success(self.request, _("The reason was saved."))
            return
        by["version"] = given["version"]
        if act == "enter":
            n = filing_services.enter_figures(agency, year, form.typed(), **by)
            messages.success(self.request, _("%(n)s figures changed.") % {"n": n})
        elif act == "write":
            filing_services.write_text(agency, year, commentary_services.PROBLEMS, given["text"], **by)
            messages.success(self.request, _("Saved."))
        elif act == "confirm":
            filing_services.confirm(agency, year, **by)
            messages.success(self.request, _("Confirmed and filed."))
        elif act == "return":
            filing_services.return_filing(agency, year, given["remark"], form.remarks(), **by)
            messages.success(self.request, _("Returned with remarks."))
        elif act == "accept":
            filing_services.accept(agency, year, **by)
            messages.success(self.request, _("Accepted."))
        else:
            raise Refused("没有这一步", english="There is no such act")

    def page(self, agency: Agency, year: int, form: RefusableForm | None = None, status: int = 200) -> HttpResponse:
        """Render the filing with its figures, findings, acts and history."""
        scope, user, today = Scope(agency, year, False), self.request.user, timezone.localdate()
        heir = Agency.objects.get(pk=holders(scope.last)[agency.pk])  # after a merger another unit files
        base = self.scope_context(scope) | {
            "agency": agency,
            "heir": heir,
            "years": range(2014, today.year + 1),
            "form": form,
        }
        try:
            report = report_of(scope)
        except Refused as error:
            return self.show("reporting/filing/filing.html", status=status, **base | {"refused": error})
        given = filing_services.filing_of(agency, year)
        terms = deadlines_of(units.government_of(agency), year)
        events = filing_services.history(given)
        findings = with_reasons(
            validation_services.validate_report(scope, report), validation_services.dispositions(scope)
        )
        since = filing_services.changes_since_return(given)
        narrative, sheet = report.sheet.form.narrative, report.sheet
        counts = [
            (
                name,
                LinkedNumber(sheet.value(narrative[name], narrative["column"]), narrative[name], narrative["column"]),
            )
            for name in ("received", "carried_in", "replies", "carried_out")
            if name in narrative
        ]
        return self.show(
            "reporting/filing/filing.html",
            status=status,
            report=report,
            filing=given,
            terms=terms,
            filing_status=filing_status(given, year, terms, today),
            over=today.year > year,
            lines=self.lines(scope, sheet, since, form),
            text=self.text(agency, year, form),
            part=commentary_services.problems_part(report.sheet.form),
            counts=counts,
            base=reverse("report-cell", args=[year, agency.code]),
            hard=[each for each in findings if each.finding.severity == HARD],
            soft=[each for each in findings if each.finding.severity == SOFT],
            open_soft=sum(each.finding.severity == SOFT and not each.answered for each in findings),
            since=since,
            locked=lock_services.is_locked(agency.pk, year),
            published=published_tables.published_table(agency, year),
            may={act: filing_services.may(user, act, given) for act in filing_services.RULES}
            | {"answer": filing_services.refusal_to_explain(user, agency, year) is None},
            why=self.why(given),
            events=events,
            above=user.has_role(*OVERSEERS) and user.agency.is_government,
            **base,
        )

    def why(self, given) -> str:
        """Return why the unit's own next act is not open to the officer, in words."""
        refusal = filing_services.why_not(self.request.user, "confirm", given)
        return said(refusal) if refusal and self.request.user.has_role("signer") else ""

    def text(self, agency: Agency, year: int, sent: RefusableForm | None) -> str:
        """Return part five as typed just now, or as it stands."""
        if isinstance(sent, OwnWordsForm):
            return sent["text"].value() or ""
        return commentary_services.texts(Scope(agency, year, False)).get(commentary_services.PROBLEMS, "")

    def lines(
        self, scope: Scope, sheet, since: filing_services.ChangesSinceReturn | None, sent: RefusableForm | None
    ) -> list[FigureLine]:
        """Return the figures to type, with last year's beside each."""
        form, typed, wrong = (sheet.form, sent.data, sent.errors) if sent else (sheet.form, {}, {})
        kept = {
            f.indicator: f
            for f in Figure.objects.filter(agency=scope.agency, year=scope.year).select_related("entered_by")
        }
        before = {
            f.indicator: f.value for f in Figure.objects.filter(agency_id__in=scope.agency_ids, year=scope.year - 1)
        }
        tables = last_published_tables(scope)
        remarks = {each.indicator: each.remark for each in since.figures} if since else {}
        changed = {each.indicator for each in since.figures if each.changed} if since else set()
        changed |= {event.data.get("indicator") for event in since.others} if since else set()
        found = []
        for place, (key, name) in enumerate(form.entered_cells.items()):
            figure = kept.get(name)
            published = published_sum(tables, *key) if tables else None
            last = published if published is not None else before.get(name)
            found.append(
                FigureLine(
                    place,
                    name,
                    form.rows[key[0]].unit,
                    None if last is None else plain_number(last),
                    typed.get(f"value-{place}", str(plain_number(figure.value)) if figure else ""),
                    typed.get(f"evidence-{place}", figure.evidence if figure else ""),
                    typed.get(f"remark-{place}", remarks.get(name, "")),
                    wrong.get(f"value-{place}", [""])[0],
                    figure.entered_by if figure else None,
                    figure.source if figure else "",
                    name in changed,
                )
            )
        return found
