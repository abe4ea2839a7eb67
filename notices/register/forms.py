"""The shape of what is typed on the pages of numbers and of verification."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import DayField, RefusableForm
from notices.letters.models import NumberFamily
from notices.letters.numbering import HIGHEST, LONGEST_REASON


class NumberWordsForm(RefusableForm):
    """From a day on, the numbers of a family bear these words."""

    family = forms.ChoiceField(label=_("Letters"), choices=NumberFamily.choices)
    words = forms.CharField(
        label=_("Words of the number"),
        max_length=30,
        help_text=_("All that stands before the year, such as 瓯公开补; no brackets, no 第."),
    )
    from_on = DayField(
        label=_("For letters dated from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Numbers that were given keep their words."),
    )


class HighWaterMarkForm(RefusableForm):
    """The last number of a series that was used outside this system."""

    series = forms.ChoiceField(label=_("Series"))
    year = forms.IntegerField(label=_("Year"), min_value=2008, max_value=2999)
    last = forms.IntegerField(
        label=_("Last number used"),
        min_value=1,
        max_value=HIGHEST,
        help_text=_("As in the paper register; the next letter gets the number after it."),
    )
    again = forms.IntegerField(label=_("The same number again"), min_value=1, max_value=HIGHEST)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Such as: numbered on paper until June; numbers used after the backup that was restored."),
    )

    def __init__(self, *args, series, **options):
        super().__init__(*args, **options)
        self.fields["series"].choices = [(words, words) for words in series]

    def clean(self):
        """Refuse two different numbers: a mark cannot be taken back."""
        given = super().clean()
        if given.get("last") and given.get("again") and given["last"] != given["again"]:
            self.add_error("again", _("The two numbers differ; a mark cannot be taken back."))
        return given
