"""One applicant with very many applications: pages ask the database no more often, warnings stay short, cases of a month are counted."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workflow.sample_office import Office, at
from workflow.cases.models import Case

DAY = date(2026, 3, 4)
PERSON = {"applicant_name": "王多件", "identity_number": "330302198001011111", "phone": "13700000000"}


@pytest.mark.django_db
@pytest.mark.fault("C9")
def test_the_fortieth_application_of_one_person_costs_what_the_fifth_costs(client):
    """X C9: the list, the page of a case and the warning before registering."""
    office, asked = Office(), {}
    for number in range(1, 41):
        case = office.case(DAY, content=f"第{number}号地块的征收补偿协议", **PERSON)
        if number not in (5, 40):
            continue
        client.force_login(office.clerk)
        with time_machine.travel(at(DAY), tick=False):
            for name, address in (("list", reverse("worklist")), ("case", reverse("case", args=[case.pk]))):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    page = client.get(address)
                assert page.status_code == 200
                asked.setdefault(name, []).append(len(queries))
                assert len(page.content) < 400_000
    assert Case.objects.filter(application__applicant_name="王多件").count() == 40
    for name, (few, many) in asked.items():
        assert many <= few + 1, (name, asked)
