"""The report page: the statutory table, its checks, and every cell that opens."""

import json

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from law import Refused
from law.forms import form_for
from reporting import export
from reporting.grid import grids
from reporting.models import Figure
from reporting.selectors import Scope, cases_behind, report_of, visible_scope
from workflow.models import Case
from workflow.policy import may_register, visible_agencies, visible_to

SHOWN = 200  # cases of one cell on a page
KINDS = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Page(LoginRequiredMixin, View):
    """A page of one report."""

    def scope(self, year: int, code: str) -> Scope:
        """Return the scope that the address names."""
        return visible_scope(self.request.user, year, code, self.request.GET.get("scope", ""))

    def show(self, template: str, **context) -> HttpResponse:
        """Render a page of the desk."""
        today = timezone.localdate()
        base = {"today": today, "may_register": may_register(self.request.user), "here": "report"}
        return render(self.request, template, base | context)


class ReportPage(Page):
    """The year's table with its sentences and checks."""

    def get(self, request, year, code):
        scope = self.scope(year, code)
        agencies = visible_agencies(request.user).filter(active=True)
        context = {"scope": scope, "agencies": agencies, "report_year": year, "years": range(2014, timezone.localdate().year + 1)}
        try:
            report = report_of(scope)
        except Refused as error:
            return self.show("reporting/report.html", refused=error, **context)
        word = "all" if scope.all else "own"
        return self.show(
            "reporting/report.html",
            report=report,
            grids=grids(report.sheet),
            base=reverse("report-cell", args=[year, code]),
            scope_word=word,
            failing=[check for check in report.checks if not check.ok or check.severity == "warning"],
            holding=[check for check in report.checks if check.ok and check.severity != "warning"],
            **context,
        )


class CellPage(Page):
    """The cases, proceedings or entered figures behind one cell."""

    def get(self, request, year, code):
        scope = self.scope(year, code)
        row, column = request.GET.get("row", ""), request.GET.get("column", "")
        try:
            form = form_for(year)
            behind = cases_behind(scope, form, row, column)
            label = f"{' / '.join(form.rows[row].path)} × {form.column(row, column).label}"
        except (Refused, KeyError):
            raise Http404 from None
        context = {"scope": scope, "label": label, "report_year": year, "count": behind.count()}
        if behind.model is Figure:
            context["figures"] = behind.select_related("agency").order_by("agency__code")
        else:
            ids = behind.values_list("pk" if behind.model is Case else "case_id", flat=True)
            cases = visible_to(request.user).filter(pk__in=list(ids[:5000]))
            context["cases"] = cases.select_related("agency", "application").order_by("received_on", "pk")[:SHOWN]
        return self.show("reporting/_cell.html" if request.htmx else "reporting/cell.html", **context)


class Download(Page):
    """The report as a file."""

    def get(self, request, year, code, kind):
        if kind not in KINDS:
            raise Http404
        try:
            report = report_of(self.scope(year, code))
        except Refused as error:
            raise Http404(error.reason) from None
        body = {
            "json": lambda: json.dumps(export.as_json(report), ensure_ascii=False, indent=1).encode(),
            "html": lambda: export.as_html(report).encode(),
            "xlsx": lambda: export.as_xlsx(report),
        }[kind]()
        response = HttpResponse(body, content_type=KINDS[kind])
        response["Content-Disposition"] = f'attachment; filename="{code}-{year}.{kind}"'
        return response
