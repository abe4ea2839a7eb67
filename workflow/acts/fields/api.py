"""Fields of an act as the API reads them: lengths and ranges; what they mean is judged by the act."""

from rest_framework import serializers

from agencies.forms.fields import recorded_day
from workflow.acts.fields.reading import MAX_TEXT

MOST_LINES = 50


def day(**options):
    """Return a field for a legal day that can have been."""
    return serializers.DateField(validators=[recorded_day], **options)


def words(**options):
    """Return a field for a text."""
    return serializers.CharField(**{"max_length": MAX_TEXT} | options)


def note():
    """Return a field for a text that may be left out."""
    return words(required=False, allow_blank=True)


def lines(help_text: str, **options):
    """Return a field for a list of texts, one point each."""
    return serializers.ListField(
        child=words(), allow_empty=False, max_length=MOST_LINES, help_text=help_text, **options
    )


def number(low: int, high: int, **options):
    """Return a field for a whole number in a range."""
    return serializers.IntegerField(min_value=low, max_value=high, **options)


def term_workdays(least: int = 1):
    """Return a field for a term that the agency sets, of at least so many working days."""
    return number(least, 60, required=False, help_text="Working days; empty: the agency's own")


def key():
    """Return a field that says which of several is meant."""
    return serializers.CharField(max_length=40, required=False, help_text="Which one, where several are open")


def document_hash():
    """Return a field for the hash of the draft that the person saw."""
    return serializers.RegexField("^[0-9a-f]{64}$", required=False, help_text="Hash of the draft that the person saw")


def facts(help_text: str, **options):
    """Return a field for the facts of a letter, by name."""
    return serializers.DictField(help_text=help_text, **options)
