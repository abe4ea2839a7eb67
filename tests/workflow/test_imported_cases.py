"""An imported case can do whatever another can, by its recorded number: every act, page and address, under both Regulations."""

import pytest
from django import forms
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from law import Refused, procedure
from tests.workflow.imported import TODAY, imported
from tests.workflow.office import at
from workflow import policy
from workflow.forms.acts import FORMS, form_for
from workflow.models import Case, Event
from workflow.services import perform, replay

PEOPLE = ("clerk", "handler", "reviewer", "signer")


@pytest.fixture
def cases(office, tmp_path):
    return imported(office, tmp_path)


def of_a_case(prefix: str = "cases/<int:pk>/") -> list[str]:
    """Return the names of all addresses that take the key of a case and nothing else."""

    def walk(patterns, before=""):
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path, one.name
            else:
                yield from walk(one.url_patterns, path)

    return [name for path, name in walk(get_resolver().url_patterns) if path.startswith(prefix) and path.count("<") == 1]


def typed(form) -> dict:
    """Return what a person would type into a form: what it proposes, and something in every other field."""
    found = {}
    for name, field in form.fields.items():
        value = form.initial.get(name, field.initial)
        value = value() if callable(value) else value
        if value in (None, "", []):
            if isinstance(field, forms.ChoiceField):
                value = next((code for code, _ in field.choices if code), "")
            elif isinstance(field, forms.IntegerField):
                value = max(field.min_value or 1, 5)
            elif isinstance(field, forms.DateField):
                value = TODAY
            elif isinstance(field, forms.BooleanField):
                continue
            else:
                value = "说明"
        found[name] = value
    return found


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def attempt(code: str, case: Case, user, data: dict) -> str:
    """Perform an act and take it back; return "" or the sentence of the refusal. Anything else is an error."""
    try:
        with transaction.atomic():
            perform(code, case.pk, by=user, on=TODAY, now=at(TODAY), data=data)
            transaction.set_rollback(True)
    except Refused as refused:
        assert refused.reason and refused.english, (case.number, code)
        return refused.reason
    return ""


def test_whatever_is_offered_on_an_imported_case_is_done_or_refused_with_a_sentence(office, cases):
    """Every act for every person, as typed into its form, with nothing, and with what fits nothing."""
    done, refused = set(), {}
    for person in PEOPLE:
        user = getattr(office, person)
        for case in cases.values():
            for row in policy.possible_acts(user, case):
                given = [{}, {"letter_id": 1, "key": "x", "seq": 2, "facts": {}, "kind": "receipt"}]
                if row.code in FORMS:
                    form = form_for(row.code, case, user, on=TODAY)
                    bound = form_for(row.code, case, user, data={name: plain(one) for name, one in typed(form).items()} | {"version": case.version})
                    if bound.is_valid():
                        given.insert(0, bound.act_data())
                for data in given:
                    if said := attempt(row.code, case, user, data):
                        refused.setdefault(row.code, {}).setdefault(said, case.number)
                    else:
                        done.add(row.code)
    print({code: list(said.items())[:4] for code, said in refused.items() if code not in done})
    assert {"revoke_reply", "annul", "correct_receipt", "file_reconsideration", "conclude_litigation", "withdraw", "extend"} <= done


def test_every_page_of_an_imported_case_opens(office, cases, client):
    client.force_login(office.clerk)
    for case in cases.values():
        for name in of_a_case():
            answer = client.get(reverse(name, args=[case.pk]))
            assert answer.status_code < 500, (case.number, name)
        assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 200
