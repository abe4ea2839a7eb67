"""Forms of agencies, sections, closings and accounts: shape only, the rules are the services'."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from agencies.administration.accounts import PersonDetails
from agencies.administration.offices import FACTS, SHAPE
from agencies.forms.fields import RefusableForm
from agencies.organisation.models import Agency, AgencyKind, PlaceKind, Role, Section
from law.disputed import DEFAULTS
from workflow.form_fields import MISSING, Day
from workflow.office.labels import FIELDS

HINTS = {
    "superior_department": _("For agencies led from above, and justice departments."),
    "reconsideration_body": _("Only where it is not the government above."),
    "founding_body": _("For subdistricts, dispatched organs and offices."),
    "place_government": _("For an office that a city's department founded for one of its districts."),
    "court": _("As letters name it."),
    "online_filing_url": _("Letters that are served online must name it."),
    "contact_office": _("Person or office that letters name for questions."),
    "correction_workdays": _("The Regulations give no number; 15 is usual."),
    "correction_least_workdays": _("No request for correction gives fewer days."),
}


def _text(name: str, *, required: bool = False) -> forms.CharField:
    longest = Agency._meta.get_field(name).max_length
    hint = HINTS.get(name, "")
    return forms.CharField(
        label=FIELDS[name], max_length=longest, required=required, help_text=hint, error_messages=MISSING
    )


def _first_day() -> Day:
    return Day(
        FIELDS["opened_on"],
        required=False,
        help_text=_("Only where it began lately: no report is asked for the years before."),
    )


class FactsForm(RefusableForm):
    """What letters say of an agency; name and kind only for who sets them."""

    def __init__(self, *args, agency: Agency, shape: bool, fixed_word: bool, **options):
        super().__init__(*args, **options)
        if shape:
            self.fields["name"] = _text("name", required=True)
            self.fields["kind"] = forms.ChoiceField(label=FIELDS["kind"], choices=AgencyKind.choices)
            self.fields["opened_on"] = _first_day()
        for name in FACTS:
            if name == "correction_workdays":
                self.fields[name] = forms.IntegerField(
                    label=FIELDS[name], min_value=1, max_value=60, help_text=HINTS[name], error_messages=MISSING
                )
            elif name == "correction_least_workdays":
                self.fields[name] = forms.IntegerField(
                    label=FIELDS[name],
                    min_value=DEFAULTS.correction_least_workdays,
                    max_value=60,
                    help_text=HINTS[name],
                    required=False,
                )
            elif not (fixed_word and name == "series_word"):
                self.fields[name] = _text(name)
        self.fields["online_filing_url"].validators.append(URLValidator(schemes=["http", "https"]))
        for name in self.fields:
            self.initial.setdefault(name, getattr(agency, name))

    def clean_correction_least_workdays(self) -> int:
        """Return the shortest term, the one in force where none was given."""
        given = self.cleaned_data["correction_least_workdays"]
        return self.initial["correction_least_workdays"] if given is None else given

    @property
    def of_the_agency(self) -> list:
        """Return the fields of the agency itself."""
        return [self[name] for name in SHAPE if name in self.fields]

    @property
    def of_bodies(self) -> list:
        """Return the fields of the bodies that a remedy paragraph names."""
        return [self[name] for name in FACTS[: FACTS.index("letterhead")]]

    @property
    def of_letters(self) -> list:
        """Return the other fields."""
        return [self[name] for name in FACTS[FACTS.index("letterhead") :] if name in self.fields]


class AgencyForm(RefusableForm):
    """A new agency."""

    code = _text("code", required=True)
    name = _text("name", required=True)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=AgencyKind.choices, initial=AgencyKind.DEPARTMENT)
    parent = forms.ModelChoiceField(Agency.objects.none(), label=FIELDS["parent"], empty_label=_("none"))
    opened_on = _first_day()

    def __init__(self, *args, agencies, top: bool, **options):
        super().__init__(*args, **options)
        self.fields["parent"].queryset = agencies
        self.fields["parent"].required = not top
        self.fields["parent"].error_messages |= MISSING


class PlacesForm(RefusableForm):
    """Where the agency keeps its records: for each kind its places, one a line."""

    def __init__(self, *args, places, **options):
        super().__init__(*args, **options)
        for kind in PlaceKind:
            names = [place.name for place in places if place.kind == kind]
            self.fields[kind.value] = forms.CharField(
                label=kind.label,
                required=False,
                max_length=5000,
                initial="\n".join(names),
                widget=forms.Textarea(attrs={"rows": max(2, len(names) + 1)}),
                help_text=_("One a line."),
            )

    def given(self) -> dict[str, list[str]]:
        """Return the names by kind."""
        return {kind: self.cleaned_data[kind].split("\n") for kind in PlaceKind.values}


class SectionForm(RefusableForm):
    """The name of a section."""

    name = forms.CharField(label=_("Name of the section"), max_length=80, error_messages=MISSING)


class ClosingForm(RefusableForm):
    """The end of an agency, and which one goes on."""

    on = Day(FIELDS["closed_on"])
    successor = forms.ModelChoiceField(
        Agency.objects.none(),
        label=FIELDS["successor"],
        required=False,
        empty_label=_("none: closed"),
        help_text=_("Merged: the agency that took it in. Renamed: the new agency, entered before."),
    )
    takes_files = forms.BooleanField(
        label=_("This successor takes the files: it reads the old cases and counts them in its report"),
        required=False,
        initial=True,
    )
    paper = forms.CharField(
        label=FIELDS["paper"], max_length=200, required=False, help_text=_("Title or number of the decision.")
    )

    def __init__(self, *args, agencies, **options):
        super().__init__(*args, **options)
        self.fields["successor"].queryset = agencies


class PersonForm(RefusableForm):
    """A person of an agency; the user name only while the account is opened."""

    username = forms.CharField(
        label=FIELDS["username"],
        max_length=150,
        help_text=_("To sign in with; it stays, for what was done bears it."),
        error_messages=MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(
        label=FIELDS["display_name"],
        max_length=40,
        help_text=_("As histories and sheets of approval name the person."),
        error_messages=MISSING,
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=FIELDS["section"], required=False, empty_label=_("none")
    )
    roles = forms.MultipleChoiceField(
        label=FIELDS["roles"], choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, agency: Agency | None, officer=None, own: bool = False, **options):
        if (
            own and data is not None
        ):  # one's own roles are shown and not sent; a forged change is refused by the service
            data = data.copy()
            data.setlist("roles", data.getlist("roles") or list(officer.roles))
        super().__init__(data, **options)
        self.fields["section"].queryset = Section.objects.filter(agency=agency)
        if officer is not None:
            del self.fields["username"]
            self.initial |= {
                "display_name": officer.display_name,
                "section": officer.section_id,
                "roles": list(officer.roles),
            }

    def given(self) -> PersonDetails:
        """Return what was given, for the services."""
        return PersonDetails(
            self.cleaned_data["display_name"], self.cleaned_data["section"], frozenset(self.cleaned_data["roles"])
        )
