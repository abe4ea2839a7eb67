"""Which part of the ledger is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law.fees import tariffs
from law.reports.forms import LAST_YEAR


class LedgerForm(forms.Form):
    """The year, and if wished the month and the agency."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=tariffs.PROCESSING_FROM.year,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"size": 4, "inputmode": "numeric"}),
    )
    month = forms.TypedChoiceField(label=_("Month"), required=False, coerce=int, empty_value=None)
    unit = forms.ChoiceField(label=_("Agency"), required=False)

    def __init__(self, *args, agencies, **options):
        super().__init__(*args, **options)
        self.fields["month"].choices = [("", _("all months")), *((month, month) for month in range(1, 13))]
        self.fields["unit"].choices = [("", _("all agencies")), *((one.code, one.name) for one in agencies)]
        if len(agencies) < 2:
            del self.fields["unit"]
