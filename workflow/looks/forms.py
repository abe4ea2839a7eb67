"""What is said before papers are opened, and what an auditor asks the log."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow.form_fields import Day, SentForm, free_text

PAPERS = ("letter", "letter-sheet", "letter-pdf", "attachment", "draft", "draft-sheet", "review")


class OpenPaperForm(SentForm):
    """Why papers are opened, and which of them is shown next."""

    reason = free_text()
    paper = forms.ChoiceField(choices=[(name, name) for name in PAPERS])
    key = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    def address(self) -> str:
        """Return the address of the paper that was asked for."""
        return reverse(self.cleaned_data["paper"], args=[self.cleaned_data["key"]])


class LogForm(forms.Form):
    """What of the log is shown."""

    q = forms.CharField(required=False, max_length=80)
    first = Day(_("From"), required=False)
    last = Day(_("To"), required=False)
    refused = forms.BooleanField(required=False, label=_("Only refused looks"))
