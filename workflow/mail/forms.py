"""Forms of printing and posting: shape only, the law is checked by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency
from notices.mail.models import MailKind
from workflow.form_fields import ButtonField, Day, RowKeysField, SentForm, free_text, locked_year_reason
from workflow.locks import compelled
from workflow.locks.services import locked_years
from workflow.mail.addresses import LABELS_A_SHEET
from workflow.mail.posting_checks import HANDED
from workflow.mail.printing import COPIES

MOST_CHOSEN = 100  # letters of one click
LARGEST_LIST = 5 * 1024 * 1024  # bytes of a carrier's list


class LetterKeysForm(SentForm):
    """The letters that were ticked."""

    letters = RowKeysField(most=MOST_CHOSEN)


class SetAsideForm(LetterKeysForm):
    """Letters that leave the queue instead of being printed, and why."""

    aside = ButtonField()
    reason = free_text()


class CounterActForm(SentForm):
    """The letters on the page of the counter, and what is made of those picked."""

    row = RowKeysField(most=MOST_CHOSEN)
    do = free_text()


class CheckButtonForm(SentForm):
    """Whether a list is only checked."""

    check = ButtonField()


class PrintForm(forms.Form):
    """How to print what was chosen."""

    copies = forms.TypedChoiceField(
        label=_("Copies"),
        coerce=int,
        choices=[(0, _("As the file needs: one to send, one to keep")), *((n, str(n)) for n in COPIES)],
    )


class ReprintForm(PrintForm):
    """Print once more, and say why."""

    reason = forms.CharField(label=_("Why it is printed again"), max_length=200)


class MailForm(forms.Form):
    """One letter of the post: taken or not, by which service, under which number."""

    pick = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[*MailKind.choices, (HANDED, _("Handed over"))], required=False)
    mail_number = forms.CharField(max_length=40, required=False)  # or who signed for it


class CounterForm(forms.Form):
    """What holds for all letters of the post."""

    on = Day(_("Day of posting"))
    first = forms.IntegerField(
        label=_("First free label of the sheet"), min_value=1, max_value=LABELS_A_SHEET, required=False
    )
    preprinted = forms.BooleanField(label=_("Envelopes with printed postcode frames"), required=False)

    def __init__(self, *args, agency: Agency, **options):
        super().__init__(*args, **options)
        if locked_years(agency.pk):
            self.fields[compelled.REASON] = locked_year_reason()

    @property
    def reason(self):
        """Return the field for why a published year changes, None where none is locked."""
        return self[compelled.REASON] if compelled.REASON in self.fields else None


class AddressForm(forms.Form):
    """Where a letter goes instead."""

    name = forms.CharField(label=_("Addressee"), max_length=120, required=False)
    address = forms.CharField(label=_("Postal address"), max_length=240)
    postcode = forms.CharField(label=_("Postcode"), max_length=6, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    reason = forms.CharField(label=_("Where the address comes from"), max_length=200)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["name"].help_text = _("Empty: as the letter says.")
        self.fields["reason"].help_text = _("e.g. telephone call with the applicant, the third party's register entry")


class ListForm(forms.Form):
    """A carrier's list."""

    file = forms.FileField(label=_("The carrier's list (XLSX or CSV)"))

    def clean_file(self):
        """Refuse what is too large to be a list."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_LIST:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return given
