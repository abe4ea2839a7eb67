"""Pages of a list of the API: bounded, and refused where they do not exist."""

from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination


class Pages(pagination.PageNumberPagination):
    """Pages of a bounded size; a page beyond the end does not exist (404)."""

    page_size_query_param = "page_size"
    max_page_size = 200
    last_page_strings = ()

    def paginate_queryset(self, queryset, request, view=None):
        """Return the rows of the page that was asked for."""
        bounds = {self.page_query_param: 10**9, self.page_size_query_param: self.max_page_size}
        faults = {
            name: fault for name, most in bounds.items() if (fault := _not_whole(request.query_params.get(name), most))
        }
        if faults:
            raise exceptions.ValidationError(faults)
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view):
        """Return the two parameters with their bounds."""
        whole = {"type": "integer", "minimum": 1}
        size = whole | {"maximum": self.max_page_size, "default": self.page_size}
        return [
            {
                "name": self.page_query_param,
                "in": "query",
                "description": "Number of the page, from 1",
                "schema": whole,
            },
            {"name": self.page_size_query_param, "in": "query", "description": "Rows a page", "schema": size},
        ]

    def get_paginated_response_schema(self, schema):
        """Return the shape of a page."""
        address = {"type": ["string", "null"], "format": "uri"}
        members = {"count": {"type": "integer"}, "next": address, "previous": address, "results": schema}
        return {"type": "object", "required": [*members], "properties": members}


def _not_whole(text: str | None, most: int) -> list:
    if text is None or (text.isascii() and text.isdigit() and len(text) < 12 and 1 <= int(text) <= most):
        return []
    return [exceptions.ErrorDetail(_("A whole number from 1 to %(most)s.") % {"most": most}, code="invalid")]
