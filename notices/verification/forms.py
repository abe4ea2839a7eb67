"""What anyone sends who verifies a letter."""

from django import forms


class VerifyForm(forms.Form):
    """The code of a letter, or the letter as a file, of which only the hash was kept."""

    code = forms.CharField(required=False)
    file = forms.Field(required=False, widget=forms.FileInput)  # a HashedFile, which has neither name nor content
