"""The report page: the statutory table, its checks, and every cell that opens."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from law import Refused
from law.reports.forms import Form, form_for
from notices.rendering import pdf
from reporting.document import export
from reporting.document.assembly import Document, document_of
from reporting.document.docx import as_docx
from reporting.figures.drilldown import rows_counted_by_cell
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.narrative import drilldown
from reporting.narrative.report import Report, report_of
from reporting.pages import CONTENT_TYPES, MOST_ROWS_SHOWN, CountedRowsMixin, ReportingPage
from reporting.publication import services as publication_services
from reporting.table.layout import grids_of
from workflow.cases.policy import visible_agencies
from workflow.labels import said


class ReportPage(ReportingPage):
    """The year's table with its sentences and checks."""

    def get(self, request, year, code):
        scope = self.scope(year, code)
        agencies = visible_agencies(request.user).filter(active=True)
        context = self.scope_context(scope) | {
            "agencies": agencies,
            "years": range(2014, timezone.localdate().year + 1),
        }
        try:
            report = report_of(scope)
        except Refused as error:
            return self.show("reporting/publication/report.html", refused=error, **context)
        return self.show(
            "reporting/publication/report.html",
            report=report,
            published=publication_services.in_force(scope),
            grids=grids_of(report.sheet),
            base=reverse("report-cell", args=[year, code]),
            kinds=list(CONTENT_TYPES),
            failing=[check for check in report.checks if not check.ok or check.severity == "warning"],
            holding=[check for check in report.checks if check.ok and check.severity != "warning"],
            **context,
        )


def rows_counted_by(scope: Scope, form: Form, row: str, column: str) -> QuerySet:
    """Return what a number of the table or of the text counts; raise KeyError where there is no such number."""
    return (drilldown.rows_counted_by if drilldown.is_text_number(row) else rows_counted_by_cell)(
        scope, form, row, column
    )


def number_label(form: Form, row: str, column: str) -> str:
    """Return what a number of the table or of the text is called; raise KeyError where there is no such number."""
    if drilldown.is_text_number(row):
        return drilldown.label_of(form, row, column)
    return f"{' / '.join(form.rows[row].path)} × {form.column(row, column).label}"


class CellPage(CountedRowsMixin, ReportingPage):
    """The cases, proceedings or entered figures behind one cell."""

    def get(self, request, year, code, kind=""):
        scope = self.scope(year, code)
        row, column = request.GET.get("row", ""), request.GET.get("column", "")
        try:
            form = form_for(year)
            counted = rows_counted_by(scope, form, row, column)
            label = number_label(form, row, column)
        except (Refused, KeyError):
            raise Http404 from None
        if kind == "xlsx":
            return self.workbook_of_rows(counted, label)
        if kind:
            raise Http404
        count = counted.count()
        query = urlencode({"row": row, "column": column, "scope": self.scope_context(scope)["scope_word"]})
        return self.show(
            "reporting/publication/_cell.html" if request.htmx else "reporting/publication/cell.html",
            label=label,
            count=count,
            hidden=count - self.visible(counted).count(),
            most=MOST_ROWS_SHOWN,
            files="" if counted.model is Figure else f"{reverse('report-list', args=[year, code, 'xlsx'])}?{query}",
            **self.scope_context(scope),
            **self.first_rows_by_kind(counted),
        )


class DownloadReport(ReportingPage):
    """The report as a file."""

    def get(self, request, year, code, kind):
        if kind not in CONTENT_TYPES:
            raise Http404
        try:
            scope = self.scope(year, code)
            if kept := publication_services.in_force(scope):  # once published, what is given out is what was published
                query = urlencode({"version": kept.version})
                return redirect(f"{reverse('published-file', args=[year, code, kind])}?{query}")
            made = report_of(scope) if kind == "json" else document_of(scope)
        except Refused as error:
            raise Http404(error.reason) from None
        try:
            body = self.draw(made, kind)
        except Refused as error:  # said on the page; the other kinds of file remain
            messages.warning(request, said(error))
            return redirect("report", year, code)
        response = HttpResponse(body, content_type=CONTENT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{code}-{year}.{kind}"'
        return response

    def draw(self, made: Report | Document, kind: str) -> bytes:
        """Return the report as a file of this kind; raise Refused where PDFs cannot be drawn on this machine."""
        if kind == "json":
            return json.dumps(export.as_json(made), ensure_ascii=False, indent=1).encode()
        if kind == "xlsx":
            return export.as_xlsx(made)
        if kind == "docx":
            return as_docx(made)
        html = export.as_html(made)
        if kind == "html":
            return html.encode()
        return pdf.render_html(html, publication_services.PRINT_STYLE)
