"""The API of the reports: the year's table with its checks, and the cases behind each cell."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from law import Refused
from law.forms import form_for
from reporting import export
from reporting.models import Figure
from reporting.selectors import cases_behind, report_of, visible_scope
from workflow.models import Case
from workflow.policy import visible_to

SCOPE = OpenApiParameter("scope", OpenApiTypes.STR, enum=["own", "all"], description="default: all for a government")


def _scope(request, year: int, code: str):
    return visible_scope(request.user, year, code, request.query_params.get("scope", ""))


class Report(APIView):
    """The year's report of an agency."""

    permission_classes = [IsAuthenticated]

    @extend_schema(parameters=[SCOPE], responses={200: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT})
    def get(self, request, year, code):
        """Return the filled form with its sentences and checks."""
        try:
            return Response(export.as_json(report_of(_scope(request, year, code))))
        except Refused as error:
            return Response({"reason": error.reason, "article": error.article}, status=status.HTTP_400_BAD_REQUEST)


class Cell(APIView):
    """The cases behind one cell."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        parameters=[
            SCOPE,
            OpenApiParameter("row", OpenApiTypes.STR, required=True, description="key of the row"),
            OpenApiParameter("column", OpenApiTypes.STR, required=True, description="key of the column"),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request, year, code):
        """Return the ids of the cases that the cell counts; 404 for a cell that the form does not have."""
        scope = _scope(request, year, code)
        row, column = request.query_params.get("row", ""), request.query_params.get("column", "")
        try:
            form = form_for(year)
            behind = cases_behind(scope, form, row, column)
        except (Refused, KeyError):
            raise Http404 from None
        if behind.model is Figure:
            figures = behind.values_list("agency__code", "indicator", "value")
            told = [{"agency": agency, "indicator": name, "value": value} for agency, name, value in figures]
            return Response({"row": row, "column": column, "count": len(told), "figures": told})
        ids = list(behind.values_list("pk" if behind.model is Case else "case_id", flat=True))
        seen = set(visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
        return Response({"row": row, "column": column, "count": len(ids), "cases": [pk for pk in ids if pk in seen]})
