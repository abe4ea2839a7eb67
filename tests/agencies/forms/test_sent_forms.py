"""The key of a form between windows that take it and give it back."""

from datetime import date

import pytest
from django.db import IntegrityError

from agencies.forms import sent_forms
from agencies.forms.models import SentForm
from tests.workflow.sample_office import Office, at

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)


def racing(monkeypatch, times):
    """Let another window take the key and give it back a number of times before one looks in peace."""
    looks, real = [], SentForm.objects.get_or_create

    def look(**given):
        looks.append(1)
        if len(looks) <= times:
            raise IntegrityError("form_sent_once")
        return real(**given)

    monkeypatch.setattr(SentForm.objects, "get_or_create", look)
    return looks


@pytest.mark.parametrize("times", [0, 1, 5, sent_forms.MOST_LOOKS - 1])
def test_a_key_that_another_window_gave_back_is_claimed(monkeypatch, times):
    clerk, looks = Office().clerk, racing(monkeypatch, times)
    form, mine = sent_forms.claim(clerk, "k", path="/a/", fields={"name": "x"}, now=at(START))
    assert mine and form.pk == SentForm.objects.get().pk and len(looks) == times + 1


def test_a_key_that_is_never_free_is_not_looked_at_for_ever(monkeypatch):
    clerk, looks = Office().clerk, racing(monkeypatch, 10_000)
    with pytest.raises(IntegrityError):
        sent_forms.claim(clerk, "k", path="/a/", fields={}, now=at(START))
    assert len(looks) == sent_forms.MOST_LOOKS and not SentForm.objects.exists()
