"""What a government types when it sets earlier deadlines for a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import DayField, RefusableForm

NOT_A_DAY = _("Write the day like 2026-03-05.")


def _day(label) -> forms.DateField:
    return DayField(label=label, error_messages={"required": NOT_A_DAY, "invalid": NOT_A_DAY})


class DeadlinesForm(RefusableForm):
    """By when the units file and the government publishes."""

    units_by = _day(_("Units file by"))
    publish_by = _day(_("Published by"))
