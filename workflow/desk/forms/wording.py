"""The form of a new version of the words that an agency adapts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law import Refused
from notices.letters.preview import SAMPLE_KIND, letter_kinds
from notices.wording.services import PLACES, checked_wording
from workflow.labels import said

EVERY = "every"


class SampleForm(forms.Form):
    """Which letter shows the words."""

    sample = forms.ChoiceField(label=_("Shown in"), choices=letter_kinds, initial=SAMPLE_KIND)


class WordingForm(SampleForm):
    """Place, letters and words; checked as the release will check them."""

    place = forms.ChoiceField(
        label=_("Place in the letter"), choices=lambda: [(code, one.name) for code, one in PLACES.items()]
    )
    kind = forms.ChoiceField(label=_("In which letters"), choices=lambda: [(EVERY, _("Every letter")), *letter_kinds()])
    text = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)
    field_order = ("place", "kind", "text", "sample")

    def clean_kind(self) -> str:
        """Return the code of the kind, "" for every letter."""
        return "" if self.cleaned_data["kind"] == EVERY else self.cleaned_data["kind"]

    def clean(self):
        """Refuse what may not stand in adapted words, beside the words."""
        given = super().clean()
        if given.get("place") and given.get("text"):
            try:
                given["text"] = checked_wording(given["place"], given["text"])
            except Refused as refused:
                self.add_error("text", said(refused))
        return given
