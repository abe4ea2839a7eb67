"""What is typed when restored records are reconciled: shape only."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm
from notices.letters.numbering import HIGHEST
from workflow.form_fields import MISSING, Text
from workflow.recovery.selectors import Key, OpenPoint

HELP = _("Where there is none, say so.")


class PointsForm(RefusableForm):
    """The last number on paper of every series of an agency, and a statement on its mail and applications."""

    def __init__(self, *args, points: Sequence[OpenPoint], **options):
        super().__init__(*args, **options)
        self.names: dict[str, OpenPoint] = {}
        for place, point in enumerate(points):
            name = f"point-{place}"
            self.names[name] = point
            self.fields[name] = _number(point) if point.numbered else _statement(point)

    def answers(self) -> dict[Key, int | str]:
        """Return what was given of every point."""
        return {point.key: self.cleaned_data[name] for name, point in self.names.items()}


def _number(point: OpenPoint) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{point.subject.label} {point.title}",
        min_value=0,
        max_value=HIGHEST,
        initial=point.stated.last if point.stated else None,
        error_messages=MISSING,
        help_text=_("The restored records have reached %(last)s; 0 where none was used.") % {"last": point.recorded},
    )


def _statement(point: OpenPoint) -> forms.CharField:
    return Text(
        str(point.subject.label), rows=3, initial=point.stated.statement if point.stated else "", help_text=HELP
    )


class AccountsForm(RefusableForm):
    """Which accounts were closed and which tokens ended since the backup."""

    statement = Text(_("Accounts closed and tokens ended since the backup"), rows=3, help_text=HELP)


class ReleaseForm(forms.Form):
    """Which of the two steps of the release was pressed."""

    do = forms.ChoiceField(choices=[("state", "state"), ("release", "release")])
