"""What the public reads: published reports, their files, and for officers the cases behind a number."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from agencies.organisation.models import Agency, Officer
from agencies.stored_files.storage import Damaged
from agencies.text.comparing import comparable
from agencies.text.language import reads_chinese
from law import Refused, written
from law.reports.forms import FORMS
from notices.typesetting import client as typesetting_client
from reporting import workbooks
from reporting.document.recorded_differences import recorded_differences
from reporting.figures import published_tables
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.narrative import drilldown
from reporting.pages import CONTENT_TYPES, MOST_ROWS_SHOWN, ReportingPage, workbook_response
from reporting.publication import services as publication_services
from reporting.publication.differences import compelled_differences, difference_sheets
from reporting.publication.forms import ComparingForm
from reporting.publication.models import PublishedFile
from reporting.publication.views.report import number_label
from workflow.cases.models import Case
from workflow.cases.policy import OVERSEERS, sees_cases, visible_agencies, visible_to
from workflow.labels import said

FILES = ("pdf", "docx", "xlsx", "html", "json")
KEYS_PER_QUERY = 1000  # cases that one query is asked about; only the first are listed
LARGEST_FILE = 5 * 1024 * 1024  # bytes of a file that is compared with a publication


def _table(year: int, code: str, version: int | None = None) -> PublishedTable:
    """Return what an agency published here for a year, or 404."""
    table = published_tables.published_table(get_object_or_404(Agency, code=code), year, version)
    if table is None or not hasattr(table, "publication"):
        raise Http404
    return table


def _file(table: PublishedTable, kind: str, *, officer: bool) -> PublishedFile:
    """Return a published file; raise Refused while its PDF is not drawn, an officer is told why."""
    found = (
        PublishedFile.objects.filter(publication=table.publication, kind=kind)
        .select_related("publication__table__agency")
        .first()
    )
    if found is None:
        raise (kind == "pdf" and officer and typesetting_client.why_unavailable(settings.FONT_DIR)) or Refused(
            "这种格式的文件还没有生成，请稍后再来，或者先用其他格式",
            english="This file is not made yet; come back later, or take another format",
        )
    return found


def _version(request) -> int | None:
    return written.whole_number(request.GET.get("version"), 1, 9999)


class PublicationList(View):
    """Every report that was published here, for everybody: the latest version of each year."""

    def get(self, request):
        """List them, the latest year first, by agency."""
        latest: dict[tuple[int, int], PublishedTable] = {}
        for table in (
            PublishedTable.objects.filter(publication__isnull=False)
            .select_related("agency")
            .order_by("-year", "agency__code", "version")
        ):
            latest[table.year, table.agency_id] = table
        return render(
            request,
            "reporting/publication/publications.html",
            {"tables": list(latest.values()), "today": timezone.localdate()},
        )


class PublicationPage(View):
    """What was published, for everybody: the table, the words, the files and their hash."""

    def get(self, request, year, code):
        """Show the latest version, or the one asked for."""
        return self.page(_table(year, code, _version(request)))

    def post(self, request, year, code):
        """Compare a file or a hash with what was published."""
        table = _table(year, code, _version(request))
        form = ComparingForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(table, checked="", verdict="none", status=422)
        given, upload = comparable(form.cleaned_data["sha256"]), form.cleaned_data["file"]
        if upload is not None:
            if upload.size > LARGEST_FILE:
                return self.page(table, checked="", verdict="large", status=422)
            given = publication_services.digest_of_file(upload.read())
        if not given:
            return self.page(table, checked="", verdict="none", status=422)
        version, kind = publication_services.hashes_of(table).get(given, (0, ""))
        return self.page(
            table, checked=given[:64], verdict="same" if version else "other", same_as=version, same_kind=kind.upper()
        )

    def page(self, table: PublishedTable, status: int = 200, **checked) -> HttpResponse:
        """Render the public page; its numbers open for who may see the cases."""
        document, user = publication_services.published_document(table), self.request.user
        behind = {*table.publication.agencies, table.agency_id}
        sees = user.is_authenticated and sees_cases(user) and visible_agencies(user).filter(pk__in=behind).exists()
        files = [("json", table.sha256), *table.publication.files.order_by("kind").values_list("kind", "sha256")]
        return render(
            self.request,
            "reporting/publication/published.html",
            {
                "table": table,
                "report": document.report,
                "document": document,  # Chinese in every language, as published
                "base": reverse("published-cell", args=[table.year, table.agency.code]) if sees else "",
                "keep": f"version={table.version}",
                "versions": PublishedTable.objects.filter(
                    agency=table.agency, year=table.year, publication__isnull=False
                ),
                "files": sorted(files, key=lambda each: FILES.index(each[0])),
                "drawing": (drawing := "pdf" not in dict(files)),
                "unable": typesetting_client.why_unavailable(settings.FONT_DIR)
                if drawing and user.is_authenticated
                else None,
                "failure": getattr(table.publication, "drawing_failure", None) if may_oversee(user, table) else None,
                "chinese": reads_chinese(),
                "intact": publication_services.is_intact(table),
                "today": timezone.localdate(),
            }
            | differences_shown(table, user if sees else None)
            | checked,
            status=status,
        )


def may_oversee(user, table: PublishedTable) -> bool:
    """Say whether an officer may publish the year and so is told why its PDF is missing."""
    return (
        user.is_authenticated
        and user.is_active
        and user.has_role(*OVERSEERS)
        and visible_agencies(user).filter(pk=table.agency_id).exists()
    )


def differences_shown(table: PublishedTable, officer: Officer | None) -> dict:
    """Return what law or a court compelled to record since, for the public page; cases and reasons only for who may see them."""
    latest = published_tables.published_table(table.agency, table.year)
    recorded = recorded_differences(table) if table == latest else []
    if not recorded:
        return {}
    mine = set(visible_agencies(officer).values_list("pk", flat=True)) if officer else set()
    return {
        "recorded": [one for one in recorded if one.event.case.agency_id in mine],
        "told": [(one, sorted({each.term for each in causes})) for one, causes in compelled_differences(table)],
        "scope": scope_of(table.agency, table.year),
        "agency": table.agency,
    }


class DifferencesWorkbook(ReportingPage):
    """What law or a court compelled to record after the publication, with the cells that it changes, as a workbook."""

    def get(self, request, year, code):
        """Answer with the cells and the records of the latest version, those that the officer may see."""
        table = _table(year, code)
        seen = set(visible_agencies(request.user).values_list("pk", flat=True)) & {*table.publication.agencies}
        if not (seen and sees_cases(request.user)):
            raise Http404
        file = workbooks.write_workbook(difference_sheets(table, seen))
        return workbook_response(file, f"{code}-{year}-differences.xlsx")


class RetryDrawing(View):
    """Try again now to draw the PDF of a version, for who oversees its year."""

    http_method_names = ["post"]

    def post(self, request, year, code):
        """Give the drawing its turn."""
        table = _table(year, code, _version(request))
        if not may_oversee(request.user, table):
            raise Http404
        if publication_services.retry_drawing(table.publication, timezone.now()):
            messages.success(request, _("It will be tried again within a minute."))
        return redirect(f"{reverse('published', args=[year, code])}?version={table.version}")


class DownloadPublishedFile(View):
    """A published report as a file, to the byte as it was kept when it went out."""

    def get(self, request, year, code, kind):
        """Return the file; a page that says why where it cannot be given out."""
        if kind not in FILES:
            raise Http404
        table = _table(year, code, _version(request))
        try:
            body = (
                publication_services.read_document(table)
                if kind == "json"
                else publication_services.read_file(_file(table, kind, officer=request.user.is_authenticated))
            )
        except Refused as error:
            status = 409 if isinstance(error, Damaged) else 404
            return render(
                request, "reporting/publication/unavailable.html", {"why": said(error), "table": table}, status=status
            )
        response = HttpResponse(body, content_type=CONTENT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{code}-{year}-v{table.version}.{kind}"'
        return response


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """An entered figure as it was published, in the shape in which lists show figures."""

    agency: Agency
    value: Decimal
    evidence: str
    entered_by: str
    source: str = ""


class PublishedCellPage(ReportingPage):
    """The cases and entered figures that a published number counted, for who may see them."""

    def get(self, request, year, code):
        """List the visible ones of the frozen cases or figures."""
        table = _table(year, code, _version(request))
        seen = set(visible_agencies(request.user).values_list("pk", flat=True)) & {
            *table.publication.agencies,
            table.agency_id,
        }
        if not (seen and sees_cases(request.user)):
            raise Http404
        form, row, column = FORMS[table.form], request.GET.get("row", ""), request.GET.get("column", "")
        cells = table.publication.cells
        try:
            label = number_label(form, row, column)
            if drilldown.is_text_number(row):
                behind = self.cases(cells[row][column])
            elif form.population(row) == "entered":
                behind = self.figures(table, form, row, column, seen)
            else:
                behind = self.cases(cells[form.rows[row].name][form.column(row, column).label])
        except KeyError:
            raise Http404 from None
        return self.show(
            "reporting/publication/_cell.html" if request.htmx else "reporting/publication/cell.html",
            label=label,
            most=MOST_ROWS_SHOWN,
            back=f"{reverse('published', args=[year, code])}?version={table.version}",
            **behind,
            **self.scope_context(scope_of(table.agency, year)),
        )

    def cases(self, keys: list[int]) -> dict:
        """Return the frozen cases, those that the officer may see."""
        visible, found, given = visible_to(self.request.user).order_by(), [], sorted(set(keys))
        for first in range(0, len(given), KEYS_PER_QUERY):
            found += visible.filter(pk__in=given[first : first + KEYS_PER_QUERY]).values_list("received_on", "pk")
        first_ones = [pk for _day, pk in sorted(found)[:MOST_ROWS_SHOWN]]
        cases = Case.objects.select_related("agency").in_bulk(first_ones)
        return {"count": len(keys), "cases": [cases[pk] for pk in first_ones], "hidden": len(given) - len(found)}

    def figures(self, table: PublishedTable, form, row: str, column: str, seen: set[int]) -> dict:
        """Return the entered figures as they were published, those of the units that the officer may see."""
        form.column(row, column)
        names = {form.entered_cells[leaf.key, column] for leaf in form.leaf_rows(row)}
        given = [each for each in table.publication.figures if each[1] in names]
        agencies = Agency.objects.in_bulk(seen)
        shown = [
            PublishedFigure(agencies[pk], Decimal(value), evidence, by)
            for pk, _name, value, evidence, by in given
            if pk in agencies
        ]
        return {"count": len(given), "figures": shown[:MOST_ROWS_SHOWN], "hidden": len(given) - len(shown)}
