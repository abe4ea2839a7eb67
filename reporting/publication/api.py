"""The API of the reports: the year's table with its checks, and what stands behind each cell, by the labels that are printed."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from agencies.api.endpoints import Endpoint, StrictSerializer
from law.reports.forms import FORMS, Form, form_for
from reporting.document import export
from reporting.document.recorded_differences import RecordedDifference, recorded_differences
from reporting.figures import published_tables
from reporting.figures.drilldown import rows_counted_by_cell
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.narrative.report import report_of
from reporting.pages import visible_scope
from reporting.publication.differences import compelled_differences
from reporting.table.checks import Check
from reporting.table.filled import CellKey
from workflow.cases.models import Case
from workflow.cases.policy import visible_agencies, visible_to
from workflow.labels import said
from workflow.locks import compelled

SCOPES = ("own", "all")


class ScopeIn(StrictSerializer):
    """Whose year."""

    scope = serializers.ChoiceField(
        SCOPES,
        required=False,
        help_text="own: the agency alone; all: every agency under it too (default for a government)",
    )


class CellIn(ScopeIn):
    """Which cell, by the labels that the report prints, or by their keys."""

    row = serializers.CharField(
        max_length=400,
        help_text="The labels from the section down, joined by “ / ”, as the members of `tables`; or the key of the row",
    )
    column = serializers.CharField(
        max_length=100, help_text="The label of the column, as the members of each row; or its key"
    )


class CheckOut(serializers.Serializer):
    """One check of the table: a balance equation or a note."""

    rule = serializers.CharField()
    per = serializers.CharField(allow_blank=True)
    ok = serializers.BooleanField()
    severity = serializers.ChoiceField(["error", "warning"])
    left = serializers.FloatField(allow_null=True)
    right = serializers.FloatField(allow_null=True)
    message = serializers.CharField(allow_blank=True)


class ReportOut(serializers.Serializer):
    """A filled form, in the shape in which published tables are exchanged."""

    form = serializers.ChoiceField(sorted(FORMS))
    year = serializers.IntegerField()
    body = serializers.CharField()
    tables = serializers.DictField(
        child=serializers.DictField(child=serializers.FloatField(allow_null=True)),
        help_text="Row path (labels joined by “ / ”) → column label → number; null: not stated",
    )
    sentences = serializers.ListField(child=serializers.CharField())
    checks = CheckOut(many=True)


class FigureOut(serializers.Serializer):
    """An entered figure."""

    agency = serializers.CharField(help_text="Code")
    indicator = serializers.CharField()
    value = serializers.FloatField()


class CellOut(serializers.Serializer):
    """A cell and what it counts; `count` is all of it, also what the person may not open."""

    row = serializers.CharField(help_text="Row path, as printed")
    row_key = serializers.CharField()
    column = serializers.CharField(help_text="Label of the column")
    column_key = serializers.CharField()
    of = serializers.ChoiceField(
        ["cases", "remedies", "figures"], help_text="What the cell counts; a case with two proceedings is named twice"
    )
    value = serializers.FloatField(allow_null=True, help_text="The number printed; null: not stated")
    count = serializers.IntegerField()
    cases = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of the cases that the person may open"
    )
    figures = FigureOut(many=True)


class RecordOut(serializers.Serializer):
    """A record that law or a court compelled after the publication, and what it changed."""

    case = serializers.IntegerField(help_text="Id of the case")
    number = serializers.CharField()
    kind = serializers.ChoiceField(list(compelled.KINDS))
    act = serializers.CharField()
    on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)
    before = serializers.DictField(help_text="What the year counted of the case; empty: nothing")
    after = serializers.DictField()


class CellDifferenceOut(serializers.Serializer):
    """A cell that is counted otherwise than it was published."""

    cell = serializers.CharField()
    published = serializers.FloatField(allow_null=True)
    now = serializers.FloatField(allow_null=True)
    cases = serializers.ListField(child=serializers.IntegerField(), help_text="Those that the person may open")


class DifferencesOut(serializers.Serializer):
    """What changed in a published year as law or a court compels; the published figures stay as they are."""

    version = serializers.IntegerField(
        allow_null=True, help_text="The latest published; null: none, and so no difference"
    )
    cells = CellDifferenceOut(many=True)
    records = RecordOut(many=True)


class YearEndpoint(Endpoint):
    """The year of an agency."""

    permission_classes = [IsAuthenticated]

    def scope(self, year: int, code: str) -> Scope:
        """Return whose year is asked for; refuse a year without a form, and a wider scope than the person may see."""
        get_object_or_404(visible_agencies(self.request.user), code=code)
        form_for(year)
        word = self.asked.get("scope", "")
        scope = visible_scope(self.request.user, year, code, word)
        if word == "all" and not scope.all:
            fault = _("You see only the agency's own cases; ask for own.")
            raise exceptions.ValidationError({"scope": [exceptions.ErrorDetail(fault, code="not_permitted")]})
        return scope


class ReportEndpoint(YearEndpoint):
    """The year's report of an agency."""

    asks = {"get": ScopeIn}

    @extend_schema(operation_id="read_report", tags=["reports"], responses={200: ReportOut})
    def get(self, request, year, code):
        """Read the year's report (条例50): the filled form with its sentences and checks."""
        report = report_of(self.scope(year, code))
        return Response(export.as_json(report) | {"checks": [_told(check) for check in report.checks]})


def _told(check: Check) -> dict:
    numbers = {
        name: None if value is None else float(value) for name in ("left", "right") for value in [getattr(check, name)]
    }
    return check.as_json() | numbers | {"message": said(check)}


class CellEndpoint(YearEndpoint):
    """What stands behind one cell."""

    asks = {"get": CellIn}

    @extend_schema(operation_id="read_cell", tags=["reports"], responses={200: CellOut})
    def get(self, request, year, code):
        """Read what a cell counts: ids of cases, or the entered figures.

        Row and column are named as the report prints them, the members of `tables`; keys of the form do as well.
        """
        scope = self.scope(year, code)
        form = form_for(year)
        row, column = cell_key_of(form, self.asked["row"], self.asked["column"])
        behind = rows_counted_by_cell(scope, form, row, column)
        found = {
            "row": form.rows[row].name,
            "row_key": row,
            "column": form.column(row, column).label,
            "column_key": column,
            "of": "figures" if behind.model is Figure else "cases" if behind.model is Case else "remedies",
            "value": report_of(scope).sheet.value(row, column),
            "cases": [],
            "figures": [],
        }
        if behind.model is Figure:
            figures = behind.values_list("agency__code", "indicator", "value")
            found["figures"] = [
                {"agency": agency, "indicator": name, "value": value} for agency, name, value in figures
            ]
            found["count"] = len(found["figures"])
        else:
            ids = list(behind.values_list("pk" if behind.model is Case else "case_id", flat=True))
            seen = set(visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
            found |= {"count": len(ids), "cases": [pk for pk in ids if pk in seen]}
        return Response(CellOut(found).data)


class DifferencesEndpoint(YearEndpoint):
    """What was recorded into a published year."""

    asks = {"get": ScopeIn}

    @extend_schema(operation_id="read_differences", tags=["reports"], responses={200: DifferencesOut})
    def get(self, request, year, code):
        """Read what law or a court compelled to record after the year was published, cell by cell and record by record.

        A year that was not published has none.
        """
        scope = self.scope(year, code)
        table = published_tables.published_table(scope.agency, year)
        if table is None or not hasattr(table, "publication"):
            return Response(DifferencesOut({"version": None, "cells": [], "records": []}).data)
        seen = set(visible_to(request.user).filter(agency__in=table.publication.agencies).values_list("pk", flat=True))
        cells = [
            {
                "cell": one.name,
                "published": one.published,
                "now": one.now,
                "cases": sorted(seen & {*one.added, *one.removed}),
            }
            for one, _causes in compelled_differences(table)
        ]
        records = [_record(one) for one in recorded_differences(table) if one.event.case_id in seen]
        return Response(DifferencesOut({"version": table.version, "cells": cells, "records": records}).data)


def _record(one: RecordedDifference) -> dict:
    event, kept = one.event, one.event.data[compelled.KEPT][str(one.year)]
    told = {"act": event.act, "on": event.on, "recorded_at": event.recorded_at, "reason": one.reason}
    return kept | told | {"case": event.case_id, "number": event.case.number, "kind": one.kind}


def cell_key_of(form: Form, row: str, column: str) -> CellKey:
    """Return the keys of a cell that is named by its printed labels or by its keys.

    Raises ValidationError naming the row or the column that the form does not have, and a row without cells.
    """
    rows = {one.name: one.key for one in form.printed} | {one.key: one.key for one in form.printed}
    found = rows.get(row.strip())
    if found is None or form.rows[found].kind == "heading":
        raise exceptions.ValidationError(
            {"row": [exceptions.ErrorDetail(_("The form of this year has no such row."), code="unknown")]}
        )
    columns = {one.label: one.key for one in form.columns(found)} | {one.key: one.key for one in form.columns(found)}
    if column.strip() not in columns:
        raise exceptions.ValidationError(
            {"column": [exceptions.ErrorDetail(_("The row has no such column."), code="unknown")]}
        )
    return found, columns[column.strip()]
