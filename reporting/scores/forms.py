"""What a supervisor types in a mark, and in the withdrawal of one."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm, typed_day
from agencies.organisation.models import Agency
from reporting.quality.models import SupervisorMark
from workflow.cases.search import case_of


class MarkForm(RefusableForm):
    """What was seen in a unit, on which day, and in which case where it concerns one."""

    unit = forms.ModelChoiceField(Agency.objects.none(), label=_("Unit"), to_field_name="code")
    item = forms.CharField(label=_("Item"), required=False)
    on = typed_day(_("Day on which it happened"))
    case = forms.CharField(label=_("Number of the case"), required=False)
    reason = forms.CharField(label=_("What happened, and where it can be looked up"), required=False, strip=False)

    def __init__(self, *args, units: list[Agency], **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Agency.objects.filter(pk__in=[unit.pk for unit in units])

    def clean(self):
        """Find the case of the unit by its number, however it is typed; refuse a number that no case of the unit has."""
        given = super().clean()
        unit, number = given.get("unit"), given.get("case")
        given["case"] = case_of(unit, number) if unit and number else None
        if unit and number and given["case"] is None:
            text = _("%(unit)s has no case “%(number)s”.") % {"unit": unit.name, "number": number[:20]}
            self.add_error("case", text)
        return given


class WithdrawalForm(RefusableForm):
    """Which mark is taken back, and why."""

    mark = forms.ModelChoiceField(SupervisorMark.objects.none(), label=_("the mark"))
    reason = forms.CharField(label=_("Why it is withdrawn"), required=False, strip=False)

    def __init__(self, *args, marks: QuerySet[SupervisorMark], **options):
        super().__init__(*args, **options)
        self.fields["mark"].queryset = marks
