"""Fields that the forms and interfaces of every floor share."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from law import Refused
from law.written import FIRST, LAST


def recorded_day(day: date) -> None:
    """Refuse a day beyond all records, such as a year with a digit too few; reckoning would run over the edge."""
    if not FIRST <= day <= LAST:
        raise ValidationError(
            _("The year is not between %(first)s and %(last)s."), params={"first": FIRST.year, "last": LAST.year}
        )


class DayField(forms.DateField):
    """A day; years of three or five digits are refused beside the field."""

    default_validators = [recorded_day]


NOT_A_DAY = _("Write the day like 2026-03-05.")


def typed_day(label, *, not_a_day=NOT_A_DAY) -> DayField:
    """Return a field for a day that must be typed; none and one that cannot be are answered with the same sentence."""
    return DayField(label=label, error_messages={"required": not_a_day, "invalid": not_a_day})


class RefusableForm(forms.Form):
    """A form that shows a refusal of the law beside the field that it names."""

    def refuse(self, refused: Refused, sentence: str) -> None:
        """Show a refusal beside its field, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, sentence)
