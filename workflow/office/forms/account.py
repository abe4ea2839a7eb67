"""The forms in which an officer changes the own password, and a second person types the number that an owner reads out."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflow.form_fields import MISSING


def _secret(label: str, autocomplete: str) -> forms.CharField:
    """Return a password as typed: blanks at its ends belong to it."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=128, widget=widget, error_messages=MISSING)


class PasswordForm(forms.Form):
    """The present password, and the new one twice."""

    present = _secret(_("Present password"), "current-password")
    new = _secret(_("New password"), "new-password")
    again = _secret(_("New password once more"), "new-password")

    aware = forms.BooleanField(
        label=_("I know of this new password and asked for it"),
        error_messages={"required": _("Say that you know of it; if you asked for none, press the button beside.")},
    )

    def __init__(self, *args, officer, is_present=None, was_reset=False, **options):
        self.officer, self.is_present, self.refused = officer, is_present, False
        super().__init__(*args, **options)
        if not was_reset:
            del self.fields["aware"]

    def clean_present(self) -> str:
        """Refuse a wrong present password; `refused` says that too many were."""
        answer = self.is_present(self.cleaned_data["present"])
        self.refused = answer is None
        if not answer:
            raise ValidationError(_("The present password is wrong."))
        return self.cleaned_data["present"]

    def clean(self) -> dict:
        """Refuse two different ones, and one that the rules of the installation do not allow."""
        given = super().clean()
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same."))
        if "new" in given:
            try:
                validate_password(given["new"], self.officer)
            except ValidationError as error:
                self.add_error("new", error)
        return given


class CodeForm(forms.Form):
    """The number that the owner of an account reads from the screen."""

    code = forms.CharField(
        max_length=20, error_messages={"required": _("Type the number that the owner reads from the screen.")}
    )
