"""Fields as the desk writes them, what pages send besides what is typed, and the form that every act shares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import DayField, RefusableForm
from agencies.forms.rows import RowsInput
from agencies.text.language import reads_chinese
from intake.forms import DateInput
from law.written import whole_number

LONGEST = 5000
LONGEST_TABLE = 20000
MISSING = {"required": _("This field is required.")}  # our catalogue says it in the words of the desk, for every form


def Text(label, *, required=True, rows=0, **options):  # noqa: N802  reads as a field
    """Return a text field, of several lines if `rows` says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(
        label=label, required=required, widget=widget, max_length=LONGEST, error_messages=MISSING, **options
    )


def Rows(label, heads, *, required=True, named=False, **options):  # noqa: N802
    """Return a field for a table of texts, read as lines whose columns are divided by ｜."""
    return forms.CharField(
        label=label,
        required=required,
        widget=RowsInput(heads, named=named),
        max_length=LONGEST_TABLE,
        error_messages=MISSING,
        **options,
    )


def Day(label, *, required=True, **options):  # noqa: N802
    """Return a field for a legal day."""
    return DayField(label=label, required=required, widget=DateInput(), error_messages=MISSING, **options)


def locked_year_reason() -> forms.CharField:
    """Return the field for why a published year changes."""
    return Text(
        _("Why a published year changes"),
        required=False,
        help_text=_(
            "Only where this changes what a published year counts and the law compels it; listed beside the figures."
        ),
    )


class KeyField(forms.Field):
    """A key or a version that a page sent back, None for what is none; nobody types it, so that nothing is said of it."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value) -> int | None:
        """Return the number."""
        return whole_number(value)


class RowKeysField(forms.Field):
    """The keys of the rows that were ticked, at most `most`; what is no key is left out."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, most: int):
        super().__init__(required=False)
        self.most = most

    def to_python(self, value) -> list[int]:
        """Return the keys in the order of the page."""
        return [key for key in map(whole_number, (value or [])[: self.most]) if key is not None]


class _ButtonInput(forms.HiddenInput):
    def value_from_datadict(self, data, files, name) -> bool:
        return name in data


class ButtonField(forms.Field):
    """Whether the button or hidden field of this name was sent; of several buttons a browser names the one pressed."""

    widget = _ButtonInput

    def __init__(self):
        super().__init__(required=False)


def free_text() -> forms.CharField:
    """Return a field for words as they were typed, of which the service says whether they are enough."""
    return forms.CharField(required=False, strip=False)


class ActChoiceForm(forms.Form):
    """Which of the acts of a page was sent; each of them has its own form."""

    act = forms.ChoiceField()

    def __init__(self, *args, acts, **options):
        super().__init__(*args, **options)
        self.fields["act"].choices = [(act, act) for act in acts]

    def chosen(self) -> str:
        """Return the act, "" for none of them."""
        return self.cleaned_data["act"] if self.is_valid() else ""


class SentForm(RefusableForm):
    """What a page sends besides what is typed, or in words of which only the service says whether they are enough."""

    @property
    def sent(self) -> dict:
        """Return what was sent; nothing in it is wrong by its shape."""
        return self.cleaned_data if self.is_valid() else {}

    @property
    def first_error(self) -> str:
        """Return the first sentence about what is wrong, "" while nothing is; for a page that says it once, above."""
        return next((errors[0] for errors in self.errors.values()), "")


class ReasonForm(SentForm):
    """Why something is done."""

    reason = free_text()


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
