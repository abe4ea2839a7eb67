"""Which agencies and accounts an administrator manages, and that nobody else manages any."""

import pytest

from agencies.administration import policy
from agencies.organisation.models import Agency, Officer
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, officer


@shared_data
def office():
    """Return an office with an administrator of its own and one of the neighbour."""
    office = Office()
    office.local = officer("local", office.agency, "administrator")
    office.next_door = Agency.objects.create(code="N", name="邻局", kind="department", parent=office.government)
    return office


@pytest.mark.parametrize("role", ["clerk", "handler", "reviewer", "signer", "head", "supervisor", "auditor"])
def test_who_is_no_administrator_manages_nothing(office, role):
    """11: who may do what; the roles of the desk and of supervision keep no accounts."""
    person = getattr(office, role)
    assert not policy.manages(person)
    assert not policy.managed_agencies(person).exists()
    assert not policy.managed_officers(person).exists()


def test_an_administrator_manages_his_own_and_a_government_all_under_it(office):
    """11: never those of the neighbour, and never one who may do more."""
    root = Officer.objects.create(username="root", display_name="root", is_superuser=True)
    codes = set(policy.managed_agencies(office.local).values_list("code", flat=True))
    assert codes == {"D"}
    assert set(policy.managed_agencies(office.administrator).values_list("code", flat=True)) == {"G", "D", "N"}
    assert set(policy.managed_agencies(root).values_list("code", flat=True)) == {"G", "D", "N"}
    assert root not in policy.managed_officers(office.administrator)
    assert set(policy.managed_officers(root)) == set(Officer.objects.all())
    assert set(policy.managed_officers(office.local)) == set(Officer.objects.filter(agency=office.agency))


@pytest.mark.parametrize("gone", ["inactive", "without an agency"])
def test_an_account_that_is_closed_or_belongs_nowhere_manages_nothing(office, gone):
    """11: whatever its role says."""
    if gone == "inactive":
        office.local.is_active = False
    else:
        office.local.agency_id = None
    assert not policy.managed_agencies(office.local).exists()
    assert not policy.managed_officers(office.local).exists()
