"""What the pages of reporting have in common: the scope of a report, lists behind a number, downloads."""

from datetime import datetime

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from reporting import workbooks
from reporting.figures.models import Figure
from reporting.figures.scope import Scope, scope_of
from workflow.cases.models import Case
from workflow.cases.policy import may_register, sees_cases, visible_agencies

MOST_ROWS_SHOWN = 200  # of those behind one cell, on a page
CONTENT_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportingPage(LoginRequiredMixin, View):
    """A page of one report."""

    def scope(self, year: int, code: str) -> Scope:
        """Return the scope that the address names."""
        return visible_scope(self.request.user, year, code, self.request.GET.get("scope", ""))

    @property
    def now(self) -> datetime:
        """Return the moment at which what the page does is recorded."""
        return timezone.now()

    def scope_context(self, scope: Scope) -> dict:
        """Return what the addresses of a page need to name its scope again."""
        return {"scope": scope, "scope_word": "all" if scope.all else "own", "report_year": scope.year}

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page of the desk."""
        today = timezone.localdate()
        user = self.request.user
        base = {"today": today, "may_register": may_register(user), "sees_cases": sees_cases(user), "here": "report"}
        return render(self.request, template, base | context, status=status)


class CountedRowsMixin:
    """What a number counts, as rows of a page or of a workbook; mixed into a `ReportingPage`."""

    def visible(self, counted: QuerySet) -> QuerySet:
        """Return what of it the officer may see; the scope is visible as a whole, asked again where rows are shown."""
        agency = "agency__in" if counted.model in (Case, Figure) else "case__agency__in"
        return counted.filter(**{agency: visible_agencies(self.request.user)})

    def first_rows_by_kind(self, counted: QuerySet) -> dict:
        """Return the first rows behind a cell by what they are; two proceedings of one case are two rows."""
        counted = self.visible(counted)
        if counted.model is Figure:
            return {
                "figures": counted.select_related("agency", "entered_by").order_by("agency__code")[:MOST_ROWS_SHOWN]
            }
        if counted.model is Case:
            return {
                "cases": counted.select_related("agency", "application").order_by("received_on", "pk")[:MOST_ROWS_SHOWN]
            }
        return {"proceedings": counted.select_related("case__agency").order_by("received_on", "pk")[:MOST_ROWS_SHOWN]}

    def workbook_of_rows(self, counted: QuerySet, name: str) -> FileResponse:
        """Answer with the whole list of cases or proceedings, whatever its length; 404 for figures, which stand on the page."""
        if counted.model is Figure:
            raise Http404
        counted = self.visible(counted)
        head, rows = (
            (workbooks.case_header(), workbooks.case_rows)
            if counted.model is Case
            else (workbooks.proceeding_header(), workbooks.proceeding_rows)
        )
        return workbook_response(
            workbooks.write_workbook([(_("Cases"), head, rows(counted))]), f"{name.replace('/', '-')[:80]}.xlsx"
        )


def workbook_response(file, name: str) -> FileResponse:
    """Answer with a workbook as a download."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"])


def visible_scope(user, year: int, code: str, word: str) -> Scope:
    """Return the scope of a report as far as the officer may see it, or 404."""
    mine = visible_agencies(user)
    agency = get_object_or_404(mine, code=code)
    if word not in ("", "own", "all"):
        raise Http404
    scope = scope_of(agency, year, word)
    # The clerk of a government sees the government's own cases, not those of every agency under it.
    if set(scope.agency_ids) - set(mine.values_list("pk", flat=True)):
        return scope_of(agency, year, "own")
    return scope
