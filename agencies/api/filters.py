"""What narrows and sorts a list of the API: a value that fits nothing is refused by name."""

import django_filters
from django import forms
from django.db.models import F
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field


class OrderingFilter(django_filters.MultipleChoiceFilter):
    """An order over named columns that indexes carry; rows alike in these stand by their key, empty days last."""

    def __init__(self, *columns: str, empty: tuple[str, ...] = ()):
        self.empty = empty
        choices = [(term, term) for name in columns for term in (name, f"-{name}")]
        super().__init__(
            choices=choices, help_text="Given again for each further column; - before a name turns the order"
        )

    def filter(self, queryset, value):
        """Return the rows in the order asked for, or in their own."""
        if not value:
            return queryset
        terms = []
        for term in value:
            name = term.lstrip("-")
            column, last = F(name), True if name in self.empty else None
            terms.append(column.desc(nulls_last=last) if term.startswith("-") else column.asc(nulls_last=last))
        return queryset.order_by(*terms, "-pk" if value[-1].startswith("-") else "pk")


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(django_filters.TypedChoiceFilter):
    """A condition that is true or false; any other word is refused."""

    def __init__(self, **options):
        words = [("true", "true"), ("false", "false")]
        super().__init__(choices=words, coerce=lambda word: word == "true", **options)


class DayBoundFilter(django_filters.DateFilter):
    """A bound of a range of days, itself within it."""

    def __init__(self, column: str, lookup: str):
        word = {"gte": "from", "lte": "up to"}[lookup]
        super().__init__(field_name=column, lookup_expr=lookup, help_text=f"{column} {word} this day, itself included")


@extend_schema_field(OpenApiTypes.INT)
class IntegerFilter(django_filters.Filter):
    """A whole number."""

    field_class = forms.IntegerField
