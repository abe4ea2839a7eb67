"""Fields as the desk writes them, and the form that every act shares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import DayField, RefusableForm
from agencies.text.language import reads_chinese
from intake.forms import DateInput

LONGEST = 5000
MISSING = {"required": _("This field is required.")}  # our catalogue says it in the words of the desk, for every form


def Text(label, *, required=True, rows=0, **options):  # noqa: N802  reads as a field
    """Return a text field, of several lines if `rows` says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(
        label=label, required=required, widget=widget, max_length=LONGEST, error_messages=MISSING, **options
    )


def Day(label, *, required=True, **options):  # noqa: N802
    """Return a field for a legal day."""
    return DayField(label=label, required=required, widget=DateInput(), error_messages=MISSING, **options)


class ActForm(RefusableForm):
    """The form of one act: its legal day and what the act must say."""

    on = Day(_("Day"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, case, user, **options):
        self.case, self.user = case, user
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **options)

    def act_data(self) -> dict:
        """Return what the act says, without its day and the version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("on", "version")}

    def typed(self) -> list[tuple[str, str]]:
        """Return the texts that the person typed, by label, to be given back when they were not stored."""
        return [
            (str(bound.label), value)
            for bound in self.visible_fields()
            if type(bound.field) is forms.CharField and (value := bound.data)
        ]


def chooser(rows) -> list[tuple[str, str]]:
    """Return the rows of a table of the law as choices in the reader's language."""
    return [(code, row.label if reads_chinese() else row.name) for code, row in rows]
