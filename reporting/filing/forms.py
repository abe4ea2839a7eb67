"""What is typed and sent on the pages of a year's filing: figures, words, remarks, reasons, earlier deadlines."""

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm, typed_day
from law import Refused
from law.reports.forms import Form
from reporting.figures.imports import figure_value
from workflow.form_fields import KeyField, SentForm, free_text
from workflow.labels import said


class FigureField(forms.CharField):
    """A number that the form of the year takes for an indicator, with or without commas; None while nothing is typed."""

    def __init__(self, table: Form, indicator: str):
        super().__init__(required=False)
        self.table, self.indicator = table, indicator

    def clean(self, value) -> Decimal | None:
        """Return the number; the error names the indicator."""
        text = super().clean(value).replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            return figure_value(self.table, self.indicator, text)
        except Refused as error:
            named = Refused(f"{self.indicator}：{error.reason}", english=error.english)
            raise forms.ValidationError(said(named)) from None


class FilingActForm(SentForm):
    """An act on the filing of one year, by who saw this version of it."""

    version = KeyField()

    def __init__(self, *args, table: Form, **options):
        super().__init__(*args, **options)
        self.table = table

    def places(self) -> Iterator[tuple[int, str]]:
        """Yield the figures that units enter, each with its place on the page."""
        yield from enumerate(self.table.entered_cells.values())


class FiguresForm(FilingActForm):
    """The figures of a unit, each with where it can be looked up."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for place, indicator in self.places():
            self.fields[f"value-{place}"] = FigureField(self.table, indicator)
            self.fields[f"evidence-{place}"] = free_text()

    def typed(self) -> dict[str, tuple[Decimal | None, str]]:
        """Return number and evidence by indicator."""
        given = self.cleaned_data
        return {name: (given[f"value-{place}"], given[f"evidence-{place}"]) for place, name in self.places()}

    def refuse(self, refused: Refused, sentence: str) -> None:
        """Show a refusal beside the figure that it names, or above the form."""
        place = next((place for place, name in self.places() if name == refused.field), None)
        self.add_error(None if place is None else f"value-{place}", sentence)


class RemarksForm(FilingActForm):
    """Why a report is returned: as a whole, for single figures, or both."""

    remark = free_text()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for place, _indicator in self.places():
            self.fields[f"remark-{place}"] = free_text()

    def remarks(self) -> dict[str, str]:
        """Return the remark on each figure by indicator."""
        return {name: self.cleaned_data[f"remark-{place}"] for place, name in self.places()}


class OwnWordsForm(FilingActForm):
    """What the unit itself writes into its report."""

    text = free_text()


class DispositionForm(SentForm):
    """The reason for what a check found."""

    finding = forms.CharField(required=False)
    reason = free_text()


class DeadlinesForm(RefusableForm):
    """By when the units file and the government publishes."""

    units_by = typed_day(_("Units file by"))
    publish_by = typed_day(_("Published by"))
