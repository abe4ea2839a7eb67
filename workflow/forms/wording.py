"""The form of a new version of the words that an agency adapts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law import Refused
from notices.preview import SAMPLE, letter_kinds
from notices.wording import PLACES, checked
from workflow.templatetags.desk import said


class SampleForm(forms.Form):
    """Which letter shows the words."""

    sample = forms.ChoiceField(label=_("Shown in"), choices=letter_kinds, required=False, initial=SAMPLE)

    def clean_sample(self) -> str:
        """Return the kind that was chosen, or the usual one."""
        return self.cleaned_data["sample"] or SAMPLE


class WordingForm(SampleForm):
    """Place, letters and words; checked as the release will check them."""

    place = forms.ChoiceField(label=_("Place in the letter"), choices=lambda: [(code, one.name) for code, one in PLACES.items()])
    kind = forms.ChoiceField(
        label=_("In which letters"), choices=lambda: [("", _("Every letter")), *letter_kinds()], required=False
    )
    text = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)
    field_order = ("place", "kind", "text", "sample")

    def clean(self):
        """Refuse what may not stand in adapted words, beside the words."""
        given = super().clean()
        if given.get("place") and given.get("text"):
            try:
                given["text"] = checked(given["place"], given["text"])
            except Refused as refused:
                self.add_error("text", said(refused))
        return given
