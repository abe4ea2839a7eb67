"""What the audit of published reports is sent: the files, and its own list back."""

from django import forms
from django.core import signing

from intake.forms import Files

SALT = "audit of published reports"
RESULT_LIFETIME = 8 * 3600  # seconds for which a page's result may be taken down as a file


class AuditForm(forms.Form):
    """The reports to be read; each is judged where it is read."""

    files = Files(required=False, allow_empty_file=True)


class ResultForm(forms.Form):
    """The list that a page shows, sealed by that page, for nothing is kept."""

    sealed = forms.CharField(strip=False)

    def clean_sealed(self):
        """Return the list; refuse one that this system did not seal, or too long ago."""
        try:
            return signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=RESULT_LIFETIME)
        except signing.BadSignature:
            raise forms.ValidationError("") from None


def sealed(result: list) -> str:
    """Return a list as `ResultForm` takes it back."""
    return signing.dumps(result, salt=SALT, compress=True)
