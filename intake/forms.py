"""The shape of an application as it is typed in, and of an attempt to confirm it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import DayField
from intake.models import ApplicantKind, Channel


class DateInput(forms.DateInput):
    """A date with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


class ManyFiles(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each checked as one; what they are is judged where they are stored."""

    widget = ManyFiles(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data, initial=None):
        """Return the list of files."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Files, self).clean(one, initial) for one in given if one]


class DemandsField(forms.CharField):
    """The demands of an application, one a line; None while no line is filled in."""

    def __init__(self):
        super().__init__(
            label=_("Demands, one a line"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=5000,
            help_text=_(
                "Each is answered by itself. Join or divide lines as needed; empty where it asks for one thing."
            ),
        )

    def clean(self, value) -> list[str] | None:
        """Return the lines that say something."""
        lines = [line.strip() for line in super().clean(value).split("\n")]
        return [line for line in lines if line] or None


def _day(label, **options) -> DayField:
    return DayField(label=label, widget=DateInput(), **options)


class RegisterForm(forms.Form):
    """What came in, word for word."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=Channel.choices, widget=forms.RadioSelect)
    arrived_on = _day(_("Day of arrival"), help_text=_("The day on which the agency, its mail room included, got it."))
    tracking_number = forms.CharField(label=_("Mail number"), required=False, max_length=40)
    confirmed_on = _day(
        _("Confirmed with the applicant on"),
        required=False,
        help_text=_("Leave empty if not confirmed yet; the application then waits in the queue."),
    )
    confirmed_by = forms.CharField(label=_("Confirmed by (telephone, message …)"), required=False, max_length=40)
    applicant_kind = forms.ChoiceField(label=_("Kind of applicant"), choices=ApplicantKind.choices)
    applicant_name = forms.CharField(label=_("Name"), max_length=120)
    identity_number = forms.CharField(label=_("Identity or credit code number"), required=False, max_length=40)
    representative = forms.CharField(label=_("Contact person or agent"), required=False, max_length=80)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail address"), required=False, max_length=120)
    address = forms.CharField(label=_("Postal address"), required=False, max_length=240)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)
    content = forms.CharField(
        label=_("Content, copied word for word"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    demands = DemandsField()
    topic = forms.CharField(label=_("Topic"), required=False, max_length=40)
    wanted_form = forms.CharField(label=_("Form wanted (paper, e-mail …)"), required=False, max_length=80)
    wanted_way = forms.CharField(label=_("Way wanted (mail, collected …)"), required=False, max_length=80)
    files = Files(label=_("Scans of application and envelope (PDF, JPG, PNG)"), required=False)
    at_once = forms.BooleanField(label=_("The reply is given on the spot: no receipt"), required=False)
    another_application = forms.BooleanField(
        label=_("It is another application than those found here already; I have compared them"), required=False
    )
    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=80)


class DemandsForm(forms.Form):
    """What an application in the queue asks for, as its text lists it, for the clerk to confirm."""

    demands = DemandsField()


class ConfirmForm(forms.Form):
    """An attempt to confirm an application with its applicant."""

    on = _day(_("Day"))
    means = forms.CharField(label=_("Means (telephone, message …)"), max_length=40)
    reached = forms.BooleanField(label=_("The applicant was reached and confirmed"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
