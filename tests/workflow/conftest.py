"""Fixtures of the workflow tests."""

from tests.shared_data import shared_data
from tests.workflow.sample_office import Office


@shared_data
def office():
    """Return a staffed office."""
    return Office()
