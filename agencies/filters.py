"""What narrows and sorts a list of the API: a value that fits nothing is refused by name."""

import django_filters
from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions


class Ordering(django_filters.OrderingFilter):
    """An order over named columns that indexes carry; rows alike in these stand by their key, empty days last."""

    def __init__(self, *columns: str, empty: tuple[str, ...] = ()):
        self.empty = empty
        super().__init__(fields=[(name, name) for name in columns], help_text="Comma-separated; - before a name turns the order")

    def filter(self, queryset, value):
        """Return the rows in the order asked for, or in their own."""
        if not value:
            return queryset
        if "" in value:  # two commas, or one at the end
            raise exceptions.ValidationError({"ordering": [exceptions.ErrorDetail(_("A column is missing."), code="blank")]})
        terms = []
        for term in value:
            name = term.lstrip("-")
            column = F(name)
            last = True if name in self.empty else None
            terms.append(column.desc(nulls_last=last) if term.startswith("-") else column.asc(nulls_last=last))
        return queryset.order_by(*terms, "-pk" if value[-1].startswith("-") else "pk")


@extend_schema_field(OpenApiTypes.BOOL)
class Flag(django_filters.TypedChoiceFilter):
    """A condition that is true or false; any other word is refused."""

    def __init__(self, **options):
        words = [("true", "true"), ("false", "false")]
        super().__init__(choices=words, coerce=lambda word: word == "true", **options)


class Days(django_filters.DateFilter):
    """A bound of a range of days, itself within it."""

    def __init__(self, column: str, lookup: str):
        word = {"gte": "from", "lte": "up to"}[lookup]
        super().__init__(field_name=column, lookup_expr=lookup, help_text=f"{column} {word} this day, itself included")


@extend_schema_field(OpenApiTypes.INT)
class Whole(django_filters.Filter):
    """A whole number."""

    field_class = forms.IntegerField
